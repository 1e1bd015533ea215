/** The API server, or what stands in front of it, misbehaves. */
import { expect } from '@jest/globals';
import type { Attack } from './harness.ts';
import { healthy } from '../worlds.ts';
import { api, everythingIs, listIs, startApi, TOKEN } from './servers.ts';
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
    ? ['check', '--timeout', '1s']
    : ['check'],
  code: 3,
  says,
}));

const page = (items: unknown, metadata: unknown = {}): Manner => manners.says(200, { metadata, items });
const failure = (status: number, message: string, more: object = {}): Manner =>
  manners.says(status, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, code: status, ...more });
const monitor = { metadata: { name: 'web', namespace: 'shop' }, spec: { selector: {}, endpoints: [] } };
const SECOND = '/servicemonitors?';

/** The list of monitors comes in pages, of which the second is such an answer. */
const secondPage = (second: Manner): NonNullable<Attack['arrange']> =>
  api({
    objects: healthy(),
    instead: ({ url }) => {
      if (!url.includes(SECOND)) return undefined;
      return url.includes('continue=') ? second : page([monitor], { continue: 'next' });
    },
  });

const ofMonitors = 'servicemonitors.monitoring.coreos.com in all namespaces';
const notListed = (why: string): string => `${ofMonitors} could not be listed: ${why}`;

const TOO_LONG = 'is too long for a list of the Kubernetes API';

let fresh = 0;
/** What stands in place of the list of monitors, or of its second page. */
const lists: readonly Attack[] = [
  { name: '300 MB', arrange: listIs('servicemonitors', manners.long(300)), says: TOO_LONG },
  {
    name: 'some kilobytes that unpack to 300 MB',
    arrange: listIs('servicemonitors', manners.gzipBomb(300)),
    says: TOO_LONG,
  },
  {
    name: '404 on the second page',
    arrange: secondPage(manners.says(404, '404 page not found')),
    says: notListed('404 page not found (404)'),
  },
  { name: '403 on the second page', arrange: secondPage(failure(403, 'no')), says: 'Not allowed to list' },
  { name: '500 on the second page', arrange: secondPage(failure(500, 'boom')), says: notListed('boom (500)') },
  {
    name: '429 on the second page',
    arrange: secondPage(failure(429, 'slow down')),
    says: notListed('slow down (429)'),
  },
  {
    name: '410 on every page',
    arrange: listIs('servicemonitors', failure(410, 'expired')),
    says: notListed('expired (410)'),
  },
  {
    name: '410 on the second page, for ever',
    arrange: secondPage(failure(410, 'expired')),
    says: 'takes 2 of 2 monitors and rules',
    code: 0,
  },
  { name: '304 on the second page', arrange: secondPage(manners.says(304, '')), says: notListed('status 304') },
  { name: 'a login page on the second page', arrange: secondPage(manners.loginPage), says: NOT_JSON },
  { name: 'JSON cut short on the second page', arrange: secondPage(manners.truncated), says: NOT_JSON },
  { name: 'a cut on the second page', arrange: secondPage(manners.cuts), says: CUT },
  { name: 'silence on the second page', arrange: secondPage(manners.silent), says: LATE },
  {
    name: 'the same page for ever',
    arrange: secondPage(page([monitor], { continue: 'next' })),
    says: 'gives the same page again and again',
  },
  {
    name: 'fresh tokens for ever',
    arrange: secondPage((response) => page([monitor], { continue: `n${(fresh += 1)}` })(response)),
    says: /gives more than 2000 pages|the time-out of 3 s ended/,
    argv: ['check', '--timeout', '3s'],
  },
  {
    name: 'fresh tokens for ever, behind the items',
    arrange: secondPage((response) =>
      manners.says(200, `{"items": [], "metadata": {"continue": "m${(fresh += 1)}"}}`)(response),
    ),
    says: /gives more than 2000 pages|the time-out of 3 s ended/,
    argv: ['check', '--timeout', '3s'],
  },
  {
    name: 'a token that is a number',
    arrange: secondPage(page([], { continue: 7 })),
    says: 'has a continue token that is not text',
  },
  {
    name: 'a token with a new line',
    arrange: listIs('servicemonitors', page([], { continue: 'a\r\nHost: evil' })),
    says: 'gives the same page again and again',
  },
  {
    name: 'a token of a megabyte',
    arrange: secondPage(page([], { continue: 'x'.repeat(1_000_000) })),
    says: notListed(''),
  },
  {
    name: 'metadata that is null',
    arrange: listIs('servicemonitors', page([monitor], null)),
    says: 'No Prometheus in the cluster could take up ServiceMonitor shop/web',
    code: 1,
  },
  { name: 'items that are text', arrange: listIs('servicemonitors', page('web')), says: 'has no items' },
  {
    name: 'items that are an object',
    arrange: listIs('servicemonitors', page({ web: monitor })),
    says: 'has no items',
  },
  {
    name: 'items that are numbers',
    arrange: listIs('servicemonitors', page([1, 2])),
    says: 'holds something that is not an object',
  },
  {
    name: 'items that are lists',
    arrange: listIs('servicemonitors', page([[monitor]])),
    says: 'holds something that is not an object',
  },
  {
    name: 'items without metadata',
    arrange: listIs('servicemonitors', page([{}, {}])),
    says: 'could not be understood',
  },
  {
    name: 'a table where a list was asked',
    arrange: listIs('servicemonitors', manners.says(200, { kind: 'Table', rows: 'x', columnDefinitions: 7 })),
    says: 'has no items',
  },
  {
    name: 'a Status where a list was asked',
    arrange: listIs('servicemonitors', failure(200, 'fine')),
    says: 'has no items',
  },
  {
    name: 'an object where a list was asked',
    arrange: listIs('servicemonitors', manners.says(200, monitor)),
    says: 'has no items',
  },
  { name: 'the number 7', arrange: listIs('servicemonitors', manners.says(200, '7')), says: NOT_JSON },
  { name: 'null', arrange: listIs('servicemonitors', manners.says(200, 'null')), says: NOT_JSON },
  {
    name: 'items nested 200,000 deep',
    arrange: listIs(
      'servicemonitors',
      manners.says(
        200,
        `{"items":[{"metadata":{"name":"a","namespace":"b"},"spec":${'['.repeat(200_000)}${']'.repeat(200_000)}}]}`,
      ),
    ),
    // Where the schema has no list nothing of it is kept.
    says: 'No Prometheus in the cluster could take up ServiceMonitor b/a',
    code: 1,
  },
  {
    name: 'labels nested 200,000 deep',
    arrange: listIs(
      'servicemonitors',
      manners.says(
        200,
        `{"items":[{"metadata":{"name":"a","namespace":"b","labels":${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}}}]}`,
      ),
    ),
    says: 'metadata.labels.a',
    code: 1,
  },
  {
    name: 'eighty million objects',
    arrange: listIs('servicemonitors', manners.repeated('{},', 250)),
    says: 'gives more than 500000 objects',
    program: true as const,
  },
  {
    name: 'a million objects',
    arrange: listIs('servicemonitors', manners.repeated('{"metadata":{}},', 16)),
    says: 'gives more than 500000 objects',
  },
  {
    name: 'the same object a thousand times',
    arrange: listIs('servicemonitors', page(Array.from({ length: 1000 }, () => monitor))),
    says: '',
    code: [0, 1, 3],
  },
  {
    name: 'a retry in a billion seconds',
    arrange: listIs('servicemonitors', manners.says(429, '', { 'retry-after': '1000000000' })),
    says: LATE,
  },
  {
    name: 'a retry in minus one seconds',
    arrange: listIs('servicemonitors', manners.says(429, '', { 'retry-after': '-1' })),
    says: notListed('status 429'),
  },
  {
    name: 'a retry at a date that is none',
    arrange: listIs('servicemonitors', manners.says(503, '', { 'retry-after': 'Smarch 13' })),
    says: notListed('status 503'),
  },
  {
    name: 'a retry in the year 9999',
    arrange: listIs('servicemonitors', manners.says(503, '', { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' })),
    says: LATE,
  },
  {
    name: 'a retry at once, for ever',
    arrange: listIs('servicemonitors', manners.says(429, '', { 'retry-after': '0' })),
    says: notListed('status 429'),
  },
  {
    name: 'a Status that asks for a retry in 1e308 s',
    arrange: listIs('servicemonitors', failure(429, 'x', { details: { retryAfterSeconds: 1e308 } })),
    says: LATE,
  },
  {
    name: 'an error that repeats the token',
    arrange: listIs('servicemonitors', failure(500, `bad token ${TOKEN}`)),
    says: notListed(''),
  },
  {
    name: 'an error that repeats the token in URL form',
    arrange: listIs('servicemonitors', failure(500, `bad token ${encodeURIComponent(TOKEN)}`)),
    says: notListed(''),
  },
  {
    name: 'an error page that repeats the token',
    arrange: listIs('servicemonitors', manners.says(500, `Authorization: Bearer ${TOKEN}`)),
    says: notListed(''),
  },
  {
    name: 'a redirect to where the token is',
    arrange: listIs('servicemonitors', manners.redirect(`/?token=${TOKEN}`)),
    says: notListed('status 302'),
  },
  {
    name: 'an error with escapes',
    arrange: listIs('servicemonitors', failure(500, manners.ESCAPES)),
    says: notListed(''),
  },
  {
    name: 'an error page with escapes',
    arrange: listIs('servicemonitors', manners.says(500, manners.ESCAPES)),
    says: notListed(''),
  },
  {
    name: 'a refusal of a user with escapes',
    arrange: listIs('servicemonitors', failure(403, `User "${manners.ESCAPES}" cannot list`)),
    says: 'Not allowed to list',
  },
  {
    name: 'an error of a megabyte',
    arrange: listIs('servicemonitors', failure(500, 'x'.repeat(1_000_000))),
    says: notListed(''),
  },
  {
    name: '401',
    arrange: listIs('servicemonitors', failure(401, 'Unauthorized')),
    says: 'does not accept the credentials',
  },
  { name: '999', arrange: listIs('servicemonitors', manners.says(999, '')), says: notListed('status 999') },
  {
    name: 'a refusal, and nonsense of what is served',
    arrange: api({
      objects: healthy(),
      instead: ({ url }) =>
        url.includes('/servicemonitors')
          ? failure(403, 'no')
          : /coreos.com\/v1(?:\?|$)/.test(url)
            ? manners.says(200, { resources: [7, null, { name: {} }] })
            : undefined,
    }),
    says: 'Not allowed to list',
  },
].map(({ name, ...row }): Attack => ({
  name: `list: ${name}`,
  // What is not about waiting has time, also on a slow machine.
  argv: ['check', '--timeout', row.says === LATE ? '1s' : '60s'],
  code: 3,
  within: 90_000,
  ...row,
}));

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
