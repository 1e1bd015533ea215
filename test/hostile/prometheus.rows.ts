/** A Prometheus at --prometheus-url, or what stands in front of it, misbehaves. */
import type { Attack } from './harness.ts';
import { ESCAPES } from './manners.ts';
import type { Manner } from './manners.ts';
import * as manners from './manners.ts';
import { prometheusAt, TOKEN } from './servers.ts';

const success = (data: unknown, more: object = {}): Manner => manners.says(200, { status: 'success', data, ...more });
const failed = (status: number, errorType: unknown, error: unknown): Manner =>
  manners.says(status, { status: 'error', errorType, error });
const vector = (result: unknown): Manner => success({ resultType: 'vector', result });

interface Behaviour {
  readonly does: string;
  readonly with: Manner;
  readonly says: string | RegExp;
  readonly code?: number | readonly number[];
  readonly argv?: readonly string[];
}

const NOT_JSON = 'the answer is not JSON, or was cut off';
const NOT_PROMETHEUS = 'not that of Prometheus';

/** Every question gets such an answer. */
const behaviours: readonly Behaviour[] = [
  { does: 'never answers', with: manners.silent, says: 'time-out of 1 s', argv: ['--timeout', '1s'] },
  { does: 'stops in the middle', with: manners.stopsHalfway, says: 'time-out of 1 s', argv: ['--timeout', '1s'] },
  { does: 'answers a byte at a time', with: manners.drips, says: 'time-out of 1 s', argv: ['--timeout', '1s'] },
  {
    does: 'says 100 Continue for ever',
    with: manners.hundredContinue,
    says: 'time-out of 1 s',
    argv: ['--timeout', '1s'],
  },
  { does: 'cuts every connection', with: manners.cuts, says: 'the connection was closed' },
  { does: 'cuts in the middle', with: manners.cutsHalfway, says: 'the connection was closed' },
  { does: 'sends headers without end', with: manners.endlessHeaders, says: 'it speaks another protocol' },
  { does: 'does not speak HTTP', with: manners.notHttp, says: 'it speaks another protocol' },
  { does: 'changes to another protocol', with: manners.otherProtocol, says: 'another protocol (101)' },
  { does: 'gives two lengths', with: manners.twoLengths, says: 'it speaks another protocol' },
  { does: 'breaks its chunks', with: manners.badChunks, says: 'it speaks another protocol' },
  {
    does: 'sends 200 MB',
    with: manners.long(200),
    says: /the answer is larger than 128 MiB|time-out of 4 s/,
    argv: ['--timeout', '4s'],
  },
  {
    does: 'sends forty million values',
    with: manners.repeated('{},', 120),
    says: /is not JSON|time-out of 4 s/,
    argv: ['--timeout', '4s'],
  },
  { does: 'shows a login page', with: manners.loginPage, says: 'an HTML page' },
  {
    does: 'redirects to elsewhere',
    with: manners.redirect(`http://127.0.0.1:9/?token=${TOKEN}`),
    says: 'a redirect to http://127.0.0.1:9/',
  },
  { does: 'redirects to a script', with: manners.redirect(`javascript:${TOKEN}`), says: 'a redirect' },
  { does: 'redirects to escapes', with: manners.redirect(encodeURI(ESCAPES)), says: 'a redirect' },
  { does: 'cuts JSON short', with: manners.truncated, says: NOT_JSON },
  { does: 'answers with nothing', with: manners.empty, says: NOT_JSON },
  { does: 'answers without content', with: manners.noContent, says: NOT_JSON },
  { does: 'answers in gzip unasked', with: manners.gzipBomb(1), says: NOT_JSON },
  {
    does: 'answers with JSON nested 200,000 deep',
    with: manners.says(200, '['.repeat(200_000) + ']'.repeat(200_000)),
    says: NOT_PROMETHEUS,
  },
  { does: 'answers with a number', with: manners.says(200, '7'), says: NOT_PROMETHEUS },
  { does: 'answers with null', with: manners.says(200, 'null'), says: NOT_PROMETHEUS },
  { does: 'answers with another object', with: manners.says(200, { status: 7 }), says: NOT_PROMETHEUS },
  {
    does: 'succeeds without data',
    with: manners.says(200, { status: 'success' }),
    says: 'does not have the documented shape',
  },
  { does: 'succeeds with text', with: success('all well'), says: 'does not have the documented shape' },
  { does: 'succeeds with a result that is a map', with: vector({}), says: 'does not have the documented shape' },
  {
    does: 'succeeds with samples of other types',
    with: vector([7, null, 'x', [], { metric: 7, value: {} }]),
    says: '',
  },
  { does: 'succeeds with values that are numbers', with: vector([{ metric: {}, value: [0, 7] }]), says: '' },
  {
    does: 'succeeds with values of escapes',
    with: vector([{ metric: { a: ESCAPES }, value: [0, ESCAPES] }]),
    says: '',
    code: [0, 1, 3],
  },
  {
    does: 'succeeds with values beyond numbers',
    with: vector([{ metric: {}, value: [0, '1e999'] }]),
    says: '',
    code: [0, 1, 3],
  },
  { does: 'succeeds with NaN', with: vector([{ metric: {}, value: [0, 'NaN'] }]), says: '', code: [0, 1, 3] },
  {
    does: 'succeeds with labels called __proto__',
    with: manners.says(
      200,
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__proto__":"x","constructor":"y"},"value":[0,"1"]}]}}',
    ),
    says: '',
    code: [0, 1, 3],
  },
  {
    does: 'succeeds with 20,000 series',
    with: vector(Array.from({ length: 20_000 }, (_, i) => ({ metric: { i: `${i}` }, value: [0, '1'] }))),
    says: /20000 series, which is more than a panel shows|time-out of 4 s/,
    argv: ['--timeout', '4s'],
  },
  {
    does: 'succeeds with warnings of escapes',
    with: success({ resultType: 'vector', result: [] }, { warnings: [ESCAPES, 7, null], infos: {} }),
    says: '',
    code: [0, 1, 3],
  },
  { does: 'fails with escapes', with: failed(422, 'execution', ESCAPES), says: 'owned' },
  { does: 'fails with the token', with: failed(422, 'execution', `parse error at ${TOKEN}`), says: /hidden|\*{3}/ },
  { does: 'fails with a megabyte', with: failed(400, 'bad_data', 'x'.repeat(1_000_000)), says: 'xxx' },
  { does: 'fails with an error that is a map', with: failed(500, {}, {}), says: 'HTTP 500' },
  { does: 'fails with the status of a success', with: failed(200, 'execution', 'boom'), says: 'boom' },
  {
    does: 'asks for a login',
    with: manners.says(401, `<html>${TOKEN}`),
    says: 'the token of --prometheus-token-file was refused',
  },
  {
    does: 'denies without end',
    with: manners.long(50, 403),
    says: 'has no right to read it',
  },
  { does: 'is too busy', with: manners.says(429, '', { 'retry-after': '1000000' }), says: 'asked to slow down' },
  { does: 'is not ready', with: manners.says(503, ESCAPES), says: 'it is starting, or not running' },
  { does: 'answers 999', with: manners.says(999, ''), says: 'HTTP 999' },
  {
    does: 'echoes the credential in a header',
    with: manners.says(500, '', { 'www-authenticate': `Bearer ${TOKEN}` }),
    says: 'HTTP 500',
  },
];

const all: readonly Attack[] = behaviours.map(({ does, with: manner, says, code = 3, argv = [] }) => ({
  name: `Prometheus: ${does}`,
  arrange: prometheusAt(() => manner),
  argv: ['dashboard', 'preview', '--variant', 'v3', ...argv],
  code,
  says,
  within: 60_000,
}));

/** The address itself. */
const addresses: readonly Attack[] = (
  [
    ['is a file', 'file:///etc/passwd', 'must start with http'],
    ['is a script', 'javascript:alert(1)', 'must start with http'],
    ['is empty', '', 'is not an URL'],
    ['has escapes', `http://${ESCAPES}`, 'is not an URL'],
    ['has a secret in its query', `http://127.0.0.1:9/?token=${TOKEN}`, 'must not have a query'],
    ['has a secret in its fragment', `http://127.0.0.1:9/#${TOKEN}`, 'must not have a query or a fragment'],
    ['has a password', `http://user:${TOKEN}@127.0.0.1:9/`, 'connection refused'],
    ['has no such port', 'http://127.0.0.1:99999', 'is not an URL'],
  ] as const
).map(([name, url, says]) => ({
  name: `Prometheus: the address ${name}`,
  argv: ['dashboard', 'preview', '--variant', 'v3', '--prometheus-url', url],
  code: [2, 3],
  says,
}));

/** Files that flags name. */
const files: readonly Attack[] = (
  ['--prometheus-token-file', '--prometheus-ca', '--prometheus-header'] as const
).flatMap((flag) =>
  (
    [
      ['/dev/zero', 'it is a device, not a file'],
      ['/', 'it is a folder'],
      ['/nowhere', 'there is no such file or folder'],
    ] as const
  ).map(([file, says]) => ({
    name: `Prometheus: ${flag} ${file}`,
    argv: ['dashboard', 'preview', '--variant', 'v3', '--prometheus-url', 'http://127.0.0.1:9', flag, file],
    code: 2,
    says,
  })),
);

const RULES = `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: web, namespace: shop }
spec:
  groups:
    - name: web
      rules:
        - { alert: Never, expr: 'count(web_up == 5) == 0' }
`;

/** Files are judged by what they say, whatever the Prometheus does that they are to be compared with. */
const compared: readonly Attack[] = (
  [
    ['never answers', () => manners.silent],
    ['answers a byte at a time', () => manners.drips],
    [
      'tells the names, and then nothing',
      (path: string) => (path.endsWith('/__name__/values') ? success(['web_up']) : manners.silent),
    ],
  ] as const
).map(([does, answers]) => ({
  name: `Prometheus: files are compared with one that ${does}`,
  arrange: async (scene) => [...(await prometheusAt(answers)(scene)), '--from', scene.write('rules.yaml', RULES)],
  argv: ['check', '--timeout', '6s'],
  code: 3,
  says: [
    'Alert Never of PrometheusRule shop/web can never fire',
    /Whether Prometheus http:\/\/\S+ has what is asked for is not known/,
  ],
  never: ['before the files were read and judged'],
  within: 6000,
}));

export const rows: readonly Attack[] = [...all, ...addresses, ...files, ...compared];
