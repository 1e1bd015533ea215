import type { Endpoint, Gap, KubeObject, Monitor, Stack, Wire } from '../model.ts';
import { containerPorts, discovers, discoverService, portFits, roleOf, runs, searched, toTarget } from './discovery.ts';
import type { Discovered, Role } from './discovery.ts';
import { objectsAt, stringAt } from './json.ts';
import { compareRefs, refOf } from './refs.ts';
import { discoveryRights, mayDo } from './rights.ts';
import type { Allowed } from './rights.ts';
import type { World } from './world.ts';

/**
 * What a stack would scrape through a monitor, were it selected: one Wire per endpoint and Service (per endpoint
 * and pod set for a PodMonitor). At least one wire per endpoint, so that "nothing" is always said.
 */
export function wiresOf(world: World, monitor: Monitor, stack: Stack): readonly Wire[] {
  const role = roleOf(monitor, stack);
  const sources = role === 'pod' ? podsOf(world, monitor, stack) : servicesOf(world, monitor, stack);
  return monitor.endpoints.flatMap((endpoint) => {
    if (role === 'pod') return [podWire(monitor, stack, endpoint, sources)];
    if (sources.objects.length > 0)
      return sources.objects.map((service) => serviceWire(world, monitor, stack, endpoint, service, role));
    const base = wireBase(monitor, stack, endpoint);
    return [
      {
        ...base,
        targets: [],
        brokenAt: 'service',
        ...(sources.gaps.length > 0 ? { unknown: sources.gaps } : {}),
      } satisfies Wire,
    ];
  });
}

interface Sources {
  readonly objects: readonly KubeObject[];
  /** What might hide one more. */
  readonly gaps: readonly Gap[];
}

/** Services that the monitor's selector takes, in the namespaces it searches. */
export function servicesOf(world: World, monitor: Monitor, stack: Stack): Sources {
  return matching(world, monitor, stack, 'Service');
}

function podsOf(world: World, monitor: Monitor, stack: Stack): Sources {
  return matching(world, monitor, stack, 'Pod');
}

function matching(world: World, monitor: Monitor, stack: Stack, kind: 'Service' | 'Pod'): Sources {
  const namespaces = searched(monitor, stack);
  const candidates =
    namespaces === 'any'
      ? world.all('', kind)
      : namespaces.flatMap((namespace) => world.inNamespace('', kind, namespace));
  const gaps =
    namespaces === 'any' ? world.gaps('', kind) : namespaces.flatMap((namespace) => world.gaps('', kind, namespace));
  const objects = candidates.filter((object) => discovers(monitor, object.metadata.labels));
  return { objects: objects.toSorted((a, b) => compareRefs(refOf(a), refOf(b))), gaps };
}

function wireBase(
  monitor: Monitor,
  stack: Stack,
  endpoint: Endpoint,
): Pick<Wire, 'monitor' | 'stack' | 'endpoint' | 'port'> {
  const port = endpoint.port ?? endpoint.targetPort?.toString();
  return { monitor: monitor.ref, stack: stack.ref, endpoint: endpoint.index, ...(port === undefined ? {} : { port }) };
}

function serviceWire(
  world: World,
  monitor: Monitor,
  stack: Stack,
  endpoint: Endpoint,
  service: KubeObject,
  role: Exclude<Role, 'pod'>,
): Wire {
  const namespace = service.metadata.namespace ?? '';
  const base = { ...wireBase(monitor, stack, endpoint), service: refOf(service) };
  const rights = discoveryAllowed(world, stack, role, searched(monitor, stack) === 'any' ? undefined : namespace);
  if (rights.allowed === 'no') return { ...base, targets: [], brokenAt: 'rights' };
  const discovered = discoverService(world, service, role);
  const fitting = discovered.filter(
    (target) => portFits(endpoint, target) && runs(rawEndpoint(monitor, endpoint), target.pod),
  );
  const gaps = [
    ...(role === 'endpoints'
      ? world.gaps('', 'Endpoints', namespace)
      : world.gaps('discovery.k8s.io', 'EndpointSlice', namespace)),
    ...(endpoint.port === undefined || discovered.some((target) => target.podRef && !target.pod)
      ? world.gaps('', 'Pod', namespace)
      : []),
    ...(rights.allowed === 'unknown' ? rights.gaps : []),
  ];
  const unknown = gaps.length > 0 ? { unknown: gaps } : {};
  if (fitting.length > 0) return { ...base, targets: fitting.map(toTarget), ...unknown };
  const named = objectsAt(service.body, 'spec', 'ports').some((port) => stringAt(port, 'name') === endpoint.port);
  if (endpoint.port !== undefined && !named && discovered.every((target) => target.portName !== endpoint.port)) {
    return { ...base, targets: [], brokenAt: 'port' };
  }
  const brokenAt = endpoint.port === undefined && discovered.length > 0 ? 'port' : 'endpoints';
  return { ...base, targets: [], brokenAt, ...unknown };
}

function podWire(monitor: Monitor, stack: Stack, endpoint: Endpoint, pods: Sources): Wire {
  const base = wireBase(monitor, stack, endpoint);
  const unknown = pods.gaps.length > 0 ? { unknown: pods.gaps } : {};
  if (pods.objects.length === 0) return { ...base, targets: [], brokenAt: 'service', ...unknown };
  const all = pods.objects.flatMap(podTargets);
  const fitting = all.filter(
    (target) => podPortFits(endpoint, target) && runs(rawEndpoint(monitor, endpoint), target.pod),
  );
  if (fitting.length > 0) return { ...base, targets: fitting.map(toTarget), ...unknown };
  return { ...base, targets: [], brokenAt: all.length > 0 ? 'port' : 'endpoints', ...unknown };
}

/** pod.go:366-440: needs status.podIP; one target per container port, one without a port where none is declared. */
function podTargets(pod: KubeObject): readonly Discovered[] {
  const address = stringAt(pod.body, 'status', 'podIP');
  if (!address) return [];
  const ready = objectsAt(pod.body, 'status', 'conditions').some(
    (entry) => entry['type'] === 'Ready' && entry['status'] === 'True',
  );
  const ports = containerPorts(pod);
  const base = { address, portName: undefined, pod, podRef: refOf(pod), ready };
  if (ports.length === 0) return [{ ...base, port: 0, containerPorts: [] }];
  return ports.map((port) => ({ ...base, port: port.number, containerPorts: [port] }));
}

/** promcfg.go:1570-1598: a PodMonitor's `port` is the container port's name. */
function podPortFits(endpoint: Endpoint, target: Discovered): boolean {
  if (endpoint.port !== undefined) return target.containerPorts.some((port) => port.name === endpoint.port);
  return portFits(endpoint, target);
}

function rawEndpoint(monitor: Monitor, endpoint: Endpoint): ReturnType<typeof objectsAt>[number] | undefined {
  const field = monitor.ref.kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints';
  return objectsAt(monitor.object.body, 'spec', field)[endpoint.index];
}

/** May the stack's ServiceAccount list everything that this discovery needs? `namespace` undefined: cluster-wide. */
export function discoveryAllowed(world: World, stack: Stack, role: Role, namespace: string | undefined): Allowed {
  const answers = discoveryRights(role).map((right) => mayDo(world, stack, right, namespace));
  if (answers.some((answer) => answer.allowed === 'no')) return { allowed: 'no' };
  const gaps = answers.flatMap((answer) => (answer.allowed === 'unknown' ? answer.gaps : []));
  return gaps.length > 0 ? { allowed: 'unknown', gaps } : { allowed: 'yes' };
}
