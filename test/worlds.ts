/** Tiny worlds for tests, written in the API's own shape and read through the same projection as a cluster's objects. */
import { analyse } from '../src/judge/analysis.ts';
import type { Analysis } from '../src/judge/analysis.ts';
import { ALL_RESOURCES } from '../src/io/resources.ts';
import { buildWorld } from '../src/world/world.ts';
import type { World } from '../src/world/world.ts';
import { project } from '../src/io/projection/index.ts';
import type { Gap, Generated, KubeObject, Snapshot, StackObservation } from '../src/model/index.ts';
import { backends, checks, profiles } from '../src/registry.ts';

export type Raw = Readonly<Record<string, unknown>>;

/** Fields of metadata next to name and namespace. */
export interface Meta {
  readonly uid?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly generation?: number;
  readonly deletionTimestamp?: string;
  readonly creationTimestamp?: string;
  readonly ownerReferences?: readonly Raw[];
  readonly fieldOwners?: readonly Raw[];
}

/** Projects one object as the API would give it. Throws where the projection refuses it: the test is then wrong. */
export function kube(raw: Raw): KubeObject {
  const object = project(raw, { source: 'cluster' });
  if ('invalid' in object) throw new Error(`not an object: ${object.invalid}`);
  return object;
}

/** The way back: an object as the API would send it. */
export function rawOf({ apiVersion, kind, metadata, body }: KubeObject): Raw {
  return { apiVersion, kind, metadata, ...body };
}

/** "namespace/name", or "name" for a kind without namespaces. */
function object(apiVersion: string, kind: string, path: string, meta: Meta | undefined, fields: Raw): KubeObject {
  const [first = '', second] = path.split('/');
  const named = second === undefined ? { name: first } : { namespace: first, name: second };
  return kube({ apiVersion, kind, metadata: { ...named, ...meta }, ...fields });
}

const OPERATOR = 'monitoring.coreos.com/v1';
const EVERYTHING = {
  serviceMonitorSelector: {},
  serviceMonitorNamespaceSelector: {},
  podMonitorSelector: {},
  podMonitorNamespaceSelector: {},
  ruleSelector: {},
  ruleNamespaceSelector: {},
};
const ALERTING = { alertmanagers: [{ namespace: 'monitoring', name: 'main', port: 'web' }] };

/** A Prometheus that selects everything everywhere; a field given as undefined is taken out. */
export function prometheus(path: string, spec: Raw = {}, meta?: Meta, status?: Raw): KubeObject {
  return object(OPERATOR, 'Prometheus', path, meta, {
    spec: { ...EVERYTHING, serviceAccountName: 'prometheus', version: 'v3.5.0', alerting: ALERTING, ...spec },
    ...(status === undefined ? {} : { status }),
  });
}

export function agent(path: string, spec: Raw = {}, meta?: Meta): KubeObject {
  const { ruleSelector: _, ruleNamespaceSelector: __, ...selectors } = EVERYTHING;
  return object('monitoring.coreos.com/v1alpha1', 'PrometheusAgent', path, meta, {
    spec: { ...selectors, serviceAccountName: 'prometheus', ...spec },
  });
}

export function thanosRuler(path: string, spec: Raw = {}, meta?: Meta): KubeObject {
  return object(OPERATOR, 'ThanosRuler', path, meta, {
    spec: { ruleSelector: {}, ruleNamespaceSelector: {}, ...spec },
  });
}

/** Takes the Services labelled app=web, port "http". */
export function serviceMonitor(path: string, spec: Raw = {}, meta?: Meta, status?: Raw): KubeObject {
  return object(OPERATOR, 'ServiceMonitor', path, meta, {
    spec: { selector: { matchLabels: { app: 'web' } }, endpoints: [{ port: 'http' }], ...spec },
    ...(status === undefined ? {} : { status }),
  });
}

/** Takes the Pods labelled app=web, port "http". */
export function podMonitor(path: string, spec: Raw = {}, meta?: Meta): KubeObject {
  return object(OPERATOR, 'PodMonitor', path, meta, {
    spec: { selector: { matchLabels: { app: 'web' } }, podMetricsEndpoints: [{ port: 'http' }], ...spec },
  });
}

export function prometheusRule(path: string, spec: Raw = {}, meta?: Meta, status?: Raw): KubeObject {
  const groups = [{ name: 'web', rules: [{ alert: 'WebDown', expr: 'up == 0', labels: { severity: 'page' } }] }];
  return object(OPERATOR, 'PrometheusRule', path, meta, {
    spec: { groups, ...spec },
    ...(status === undefined ? {} : { status }),
  });
}

/** Labelled app=web, one port: http 80 -> http. */
export function service(path: string, spec: Raw = {}, meta?: Meta): KubeObject {
  return object(
    'v1',
    'Service',
    path,
    { labels: { app: 'web' }, ...meta },
    {
      spec: {
        type: 'ClusterIP',
        selector: { app: 'web' },
        ports: [{ name: 'http', port: 80, targetPort: 'http' }],
        ...spec,
      },
    },
  );
}

/** Pod web-1 at an address, one container that declares port http 8080. */
export function pod(
  path: string,
  podIP = '10.0.0.1',
  options: { spec?: Raw; status?: Raw; meta?: Meta } = {},
): KubeObject {
  return object(
    'v1',
    'Pod',
    path,
    { labels: { app: 'web' }, ...options.meta },
    {
      spec: { containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 8080 }] }], ...options.spec },
      status: {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        ...(podIP === '' ? {} : { podIP }),
        ...options.status,
      },
    },
  );
}

const targetRef = (path: string): Raw => {
  const [namespace = '', name = ''] = path.split('/');
  return { kind: 'Pod', namespace, name };
};

/** Endpoints of the Service of the same path: each [address, pod path]; port http 8080. */
export function endpoints(
  path: string,
  addresses: readonly (readonly [string, string?])[],
  subset: Raw = {},
  meta?: Meta,
): KubeObject {
  const list = addresses.map(([ip, of]) => ({ ip, ...(of === undefined ? {} : { targetRef: targetRef(of) }) }));
  return object('v1', 'Endpoints', path, meta ?? { labels: { app: 'web' } }, {
    subsets: [{ addresses: list, ports: [{ name: 'http', port: 8080 }], ...subset }],
  });
}

/** An EndpointSlice of a Service (of its namespace, by label): each [address, pod path]; port http 8080. */
export function slice(
  path: string,
  of: string,
  addresses: readonly (readonly [string, string?])[],
  fields: Raw = {},
  meta?: Meta,
): KubeObject {
  return object(
    'discovery.k8s.io/v1',
    'EndpointSlice',
    path,
    { ...meta, labels: { app: 'web', 'kubernetes.io/service-name': of, ...meta?.labels } },
    {
      addressType: 'IPv4',
      endpoints: addresses.map(([ip, name]) => ({
        addresses: [ip],
        conditions: { ready: true },
        ...(name === undefined ? {} : { targetRef: targetRef(name) }),
      })),
      ports: [{ name: 'http', port: 8080 }],
      ...fields,
    },
  );
}

export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): KubeObject {
  return object('v1', 'Namespace', name, { labels: { 'kubernetes.io/metadata.name': name, ...labels } }, {});
}

/** The operator's Deployment, running, with these flags. */
export function operator(
  args: readonly string[] = [],
  options: { path?: string; image?: string; available?: number; name?: string; account?: string } = {},
): KubeObject {
  const image = options.image ?? 'quay.io/prometheus-operator/prometheus-operator:v0.93.0';
  return object('apps/v1', 'Deployment', options.path ?? 'monitoring/prometheus-operator', undefined, {
    spec: {
      replicas: 1,
      template: {
        spec: {
          ...(options.account === undefined ? {} : { serviceAccountName: options.account }),
          containers: [{ name: options.name ?? 'prometheus-operator', image, args }],
        },
      },
    },
    status: {
      replicas: 1,
      conditions: [{ type: 'Available', status: (options.available ?? 1) > 0 ? 'True' : 'False' }],
      ...(options.available === 0 ? {} : { availableReplicas: options.available ?? 1 }),
    },
  });
}

/** What the ServiceAccount monitoring/operator may do where it is the operator's. */
export function mayOperate(path = 'operator'): readonly KubeObject[] {
  const rules = [
    { apiGroups: ['monitoring.coreos.com'], resources: ['*'], verbs: ['*'] },
    { apiGroups: ['apps'], resources: ['statefulsets'], verbs: ['*'] },
  ];
  const account = { kind: 'ServiceAccount', namespace: path.split('/').at(-2) ?? 'monitoring', name: 'operator' };
  return [role(path, rules), binding(path, path.includes('/') ? 'Role/operator' : 'ClusterRole/operator', account)];
}

/** A Deployment of an application. */
export function workload(
  path: string,
  image: string,
  podLabels: Readonly<Record<string, string>>,
  more: Raw = {},
): KubeObject {
  return object('apps/v1', 'Deployment', path, undefined, {
    spec: { template: { metadata: { labels: podLabels }, spec: { containers: [{ name: 'main', image, ...more }] } } },
  });
}

const RBAC = 'rbac.authorization.k8s.io';
const DISCOVERY_RULES: readonly Raw[] = [
  { apiGroups: [''], resources: ['services', 'endpoints', 'pods'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', 'list', 'watch'] },
];

export function role(path: string, rules: readonly Raw[] = DISCOVERY_RULES): KubeObject {
  return object(`${RBAC}/v1`, path.includes('/') ? 'Role' : 'ClusterRole', path, undefined, { rules });
}

/** Binds the role ("ClusterRole/name" or "Role/name") to a subject, by default the ServiceAccount monitoring/prometheus. */
export function binding(
  path: string,
  roleRef: string,
  subject: Raw = { kind: 'ServiceAccount', namespace: 'monitoring', name: 'prometheus' },
): KubeObject {
  const [kind = '', name = ''] = roleRef.split('/');
  return object(`${RBAC}/v1`, path.includes('/') ? 'RoleBinding' : 'ClusterRoleBinding', path, undefined, {
    subjects: [subject],
    roleRef: { apiGroup: RBAC, kind, name },
  });
}

/** The right to discover everywhere, as kube-prometheus-stack gives it. */
export const mayDiscover: readonly KubeObject[] = [role('prometheus'), binding('prometheus', 'ClusterRole/prometheus')];

export interface Sight {
  /** Kinds whose list was refused: no object of them, a gap instead of a coverage. */
  readonly hidden?: readonly string[];
  /** Kinds that the API does not know. */
  readonly noCrd?: readonly string[];
  /** Lists that were made in these namespaces only: kind -> namespaces. */
  readonly only?: Readonly<Record<string, readonly string[]>>;
  readonly source?: Snapshot['source'];
  readonly kubernetes?: string;
  /** Objects that must be taken. */
  readonly expected?: Snapshot['expected'];
}

/**
 * A snapshot in which every kind that promwire knows was listed completely, except for what `sight` hides. Files are
 * a listing of no kind.
 */
export function snapshot(objects: readonly KubeObject[], sight: Sight = {}): Snapshot {
  const { hidden = [], noCrd = [], only = {}, source = 'cluster', kubernetes = 'v1.36.3', expected } = sight;
  const unseen = new Set([...hidden, ...noCrd]);
  const seen = objects.filter(
    ({ kind, metadata }) =>
      !unseen.has(kind) &&
      (Object.hasOwn(only, kind) ? only[kind]?.includes(metadata.namespace ?? metadata.name) === true : true),
  );
  const readable = ALL_RESOURCES.filter(
    ({ kind }) => !unseen.has(kind) && (source === 'cluster' || seen.some((object) => object.kind === kind)),
  );
  const gaps = ALL_RESOURCES.filter(({ kind }) => unseen.has(kind) || only[kind] !== undefined).map(
    ({ group, kind, plural }): Gap => ({
      reason: noCrd.includes(kind) ? 'crd-missing' : 'forbidden',
      reads: { group, kind },
      sentence: noCrd.includes(kind) ? `The API does not know ${plural}.` : `You may not list ${plural}.`,
    }),
  );
  return {
    source,
    objects: seen,
    coverage: readable.map(({ group, kind }) => ({
      group,
      kind,
      namespaces: only[kind] ?? 'all',
      complete: source === 'cluster',
    })),
    gaps,
    ...(source === 'cluster' ? { kubernetes } : {}),
    ...(expected ? { expected } : {}),
  };
}

export function world(objects: readonly KubeObject[], sight?: Sight): World {
  return buildWorld(snapshot(objects, sight));
}

/** A world as the engine sees it with the whole registry. */
export function analysis(
  objects: readonly KubeObject[],
  sight?: Sight,
  live: readonly StackObservation[] = [],
  generated: readonly Generated[] = [],
): Analysis {
  return analyse(world(objects, sight), { backends, checks, profiles }, { live, generated });
}

/** Probes https://shop.example through blackbox:9115. */
export function probe(path: string, spec: Raw = {}, meta?: Meta): KubeObject {
  return object(OPERATOR, 'Probe', path, meta, {
    spec: {
      prober: { url: 'blackbox.monitoring:9115' },
      targets: { staticConfig: { static: ['https://shop.example'] } },
      ...spec,
    },
  });
}

/** Scrapes shop.example:8080. */
export function scrapeConfig(path: string, spec: Raw = {}, meta?: Meta): KubeObject {
  return object('monitoring.coreos.com/v1alpha1', 'ScrapeConfig', path, meta, {
    spec: { staticConfigs: [{ targets: ['shop.example:8080'] }], ...spec },
  });
}

/** A Secret or ConfigMap with these keys; of the texts only facts survive. */
export function holder(
  kind: 'Secret' | 'ConfigMap',
  path: string,
  texts: Readonly<Record<string, string>>,
  meta?: Meta,
  more: Raw = {},
): KubeObject {
  return object('v1', kind, path, meta, { ...(kind === 'Secret' ? { stringData: texts } : { data: texts }), ...more });
}

/** An Alertmanager that takes every AlertmanagerConfig. */
export function alertmanager(path: string, spec: Raw = {}, meta?: Meta, status?: Raw): KubeObject {
  return object(OPERATOR, 'Alertmanager', path, meta, {
    spec: { alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {}, ...spec },
    ...(status === undefined ? {} : { status }),
  });
}

/** A Secret with the configuration file of an Alertmanager. */
export function alertmanagerSecret(path: string, text: string): KubeObject {
  return object('v1', 'Secret', path, undefined, { stringData: { 'alertmanager.yaml': text } });
}

/** Sends everything to one receiver, a webhook. */
export function alertmanagerConfig(path: string, spec: Raw = {}, meta?: Meta): KubeObject {
  return object('monitoring.coreos.com/v1alpha1', 'AlertmanagerConfig', path, meta, {
    spec: {
      route: { receiver: 'shop' },
      receivers: [{ name: 'shop', webhookConfigs: [{ url: 'https://shop.example/' }] }],
      ...spec,
    },
  });
}

/** The Alertmanager that a Prometheus here sends to, behind its Service monitoring/main, port web. */
export function alertmanagerMain(spec: Raw = {}): readonly KubeObject[] {
  const selector = { 'app.kubernetes.io/name': 'alertmanager', alertmanager: 'main' };
  return [
    alertmanager('monitoring/main', spec),
    service('monitoring/main', { selector, ports: [{ name: 'web', port: 9093 }] }, { labels: {} }),
  ];
}

/** A Grafana whose dashboards sidecar has kube-prometheus-stack's environment, but for what `env` says; undefined takes out. */
export function grafana(
  path: string,
  env: Readonly<Record<string, string | Raw | undefined>> = {},
  options: { readonly kind?: 'Deployment' | 'StatefulSet'; readonly init?: boolean } = {},
): KubeObject {
  const all = {
    METHOD: 'WATCH',
    LABEL: 'grafana_dashboard',
    LABEL_VALUE: '1',
    FOLDER: '/tmp/dashboards',
    RESOURCE: 'configmap',
    NAMESPACE: 'ALL',
    ...env,
  };
  const sidecar = {
    name: 'grafana-sc-dashboard',
    image: 'quay.io/kiwigrid/k8s-sidecar:2.10.1',
    env: Object.entries(all).flatMap(([name, value]) =>
      value === undefined ? [] : [{ name, ...(typeof value === 'string' ? { value } : { valueFrom: value }) }],
    ),
  };
  return object('apps/v1', options.kind ?? 'Deployment', path, undefined, {
    spec: {
      template: {
        metadata: { labels: { app: 'grafana' } },
        spec: {
          serviceAccountName: 'grafana',
          containers: [
            ...(options.init ? [] : [sidecar]),
            { name: 'grafana', image: 'docker.io/grafana/grafana:13.2.0' },
          ],
          ...(options.init ? { initContainers: [sidecar] } : {}),
        },
      },
    },
  });
}

/** The right of the ServiceAccount monitoring/grafana to read ConfigMaps everywhere, as the chart gives it. */
export const mayReadMaps: readonly KubeObject[] = [
  role('grafana', [{ apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['get', 'list', 'watch'] }]),
  binding('grafana', 'ClusterRole/grafana', { kind: 'ServiceAccount', namespace: 'monitoring', name: 'grafana' }),
];

/** A ConfigMap with one dashboard, labelled grafana_dashboard=1 unless `meta` says otherwise. */
export function grafanaDashboard(path: string, spec: Raw): KubeObject {
  return object('grafana.integreatly.org/v1beta1', 'GrafanaDashboard', path, undefined, { spec });
}

export function dashboard(
  path: string,
  model: Raw = {},
  meta?: Meta,
  key = `${path.replace('/', '.')}.json`,
): KubeObject {
  const json = { uid: path.replace('/', '-'), title: path, schemaVersion: 39, panels: [], ...model };
  return object(
    'v1',
    'ConfigMap',
    path,
    { labels: { grafana_dashboard: '1' }, ...meta },
    { data: { [key]: JSON.stringify(json) } },
  );
}

/** A cluster in which everything works: Prometheus monitoring/k8s scrapes two pods of shop/web and loads a rule. */
export function healthy(): readonly KubeObject[] {
  const release = { labels: { release: 'prometheus' } };
  return [
    namespace('monitoring'),
    namespace('shop', { team: 'shop' }),
    operator(),
    prometheus('monitoring/k8s', {
      serviceMonitorSelector: { matchLabels: { release: 'prometheus' } },
      serviceMonitorNamespaceSelector: { matchLabels: { team: 'shop' } },
      podMonitorSelector: { matchLabels: { release: 'prometheus' } },
      ruleSelector: { matchLabels: { release: 'prometheus' } },
    }),
    ...mayDiscover,
    serviceMonitor('shop/web', {}, release),
    prometheusRule('shop/web', {}, release),
    ...alertmanagerMain(),
    service('shop/web'),
    endpoints('shop/web', [
      ['10.0.0.1', 'shop/web-1'],
      ['10.0.0.2', 'shop/web-2'],
    ]),
    slice('shop/web-abc', 'web', [
      ['10.0.0.1', 'shop/web-1'],
      ['10.0.0.2', 'shop/web-2'],
    ]),
    pod('shop/web-1', '10.0.0.1'),
    pod('shop/web-2', '10.0.0.2'),
  ];
}

const kuberhealthys = { app: 'kuberhealthy' };

/** kuberhealthy 2 in namespace kh, with one pod. */
export const KUBERHEALTHY_2: readonly KubeObject[] = [
  workload('kh/kuberhealthy', 'docker.io/kuberhealthy/kuberhealthy:v2.7.1', kuberhealthys),
  service('kh/kuberhealthy', { selector: kuberhealthys }, { labels: kuberhealthys }),
  endpoints('kh/kuberhealthy', [['10.0.0.1', 'kh/kh-1']], {}, { labels: kuberhealthys }),
  pod('kh/kh-1', '10.0.0.1', { meta: { labels: kuberhealthys } }),
];

/** About all pods of the namespace, and admits nobody. */
export function networkPolicy(path: string, spec: Raw = {}): KubeObject {
  return object('networking.k8s.io/v1', 'NetworkPolicy', path, undefined, { spec: { podSelector: {}, ...spec } });
}
