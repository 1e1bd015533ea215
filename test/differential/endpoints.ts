import type { Random } from './random.ts';
import type { Raw } from './selectors.ts';

/*
 * Parts of endpoints, probes and scrape configs: legal ones, and ones that the operator may refuse, depending on the
 * stack. A part is a patch of the object that holds it. Namespaces hold Secret and ConfigMap "keys" (world.ts).
 */

type Part = (r: Random) => Raw;

const KEYS = ['user', 'password', 'token'] as const;
/** A Secret's key: there, a missing Secret, or a missing key. */
const secret = (r: Random, broken: number, key: string = r.pick(KEYS)): Raw => {
  if (!r.chance(broken)) return { name: 'keys', key };
  return r.pick<Raw>([
    { name: 'absent', key },
    { name: 'keys', key: 'absent' },
    { name: 'absent', key, optional: true },
    { name: 'keys', key: '' },
  ]);
};

const basicAuth =
  (broken: number): Part =>
  (r) => ({ basicAuth: { username: secret(r, broken, 'user'), password: secret(r, broken / 2, 'password') } });

const authorization =
  (broken: number): Part =>
  (r) => ({
    authorization: { ...(r.chance(0.4) ? { type: 'Bearer' } : {}), credentials: secret(r, broken, 'token') },
  });

const oauth2 =
  (broken: number): Part =>
  (r) => ({
    oauth2: {
      clientId: r.chance(0.5) ? { secret: secret(r, broken, 'user') } : { configMap: { name: 'keys', key: 'user' } },
      clientSecret: secret(r, broken / 2, 'password'),
      tokenUrl: 'https://token.example/',
    },
  });

const bearerTokenSecret =
  (broken: number): Part =>
  (r) => ({ bearerTokenSecret: secret(r, broken, 'token') });

const GOOD_TLS: readonly Raw[] = [
  { insecureSkipVerify: true },
  { serverName: 'web' },
  { ca: { secret: { name: 'keys', key: 'ca' } } },
  { ca: { configMap: { name: 'keys', key: 'ca' } } },
  { cert: { secret: { name: 'keys', key: 'ca' } }, keySecret: { name: 'keys', key: 'key' } },
  { cert: { configMap: { name: 'keys', key: 'ca' } }, keySecret: { name: 'keys', key: 'key' } },
  { minVersion: 'TLS12', maxVersion: 'TLS13' },
  { minVersion: 'TLS11' },
];
const BAD_TLS: readonly Raw[] = [
  { ca: { secret: { name: 'keys', key: 'user' } } },
  { ca: { configMap: { name: 'keys', key: 'user' } } },
  { ca: { secret: { name: 'absent', key: 'ca' } } },
  { ca: { secret: { name: 'keys', key: 'absent' } } },
  { ca: { configMap: { name: 'keys', key: 'absent' } } },
  { ca: { secret: { name: 'keys', key: 'ca' }, configMap: { name: 'keys', key: 'ca' } } },
  { cert: { secret: { name: 'keys', key: 'ca' } } },
  { keySecret: { name: 'keys', key: 'key' } },
  { cert: { secret: { name: 'keys', key: 'ca' } }, keySecret: { name: 'keys', key: 'other' } },
  { cert: { secret: { name: 'keys', key: 'ca' } }, keySecret: { name: 'keys', key: 'user' } },
  { cert: { secret: { name: 'keys', key: 'user' } }, keySecret: { name: 'keys', key: 'key' } },
  { cert: { secret: { name: 'keys', key: 'ca' } }, keySecret: { name: 'keys', key: 'absent' } },
  { minVersion: 'TLS13', maxVersion: 'TLS12' },
];
const FILE_TLS: readonly Raw[] = [
  { caFile: '/etc/ca.pem' },
  { certFile: '/etc/cert.pem', keyFile: '/etc/key.pem' },
  { certFile: '/etc/cert.pem' },
  { keyFile: '/etc/key.pem' },
  { caFile: '/etc/ca.pem', ca: { secret: { name: 'keys', key: 'ca' } } },
  { certFile: '/etc/cert.pem', keySecret: { name: 'keys', key: 'key' } },
  { caFile: '' },
];

const DURATIONS = ['5s', '10s', '15s', '30s', '45s', '1m', '1m30s', '60s', '90s', '500ms', '1h', '0s', '2m'] as const;
const timing: Part = (r) => ({
  ...(r.chance(0.6) ? { interval: r.pick(DURATIONS) } : {}),
  ...(r.chance(0.8) ? { scrapeTimeout: r.pick(DURATIONS) } : {}),
});

export const RELABELINGS: readonly Raw[] = [
  { sourceLabels: ['pod'], targetLabel: 'instance' },
  { sourceLabels: ['a', 'b'], separator: '-', regex: '(.*)-(.*)', replacement: '$2', targetLabel: 'c' },
  { action: 'keep', sourceLabels: ['job'], regex: 'a|b' },
  { action: 'Drop', sourceLabels: ['job'], regex: '(' },
  { action: 'drop', sourceLabels: ['job'], regex: '(?=a).*' },
  { action: 'drop', sourceLabels: ['job'], regex: '\\d+(?P<x>a)' },
  { action: 'drop', sourceLabels: ['job'], regex: 'a{1001}' },
  { action: 'replace' },
  { targetLabel: '' },
  { targetLabel: '$1', regex: '(.*)' },
  { targetLabel: '${1}_x', sourceLabels: ['a'] },
  { targetLabel: 'a-b', replacement: 'x' },
  { targetLabel: 'été', replacement: 'x' },
  { targetLabel: '9a' },
  { action: 'labelmap', regex: '__meta_(.+)' },
  { action: 'labelmap', regex: '__meta_(.+)', replacement: 'x_$1' },
  { action: 'labelmap', regex: '(.+)', replacement: 'x-$1' },
  { action: 'labelmap', regex: '(.+)', replacement: '' },
  { action: 'labeldrop', regex: 'tmp_.*' },
  { action: 'labelkeep', regex: '.*' },
  { action: 'labeldrop', regex: 'a', sourceLabels: ['b'] },
  { action: 'labelkeep', regex: 'a', targetLabel: 'b' },
  { action: 'labeldrop', regex: 'a', separator: ';' },
  { action: 'labeldrop', regex: 'a', replacement: '$1' },
  { action: 'labeldrop', regex: 'a', modulus: 2 },
  { action: 'hashmod', sourceLabels: ['a'], modulus: 4, targetLabel: 'm' },
  { action: 'hashmod', sourceLabels: ['a'], targetLabel: 'm' },
  { action: 'hashmod', sourceLabels: ['a'], modulus: 4 },
  { action: 'HashMod', sourceLabels: ['a'], modulus: 2, targetLabel: 'm-n' },
  { action: 'lowercase', sourceLabels: ['a'], targetLabel: 'b' },
  { action: 'Uppercase', sourceLabels: ['a'], targetLabel: 'b' },
  { action: 'lowercase', sourceLabels: ['a'] },
  { action: 'uppercase', sourceLabels: ['a'], targetLabel: 'b', replacement: 'x' },
  { action: 'uppercase', sourceLabels: ['a'], targetLabel: 'b', replacement: '$1' },
  { action: 'lowercase', sourceLabels: ['a'], targetLabel: '$1' },
  { action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b' },
  { action: 'DropEqual', sourceLabels: ['a'], targetLabel: 'b' },
  { action: 'keepequal', sourceLabels: ['a'] },
  { action: 'dropequal', sourceLabels: ['a'], targetLabel: 'b', regex: 'x' },
  { action: 'dropequal', sourceLabels: ['a'], targetLabel: 'b', separator: '-' },
  { action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b', modulus: 3 },
  { action: 'keepequal', sourceLabels: ['a'], targetLabel: 'b', regex: '(.*)', separator: ';', replacement: '$1' },
];
/** Refused by hardly any version. */
const LEGAL_RELABELINGS = [0, 1, 2, 14, 15, 18, 19, 25].map((index) => RELABELINGS[index] ?? {});

const relabelings =
  (field: string, from: readonly Raw[]): Part =>
  (r) => ({ [field]: [r.pick(from), ...(r.chance(0.2) ? [r.pick(LEGAL_RELABELINGS)] : [])] });

const BAD_PROXY: readonly Raw[] = [
  { proxyFromEnvironment: true, proxyUrl: 'http://proxy:80' },
  { proxyFromEnvironment: true, noProxy: 'a' },
  { noProxy: 'a,b' },
  { proxyConnectHeader: { 'Proxy-Authorization': [{ name: 'keys', key: 'token' }] } },
  { proxyUrl: 'http://proxy:80', proxyConnectHeader: { X: [{ name: 'keys', key: 'absent' }] } },
  { proxyUrl: 'http://proxy:80', proxyConnectHeader: { X: [{ name: 'absent', key: 'token' }] } },
  { proxyUrl: 'http://proxy:80', proxyConnectHeader: { X: [] } },
];
const GOOD_PROXY: readonly Raw[] = [
  { proxyUrl: 'http://proxy:80' },
  { proxyUrl: 'http://proxy:80', noProxy: 'a' },
  { proxyFromEnvironment: true },
  { proxyFromEnvironment: false },
  { proxyUrl: 'http://proxy:80', proxyConnectHeader: { X: [{ name: 'keys', key: 'token' }] } },
];

const BAD_AUTH: readonly Part[] = [
  (r) => ({ ...basicAuth(0)(r), ...authorization(0)(r) }),
  (r) => ({ ...oauth2(0)(r), ...authorization(0)(r) }),
  (r) => ({ ...oauth2(0)(r), ...basicAuth(0)(r) }),
  (r) => ({ bearerTokenSecret: { key: '' }, ...basicAuth(0)(r) }),
  (r) => ({ bearerTokenSecret: { name: '', key: '' }, ...authorization(0)(r) }),
  () => ({ authorization: {} }),
  () => ({ authorization: { type: 'Bearer' } }),
  () => ({ authorization: { type: 'basic', credentials: { name: 'keys', key: 'token' } } }),
  () => ({ authorization: { type: 'Basic', credentials: { name: 'keys', key: 'token' } } }),
  () => ({ authorization: { type: ' ', credentials: { name: 'keys', key: 'token' } } }),
  () => ({ basicAuth: {} }),
  () => ({ basicAuth: { username: { name: 'keys', key: 'user' } } }),
  () => ({ bearerTokenSecret: { key: '' } }),
  () => ({ oauth2: { clientId: {}, clientSecret: { name: 'keys', key: 'token' }, tokenUrl: 'https://t.example' } }),
  () => ({
    oauth2: {
      clientId: { secret: { name: 'keys', key: 'user' }, configMap: { name: 'keys', key: 'user' } },
      clientSecret: { name: 'keys', key: 'token' },
      tokenUrl: 'https://t.example',
    },
  }),
];

/** Fields of the kinds differ: probes and scrape configs hold relabelings elsewhere, only ServiceMonitors name files. */
export interface Shape {
  readonly files: boolean;
  readonly bearer: boolean;
  readonly relabelings: string | undefined;
  readonly metricRelabelings: string;
  readonly interval: string;
  /** Some kinds take no proxy, or take it elsewhere. */
  readonly proxy: boolean;
}

const rename = (part: Raw, interval: string): Raw =>
  Object.fromEntries(Object.entries(part).map(([key, value]) => [key === 'interval' ? interval : key, value]));

/** A legal addition most of the time. */
export const legalPart = (r: Random, shape: Shape): Raw =>
  r.weighted<Part>([
    [2, () => ({})],
    [2, basicAuth(0)],
    [2, authorization(0)],
    [1, oauth2(0)],
    [shape.bearer ? 1 : 0, bearerTokenSecret(0)],
    [2, (r) => ({ tlsConfig: r.pick(GOOD_TLS) })],
    [1, (r) => rename({ interval: '1m', scrapeTimeout: r.pick(['10s', '1m', '60s']) }, shape.interval)],
    [shape.relabelings ? 2 : 0, relabelings(shape.relabelings ?? '', LEGAL_RELABELINGS)],
    [1, relabelings(shape.metricRelabelings, LEGAL_RELABELINGS)],
    [shape.proxy ? 1 : 0, (r) => r.pick(GOOD_PROXY)],
  ])(r);

/** An addition that the operator may refuse. */
export const doubtfulPart = (r: Random, shape: Shape): Raw =>
  r.weighted<Part>([
    [3, basicAuth(0.7)],
    [2, authorization(0.7)],
    [1, oauth2(0.7)],
    [shape.bearer ? 2 : 0, bearerTokenSecret(0.8)],
    [4, (r) => ({ tlsConfig: r.pick(BAD_TLS) })],
    [shape.files ? 4 : 0, (r) => ({ tlsConfig: r.pick(FILE_TLS) })],
    [shape.files ? 3 : 0, (r) => ({ bearerTokenFile: r.pick(['/var/run/token', '']) })],
    [4, (r) => rename(timing(r), shape.interval)],
    [shape.relabelings ? 5 : 0, relabelings(shape.relabelings ?? '', RELABELINGS)],
    [4, relabelings(shape.metricRelabelings, RELABELINGS)],
    [4, (r) => r.pick(BAD_AUTH)(r)],
    [shape.proxy ? 2 : 0, (r) => r.pick(BAD_PROXY)],
  ])(r);
