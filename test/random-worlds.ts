/** Small random worlds, in which most things can be right or wrong in most ways that the checks know. */
import fc from 'fast-check';
import { ALL_RESOURCES } from '../src/io/resources.ts';
import type { KubeObject } from '../src/model/index.ts';
import {
  agent,
  binding,
  dashboard,
  endpoints,
  grafana,
  holder,
  kube,
  mayReadMaps,
  namespace,
  operator,
  pod,
  podMonitor,
  prometheus,
  prometheusRule,
  role,
  service,
  serviceMonitor,
  slice,
  thanosRuler,
  workload,
} from './worlds.ts';
import type { Raw, Sight } from './worlds.ts';

const NAMESPACES = ['monitoring', 'shop', 'bank'] as const;
const where = fc.constantFrom(...NAMESPACES);
const labels = fc.constantFrom<Record<string, string>>(
  {},
  { release: 'a' },
  { release: 'b' },
  { release: 'a', app: 'web' },
);
const selector = fc.constantFrom<Raw | null>(
  null,
  {},
  { matchLabels: { release: 'a' } },
  { matchExpressions: [{ key: 'release', operator: 'NotIn', values: ['a'] }] },
  { matchExpressions: [{ key: 'release', operator: 'Exists' }] },
  { matchExpressions: [{ key: 'release', operator: 'In' }] },
);
const namespaceSelector = fc.constantFrom<Raw | null>(
  null,
  {},
  { matchLabels: { team: 'shop' } },
  { matchExpressions: [{ key: 'team', operator: 'DoesNotExist' }] },
  { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
);

const stackSpec = fc.record({
  serviceMonitorSelector: selector,
  serviceMonitorNamespaceSelector: namespaceSelector,
  podMonitorSelector: selector,
  podMonitorNamespaceSelector: namespaceSelector,
  ruleSelector: selector,
  ruleNamespaceSelector: namespaceSelector,
  paused: fc.constantFrom(false, false, true),
  ignoreNamespaceSelectors: fc.constantFrom(false, false, true),
  serviceDiscoveryRole: fc.constantFrom('Endpoints', 'EndpointSlice'),
  serviceAccountName: fc.constantFrom('prometheus', 'prometheus', 'other'),
  replicas: fc.constantFrom(1, 1, 1, 0),
});

const stack = fc.record({
  kind: fc.constantFrom('Prometheus', 'Prometheus', 'Prometheus', 'PrometheusAgent', 'DaemonSet', 'ThanosRuler'),
  path: fc.constantFrom('monitoring/k8s', 'shop/k8s'),
  spec: stackSpec,
  id: fc.constantFrom<Record<string, string>>({}, {}, { 'operator.prometheus.io/controller-id': 'x' }),
  reconciled: fc.constantFrom<Raw | undefined>(
    undefined,
    { conditions: [{ type: 'Reconciled', status: 'True', observedGeneration: 1 }] },
    { conditions: [{ type: 'Reconciled', status: 'False', message: 'no secret', observedGeneration: 1 }] },
    { conditions: [{ type: 'Available', status: 'False', reason: 'SomePodsNotReady', observedGeneration: 1 }] },
  ),
});

const port = fc.constantFrom<Raw>(
  { port: 'http' },
  { port: 'http' },
  { port: 'web' },
  { port: String.raw`(http|web)(-\d+)?` },
  { port: '(' },
  { targetPort: 8080 },
  { targetPort: 'x' },
  {},
);
const meta = (name: string): readonly string[] => [`__meta_kubernetes_${name}`];
const relabeling = fc.constantFrom<Raw>(
  { action: 'keep', sourceLabels: meta('namespace'), regex: 'elsewhere' },
  { action: 'keep', sourceLabels: meta('namespace'), regex: 'shop|bank' },
  { action: 'drop', sourceLabels: meta('service_name'), regex: '.*-headless' },
  { action: 'drop', sourceLabels: meta('pod_label_app'), regex: 'w.b' },
  { action: 'drop', sourceLabels: meta('node_label_zone'), regex: 'a' },
  { action: 'replace', targetLabel: 'team', replacement: 'shop' },
);
const dropsSamples = { action: 'drop', sourceLabels: ['__name__'], regex: '.*' };
const endpoint = fc
  .record({
    port,
    relabelings: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(relabeling, { maxLength: 2 })),
    samples: fc.constantFrom(false, false, false, false, true),
    secret: fc.constantFrom(false, false, false, true),
  })
  .map(({ port: asked, relabelings, samples, secret }): Raw => {
    const credentials = { name: 'scrape', key: 'token' };
    return {
      ...asked,
      ...(relabelings.length > 0 ? { relabelings } : {}),
      ...(samples ? { metricRelabelings: [dropsSamples] } : {}),
      ...(secret ? { authorization: { credentials } } : {}),
    };
  });
const monitor = fc.record({
  kind: fc.constantFrom('ServiceMonitor', 'ServiceMonitor', 'PodMonitor'),
  namespace: where,
  name: fc.constantFrom('a', 'b'),
  labels,
  namespaceSelector: fc.constantFrom<Raw | undefined>(
    undefined,
    { any: true },
    { matchNames: ['shop'] },
    { matchNames: ['shop', 'bank'] },
  ),
  selector: fc.constantFrom<Raw>(
    {},
    { matchLabels: { app: 'web' } },
    { matchLabels: { app: 'none' } },
    { matchLabels: { app: 'kuberhealthy' } },
  ),
  endpoints: fc.array(endpoint, { maxLength: 2 }),
  bound: fc.constantFrom<string | undefined>(undefined, undefined, 'True', 'False'),
});

const web = fc.record({
  namespace: where,
  name: fc.constantFrom('web', 'web-headless'),
  ports: fc.constantFrom<readonly Raw[]>(
    [{ name: 'http', port: 80 }],
    [{ name: 'http-9', port: 80 }],
    [{ port: 80 }],
    [],
  ),
  selector: fc.constantFrom<Raw | null>({ app: 'web' }, null),
  addresses: fc.constantFrom<'none' | 'empty' | 'pod' | 'alone'>('none', 'empty', 'pod', 'pod', 'alone'),
  phase: fc.constantFrom('Running', 'Running', 'Succeeded'),
});

const flags = fc.constantFrom<readonly string[] | undefined>(
  undefined,
  [],
  [],
  ['--namespaces=monitoring,shop'],
  ['--deny-namespaces=bank'],
  ['--prometheus-instance-namespaces=monitoring'],
  ['--controller-id=x'],
  ['--namespaces=$(N)'],
);
const rights = fc.constantFrom('none', 'everywhere', 'everywhere', 'in shop', 'core only');

/** A dashboards sidecar, right or wrong in the ways that its checks know; `unread` values come from elsewhere. */
const unread: Raw = { configMapKeyRef: { name: 'a', key: 'b' } };
const sidecar = fc.record({
  path: fc.constantFrom('monitoring/grafana', 'shop/grafana'),
  kind: fc.constantFrom<'Deployment' | 'StatefulSet'>('Deployment', 'StatefulSet'),
  init: fc.boolean(),
  env: fc.record({
    LABEL_VALUE: fc.constantFrom<string | Raw | undefined>('1', '1', undefined, unread),
    NAMESPACE: fc.constantFrom<string | Raw | undefined>('ALL', 'ALL', 'shop,bank', undefined, unread),
    RESOURCE: fc.constantFrom('configmap', 'configmap', 'both', 'secret'),
    UNIQUE_FILENAMES: fc.constantFrom('true', 'false'),
  }),
});
const board = fc.record({
  namespace: where,
  name: fc.constantFrom('a', 'b'),
  label: fc.constantFrom('1', '1', 'true', 'false', undefined),
  key: fc.constantFrom('a.json', 'b.json', 'a'),
  uid: fc.constantFrom('x', 'y'),
  type: fc.constantFrom('stat', 'graph'),
  datasource: fc.constantFrom('prometheus', '${datasource}', '${DS}'),
});
const instance = fc.record({
  dashboards: fc.boolean(),
  grafana: fc.option(where, { nil: undefined }),
  across: fc.boolean(),
});

type Of<T> = T extends fc.Arbitrary<infer U> ? U : never;

const made = fc.record({
  teams: fc.record({ monitoring: fc.boolean(), shop: fc.boolean(), bank: fc.boolean() }),
  stacks: fc.uniqueArray(stack, { maxLength: 2, selector: ({ kind, path }) => `${kind} ${path}` }),
  monitors: fc.uniqueArray(monitor, {
    maxLength: 3,
    selector: ({ kind, namespace: of, name }) => `${kind} ${of}/${name}`,
  }),
  rule: fc.option(fc.record({ namespace: where, labels }), { nil: undefined }),
  services: fc.uniqueArray(web, { maxLength: 2, selector: ({ namespace: of, name }) => `${of}/${name}` }),
  flags,
  available: fc.constantFrom(1, 1, 0),
  rights,
  app: fc.constantFrom<'none' | 'alone' | 'running'>('none', 'alone', 'running', 'running'),
  secret: fc.boolean(),
  sidecars: fc.uniqueArray(sidecar, { maxLength: 2, selector: ({ path, kind }) => `${kind} ${path}` }),
  boards: fc.uniqueArray(board, { maxLength: 3, selector: ({ namespace: of, name }) => `${of}/${name}` }),
  instance,
  maps: fc.boolean(),
});

const SERVICE: Of<typeof web> = {
  namespace: 'shop',
  name: 'web',
  ports: [{ name: 'http', port: 80 }],
  selector: { app: 'web' },
  addresses: 'pod',
  phase: 'Running',
};
const ASKS: Readonly<Record<string, Raw>> = {
  a: { matchLabels: { app: 'web' } },
  b: { matchLabels: { app: 'kuberhealthy' } },
};

/** Each part of a world as it should be. */
const RIGHT: Readonly<Record<string, (world: Of<typeof made>) => Of<typeof made>>> = {
  selectors: (world) => ({
    ...world,
    stacks: world.stacks.map((each) => ({
      ...each,
      spec: { ...each.spec, ...Object.fromEntries(SELECTORS.map((field) => [field, {}])) },
    })),
  }),
  stacks: (world) => ({
    ...world,
    stacks: world.stacks.map((each) => ({
      ...each,
      id: {},
      reconciled: undefined,
      spec: { ...each.spec, paused: false, replicas: 1, serviceAccountName: 'prometheus' },
    })),
  }),
  places: (world) => ({
    ...world,
    monitors: world.monitors.map((each) => ({ ...each, namespaceSelector: { any: true } })),
  }),
  selections: (world) => ({
    ...world,
    monitors: world.monitors.map((each) => ({ ...each, selector: ASKS[each.name] ?? {}, bound: undefined })),
  }),
  endpoints: (world) => ({
    ...world,
    monitors: world.monitors.map((each) => ({
      ...each,
      endpoints: (each.endpoints.length === 0 ? [{}] : each.endpoints).map((entry) => ({ ...entry, port: 'http.*' })),
    })),
  }),
  services: (world) => ({
    ...world,
    services: (world.services.length === 0 ? [{ ...SERVICE, namespace: 'bank' as const }] : world.services).map(
      (each) => ({
        ...SERVICE,
        namespace: each.namespace,
        name: each.name,
        ports: each.ports.length === 0 ? SERVICE.ports : each.ports,
      }),
    ),
  }),
  rights: (world) => ({ ...world, rights: 'everywhere', secret: true }),
  operators: (world) => ({ ...world, flags: [], available: 1 }),
};
const SELECTORS = [
  'serviceMonitorSelector',
  'serviceMonitorNamespaceSelector',
  'podMonitorSelector',
  'podMonitorNamespaceSelector',
  'ruleSelector',
  'ruleNamespaceSelector',
];

/** A list of objects in which no two are the same. */
export const randomObjects: fc.Arbitrary<readonly KubeObject[]> = made.map(objectsOf);

/** The same in which most is right, so that much of it is selected, admitted and scraped. */
export const likelyObjects: fc.Arbitrary<readonly KubeObject[]> = fc
  .tuple(made, fc.uniqueArray(fc.constantFrom(...Object.keys(RIGHT)), { maxLength: 2 }))
  .map(([world, wrong]) =>
    objectsOf(
      Object.entries(RIGHT).reduce(
        (changed, [part, right]) => (wrong.includes(part) ? changed : right(changed)),
        world,
      ),
    ),
  );

function objectsOf(world: Of<typeof made>): readonly KubeObject[] {
  return [
    ...NAMESPACES.map((name) => namespace(name, world.teams[name] ? { team: 'shop' } : {})),
    ...world.stacks.map(stackOf),
    ...world.monitors.map(monitorOf),
    ...(world.rule ? [prometheusRule(`${world.rule.namespace}/rules`, {}, { labels: world.rule.labels })] : []),
    ...world.services.flatMap(serviceOf),
    ...(world.flags ? [operator(world.flags, { available: world.available })] : []),
    ...rightsOf(world.rights),
    ...(world.app === 'none' ? [] : appOf(world.app === 'running')),
    ...(world.secret ? [holder('Secret', 'shop/scrape', { token: 'x' })] : []),
    ...world.sidecars.map(({ path, kind, init, env }) => grafana(path, env, { kind, init })),
    ...world.boards.map(boardOf),
    ...(world.maps ? mayReadMaps : []),
    ...instancesOf(world.instance),
  ];
}

function appOf(running: boolean): readonly KubeObject[] {
  const labels = { app: 'kuberhealthy' };
  const path = 'shop/kuberhealthy';
  return [
    workload(path, 'kuberhealthy/kuberhealthy:v3.0.1', labels, { ports: [{ name: 'http', containerPort: 8080 }] }),
    service(path, { selector: labels }, { labels }),
    ...(running
      ? [
          endpoints(path, [['10.0.0.5', `${path}-1`]], {}, { labels }),
          slice(`${path}-abc`, 'kuberhealthy', [['10.0.0.5', `${path}-1`]], {}, { labels }),
          pod(`${path}-1`, '10.0.0.5', { meta: { labels } }),
        ]
      : []),
  ];
}

function boardOf({ namespace: of, name, label, key, uid, type, datasource }: Of<typeof board>): KubeObject {
  const model = { uid, title: uid, __inputs: [{ name: 'DS' }], panels: [{ type, datasource: { uid: datasource } }] };
  return dashboard(`${of}/${name}`, model, { labels: label === undefined ? {} : { grafana_dashboard: label } }, key);
}

function instancesOf({ dashboards, grafana: home, across }: Of<typeof instance>): readonly KubeObject[] {
  const of = (kind: string, metadata: Raw, spec: Raw): KubeObject =>
    kube({ apiVersion: 'grafana.integreatly.org/v1beta1', kind, metadata, spec });
  const spec = { instanceSelector: { matchLabels: { a: 'b' } }, allowCrossNamespaceImport: across };
  return [
    ...(dashboards ? [of('GrafanaDashboard', { namespace: 'shop', name: 'd' }, spec)] : []),
    ...(home === undefined ? [] : [of('Grafana', { namespace: home, name: 'g', labels: { a: 'b' } }, {})]),
  ];
}

function stackOf({ kind, path, spec, id, reconciled }: Of<typeof stack>): KubeObject {
  const meta = { annotations: id, labels: { tier: 'x' }, generation: 1 };
  if (kind === 'Prometheus') return prometheus(path, spec, meta, reconciled);
  if (kind === 'ThanosRuler') return thanosRuler(path, spec, meta);
  return agent(path, kind === 'DaemonSet' ? { ...spec, mode: 'DaemonSet' } : spec, meta);
}

function monitorOf(made: Of<typeof monitor>): KubeObject {
  const path = `${made.namespace}/${made.name}`;
  const common = {
    selector: made.selector,
    ...(made.namespaceSelector ? { namespaceSelector: made.namespaceSelector } : {}),
  };
  const meta = { labels: made.labels, generation: 1 };
  if (made.kind === 'PodMonitor') return podMonitor(path, { ...common, podMetricsEndpoints: made.endpoints }, meta);
  const accepted = { type: 'Accepted', status: made.bound, observedGeneration: 1, message: 'no secret' };
  const bindings = [{ resource: 'prometheuses', namespace: 'monitoring', name: 'k8s', conditions: [accepted] }];
  return serviceMonitor(
    path,
    { ...common, endpoints: made.endpoints },
    meta,
    made.bound === undefined ? {} : { bindings },
  );
}

function serviceOf(made: Of<typeof web>): readonly KubeObject[] {
  const path = `${made.namespace}/${made.name}`;
  const its = service(path, { ports: made.ports, selector: made.selector });
  if (made.addresses === 'none') return [its];
  const own = `${made.namespace}/web-1`;
  const list: readonly (readonly [string, string?])[] =
    made.addresses === 'empty' ? [] : made.addresses === 'pod' ? [['10.0.0.1', own]] : [['192.168.0.7']];
  // A controller gives the Endpoints the port names of the Service; a person may give any.
  const ports =
    made.selector === null ? [{ name: 'http', port: 8080 }] : made.ports.map((port) => ({ ...port, port: 8080 }));
  return [
    its,
    endpoints(path, list, { ports }),
    slice(`${path}-abc`, made.name, list, { ports }),
    ...(made.addresses === 'pod' ? [pod(own, '10.0.0.1', { status: { phase: made.phase } })] : []),
  ];
}

function rightsOf(kind: Of<typeof rights>): readonly KubeObject[] {
  const core = [{ apiGroups: [''], resources: ['services', 'endpoints', 'pods'], verbs: ['*'] }];
  if (kind === 'everywhere') return [role('p'), binding('p', 'ClusterRole/p')];
  if (kind === 'in shop') return [role('shop/p'), binding('shop/p', 'Role/p')];
  return kind === 'core only' ? [role('p', core), binding('p', 'ClusterRole/p')] : [];
}

/** Kinds that cannot be listed, or only in one namespace. */
export const randomSight: fc.Arbitrary<Sight> = fc
  .array(
    fc.tuple(fc.constantFrom(...ALL_RESOURCES.map(({ kind }) => kind)), fc.constantFrom('hidden', ...NAMESPACES)),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((choices) => ({
    hidden: choices.filter(([, how]) => how === 'hidden').map(([kind]) => kind),
    only: Object.fromEntries(
      choices
        .filter(
          ([kind, how]) =>
            how !== 'hidden' &&
            ALL_RESOURCES.some((one) => one.kind === kind && (one.namespaced || kind === 'Namespace')),
        )
        .map(([kind, how]) => [kind, [how]]),
    ),
  }));
