/** Small random worlds, in which most things can be right or wrong in most ways that the checks know. */
import fc from 'fast-check';
import { RESOURCES } from '../src/kube/resources.ts';
import type { KubeObject } from '../src/model/index.ts';
import {
  agent,
  binding,
  dashboard,
  endpoints,
  grafana,
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
  ),
});

const endpoint = fc.constantFrom<Raw>({ port: 'http' }, { port: 'web' }, { targetPort: 8080 }, { targetPort: 'x' }, {});
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
  selector: fc.constantFrom<Raw>({}, { matchLabels: { app: 'web' } }, { matchLabels: { app: 'none' } }),
  endpoints: fc.array(endpoint, { maxLength: 2 }),
  bound: fc.constantFrom<string | undefined>(undefined, undefined, 'True', 'False'),
});

const web = fc.record({
  namespace: where,
  name: fc.constantFrom('web', 'web-headless'),
  ports: fc.constantFrom<readonly Raw[]>([{ name: 'http', port: 80 }], [{ port: 80 }], []),
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

/** A list of objects in which no two are the same. */
export const randomObjects: fc.Arbitrary<readonly KubeObject[]> = fc
  .record({
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
    app: fc.boolean(),
    sidecars: fc.uniqueArray(sidecar, { maxLength: 2, selector: ({ path, kind }) => `${kind} ${path}` }),
    boards: fc.uniqueArray(board, { maxLength: 3, selector: ({ namespace: of, name }) => `${of}/${name}` }),
    instance,
    maps: fc.boolean(),
  })
  .map((made) => [
    ...NAMESPACES.map((name) => namespace(name, made.teams[name] ? { team: 'shop' } : {})),
    ...made.stacks.map(stackOf),
    ...made.monitors.map(monitorOf),
    ...(made.rule ? [prometheusRule(`${made.rule.namespace}/rules`, {}, { labels: made.rule.labels })] : []),
    ...made.services.flatMap(serviceOf),
    ...(made.flags ? [operator(made.flags, { available: made.available })] : []),
    ...rightsOf(made.rights),
    ...(made.app
      ? [
          workload('shop/kuberhealthy', 'kuberhealthy/kuberhealthy:v3.0.1', { app: 'web' }),
          service('shop/kuberhealthy', { selector: { app: 'web' } }, { labels: { app: 'kuberhealthy' } }),
        ]
      : []),
    ...made.sidecars.map(({ path, kind, init, env }) => grafana(path, env, { kind, init })),
    ...made.boards.map(boardOf),
    ...(made.maps ? mayReadMaps : []),
    ...instancesOf(made.instance),
  ]);

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
  .array(fc.tuple(fc.constantFrom(...RESOURCES.map(({ kind }) => kind)), fc.constantFrom('hidden', ...NAMESPACES)), {
    minLength: 1,
    maxLength: 4,
  })
  .map((choices) => ({
    hidden: choices.filter(([, how]) => how === 'hidden').map(([kind]) => kind),
    only: Object.fromEntries(
      choices
        .filter(
          ([kind, how]) =>
            how !== 'hidden' && RESOURCES.some((one) => one.kind === kind && (one.namespaced || kind === 'Namespace')),
        )
        .map(([kind, how]) => [kind, [how]]),
    ),
  }));
