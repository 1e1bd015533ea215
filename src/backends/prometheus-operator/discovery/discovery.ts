import { anchoredTest } from '../../../lang/re2/index.ts';
import type { Gap, JsonObject, KubeObject, Labels, Monitor, Requirement, Stack, Target } from '../../../model/index.ts';
import { numberAt, objectAt, objectsAt, stringAt, stringsAt } from '../../../kube/json.ts';
import { operatorsOf } from '../selection.ts';
import { containersOf, targetPortOf } from './pods.ts';
import type { Discovered } from './pods.ts';
import { SERVICE_NAME } from './unserved.ts';
import { injectedPorts } from './sidecars.ts';
import { selects } from '../../../kube/selector.ts';
import { atLeast } from '../../../kube/version.ts';
import type { World } from '../../../world/world.ts';
import { podsBehind } from '../../../world/stand-ins.ts';
import { mayShare, refOf } from '../../../kube/refs.ts';
import { sanitiseLabelName } from '../../../lang/labels.ts';
import { groupBy } from '../../../kube/group.ts';
import { memo, memo2 } from '../../../kube/memo.ts';

/*
 * What Prometheus' Kubernetes discovery makes of a monitor: prometheus v0.313.1 discovery/kubernetes/endpoints.go:347-503,
 * endpointslice.go:308-546, pod.go:366-440, and the operator's relabelings on top (v0.93.0 pkg/prometheus/promcfg.go:2041-2215).
 */

export type Role = 'endpoints' | 'endpointslice' | 'pod';

/** PodMonitors discover pods; ServiceMonitors what their own field, else the stack's, says. promcfg.go:202-222,1976-1980. */
export function roleOf(monitor: Monitor, stack: Stack): Role {
  if (monitor.ref.kind === 'PodMonitor') return 'pod';
  // The monitor's own field came with operator 0.87.
  const known = (operatorsOf(stack) ?? []).every((operator) => atLeast(operator.version, '0.87.0'));
  const own = known ? monitor.discoveryRole : undefined;
  if (own === 'endpointslice' && !atLeast(stack.version, '2.21.0')) return 'endpoints';
  return own ?? stack.restrictions.discoveryRole;
}

/** The namespaces searched ('': that of the monitor, which is not known); 'any' is one cluster-wide list. promcfg.go:2437-2446. */
export function searched(monitor: Monitor, stack: Stack): 'any' | readonly string[] {
  const own = [monitor.ref.namespace ?? ''];
  if (stack.restrictions.ignoreNamespaceSelectors || monitor.namespaces.kind === 'own') return own;
  return monitor.namespaces.kind === 'any' ? 'any' : [...new Set(monitor.namespaces.names)];
}

/** Could a monitor look into a namespace? Asked of the object, before it is decoded: most of a cluster's do not. */
export function mayLookIn({ metadata, body }: KubeObject, namespace: string): boolean {
  return mayShare(metadata.namespace, namespace) || objectAt(body, 'spec', 'namespaceSelector') !== undefined;
}

/**
 * The monitor's selector over a discovered object's labels. With the default mechanism the operator writes it as
 * relabelings: values are anchored regexes (a dot is a wildcard) and keys lose every character outside [a-zA-Z0-9_].
 */
export function discovers(monitor: Discoverer, labels: Labels): boolean {
  return discovererOf(monitor)(labels);
}

/** Does the label that one requirement of the selector asks for fit? */
export function meets(monitor: Discoverer, requirement: Requirement, labels: Labels): boolean {
  return discovers({ ...monitor, selector: { kind: 'matching', requirements: [requirement] } }, labels);
}

type Discoverer = Pick<Monitor, 'selector' | 'mechanism'>;

/** The same for many objects: the patterns are compiled once. */
export function discovererOf({ selector, mechanism }: Discoverer): (labels: Labels) => boolean {
  if (selector.kind === 'everything') return () => true;
  if (selector.kind !== 'matching') return () => false;
  if (mechanism === 'role-selector') return (labels) => selects(selector, labels);
  const requirements = selector.requirements.map(({ key, operator, values }) => {
    const name = sanitiseLabelName(key);
    // A label value always compiles.
    const tests = values.map(anchoredTest).flatMap((test) => (test.kind === 'ok' ? [test.matches] : []));
    return { name, operator, matches: (value: string) => tests.some((test) => test(value)) };
  });
  return (labels) => {
    const known = asDiscovered(labels);
    return requirements.every(({ name, operator, matches }) => {
      const present = known.filter(([each]) => each === name).map(([, value]) => value);
      switch (operator) {
        case 'In':
          return present.some(matches);
        case 'NotIn':
          return !present.some(matches);
        case 'Exists':
          return present.length > 0;
        case 'DoesNotExist':
          return present.length === 0;
      }
    });
  };
}

/** Labels as discovery names them, made once for an object that many monitors ask about. */
const asDiscovered = memo((labels: Labels): readonly (readonly [name: string, value: string])[] =>
  Object.entries(labels).map(([key, value]) => [sanitiseLabelName(key), value] as const),
);

/** One discovered address and port, and the Service it was found through (none for a PodMonitor). */
export interface Reached {
  readonly found: Discovered;
  readonly service?: KubeObject;
}

/** All discovered (address, port) of one Service, as the monitor's role finds them. */
export function discoverService(
  world: World,
  service: KubeObject,
  role: 'endpoints' | 'endpointslice',
  monitor: Monitor,
): readonly Discovered[] {
  const { groups, all } = behind[role](world, service);
  if (monitor.mechanism !== 'role-selector') return all;
  // The role selector is asked of this object, and the Service's labels are not (promcfg.go:2043-2047).
  return groups.filter(({ object }) => discovers(monitor, object.metadata.labels)).flatMap(({ targets }) => targets);
}

/** What is behind a Service, once per world: every monitor that selects it asks. */
const behind = { endpoints: memo2(behindOf('endpoints')), endpointslice: memo2(behindOf('endpointslice')) };

function behindOf(role: 'endpoints' | 'endpointslice') {
  return (world: World, service: KubeObject): { readonly groups: readonly Group[]; readonly all: Group['targets'] } => {
    const there = role === 'endpoints' ? fromEndpoints(world, service) : fromSlices(world, service);
    const groups = (there.length > 0 ? there : fromTemplates(world, service)).map(({ object, targets }) => ({
      object,
      targets: [...targets, ...uncovered(targets)],
    }));
    return { groups, all: groups.flatMap(({ targets }) => targets) };
  };
}

/** Discovery works per Endpoints object and per EndpointSlice. */
interface Group {
  readonly object: KubeObject;
  readonly targets: readonly Discovered[];
}

/** Container ports of the same pods that no port of the group covers: targets too, at the pod's address, without a port name. */
function uncovered(targets: readonly Discovered[]): readonly Discovered[] {
  const pods = new Set(targets.flatMap(({ pod }) => (pod ? [pod] : [])));
  return [...pods].flatMap((pod) => {
    const own = targets.filter((target) => target.pod === pod);
    const address = stringAt(pod.body, 'status', 'podIP');
    const ready = own.some((target) => target.ready);
    const podRef = own[0]?.podRef;
    if (!address) return [];
    return containersOf(pod)
      .flat()
      .filter((port) => !own.some((target) => target.port === port.number))
      .map((container) => ({ address, port: container.number, portName: undefined, container, pod, podRef, ready }));
  });
}

function fromEndpoints(world: World, service: KubeObject): readonly Group[] {
  const { name, namespace = '' } = service.metadata;
  const object = world.get({ apiVersion: 'v1', kind: 'Endpoints', namespace, name });
  if (!object) return [];
  const targets = objectsAt(object.body, 'subsets').flatMap((subset) => {
    const addresses = [
      ...objectsAt(subset, 'addresses').map((address) => ({ address, ready: true })),
      ...objectsAt(subset, 'notReadyAddresses').map((address) => ({ address, ready: false })),
    ];
    return objectsAt(subset, 'ports').flatMap((port) =>
      addresses.map(({ address, ready }) =>
        discovered(world, stringAt(address, 'ip') ?? '', port, objectAt(address, 'targetRef'), ready),
      ),
    );
  });
  return [{ object, targets }];
}

function fromSlices(world: World, service: KubeObject): readonly Group[] {
  const { name, namespace = '' } = service.metadata;
  return (slicesByService(world, namespace).get(name) ?? [])
    .filter((slice) => !isSecondFamily(service, slice))
    .map((object) => ({
      object,
      targets: objectsAt(object.body, 'endpoints').flatMap((endpoint) => {
        const ready = objectAt(endpoint, 'conditions')?.['ready'] !== false;
        return objectsAt(object.body, 'ports').flatMap((port) =>
          stringsAt(endpoint, 'addresses').map((address) =>
            discovered(world, address, port, objectAt(endpoint, 'targetRef'), ready),
          ),
        );
      }),
    }));
}

/** The slices of a namespace by the Service that they name. */
const slicesByService = memo2((world: World, namespace: string) =>
  groupBy(
    world.inNamespace('discovery.k8s.io', 'EndpointSlice', namespace),
    ({ metadata }) => metadata.labels[SERVICE_NAME] ?? '',
  ),
);

/** What may hide addresses that discovery of a role would find. */
export function addressGaps(world: World, role: 'endpoints' | 'endpointslice', namespace?: string): readonly Gap[] {
  return role === 'endpoints'
    ? world.gaps('', 'Endpoints', namespace)
    : world.gaps('discovery.k8s.io', 'EndpointSlice', namespace);
}

/** Is an object there with the addresses of a Service, be they none? */
export function hasAddresses(world: World, service: KubeObject, role: 'endpoints' | 'endpointslice'): boolean {
  const groups = role === 'endpoints' ? fromEndpoints(world, service) : fromSlices(world, service);
  return groups.length > 0;
}

/**
 * Files hold no addresses: those that a controller will write for the pods of the templates that the Service selects
 * (kubernetes v1.36.3 pkg/controller/endpoint/endpoints_controller.go, FindPort in pkg/api/v1/pod/util.go). A port whose
 * target no container names leads nowhere. They get the labels of the Service.
 */
function fromTemplates(world: World, service: KubeObject): readonly Group[] {
  if (world.snapshot.source !== 'files') return [];
  return podsBehind(world, service).flatMap((pod) => {
    const targets = objectsAt(service.body, 'spec', 'ports').flatMap((port): readonly Discovered[] => {
      const injected = injectedPorts(world, pod);
      const number = targetPortOf(port, pod) ?? injected.find(({ name }) => name === port['targetPort'])?.number;
      if (number === undefined) return [];
      const container = [...containersOf(pod), injected].flatMap(
        (ports) => ports.find((own) => own.number === number) ?? [],
      );
      const base = { address: stringAt(pod.body, 'status', 'podIP') ?? '', pod, podRef: refOf(pod), ready: true };
      return [{ ...base, port: number, portName: stringAt(port, 'name') || undefined, container: container.at(-1) }];
    });
    return targets.length > 0 ? [{ object: service, targets }] : [];
  });
}

/** The second slice of a dual-stack Service would repeat the targets of the first. endpointslice.go:525-546. */
function isSecondFamily(service: KubeObject, slice: KubeObject): boolean {
  const policy = stringAt(service.body, 'spec', 'ipFamilyPolicy');
  const family = stringsAt(service.body, 'spec', 'ipFamilies')[0];
  const dual = policy === 'PreferDualStack' || policy === 'RequireDualStack';
  return dual && family !== undefined && stringAt(slice.body, 'addressType') !== family;
}

function discovered(
  world: World,
  address: string,
  port: JsonObject,
  targetRef: JsonObject | undefined,
  ready: boolean,
): Discovered {
  const podRef =
    stringAt(targetRef, 'kind') === 'Pod'
      ? {
          apiVersion: 'v1',
          kind: 'Pod',
          namespace: stringAt(targetRef, 'namespace') ?? '',
          name: stringAt(targetRef, 'name') ?? '',
        }
      : undefined;
  const pod = podRef && world.get(podRef);
  const number = numberAt(port, 'port') ?? 0;
  // Of each container the first port of that number; of several containers the last one stays.
  const container = pod && containersOf(pod).flatMap((ports) => ports.find((own) => own.number === number) ?? []);
  return {
    address,
    port: number,
    portName: stringAt(port, 'name') || undefined,
    container: container?.at(-1),
    pod,
    podRef,
    ready,
  };
}

/** Pods that have finished are dropped (filterRunning, on by default); targets that are not pods never are. */
export function runs(endpoint: JsonObject | undefined, pod: KubeObject | undefined): boolean {
  if (!pod || endpoint?.['filterRunning'] === false) return true;
  const phase = stringAt(pod.body, 'status', 'phase');
  return phase !== 'Succeeded' && phase !== 'Failed';
}

export function toTarget({ address, port, podRef, ready }: Discovered): Target {
  return { address, port, ready, ...(podRef ? { pod: podRef } : {}) };
}
