/** A Grafana at --grafana-url, or what stands in front of it, misbehaves. */
import type { Attack } from './harness.ts';
import { ESCAPES } from './manners.ts';
import type { Manner } from './manners.ts';
import * as manners from './manners.ts';
import { grafanaAt, TOKEN } from './servers.ts';

const IMPORT = ['dashboard', 'import', '--variant', 'v3'];
const message = (status: number, text: unknown, more: object = {}): Manner =>
  manners.says(status, { message: text, ...more });

interface Behaviour {
  readonly does: string;
  /** The requests that are answered so; all by default. */
  readonly to?: RegExp;
  readonly with: Manner;
  readonly says: string | RegExp;
  readonly code?: number | readonly number[];
  readonly argv?: readonly string[];
}

const LATE = 'the time-out of 1 s ended before the dashboards were in Grafana';
const soon = ['--timeout', '1s'];
const FOLDERS = /^GET \/api\/folders/;
const READ = /^GET .*\/dashboards\//;
const SAVE = /^(?:POST|PUT) .*\/dashboards/;
const NOT_JSON = 'the answer is not JSON, as of a login page';

const behaviours: readonly Behaviour[] = [
  { does: 'never answers', with: manners.silent, says: LATE, argv: soon },
  { does: 'stops in the middle', with: manners.stopsHalfway, says: LATE, argv: soon },
  { does: 'answers a byte at a time', with: manners.drips, says: LATE, argv: soon },
  {
    does: 'never answers a save',
    to: SAVE,
    with: manners.silent,
    says: 'in Grafana by now: folder Kuberhealthy; what was under way may be, too',
    argv: soon,
  },
  { does: 'never answers about folders', to: FOLDERS, with: manners.silent, says: LATE, argv: soon },
  { does: 'never answers about data sources', to: /datasources/, with: manners.silent, says: LATE, argv: soon },
  { does: 'cuts every connection', with: manners.cuts, says: 'the connection was closed' },
  { does: 'cuts a save', to: SAVE, with: manners.cuts, says: 'the connection was closed' },
  { does: 'cuts an answer in the middle', with: manners.cutsHalfway, says: 'the connection was closed' },
  { does: 'sends headers without end', with: manners.endlessHeaders, says: 'another protocol' },
  { does: 'does not speak HTTP', with: manners.notHttp, says: 'another protocol' },
  { does: 'changes to another protocol', with: manners.otherProtocol, says: 'another protocol (101)' },
  { does: 'sends 200 MB', with: manners.long(200), says: 'the answer is larger than 128 MiB' },
  { does: 'sends forty million values', with: manners.repeated('{},', 120), says: NOT_JSON },
  { does: 'shows a login page', with: manners.loginPage, says: NOT_JSON },
  {
    does: 'redirects to a login',
    with: manners.redirect(`/login?token=${TOKEN}`),
    says: 'a redirect as to a login page',
  },
  {
    does: 'redirects a save',
    to: SAVE,
    with: manners.redirect('http://127.0.0.1:9/', 307),
    says: 'a redirect as to a login page',
  },
  { does: 'cuts JSON short', with: manners.truncated, says: NOT_JSON },
  { does: 'answers with nothing', with: manners.empty, says: NOT_JSON },
  { does: 'answers with null', with: manners.says(200, 'null'), says: '' },
  { does: 'answers with a number', with: manners.says(200, '7'), says: '' },
  {
    does: 'answers with JSON nested 200,000 deep',
    with: manners.says(200, '['.repeat(200_000) + ']'.repeat(200_000)),
    says: '',
  },
  {
    does: 'refuses the token, and repeats it',
    with: message(401, `Invalid token ${TOKEN}`),
    says: 'the token of --grafana-token-file was refused',
  },
  {
    does: 'forbids, and repeats the header',
    with: message(403, `Authorization: Bearer ${TOKEN}`),
    says: /hidden|\*{3}/,
  },
  { does: 'forbids with escapes', with: message(403, ESCAPES), says: 'owned' },
  { does: 'fails with a megabyte', with: message(500, 'x'.repeat(1_000_000)), says: 'xxx' },
  { does: 'fails with a message that is a map', with: message(500, { a: TOKEN }), says: 'HTTP 500' },
  { does: 'has an id of 1e308', to: /\/api\/org$/, with: manners.says(200, { id: 1e308 }), says: '', code: [0, 1] },
  {
    does: 'has an id that is text',
    to: /\/api\/org$/,
    with: manners.says(200, { id: '../../admin' }),
    says: '',
    code: [0, 1],
  },
  {
    does: 'has an id with escapes',
    to: /\/api\/org$/,
    with: manners.says(200, { id: ESCAPES }),
    says: '',
    code: [0, 1],
  },
  {
    does: 'serves versions of nonsense',
    to: /apis\/dashboard.grafana.app$/,
    with: manners.says(200, { versions: [7, null, { version: {} }, { version: '../../x' }] }),
    says: '',
    code: 0,
  },
  {
    does: 'serves versions that are a map',
    to: /apis\/dashboard.grafana.app$/,
    with: manners.says(200, { versions: {} }),
    says: '',
    code: 0,
  },
  {
    does: 'has a folder with escapes',
    to: FOLDERS,
    with: manners.says(200, { title: ESCAPES }),
    says: 'owned',
    code: [0, 1],
  },
  { does: 'has a folder that is a list', to: FOLDERS, with: manners.says(200, []), says: 'folder' },
  { does: 'has a folder without a title', to: FOLDERS, with: manners.says(200, {}), says: '', code: [0, 1] },
  { does: 'fails about folders', to: FOLDERS, with: message(500, 'boom'), says: 'boom' },
  {
    does: 'has data sources of nonsense',
    to: /datasources/,
    with: manners.says(200, [7, null, { type: 7 }, { type: 'prometheus', uid: {}, isDefault: 'x' }]),
    says: '',
    code: 0,
  },
  {
    does: 'has data sources with escapes',
    to: /datasources/,
    with: manners.says(200, [{ type: 'prometheus', uid: ESCAPES, name: ESCAPES }]),
    says: '',
    code: 0,
  },
  { does: 'has data sources that are a map', to: /datasources/, with: manners.says(200, { a: 1 }), says: '', code: 0 },
  {
    does: 'has 100,000 data sources',
    to: /datasources/,
    with: manners.says(
      200,
      Array.from({ length: 100_000 }, (_, i) => ({ type: 'prometheus', uid: `u${i}` })),
    ),
    says: '',
    code: 0,
  },
  { does: 'has dashboards that are text', to: READ, with: manners.says(200, 'text'), says: NOT_JSON },
  { does: 'has dashboards that are a list', to: READ, with: manners.says(200, []), says: 'dashboard' },
  { does: 'has dashboards without a model', to: READ, with: manners.says(200, { metadata: 7 }), says: 'dashboard' },
  {
    does: 'has dashboards of another owner',
    to: READ,
    with: manners.says(200, { metadata: {}, spec: { title: ESCAPES, tags: [] } }),
    says: 'promwire did not make',
    code: 1,
  },
  {
    does: 'has dashboards nested 100,000 deep',
    to: READ,
    with: manners.says(200, `{"metadata":{},"spec":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`),
    says: '',
    code: [1, 3],
  },
  {
    does: 'has dashboards managed by nonsense',
    to: READ,
    with: manners.says(200, { metadata: { annotations: { 'grafana.app/managedBy': { a: TOKEN } } }, spec: {} }),
    says: 'a file or an operator provides',
    code: 1,
  },
  { does: 'takes no dashboard of that size', to: SAVE, with: manners.says(413, '<html>too large'), says: 'HTTP 413' },
  {
    does: 'says that it changed meanwhile',
    to: SAVE,
    with: message(412, 'changed', { status: 'version-mismatch' }),
    says: 'version-mismatch',
    code: 1,
  },
  {
    does: 'says conflict with escapes',
    to: SAVE,
    with: message(409, ESCAPES, { status: ESCAPES }),
    says: 'owned',
    code: 1,
  },
  {
    does: 'refuses a save with the token',
    to: SAVE,
    with: message(400, `bad ${TOKEN}`),
    says: /hidden|\*{3}/,
    code: 1,
  },
  { does: 'fails a save', to: SAVE, with: message(500, 'boom'), says: 'boom' },
  { does: 'says that a save is not found', to: SAVE, with: message(404, 'gone'), says: 'gone', code: 1 },
  { does: 'takes a save with 202', to: SAVE, with: manners.says(202, {}), says: '' },
];

export const rows: readonly Attack[] = behaviours.map(({ does, to, with: manner, says, code = 3, argv = [] }) => ({
  name: `Grafana: ${does}`,
  arrange: grafanaAt((asked) => (to === undefined || to.test(asked) ? manner : undefined)),
  argv: [...IMPORT, ...argv],
  code,
  says,
  within: 60_000,
}));
