import type { KubeThing } from '../bed/object.ts';
import { CERTIFICATE } from '../differential/pki.ts';

/* Objects that the real operator rejects, one per cause, and what a person would do where only a person can know it. */

type Raw = Readonly<Record<string, unknown>>;

export interface Case {
  /** The check that must name the cause. */
  readonly id: string;
  readonly object: KubeThing;
  /** Name of the stack that would take it. */
  readonly stack: string;
  /** For a fix of kind advise: the same object as its author would correct it, and what else they would write. */
  readonly byHand?: { readonly spec?: Raw; readonly also?: readonly KubeThing[] };
}

const KEYS = 'keys';
const ref = (key: string, name = KEYS): Raw => ({ name, key });
const basicAuth = { username: ref('user'), password: ref('user') };
const authorization = { credentials: ref('user') };

const made =
  (apiVersion: string, kind: string) =>
  (stack: string, name: string, spec: Raw): KubeThing => ({
    apiVersion,
    kind,
    metadata: { namespace: 'shop', name, labels: { stack } },
    spec,
  });
const V1 = 'monitoring.coreos.com/v1';
const V1ALPHA1 = 'monitoring.coreos.com/v1alpha1';
const serviceMonitor = made(V1, 'ServiceMonitor');
const podMonitor = made(V1, 'PodMonitor');
const probe = made(V1, 'Probe');
const rule = made(V1, 'PrometheusRule');
const scrapeConfig = made(V1ALPHA1, 'ScrapeConfig');
const alertmanagerConfig = made(V1ALPHA1, 'AlertmanagerConfig');

const selector = { matchLabels: { app: 'web' } };
const monitoring = (endpoint: Raw, more: Raw = {}): Raw => ({
  selector,
  endpoints: [{ port: 'http', ...endpoint }],
  ...more,
});
const pods = (endpoint: Raw): Raw => ({ selector, podMetricsEndpoints: [{ port: 'http', ...endpoint }] });
const probing = (more: Raw): Raw => ({
  prober: { url: 'blackbox:9115' },
  targets: { staticConfig: { static: ['https://shop.example'] } },
  ...more,
});
const rules = (...list: readonly Raw[]): Raw => ({ groups: [{ name: 'web', rules: list }] });
const sending = (...webhookConfigs: readonly Raw[]): Raw => ({
  route: { receiver: 'shop' },
  receivers: [{ name: 'shop', webhookConfigs }],
});
const selecting = (role: string): Raw => ({
  kubernetesSDConfigs: [{ role: 'Pod', selectors: [{ role, label: 'app=web' }] }],
});
const lookahead = { action: 'drop', sourceLabels: ['job'], regex: '(?!web).*' };

/** Namespaces, stacks (each takes what carries its name as a label) and a Secret. */
export const surroundings: readonly KubeThing[] = [
  ...['monitoring', 'shop'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'shop', name: KEYS },
    stringData: { user: 'x', ca: CERTIFICATE },
  },
  { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'shop', name: 'one' }, stringData: { Token: 'x' } },
  ...Object.entries<Raw>({
    new: { version: 'v3.5.0' },
    'v2-45': { version: 'v2.45.0' },
    'v2-39': { version: 'v2.39.0' },
    'v2-16': { version: 'v2.16.0' },
    deny: { version: 'v3.5.0', arbitraryFSAccessThroughSMs: { deny: true } },
    enforcing: {
      version: 'v3.5.0',
      enforcedNamespaceLabel: 'namespace',
      enableFeatures: ['promql-experimental-functions'],
    },
  }).map(([name, spec]) => ({
    apiVersion: V1,
    kind: 'Prometheus',
    metadata: { namespace: 'monitoring', name },
    spec: {
      serviceAccountName: 'prometheus',
      ...Object.fromEntries(
        ['serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig', 'rule'].flatMap((kind) => [
          [`${kind}Selector`, { matchLabels: { stack: name } }],
          [`${kind}NamespaceSelector`, {}],
        ]),
      ),
      ...spec,
    },
  })),
  {
    apiVersion: V1,
    kind: 'Alertmanager',
    metadata: { namespace: 'monitoring', name: 'main' },
    spec: { alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {} },
  },
];

export const cases: readonly Case[] = [
  {
    id: 'rejected-selector',
    stack: 'new',
    object: serviceMonitor('new', 'selector', {
      selector: { matchExpressions: [{ key: 'app', operator: 'Exists', values: ['web'] }] },
      endpoints: [{ port: 'http' }],
    }),
  },
  {
    id: 'rejected-selector-mechanism',
    stack: 'v2-16',
    object: podMonitor('v2-16', 'mechanism', { ...pods({}), selectorMechanism: 'RoleSelector' }),
  },
  {
    id: 'rejected-fs-access',
    stack: 'deny',
    object: serviceMonitor('deny', 'files', monitoring({ tlsConfig: { caFile: '/ca' }, bearerTokenFile: '/token' })),
  },
  {
    id: 'rejected-auth-conflict',
    stack: 'new',
    object: serviceMonitor('new', 'empty-bearer', monitoring({ basicAuth, bearerTokenSecret: { key: '' } })),
  },
  {
    id: 'rejected-auth-conflict',
    stack: 'new',
    object: podMonitor('new', 'two-ways', pods({ basicAuth, authorization })),
    byHand: { spec: pods({ basicAuth }) },
  },
  {
    id: 'rejected-proxy',
    stack: 'new',
    object: podMonitor('new', 'no-proxy', pods({ noProxy: 'localhost' })),
    byHand: { spec: pods({ noProxy: 'localhost', proxyUrl: 'http://proxy:3128' }) },
  },
  {
    id: 'rejected-bad-tls',
    stack: 'new',
    object: serviceMonitor('new', 'not-pem', monitoring({ tlsConfig: { ca: { secret: ref('user') } } })),
    byHand: { spec: monitoring({ tlsConfig: { ca: { secret: ref('ca') } } }) },
  },
  {
    id: 'rejected-missing-secret',
    stack: 'new',
    object: serviceMonitor('new', 'other-key', monitoring({ authorization: { credentials: ref('token', 'one') } })),
  },
  {
    id: 'rejected-missing-secret',
    stack: 'new',
    object: probe(
      'new',
      'late-secret',
      probing({ basicAuth: { username: ref('a', 'late'), password: ref('b', 'late') } }),
    ),
    byHand: {
      also: [
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { namespace: 'shop', name: 'late' },
          stringData: { a: 'x', b: 'x' },
        },
      ],
    },
  },
  {
    id: 'rejected-timeout',
    stack: 'new',
    object: serviceMonitor('new', 'timeout', monitoring({ interval: '10s', scrapeTimeout: '15s' })),
  },
  {
    id: 'rejected-relabeling',
    stack: 'new',
    object: serviceMonitor('new', 'lookahead', monitoring({ metricRelabelings: [lookahead] })),
    byHand: { spec: monitoring({ metricRelabelings: [{ ...lookahead, action: 'keep', regex: 'web' }] }) },
  },
  {
    id: 'rejected-label-name',
    stack: 'v2-45',
    object: probe(
      'v2-45',
      'dot',
      probing({ targets: { staticConfig: { static: ['a'], labels: { 'app.kind': 'shop' } } } }),
    ),
  },
  {
    id: 'rejected-scrape-class',
    stack: 'new',
    object: serviceMonitor('new', 'class', monitoring({}, { scrapeClass: 'mesh' })),
  },
  {
    id: 'rejected-probe-url',
    stack: 'new',
    object: probe('new', 'url', probing({ prober: { url: 'https://blackbox.monitoring:9115/probe' } })),
  },
  {
    id: 'rejected-discovery',
    stack: 'new',
    object: scrapeConfig('new', 'selectors', selecting('Node')),
    byHand: { spec: selecting('Pod') },
  },
  {
    id: 'scrapeconfig-old-prometheus',
    stack: 'v2-39',
    object: scrapeConfig('v2-39', 'old', { staticConfigs: [{ targets: ['shop.example:80'] }] }),
    byHand: { also: surroundings.filter(({ metadata: { name } }) => name === 'v2-39').map(upgraded) },
  },
  {
    id: 'rule-invalid',
    stack: 'new',
    object: rule('new', 'recording', rules({ record: 'a:b', expr: 'up', for: '5m' })),
  },
  {
    id: 'rule-invalid',
    stack: 'new',
    object: rule('new', 'expression', rules({ alert: 'A', expr: 'rate(up)' })),
    byHand: { spec: rules({ alert: 'A', expr: 'rate(up[5m])' }) },
  },
  {
    id: 'rule-silently-skipped',
    stack: 'enforcing',
    object: rule('enforcing', 'experimental', rules({ alert: 'A', expr: 'mad_over_time(up[5m]) > 0' })),
    byHand: { spec: rules({ alert: 'A', expr: 'stddev_over_time(up[5m]) > 0' }) },
  },
  {
    id: 'rejected-alertmanagerconfig',
    stack: 'main',
    object: alertmanagerConfig('main', 'route', {
      ...sending({ url: 'https://shop.example/' }),
      route: { receiver: 'bank' },
    }),
    byHand: { spec: sending({ url: 'https://shop.example/' }) },
  },
  {
    id: 'rejected-missing-secret',
    stack: 'main',
    object: alertmanagerConfig('main', 'secret', sending({ urlSecret: ref('url', 'late-url') })),
    byHand: {
      spec: sending({ urlSecret: ref('url', 'late-url') }, { url: 'https://shop.example/' }),
      also: [
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { namespace: 'shop', name: 'late-url' },
          stringData: { url: 'https://shop.example/' },
        },
      ],
    },
  },
];

function upgraded(stack: KubeThing): KubeThing {
  return { ...stack, spec: { ...(stack['spec'] as Raw), version: 'v2.45.0' } };
}
