import type { KubeThing } from '../bed/object.ts';
import type { Random } from './random.ts';
import { randomFrom } from './random.ts';
import type { Raw } from './selectors.ts';
import { operatorDeployment } from './world.ts';

/* A world of Services, Endpoints, EndpointSlices and Pods that no controller ever made consistent, and monitors. */

const NAMESPACES = ['alpha', 'beta', 'gamma'] as const;
const HOME = 'monitoring';

/** Values with characters that a regex reads otherwise than a label selector; keys that are alike once sanitised. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  app: ['web', 'db', 'w.b', 'wxb', ''],
  'example.com/tier': ['1', '2'],
  'example-com_tier': ['1', '2'],
  version: ['1.0', '1x0', 'A_b'],
};
const KEYS = Object.keys(VALUES);
const valueOf = (r: Random, key: string): string => r.pick(VALUES[key] ?? ['']);

/** Never both of the keys that are alike once sanitised: which of them Prometheus then keeps is chance. */
const labels = (r: Random): Readonly<Record<string, string>> => {
  const keys = r.some(KEYS, 0.5);
  const without = r.pick(['example.com/tier', 'example-com_tier']);
  return Object.fromEntries(keys.filter((key) => key !== without).map((key) => [key, valueOf(r, key)]));
};

const selector = (r: Random): Raw =>
  r.weighted<() => Raw>([
    [2, () => ({})],
    [3, () => ({ matchLabels: Object.fromEntries(r.some(KEYS, 0.4).map((key) => [key, valueOf(r, key)])) })],
    [3, () => ({ matchExpressions: r.some(KEYS, 0.35).map((key) => expression(r, key)) })],
  ])();

const expression = (r: Random, key: string): Raw => {
  const operator = r.pick(['In', 'NotIn', 'Exists', 'DoesNotExist']);
  const values = operator === 'In' || operator === 'NotIn' ? [valueOf(r, key), valueOf(r, key)] : undefined;
  return { key, operator, ...(values === undefined ? {} : { values }) };
};

const NUMBERS = [8080, 9090, 9100] as const;
const NAMES = ['http', 'metrics', 'http-metrics'] as const;
/** Names must differ within an object; a port may be without one only where it is alone. */
const ports = (r: Random, nameless: boolean): readonly Raw[] => {
  if (nameless && r.chance(0.25)) return [{ port: r.pick(NUMBERS) }];
  return r.some(NAMES, 0.5).map((name) => ({ name, port: r.pick(NUMBERS) }));
};

const containerPorts = (r: Random): readonly Raw[] =>
  r
    .some(NUMBERS, 0.45)
    .map((containerPort, index) => ({ containerPort, ...(r.chance(0.75) ? { name: NAMES[index] } : {}) }));

interface Place {
  readonly namespace: string;
  readonly name: string;
  readonly address: string;
}

const pod = (r: Random, { namespace, name, address }: Place): KubeThing => {
  const phase = r.weighted([[8, 'Running'], [1, 'Pending'], [1, 'Succeeded'], [1, 'Failed']]); // prettier-ignore
  const container = (name: string): Raw => ({ name, image: 'web', ports: containerPorts(r) });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, labels: labels(r) },
    spec: {
      containers: [container('web'), ...(r.chance(0.3) ? [container('side')] : [])],
      ...(r.chance(0.15) ? { initContainers: [container('init')] } : {}),
    },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: r.chance(0.8) ? 'True' : 'False' }],
      ...(r.chance(0.92) ? { podIP: address, podIPs: [{ ip: address }] } : {}),
    },
  };
};

const target = (
  r: Random,
  pods: readonly Place[],
  namespace: string,
): { readonly ip: string; readonly targetRef?: Raw } => {
  const { name, address } = r.pick(pods);
  const elsewhere = `172.20.${r.int(4)}.${1 + r.int(200)}`;
  if (r.chance(0.2)) return { ip: elsewhere };
  if (r.chance(0.08)) return { ip: elsewhere, targetRef: { kind: 'Pod', namespace, name: 'gone' } };
  if (r.chance(0.05)) return { ip: elsewhere, targetRef: { kind: 'Node', name: 'node-1' } };
  return { ip: r.chance(0.9) ? address : elsewhere, targetRef: { kind: 'Pod', namespace, name } };
};

const distinct = <T extends { readonly ip: string }>(items: readonly T[]): readonly T[] => [
  ...new Map(items.map((item) => [item.ip, item])).values(),
];

const endpointsOf = (r: Random, service: KubeThing, pods: readonly Place[]): KubeThing => {
  const { namespace = '', name } = service.metadata;
  const subset = (): Raw => {
    const all = distinct(Array.from({ length: r.int(4) }, () => target(r, pods, namespace)));
    const ready = all.filter(() => r.chance(0.7));
    const notReady = all.filter((address) => !ready.includes(address));
    return {
      ...(ready.length > 0 ? { addresses: ready } : {}),
      ...(notReady.length > 0 ? { notReadyAddresses: notReady } : {}),
      ports: ports(r, true),
    };
  };
  const subsets = Array.from({ length: r.weighted([[1, 0], [5, 1], [1, 2]]) }, subset); // prettier-ignore
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { namespace, name, labels: r.chance(0.7) ? (service.metadata.labels ?? {}) : labels(r) },
    subsets: subsets.filter((one) => one['addresses'] !== undefined || one['notReadyAddresses'] !== undefined),
  };
};

const sliceOf = (r: Random, service: KubeThing, index: number, pods: readonly Place[]): KubeThing => {
  const { namespace = '', name } = service.metadata;
  const all = distinct(Array.from({ length: r.int(4) }, () => target(r, pods, namespace)));
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      namespace,
      name: `${name}-${index}`,
      labels: {
        ...(r.chance(0.7) ? service.metadata.labels : labels(r)),
        ...(r.chance(0.93) ? { 'kubernetes.io/service-name': name } : {}),
      },
    },
    addressType: 'IPv4',
    ports: ports(r, true),
    endpoints: all.map(({ ip, targetRef }) => ({
      addresses: [ip],
      ...(targetRef === undefined ? {} : { targetRef }),
      conditions: r.pick<Raw>([{ ready: true }, { ready: false }, {}]),
    })),
  };
};

const service = (r: Random, namespace: string, name: string): KubeThing => {
  const own = ports(r, true).map((entry, index) => ({ ...entry, port: 80 + index }));
  const headless = own.length === 0 || r.chance(0.2) ? { clusterIP: 'None' } : {};
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name, labels: labels(r) },
    spec: r.chance(0.06)
      ? { type: 'ExternalName', externalName: 'web.example' }
      : {
          ...headless,
          ...(own.length > 0 ? { ports: own } : {}),
          ...(r.chance(0.7) ? { selector: { app: 'web' } } : {}),
        },
  };
};

const lookingIn = (r: Random): Raw =>
  r.weighted<Raw>([
    [3, {}],
    [2, { namespaceSelector: { any: true } }],
    [1, { namespaceSelector: { any: false } }],
    [2, { namespaceSelector: { matchNames: r.some(NAMESPACES, 0.6) } }],
    [1, { namespaceSelector: { any: true, matchNames: ['alpha'] } }],
    [1, { namespaceSelector: { matchNames: ['alpha', 'alpha', 'no-such'] } }],
  ]);

const portOf = (r: Random, ofPods: boolean): Raw =>
  r.weighted<() => Raw>([
    [2, () => ({})],
    [5, () => ({ port: r.pick([...NAMES, 'http.*', 'h.tp', '8080', '']) })],
    [3, () => ({ targetPort: r.pick([...NAMES, '8080', 'http.*']) })],
    [3, () => ({ targetPort: r.pick([...NUMBERS, 0]) })],
    [ofPods ? 3 : 0, () => ({ portNumber: r.pick(NUMBERS) })],
    [1, () => ({ port: r.pick(NAMES), targetPort: r.pick(NUMBERS) })],
  ])();

const endpoint = (r: Random, ofPods: boolean): Raw => ({
  ...portOf(r, ofPods),
  ...(r.chance(0.25) ? { filterRunning: r.chance(0.5) } : {}),
});

const monitor = (r: Random, kind: 'ServiceMonitor' | 'PodMonitor', name: string): KubeThing => {
  const ofPods = kind === 'PodMonitor';
  const endpoints = Array.from({ length: r.weighted([[6, 1], [1, 2]]) }, () => endpoint(r, ofPods)); // prettier-ignore
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind,
    metadata: { namespace: r.pick(NAMESPACES), name },
    spec: {
      selector: selector(r),
      ...lookingIn(r),
      ...(r.chance(0.15) ? { selectorMechanism: 'RoleSelector' } : {}),
      ...(!ofPods && r.chance(0.2) ? { serviceDiscoveryRole: r.pick(['Endpoints', 'EndpointSlice']) } : {}),
      [ofPods ? 'podMetricsEndpoints' : 'endpoints']: endpoints,
    },
  };
};

const EVERYTHING = {
  serviceMonitorSelector: {},
  serviceMonitorNamespaceSelector: {},
  podMonitorSelector: {},
  podMonitorNamespaceSelector: {},
  serviceAccountName: 'prometheus',
};

/** Three stacks that discover differently; each runs as a real Prometheus. */
const STACKS: Readonly<Record<string, Raw>> = {
  endpoints: { serviceDiscoveryRole: 'Endpoints' },
  slices: { serviceDiscoveryRole: 'EndpointSlice' },
  own: { ignoreNamespaceSelectors: true },
};

const stacks = (): readonly KubeThing[] =>
  Object.entries(STACKS).map(([name, spec]) => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Prometheus',
    metadata: { namespace: HOME, name },
    spec: { ...EVERYTHING, ...spec },
  }));

const rights = (): readonly KubeThing[] => [
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace: HOME, name: 'prometheus' } },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'prometheus' },
    rules: [
      { apiGroups: [''], resources: ['services', 'endpoints', 'pods'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', 'list', 'watch'] },
    ],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'prometheus' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'prometheus' },
    subjects: [{ kind: 'ServiceAccount', namespace: HOME, name: 'prometheus' }],
  },
];

export interface TargetsWorld {
  readonly seed: number;
  readonly flags: readonly string[];
  readonly objects: readonly KubeThing[];
}

/** A world of `monitors` ServiceMonitors and half as many PodMonitors, over 36 Services and 60 Pods. */
export const targetsWorld = (seed: number, monitors: number): TargetsWorld => {
  const r = randomFrom(seed);
  const places = NAMESPACES.flatMap((namespace, at) =>
    Array.from({ length: 20 }, (_, index): Place => ({
      namespace,
      name: `pod-${index}`,
      address: `172.16.${at}.${index + 1}`,
    })),
  );
  const inNamespace = (namespace: string): readonly Place[] => places.filter((place) => place.namespace === namespace);
  const services = NAMESPACES.flatMap((namespace) =>
    Array.from({ length: 12 }, (_, index) => service(r, namespace, `svc-${index}`)),
  );
  // Some have no Service behind their name.
  const named = [
    ...services,
    ...NAMESPACES.map((namespace) => ({ ...service(r, namespace, 'orphan'), metadata: { namespace, name: 'orphan' } })),
  ];
  return {
    seed,
    flags: [],
    objects: [
      ...[...NAMESPACES, HOME, 'operators'].map((name) => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name },
      })),
      operatorDeployment([]),
      ...rights(),
      ...stacks(),
      ...places.map((place) => pod(r, place)),
      ...services,
      ...named
        .filter(() => r.chance(0.85))
        .map((one) => endpointsOf(r, one, inNamespace(one.metadata.namespace ?? ''))),
      ...named.flatMap((one) =>
        Array.from({ length: r.int(3) }, (_, index) =>
          sliceOf(r, one, index, inNamespace(one.metadata.namespace ?? '')),
        ),
      ),
      ...Array.from({ length: monitors }, (_, index) => monitor(r, 'ServiceMonitor', `sm-${index}`)),
      ...Array.from({ length: monitors / 2 }, (_, index) => monitor(r, 'PodMonitor', `pm-${index}`)),
    ],
  };
};
