/** The API server, or what stands in front of it, misbehaves. */
import { expect } from '@jest/globals';
import type { Attack } from './harness.ts';
import { everythingIs, listIs, startApi, TOKEN } from './servers.ts';
import type { Manner } from './manners.ts';
import * as manners from './manners.ts';

interface Behaviour {
  readonly does: string;
  readonly with: Manner;
  readonly says: string | readonly string[];
}

const LATE = 'the time-out of 1 s ended before the cluster was read';
const CUT = 'the connection was cut';
const NOT_JSON = 'is not JSON: is a proxy or a login page in between';

/** What is no answer of an API server at all. */
const BEHAVIOURS: readonly Behaviour[] = [
  { does: 'never answers', with: manners.silent, says: LATE },
  { does: 'cuts every connection', with: manners.cuts, says: CUT },
  { does: 'cuts every answer in the middle', with: manners.cutsHalfway, says: CUT },
  { does: 'stops in the middle of every answer', with: manners.stopsHalfway, says: LATE },
  { does: 'answers a byte at a time', with: manners.drips, says: LATE },
  { does: 'answers with 300 MB', with: manners.long(300), says: 'its answer is too long' },
  { does: 'answers with what a kilobyte unpacks to 300 MB', with: manners.gzipBomb(300), says: '' },
  { does: 'sends headers without end', with: manners.endlessHeaders, says: '' },
  { does: 'does not speak HTTP', with: manners.notHttp, says: 'it does not answer in HTTP' },
  { does: 'changes to another protocol', with: manners.otherProtocol, says: 'it answers in another protocol (101)' },
  { does: 'gives two lengths', with: manners.twoLengths, says: '' },
  { does: 'breaks its chunks', with: manners.badChunks, says: '' },
  { does: 'says 100 Continue for ever', with: manners.hundredContinue, says: LATE },
  { does: 'answers with a login page', with: manners.loginPage, says: NOT_JSON },
  {
    does: 'redirects to elsewhere',
    with: manners.redirect('http://127.0.0.1:9/'),
    says: 'could not be listed: status 302',
  },
  { does: 'cuts JSON short', with: manners.truncated, says: NOT_JSON },
  { does: 'answers with nothing', with: manners.empty, says: NOT_JSON },
  { does: 'answers without content', with: manners.noContent, says: 'could not be listed: status 204' },
  { does: 'calls gzip what is none', with: manners.notGzip, says: '' },
  { does: 'answers in brotli', with: manners.otherEncoding, says: NOT_JSON },
];

const everything = BEHAVIOURS.map(({ does, with: manner, says }): Attack => ({
  name: `everything: ${does}`,
  arrange: everythingIs(manner),
  argv: [manners.silent, manners.stopsHalfway, manners.drips, manners.hundredContinue].includes(manner)
    ? ['verify', '--timeout', '1s']
    : ['check'],
  code: 3,
  says,
}));

/** One list gets such an answer. */
const lists: readonly Attack[] = [
  {
    name: 'monitors: a login page',
    arrange: listIs('servicemonitors', manners.loginPage),
    argv: ['check'],
    code: 3,
    says: '',
  },
];

/** Where the token goes. */
const tokens: readonly Attack[] = [
  {
    name: 'a redirect to another server is not followed',
    arrange: async (scene) => {
      const other = await startApi(scene, {});
      const first = await startApi(scene, { instead: () => manners.redirect(other.url, 307) });
      scene.afterwards(() => {
        expect([first.seen.length > 0, other.seen]).toEqual([true, []]);
        expect(first.seen[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
      });
      return first.argv;
    },
    argv: ['check'],
    code: 3,
    says: 'could not be listed: status 307',
  },
];

export const rows: readonly Attack[] = [...everything, ...lists, ...tokens];
