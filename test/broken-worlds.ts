/** Random worlds in which much can be fixed: stacks that select by a label, and objects with faults, some of other owners. */
import fc from 'fast-check';
import type { KubeObject } from '../src/model/index.ts';
import {
  alertmanagerMain,
  dashboard,
  endpoints,
  grafana,
  mayDiscover,
  mayReadMaps,
  namespace,
  operator,
  pod,
  podMonitor,
  probe,
  prometheus,
  prometheusRule,
  scrapeConfig,
  service,
  serviceMonitor,
  slice,
} from './worlds.ts';
import type { Meta, Raw } from './worlds.ts';

const where = fc.constantFrom('shop', 'bank');
const selector = fc.constantFrom<Raw>(
  { matchLabels: { release: 'kps' } },
  { matchLabels: { release: 'kps' } },
  { matchLabels: { release: 'kps', tier: 'x' } },
  { matchLabels: { release: 'other' } },
  { matchExpressions: [{ key: 'release', operator: 'In', values: ['kps', 'other'] }] },
  { matchExpressions: [{ key: 'release', operator: 'Exists' }] },
  { matchExpressions: [{ key: 'skip', operator: 'DoesNotExist' }] },
  { matchExpressions: [{ key: 'release', operator: 'NotIn', values: ['other'] }] },
  {},
);
const stack = fc.record({
  path: fc.constantFrom('monitoring/k8s', 'bank/own'),
  selector,
  within: fc.constantFrom<Raw>({}, {}, { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } }),
  extra: fc.constantFrom<Raw>(
    {},
    {},
    {},
    { scrapeInterval: '10s' },
    { enforcedNamespaceLabel: 'namespace' },
    { paused: true },
    { version: 'v2.53.0' },
  ),
});

const labels = fc.constantFrom<Record<string, string>>(
  {},
  { release: 'kps' },
  { release: 'other' },
  { release: 'kps', tier: 'x' },
  { skip: 'yes' },
  { release: 'kpz' },
);

/** Marks by which an object is another owner's. */
const OWNED: readonly Meta[] = [
  {
    labels: { 'app.kubernetes.io/managed-by': 'Helm', 'helm.sh/chart': 'redis-1.2.3' },
    annotations: { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'shop' },
  },
  { labels: { 'kustomize.toolkit.fluxcd.io/name': 'web', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' } },
  { annotations: { 'argocd.argoproj.io/tracking-id': 'web:a/b:shop/web' } },
  { ownerReferences: [{ apiVersion: 'example.com/v1', kind: 'Widget', name: 'web', uid: 'w', controller: true }] },
  { ownerReferences: [{ apiVersion: 'example.com/v1', kind: 'Widget', name: 'web', uid: 'w' }] },
  { labels: { 'kapp.k14s.io/app': '1' } },
  { annotations: { 'objectset.rio.cattle.io/id': 'default-web' } },
  { labels: { 'app.kubernetes.io/managed-by': 'promwire' } },
];
const owner = fc.oneof({ weight: 4, arbitrary: fc.constant<Meta>({}) }, fc.constantFrom(...OWNED));

const entry = fc.record(
  {
    port: fc.constantFrom('http', 'htpp', 'web', 'http-web', 'metrics', 'x'),
    targetPort: fc.constantFrom<number | string>(8080, 9999, 'http', 'htttp'),
    interval: fc.constantFrom('10s', '30s', '1m'),
    scrapeTimeout: fc.constantFrom('5s', '15s', '2m'),
    path: fc.constantFrom('/metrics', '/b'),
    relabelings: fc.constantFrom<readonly Raw[]>(
      [{ action: 'replace', targetLabel: 'a-b', replacement: 'x' }],
      [{ action: 'keep', sourceLabels: ['__meta_kubernetes_namespace'], regex: 'shop|bank' }],
    ),
  },
  { requiredKeys: [] },
);
const reach = fc.constantFrom<Raw | undefined>(
  undefined,
  undefined,
  { any: true },
  { matchNames: ['shop'] },
  { matchNames: ['shopp'] },
);
const rule = fc.constantFrom<Raw>(
  { alert: 'Down', expr: 'up == 0' },
  { record: 'a:b', expr: 'vector(1)', for: '5m' },
  { record: 'a:c', expr: 'vector(1)', annotations: { a: 'b' }, keep_firing_for: '1m' },
  { record: 'a-b', expr: 'vector(1)' },
  { alert: 'Broken', expr: 'up ==' },
);
/** A kind of object with its faults, without its name and labels. */
const body = fc.oneof(
  fc.record({
    kind: fc.constantFrom('ServiceMonitor', 'ServiceMonitor', 'PodMonitor'),
    entries: fc.array(entry, { maxLength: 3 }),
    reach,
    asks: fc.constantFrom<Raw>({ matchLabels: { app: 'web' } }, { matchLabels: { app: 'db' } }, {}),
    more: fc.constantFrom<Raw>(
      {},
      {},
      { selectorMechanism: 'RoleSelector' },
      { jobLabel: 'app' },
      { podTargetLabels: ['a-b'] },
    ),
  }),
  fc.record({
    kind: fc.constant('PrometheusRule' as const),
    groups: fc.array(fc.record({ name: fc.constantFrom('a', 'b'), rules: fc.array(rule, { maxLength: 2 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  fc.record({
    kind: fc.constantFrom('Probe', 'ScrapeConfig'),
    more: fc.constantFrom<Raw>(
      {},
      { interval: '10s', scrapeTimeout: '20s' },
      { prober: { url: 'http://blackbox.monitoring:9115/probe' } },
      { prober: { url: 'blackbox.monitorin:9115' } },
      { scrapeInterval: '10s', scrapeTimeout: '20s' },
    ),
  }),
  fc.record({
    kind: fc.constant('ConfigMap' as const),
    mark: fc.constantFrom<Record<string, string>>(
      { grafana_dashboard: '1' },
      { grafana_dashboard: 'true' },
      { grafana_dashboard: '' },
      {},
    ),
    uid: fc.constantFrom('x', 'y'),
  }),
);
const object = fc.record({ body, namespace: where, name: fc.constantFrom('web', 'db', 'on'), labels, owner });

const web = fc.record({
  namespace: where,
  name: fc.constantFrom('web', 'db'),
  ports: fc.constantFrom<readonly Raw[]>(
    [{ name: 'http', port: 80, targetPort: 'http' }],
    [{ name: 'http', port: 8080 }],
    [
      { name: 'http', port: 80, targetPort: 'http' },
      { name: 'metrics', port: 9090, targetPort: 9090 },
    ],
    [{ name: 'http-web', port: 80, targetPort: 'http' }],
  ),
  filled: fc.boolean(),
});

type Of<T> = T extends fc.Arbitrary<infer U> ? U : never;

function objectOf({ body: made, namespace: of, name, labels: mine, owner: by }: Of<typeof object>): KubeObject {
  const path = `${of}/${name}`;
  const meta: Meta = { ...by, labels: { ...mine, ...by.labels } };
  switch (made.kind) {
    case 'ConfigMap':
      return dashboard(path, { uid: made.uid }, { ...meta, labels: { ...made.mark, ...meta.labels } });
    case 'PrometheusRule':
      return prometheusRule(path, { groups: made.groups }, meta);
    case 'Probe':
      return probe(path, made.more, meta);
    case 'ScrapeConfig':
      return scrapeConfig(path, made.more, meta);
    default: {
      const { entries, reach: namespaceSelector, asks, more } = made;
      const common = { selector: asks, ...more, ...(namespaceSelector ? { namespaceSelector } : {}) };
      return made.kind === 'PodMonitor'
        ? podMonitor(path, { ...common, podMetricsEndpoints: entries }, meta)
        : serviceMonitor(path, { ...common, endpoints: entries }, meta);
    }
  }
}

function serviceOf({ namespace: of, name, ports, filled }: Of<typeof web>, i: number): readonly KubeObject[] {
  const path = `${of}/${name}`;
  const meta = { labels: { app: name } };
  const its = service(path, { ports, selector: { app: name } }, meta);
  if (!filled) return [its];
  const address: readonly [string, string] = [`10.0.0.${i + 1}`, `${path}-1`];
  const listening = ports.map((port) => ({ ...port, port: port['name'] === 'metrics' ? 9090 : 8080 }));
  return [
    its,
    endpoints(path, [address], { ports: listening }, meta),
    slice(`${path}-abc`, name, [address], { ports: listening }, meta),
    pod(`${path}-1`, address[0], { meta }),
  ];
}

/** A list of objects in which no two are the same. */
export const brokenObjects: fc.Arbitrary<readonly KubeObject[]> = fc
  .record({
    stacks: fc.uniqueArray(stack, { minLength: 1, maxLength: 2, selector: ({ path }) => path }),
    objects: fc.uniqueArray(object, {
      minLength: 1,
      maxLength: 6,
      selector: (each) => `${each.body.kind} ${each.namespace}/${each.name}`,
    }),
    services: fc.uniqueArray(web, { minLength: 1, maxLength: 3, selector: (each) => `${each.namespace}/${each.name}` }),
  })
  .map(({ stacks, objects, services }) => [
    ...['monitoring', 'shop', 'bank'].map((name) => namespace(name)),
    operator(),
    ...mayDiscover,
    ...mayReadMaps,
    ...alertmanagerMain(),
    grafana('monitoring/grafana'),
    service('monitoring/blackbox', { ports: [{ name: 'http', port: 9115 }], selector: { app: 'blackbox' } }),
    ...stacks.map(({ path, selector: by, within, extra }) =>
      prometheus(path, {
        ...Object.fromEntries(
          KINDS.flatMap((kind) => [
            [`${kind}Selector`, by],
            [`${kind}NamespaceSelector`, within],
          ]),
        ),
        ...extra,
      }),
    ),
    ...services.flatMap(serviceOf),
    ...objects.map(objectOf),
  ]);

const KINDS = ['serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig', 'rule'];
