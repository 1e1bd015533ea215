/** What runs in the cluster is not what it seems: Prometheus and Alertmanager behind the API server's proxy misbehave. */
import type { Attack } from './harness.ts';
import { ESCAPES } from './manners.ts';
import type { Manner } from './manners.ts';
import * as manners from './manners.ts';
import { TOKEN } from './servers.ts';
import { wiredWith } from './wired.ts';

/** Given the good answer of what was asked, the bad one. */
type Change = (good: string) => Manner;
const always =
  (manner: Manner): Change =>
  () =>
    manner;
const success = (data: unknown): Change => always(manners.says(200, { status: 'success', data }));
/** The good answer with other values, the innermost first. */
const changed =
  (change: (key: string, value: unknown) => unknown): Change =>
  (good) =>
    manners.says(200, JSON.stringify(JSON.parse(good, change)));
const everyText = (text: (value: string) => unknown): Change =>
  changed((key, value) =>
    typeof value === 'string' && key !== 'status' && key !== 'resultType' && key !== 'type' ? text(value) : value,
  );
const everyList = (list: (value: readonly unknown[]) => unknown): Change =>
  changed((_key, value) => (Array.isArray(value) ? list(value) : value));
const series = (value: string): Change =>
  success({ resultType: 'vector', result: [{ metric: {}, value: [0, value] }] });
/** Alertmanager's configuration. */
const routes = (original: unknown): Change => always(manners.says(200, { config: { original } }));
const ROUTES = 'route:\n  receiver: none\nreceivers:\n- name: none\n';

/** Alertmanager with a receiver that notifies, and these silences. */
const silences =
  (list: unknown): Change =>
  (good) =>
    good.startsWith('[')
      ? manners.says(200, list)
      : manners.says(200, {
          config: {
            original: 'route:\n  receiver: page\nreceivers:\n- name: page\n  webhook_configs:\n  - url: http://x\n',
          },
        });

const error = (status: number): Change =>
  always(
    manners.says(status, {
      status: 'error',
      errorType: 'internal',
      error: `open x: password=${TOKEN} Authorization: Bearer ${TOKEN} ${ESCAPES}`,
    }),
  );

const COMMANDS = {
  metric: ['check', 'metric/kuberhealthy_check', '--timeout', '20s'],
  verify: ['verify', 'kuberhealthy', '--timeout', '4s'],
  alert: ['check', 'alert/KuberhealthyCheckFailing', '--timeout', '20s'],
  setup: ['setup', '--yes', '--timeout', '4s'],
  snapshot: ['snapshot', '--live', '--timeout', '4s'],
} as const;

interface Behaviour {
  readonly does: string;
  /** Who and what: "prometheus /api/v1/rules"; Prometheus, all, by default. */
  readonly to?: RegExp;
  readonly with: Change;
  readonly by: Readonly<Partial<Record<keyof typeof COMMANDS, Pick<Attack, 'code' | 'says'>>>>;
  readonly program?: true;
}

const SHAPE = 'does not have the documented shape';
const NOT_KNOWN = 'whether it is silenced is not known';
const UNREAD = 'entries could not be read';
const unknown = (says: Attack['says']) => ({ code: 3, says });
const well = { code: 0, says: '' };

const QUERY = /prometheus \/api\/v1\/query/;
const TARGETS = /prometheus \/api\/v1\/targets/;
const RULES = /prometheus \/api\/v1\/rules/;
const STATUS = /alertmanager \/api\/v2\/status/;

const behaviours: readonly Behaviour[] = [
  { does: 'every text is a number', with: everyText(() => 7), by: { metric: unknown(UNREAD), verify: unknown('') } },
  { does: 'every text is null', with: everyText(() => null), by: { metric: unknown(UNREAD) } },
  { does: 'every text is a map', with: everyText(() => ({ a: [{}] })), by: { metric: unknown(UNREAD) } },
  { does: 'every list is a map', with: everyList(() => ({})), by: { metric: unknown(SHAPE) } },
  {
    does: 'there is noise in every list',
    with: everyList((value) => [null, 7, 'x', [], {}, ...value]),
    by: { metric: unknown(UNREAD), verify: unknown('') },
  },
  {
    does: 'the health of targets and rules is another word',
    with: changed((key, value) => (key === 'health' ? ESCAPES : value)),
    by: { verify: unknown('') },
  },
  {
    does: 'every text ends with escapes',
    with: everyText((text) => text + ESCAPES),
    by: { verify: { code: [1, 3], says: '' }, snapshot: well },
  },
  { does: 'there is no data', with: always(manners.says(200, { status: 'success' })), by: { metric: unknown(SHAPE) } },
  { does: 'an error has a secret', with: error(500), by: { metric: unknown('***'), verify: unknown('') } },
  { does: 'an error has a secret and the status of a success', with: error(200), by: { metric: unknown('***') } },
  {
    does: 'warnings are of escapes and secrets',
    with: changed((key, value) =>
      key === ''
        ? { ...(value as object), warnings: [ESCAPES, 7, `password=${TOKEN}`], infos: [ESCAPES, { a: 1 }] }
        : value,
    ),
    by: { metric: well },
  },
  { does: 'values are NaN', to: QUERY, with: series('NaN'), by: { metric: well } },
  { does: 'values are beyond numbers', to: QUERY, with: series('-1e999'), by: { metric: well } },
  { does: 'values are escapes', to: QUERY, with: series(ESCAPES), by: { metric: well } },
  {
    does: 'there are two documents',
    with: (good) => manners.says(200, good + good),
    by: { metric: unknown('the answer is not JSON') },
  },
  {
    does: 'answers are cut short',
    with: (good) => manners.says(200, good.slice(0, -5)),
    by: { metric: unknown('the answer is not JSON') },
  },
  {
    does: 'a login page is shown',
    with: always(manners.loginPage),
    by: { metric: unknown('an HTML page'), alert: unknown('') },
  },
  {
    does: 'every answer is a redirect to itself',
    with: always(manners.redirect('/')),
    by: { metric: unknown('a redirect') },
  },
  {
    does: 'a cookie has a secret',
    with: always(manners.says(500, 'x', { 'set-cookie': `session=${TOKEN}` })),
    by: { metric: unknown('HTTP 500') },
  },
  { does: 'answers stop after their beginning', with: always(manners.cutsHalfway), by: { metric: unknown('') } },
  {
    does: 'answers come a byte at a time',
    with: always(manners.drips),
    by: { verify: unknown('time-out'), setup: unknown('time-out'), snapshot: { code: [0, 3], says: 'time-out' } },
  },
  { does: 'nothing answers', with: always(manners.silent), by: { verify: unknown('time-out') } },
  { does: 'answers unpack to 300 MB', to: QUERY, with: always(manners.gzipBomb(300)), by: { metric: unknown('') } },
  {
    does: 'there are 100,000 other targets',
    to: TARGETS,
    with: success({
      activeTargets: Array.from({ length: 100_000 }, (_, i) => ({
        discoveredLabels: { __address__: `10.0.0.${i}:80`, __meta_kubernetes_pod_name: `web-${i}` },
        labels: { instance: `10.0.0.${i}:80`, job: 'web', pod: `web-${i}` },
        scrapePool: 'serviceMonitor/shop/web/0',
        scrapeUrl: `http://10.0.${i >> 8}.${i & 255}:80/metrics`,
        lastError: '',
        health: 'up',
      })),
    }),
    by: { metric: { code: 1, says: 'config-not-loaded' } },
    program: true,
  },
  {
    does: 'there are 100,000 groups of rules',
    to: RULES,
    with: success({
      groups: Array.from({ length: 100_000 }, (_, i) => ({
        name: `g${i}`,
        file: `/etc/prometheus/rules/shop-web${i}-00000000-0000-4000-8000-000000000000.yaml`,
        rules: [{ name: `r${i}`, type: 'recording', query: 'up', health: 'ok' }],
      })),
    }),
    by: { metric: { code: 0, says: '' } },
    program: true,
  },
  {
    does: 'Alertmanager shows a login page',
    to: /alertmanager/,
    with: always(manners.loginPage),
    by: { alert: unknown('') },
  },
  {
    does: 'Alertmanager has no text for its configuration',
    to: STATUS,
    with: routes({ a: 1 }),
    by: { alert: unknown('') },
  },
  {
    does: 'Alertmanager has a configuration of aliases',
    to: STATUS,
    with: routes(
      `a: &a [1,1,1,1,1,1,1,1,1]\n${Array.from(
        { length: 12 },
        (_, i) =>
          `${String.fromCodePoint(98 + i)}: &${String.fromCodePoint(98 + i)} [${Array(9)
            .fill(`*${String.fromCodePoint(97 + i)}`)
            .join(',')}]\n`,
      ).join('')}${ROUTES}`,
    ),
    by: { alert: { code: [1, 3], says: '' } },
  },
  {
    does: 'Alertmanager has a configuration of 100,000 brackets',
    to: STATUS,
    with: routes(`${ROUTES}x: ${'['.repeat(100_000)}`),
    by: { alert: unknown('') },
  },
  {
    does: 'Alertmanager has a route that is no map',
    to: STATUS,
    with: routes('route:\n  receiver: none\n  routes: [7]\nreceivers:\n- name: none\n'),
    by: { alert: unknown('') },
  },
  {
    does: 'Alertmanager has names of escapes',
    to: STATUS,
    with: routes(JSON.stringify({ route: { receiver: ESCAPES }, receivers: [{ name: ESCAPES }] })),
    by: { alert: { code: 1, says: '' } },
  },
  {
    does: 'Alertmanager has silences of noise',
    to: /alertmanager/,
    with: silences([null, 7, 'x']),
    by: { alert: { code: 0, says: NOT_KNOWN } },
  },
  {
    does: 'Alertmanager has a silence in no known state',
    to: /alertmanager/,
    with: silences([{ id: 'a', status: { state: 'odd' }, matchers: [] }]),
    by: { alert: { code: 0, says: NOT_KNOWN } },
  },
  {
    does: 'Alertmanager has a silence of escapes and secrets',
    to: /alertmanager/,
    with: silences([
      {
        id: ESCAPES,
        status: { state: 'active' },
        endsAt: ESCAPES,
        createdBy: ESCAPES,
        comment: `password=${TOKEN}`,
        matchers: [{ name: 'alertname', value: 'KuberhealthyCheckFailing', isRegex: false, isEqual: true }],
      },
    ]),
    by: { alert: { code: 0, says: 'but silenced by silence' } },
  },
];

export const rows: readonly Attack[] = behaviours.flatMap(
  ({ does, to = /^prometheus/, with: change, by, program }): readonly Attack[] =>
    Object.entries(by).map(([command, { code, says }]) => ({
      name: `in the cluster, ${does}: ${COMMANDS[command as keyof typeof COMMANDS].slice(0, 2).join(' ')}`,
      arrange: wiredWith({ proxied: ({ who, path }) => (to.test(`${who} ${path}`) ? change : undefined) }),
      argv: COMMANDS[command as keyof typeof COMMANDS],
      ...(program ? { program, env: { NODE_OPTIONS: '--max-old-space-size=700' } } : {}),
      code,
      says,
    })),
);
