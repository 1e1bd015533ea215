import type { Endpoint, JsonObject, KubeObject, Labels, Monitor, Ref, Stack, Target } from '../model.ts';
import { numberAt, objectAt, objectsAt, stringAt, stringsAt } from './json.ts';
import { selects } from './selector.ts';
import type { World } from './world.ts';

/*
 * What Prometheus' Kubernetes discovery makes of a monitor: prometheus v0.313.1 discovery/kubernetes/endpoints.go:347-503,
 * endpointslice.go:308-503, pod.go:366-440, and the operator's relabelings on top (v0.93.0 pkg/prometheus/promcfg.go:2041-2215).
 */

export type Role = 'endpoints' | 'endpointslice' | 'pod';

/** PodMonitors discover pods; ServiceMonitors what their own field, else the stack's, says. */
export function roleOf(monitor: Monitor, stack: Stack): Role {
  if (monitor.ref.kind === 'PodMonitor') return 'pod';
  return monitor.discoveryRole ?? stack.restrictions.discoveryRole;
}

/** The namespaces searched; 'any' is one cluster-wide list. promcfg.go:2437-2446. */
export function searched(monitor: Monitor, stack: Stack): 'any' | readonly string[] {
  const own = [monitor.ref.namespace ?? ''];
  if (stack.restrictions.ignoreNamespaceSelectors || monitor.namespaces.kind === 'own') return own;
  return monitor.namespaces.kind === 'any' ? 'any' : monitor.namespaces.names;
}

/**
 * The monitor's selector over a discovered object's labels. With the default mechanism the operator writes it as
 * relabelings: values are anchored regexes (a dot is a wildcard) and keys lose every character outside [a-zA-Z0-9_].
 */
export function discovers(monitor: Monitor, labels: Labels): boolean {
  const { selector } = monitor;
  if (selector.kind === 'everything') return true;
  if (selector.kind !== 'matching') return false;
  if (monitor.mechanism === 'role-selector') return selects(selector, labels);
  const sanitised = Object.entries(labels).map(([key, value]) => [sanitise(key), value] as const);
  return selector.requirements.every(({ key, operator, values }) => {
    const present = sanitised.filter(([name]) => name === sanitise(key)).map(([, value]) => value);
    const matched = present.some((value) => values.some((pattern) => dotMatches(pattern, value)));
    switch (operator) {
      case 'In':
        return matched;
      case 'NotIn':
        return !matched;
      case 'Exists':
        return present.length > 0;
      case 'DoesNotExist':
        return present.length === 0;
    }
  });
}

function sanitise(key: string): string {
  return key.replaceAll(/[^a-zA-Z0-9_]/g, '_');
}

/** A label value as an anchored regex: of its alphabet only the dot is special. */
function dotMatches(pattern: string, value: string): boolean {
  if (!pattern.includes('.')) return pattern === value;
  return pattern.length === value.length && [...pattern].every((char, i) => char === '.' || char === value[i]);
}

/** One discovered (address, port), before the port filter. `portName` is the Service's; container* come from the pod. */
export interface Discovered {
  readonly address: string;
  readonly port: number;
  readonly portName: string | undefined;
  readonly containerPorts: readonly { readonly name: string; readonly number: number }[];
  readonly pod: KubeObject | undefined;
  readonly podRef: Ref | undefined;
  readonly ready: boolean;
}

/** All discovered (address, port) of one Service through the Endpoints or EndpointSlice role. */
export function discoverService(
  world: World,
  service: KubeObject,
  role: 'endpoints' | 'endpointslice',
): readonly Discovered[] {
  const found = role === 'endpoints' ? fromEndpoints(world, service) : fromSlices(world, service);
  const covered = new Set(found.map((target) => `${target.address}:${target.port}`));
  const pods = new Map(found.flatMap((target) => (target.pod ? [[target.pod, target] as const] : [])));
  // Container ports of the same pods that the Service does not cover become targets too, without a port name.
  const uncovered = [...pods].flatMap(([pod, { address, podRef, ready }]) =>
    containerPorts(pod)
      .filter((port) => !covered.has(`${address}:${port.number}`))
      .map((port) => ({ address, port: port.number, portName: undefined, containerPorts: [port], pod, podRef, ready })),
  );
  return [...found, ...uncovered];
}

function fromEndpoints(world: World, service: KubeObject): readonly Discovered[] {
  const { name, namespace = '' } = service.metadata;
  const endpoints = world.get({ apiVersion: 'v1', kind: 'Endpoints', namespace, name });
  return objectsAt(endpoints?.body, 'subsets').flatMap((subset) => {
    const addresses = [
      ...objectsAt(subset, 'addresses').map((address) => ({ address, ready: true })),
      ...objectsAt(subset, 'notReadyAddresses').map((address) => ({ address, ready: false })),
    ];
    return addresses.flatMap(({ address, ready }) =>
      objectsAt(subset, 'ports').map((port) =>
        discovered(world, namespace, stringAt(address, 'ip') ?? '', port, objectAt(address, 'targetRef'), ready),
      ),
    );
  });
}

function fromSlices(world: World, service: KubeObject): readonly Discovered[] {
  const { name, namespace = '' } = service.metadata;
  const family = stringsAt(service.body, 'spec', 'ipFamilies')[0];
  const slices = world
    .inNamespace('discovery.k8s.io', 'EndpointSlice', namespace)
    .filter((slice) => slice.metadata.labels['kubernetes.io/service-name'] === name);
  return slices.flatMap((slice) => {
    const type = stringAt(slice.body, 'addressType');
    if (family !== undefined && type !== 'FQDN' && type !== family) return [];
    return objectsAt(slice.body, 'endpoints').flatMap((endpoint) => {
      const ready = objectAt(endpoint, 'conditions')?.['ready'] !== false;
      const addresses = Array.isArray(endpoint['addresses']) ? endpoint['addresses'] : [];
      return addresses
        .filter((address): address is string => typeof address === 'string')
        .flatMap((address) =>
          objectsAt(slice.body, 'ports').map((port) =>
            discovered(world, namespace, address, port, objectAt(endpoint, 'targetRef'), ready),
          ),
        );
    });
  });
}

function discovered(
  world: World,
  namespace: string,
  address: string,
  port: JsonObject,
  targetRef: JsonObject | undefined,
  ready: boolean,
): Discovered {
  const isPod = stringAt(targetRef, 'kind') === 'Pod';
  const podRef = isPod
    ? {
        apiVersion: 'v1',
        kind: 'Pod',
        namespace: stringAt(targetRef, 'namespace') ?? namespace,
        name: stringAt(targetRef, 'name') ?? '',
      }
    : undefined;
  const pod = podRef && world.get(podRef);
  const number = numberAt(port, 'port') ?? 0;
  const declared = pod ? containerPorts(pod).filter((candidate) => candidate.number === number) : [];
  return {
    address,
    port: number,
    portName: stringAt(port, 'name') || undefined,
    containerPorts: declared,
    pod,
    podRef,
    ready,
  };
}

/** Declared ports of all containers, init containers included. */
export function containerPorts(pod: KubeObject): readonly { readonly name: string; readonly number: number }[] {
  const spec = objectAt(pod.body, 'spec');
  return [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')].flatMap((container) =>
    objectsAt(container, 'ports').map((port) => ({
      name: stringAt(port, 'name') ?? '',
      number: numberAt(port, 'containerPort') ?? 0,
    })),
  );
}

/** The operator's port filter, promcfg.go:2087-2111: `port`, else `targetPort`, else no filter. */
export function portFits(endpoint: Endpoint, target: Discovered): boolean {
  if (endpoint.port !== undefined) return target.portName === endpoint.port;
  if (typeof endpoint.targetPort === 'string')
    return target.containerPorts.some((port) => port.name === endpoint.targetPort);
  if (endpoint.targetPort !== undefined)
    return target.containerPorts.some((port) => port.number === endpoint.targetPort);
  return true;
}

/** Pods that have finished are dropped (filterRunning, on by default); targets that are no pods never are. */
export function runs(endpoint: JsonObject | undefined, pod: KubeObject | undefined): boolean {
  if (!pod || endpoint?.['filterRunning'] === false) return true;
  const phase = stringAt(pod.body, 'status', 'phase');
  return phase !== 'Succeeded' && phase !== 'Failed';
}

export function toTarget({ address, port, podRef, ready }: Discovered): Target {
  return { address, port, ready, ...(podRef ? { pod: podRef } : {}) };
}
