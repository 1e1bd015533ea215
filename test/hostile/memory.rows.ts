/** Every list at once is a flood: what all of them keep has one bound, and the time-out is heard while they are parsed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Attack } from './harness.ts';
import { everythingIs } from './servers.ts';
import type { Manner } from './manners.ts';
import * as manners from './manners.ts';

/** Peak of the resident memory, in MiB. */
const MOST = 1400;
const MEASURE = join(import.meta.dirname, '..', '..', 'bench', 'measure.mjs');

const text = (length: number): string => 'x'.repeat(length);
const named = (fields: object): string =>
  `${JSON.stringify({ metadata: { name: 'a', namespace: 'shop', labels: { app: 'web' } }, ...fields })},`;
const endpoints = Array.from({ length: 900 }, (_, i) => ({ port: `p${i}`, interval: '30s', addresses: ['a'] }));

/** In a field of most kinds each. */
const LARGE = named({ spec: { selector: { a: text(300_000) }, endpoints: [{ port: text(300_000) }] } });
const MANY = named({ spec: { selector: {}, ports: endpoints, endpoints }, subsets: endpoints, endpoints });
const SMALL = named({ spec: { selector: { matchLabels: { a: 'b' } }, endpoints: [{ port: 'http' }] } });

let fresh = 0;
/** Pages of just below what is parsed in one piece, for ever. */
const pages: Manner = (response) => {
  fresh += 1;
  const items = SMALL.repeat(Math.floor((7.9 * 1024 * 1024) / SMALL.length)).slice(0, -1);
  manners.says(200, `{"metadata":{"continue":"t${fresh}"},"items":[${items}]}`)(response);
};

const FLOODS: Readonly<Record<string, Manner>> = {
  'answers of 250 MB': manners.repeated('{},', 250),
  'objects of long texts': manners.repeated(LARGE, 250),
  'objects of many values': manners.repeated(MANY, 250),
  'small objects': manners.repeated(SMALL, 250),
  'pages for ever': pages,
  'blank space': manners.long(300),
  'what unpacks to 300 MB': manners.gzipBomb(300),
};

export const rows: readonly Attack[] = Object.entries(FLOODS).map(([name, manner]) => ({
  name: `every list: ${name}`,
  program: true as const,
  env: { NODE_OPTIONS: `--import=${MEASURE}`, PROMWIRE_BENCH_USED: 'used.json' },
  arrange: everythingIs(manner),
  argv: ['check', '--timeout', '8s'],
  code: 3,
  says: /could not be read|the time-out of 8 s ended|too long/,
  within: 60_000,
  leaves: (_ran, { folder }) => {
    const { mib } = JSON.parse(readFileSync(join(folder, 'used.json'), 'utf8')) as { readonly mib: number };
    expect(mib).toBeLessThan(MOST);
  },
}));
