import type { Api } from './api.ts';
import type { Loop } from './loop.ts';
import { startLoop } from './loop.ts';
import { hasLabels, keyOf } from './object.ts';
import type { Pod, Service, ServicePort } from './pod.ts';
import { isReady } from './pod.ts';
import type { Informer } from './watch.ts';
import { follow } from './watch.ts';

/** Plays the endpoints and endpoint slice controllers: for every Service with a selector both kinds, as they write them. */
export interface EndpointsStandin {
  readonly trigger: () => void;
  stop(): Promise<void>;
}

const MANAGER = 'kube-controller-manager';
const APPLY = 'application/apply-patch+yaml';

/** A Service port as seen from one Pod; undefined when the Pod has no port of that name. */
const resolvePort = (port: ServicePort, pod: Pod): number | undefined => {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  return pod.spec.containers.flatMap(({ ports }) => ports ?? []).find(({ name }) => name === target)?.containerPort;
};

interface Group {
  readonly ports: readonly Readonly<Record<string, unknown>>[];
  readonly pods: readonly Pod[];
}

/** Pods whose ports resolve alike share a subset; one that lacks a named port keeps the others. */
const groupsOf = (service: Service, pods: readonly Pod[]): readonly Group[] => {
  const groups = new Map<string, { readonly ports: Group['ports']; readonly pods: Pod[] }>();
  for (const pod of pods) {
    const ports = (service.spec.ports ?? []).flatMap((port) => {
      const number = resolvePort(port, pod);
      const name = port.name === undefined ? {} : { name: port.name };
      return number === undefined ? [] : [{ ...name, port: number, protocol: port.protocol ?? 'TCP' }];
    });
    const key = JSON.stringify(ports);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ports, pods: [pod] });
    else group.pods.push(pod);
  }
  return [...groups.values()];
};

const targetRef = (pod: Pod): Readonly<Record<string, unknown>> => ({
  kind: 'Pod',
  name: pod.metadata.name,
  namespace: pod.metadata.namespace,
  uid: pod.metadata.uid,
});

const metadataOf = (
  service: Service,
  name: string,
  more: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> => ({
  name,
  namespace: service.metadata.namespace,
  labels: {
    ...service.metadata.labels,
    ...(service.spec.clusterIP === 'None' ? { 'service.kubernetes.io/headless': '' } : {}),
    ...more,
  },
});

const endpointsOf = (service: Service, groups: readonly Group[]): unknown => ({
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: metadataOf(service, service.metadata.name, {}),
  subsets: groups
    .filter(({ ports }) => ports.length > 0)
    .map(({ ports, pods }) => {
      const address = (pod: Pod): unknown => ({ ip: pod.status?.podIP, targetRef: targetRef(pod) });
      const counts = (pod: Pod): boolean => isReady(pod) || service.spec.publishNotReadyAddresses === true;
      const ready = pods.filter(counts).map(address);
      const notReady = pods.filter((pod) => !counts(pod)).map(address);
      return {
        ...(ready.length > 0 ? { addresses: ready } : {}),
        ...(notReady.length > 0 ? { notReadyAddresses: notReady } : {}),
        ports,
      };
    }),
});

const sliceOf = (service: Service, group: Group, index: number): unknown => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    ...metadataOf(service, `${service.metadata.name}-bed${index}`, {
      'kubernetes.io/service-name': service.metadata.name,
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    }),
    ownerReferences: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        name: service.metadata.name,
        uid: service.metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ],
  },
  addressType: 'IPv4',
  endpoints: group.pods.map((pod) => ({
    addresses: [pod.status?.podIP],
    conditions: {
      ready: isReady(pod) || service.spec.publishNotReadyAddresses === true,
      serving: isReady(pod),
      terminating: false,
    },
    targetRef: targetRef(pod),
  })),
  ports: group.ports,
});

export const startEndpointsStandin = (
  api: Api,
  pods: Informer,
  onError: (error: unknown) => void,
): EndpointsStandin => {
  /** What was last written, by path: nothing is written twice. */
  const written = new Map<string, string>();
  let loop: Loop | undefined;
  const trigger = (): void => loop?.trigger();
  const services = follow(api, '/api/v1/services', 'v1', 'Service', trigger);

  const wanted = (service: Service): ReadonlyMap<string, unknown> => {
    const { namespace, name } = service.metadata;
    const matching = ([...pods.items.values()] as Pod[]).filter(
      (pod) =>
        pod.metadata.namespace === namespace &&
        pod.metadata.deletionTimestamp === undefined &&
        pod.status?.podIP !== undefined &&
        hasLabels(pod.metadata.labels, service.spec.selector ?? {}),
    );
    matching.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const groups = groupsOf(service, matching);
    const slices = groups.length > 0 ? groups : [{ ports: [], pods: [] }];
    return new Map<string, unknown>([
      [`/api/v1/namespaces/${namespace}/endpoints/${name}`, endpointsOf(service, groups)],
      ...slices.map((group, index): [string, unknown] => [
        `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices/${name}-bed${index}`,
        sliceOf(service, group, index),
      ]),
    ]);
  };

  loop = startLoop(async () => {
    await Promise.all([pods.ready, services.ready]);
    const seen = new Set<string>();
    for (const service of services.items.values() as Iterable<Service>) {
      // Without a selector the addresses are somebody else's work: the API server's own Service, or a test's.
      if (Object.keys(service.spec.selector ?? {}).length === 0 || service.spec.type === 'ExternalName') continue;
      for (const [path, object] of wanted(service)) {
        seen.add(path);
        const text = JSON.stringify(object);
        if (written.get(path) === text) continue;
        await api.json('PATCH', `${path}?fieldManager=${MANAGER}&force=true`, object, APPLY);
        written.set(path, text);
      }
    }
    for (const path of written.keys()) {
      if (seen.has(path)) continue;
      await api.request('DELETE', path);
      written.delete(path);
    }
  }, onError);
  loop.trigger();

  return {
    trigger,
    stop: async () => {
      services.stop();
      await loop?.stop();
    },
  };
};
