import { INSTANCE, overwrittenBy, seemsOverwritten } from '../../../kube/argocd.ts';
import { labelsAt, numberAt, objectsAt, own, stringAt } from '../../../kube/json.ts';
import { memo2 } from '../../../kube/memo.ts';
import { nearest, onlySlip } from '../../../kube/nearest.ts';
import { differences, namesApplication } from '../../../kube/near-labels.ts';
import type { Difference } from '../../../kube/near-labels.ts';
import { isRuntimeLabel } from '../../../kube/runtime-labels.ts';
import { hasLabels, isExternalName, podSelectorOf, selectsPods, speaksNoHttp } from '../../../kube/service.ts';
import type { Gap, KubeObject, Labels, Monitor, Stack } from '../../../model/index.ts';
import { refOf, title } from '../../../kube/refs.ts';
import { hiding } from '../../../world/hiding.ts';
import { madeElsewhere } from '../../../world/made-elsewhere.ts';
import { scaledDownBehind } from '../../../world/scaled-down.ts';
import { podsBehind, podsIn } from '../../../world/stand-ins.ts';
import type { World } from '../../../world/world.ts';
import { discovers, searched } from './discovery.ts';
import { namedPortsOf, podTargets, targetPortOf } from './pods.ts';
import { portFilter } from './port-filter.ts';
import { objectsIn } from './sources.ts';

/*
 * What is not among the files may be elsewhere, so its absence is no fault. It is one where something that is there is so
 * near to what is asked that it must be meant: one label is off, or the labels stand in the wrong place.
 */

/** An object that nearly has the labels that are asked for, and the one by which it does not. */
export interface NearMiss extends Difference {
  readonly object: KubeObject;
  /** The application of Argo CD that has written its name over the label; null: so it seems. */
  readonly application?: string | null;
}

/** Labels that tell the parts of one application apart: another value is another part. */
const PART = /(?:^|[./-])(?:component|role|tier|track|shard|app\.kubernetes\.io\/instance|instance|release)$/;

/**
 * The one label by which an object misses what is asked; undefined where it fits, misses more, or may well be another
 * thing. `wanted`: what is asked for; `name`: of what asks.
 */
function missOf(wanted: Labels, object: KubeObject, name: string): NearMiss | undefined {
  const { labels } = object.metadata;
  const [first, second] = differences(labels, wanted, 2);
  if (!first || second) return undefined;
  const { key, wanted: value, has } = first;
  const known = Object.keys(wanted).some((each) => each !== key && namesApplication(each));
  const miss = { object, ...first };
  const sameName = object.metadata.name === name;
  // Its name is what is asked for, where one of its labels should be.
  if (object.metadata.name === value && !PART.test(key)) return miss;
  if (has === undefined) return known || (sameName && Object.values(labels).includes(value)) ? miss : undefined;
  const typo = value.length > 3 && nearest(value, [has]) === has && !value.startsWith(has) && !has.startsWith(value);
  // The Service for metrics alone is the monitor's, whatever part it says to be.
  if (PART.test(key)) return known && (sameName || object.metadata.name === `${name}-metrics`) ? miss : undefined;
  return sameName || (typo && !/\d/.test(`${value}${has}`)) ? miss : undefined;
}

/** The same of a pod: one that lacks only what it gets while it runs misses nothing. */
function podMissOf(wanted: Labels, pod: KubeObject, name: string): NearMiss | undefined {
  const miss = missOf(wanted, pod, name);
  return miss?.has === undefined && miss && isRuntimeLabel(miss.key) ? undefined : miss;
}

/** Pods that it would select, were both in one namespace: that of one of them is not known. */
function mayBeBehind(world: World, service: KubeObject): boolean {
  const there = podsIn(world, service.metadata.namespace === undefined ? undefined : '');
  return there.some(({ metadata }) => selectsPods(service, metadata.labels));
}

/** The pod, or pod template among files, that a Service nearly selects; undefined where it selects one. */
export function nearPod(world: World, service: KubeObject): NearMiss | undefined {
  const selector = podSelectorOf(service);
  if (podsBehind(world, service).length > 0 || mayBeBehind(world, service)) return undefined;
  return firstOf(podsIn(world, service.metadata.namespace ?? ''), (pod) =>
    podMissOf(selector, pod, service.metadata.name),
  );
}

/** Do the objects themselves tell that nothing is behind a Service, whatever else there may be? */
export const leadsNowhere = memo2(
  (world: World, service: KubeObject): boolean =>
    isExternalName(service) ||
    objectsAt(service.body, 'spec', 'ports').length === 0 ||
    podsBehind(world, service).length > 0 ||
    scaledDownBehind(world, service) !== undefined ||
    nearPod(world, service) !== undefined,
);

/** What hides the Service or pods that a monitor finds none of: nothing where one that is there is nearly it, else who makes it. */
export function absence(world: World, monitor: Monitor, stack: Stack, gaps: readonly Gap[]): readonly Gap[] {
  const open = hiding(gaps);
  if (open.length > 0 || gaps.length === 0) return open;
  const made = madeByOthers(world, monitor, stack);
  if (made.length > 0) return made;
  if (nearestSource(world, monitor, stack)) return open;
  return gaps.map((gap) => unmatched(world, monitor, stack, gap));
}

/** Where others of the kind are among the files, and none has the labels, that is told: one that is meant may be among them. */
function unmatched(world: World, monitor: Monitor, stack: Stack, gap: Gap): Gap {
  const places = searched(monitor, stack);
  const kind = monitor.ref.kind === 'PodMonitor' ? 'Pod' : 'Service';
  if (places === 'any' || objectsIn(world, kind, places).length === 0) return gap;
  const where = places.every((place) => place === '') ? '' : ` in namespace ${places.join(', ')}`;
  const sentence = `No ${kind} that ${title(monitor.ref)} selects${where} is among the files, though others are.`;
  return { ...gap, about: 'unmatched', sentence };
}

/** Among files: what an operator makes of an object that is there, of the form that a monitor asks for. */
export function madeByOthers(world: World, monitor: Monitor, stack: Stack): readonly Gap[] {
  const by = world.snapshot.source === 'files' ? makerFor(world, monitor, stack) : undefined;
  if (by === undefined) return [];
  const kind = monitor.ref.kind === 'PodMonitor' ? 'Pod' : 'Service';
  const what = kind === 'Pod' ? 'Pods that' : 'The Service that';
  const sentence = `${what} ${title(monitor.ref)} asks for ${kind === 'Pod' ? 'are' : 'is'} made by ${by}.`;
  return [{ reason: 'not-among-files', reads: { group: '', kind }, about: 'made', sentence }];
}

function makerFor(world: World, monitor: Monitor, stack: Stack): string | undefined {
  const labels = wantedLabels(monitor);
  const kind = monitor.ref.kind === 'PodMonitor' ? 'Pod' : 'Service';
  return labels && madeElsewhere(world, { kind, labels, places: searched(monitor, stack) });
}

/**
 * The Service (for a PodMonitor: the pod template) among files that a monitor nearly takes, in the namespaces that it
 * searches. undefined also where another maker is known for what it asks for.
 */
export function nearSource(world: World, monitor: Monitor, stack: Stack): NearMiss | undefined {
  return makerFor(world, monitor, stack) === undefined ? nearestSource(world, monitor, stack) : undefined;
}

function nearestSource(world: World, monitor: Monitor, stack: Stack): NearMiss | undefined {
  const wanted = wantedLabels(monitor);
  const places = searched(monitor, stack);
  const { name, kind } = monitor.ref;
  if (!wanted) return undefined;
  if (kind === 'PodMonitor') {
    const pods = objectsIn(world, 'Pod', places).filter(declares(monitor));
    return firstOf(pods, (pod) => podMissOf(wanted, pod, name));
  }
  const all = objectsIn(world, 'Service', places);
  const hasPort = offers(monitor);
  const services = all.filter(hasPort);
  return (
    firstOf(services, (service) => overwritten(world, monitor, wanted, service)) ??
    firstOf(services, (service) => missOf(wanted, service, name)) ??
    (Object.keys(wanted).some(namesApplication)
      ? firstOf(services, (service) => misplaced(world, wanted, service))
      : undefined) ??
    firstOf(all, (service) => (hasPort(service) ? undefined : slipOf(wanted, service, name)))
  );
}

/**
 * The same of a Service without the port: two mistakes hide each other. It is meant only where the label is a slip of the pen,
 * or it is called like the monitor and another of its labels has the value; else one for metrics may be elsewhere.
 */
function slipOf(wanted: Labels, service: KubeObject, name: string): NearMiss | undefined {
  const miss = missOf(wanted, service, name);
  const ports = objectsAt(service.body, 'spec', 'ports');
  if (!miss || ports.every((port) => speaksNoHttp(stringAt(port, 'name') ?? '', numberAt(port, 'port'))))
    return undefined;
  const { key, wanted: value, has } = miss;
  if (has !== undefined) return onlySlip(value, [has]) === has && !/\d/.test(`${value}${has}`) ? miss : undefined;
  const { labels } = service.metadata;
  return service.metadata.name === name && !PART.test(key) && Object.values(labels).includes(value) ? miss : undefined;
}

/** A Service that has all labels but the one over which Argo CD writes the name of its application. */
function overwritten(world: World, { object }: Monitor, wanted: Labels, service: KubeObject): NearMiss | undefined {
  const value = own(wanted, INSTANCE);
  const has = own(service.metadata.labels, INSTANCE);
  if (value === undefined || has === undefined || has === value) return undefined;
  const { [INSTANCE]: _, ...others } = wanted;
  if (Object.keys(others).length === 0 || !hasLabels(service.metadata.labels, others)) return undefined;
  const applications = (world.snapshot.releases ?? []).flatMap(({ by: { kind, name, namespace = '' } }) =>
    kind === 'Application' ? [name, `${namespace}_${name}`] : [],
  );
  const application =
    overwrittenBy(service, object, applications) ?? (seemsOverwritten(service, object) ? null : undefined);
  return application === undefined ? undefined : { object: service, key: INSTANCE, wanted: value, has, application };
}

/** A Service without the labels, whose pods have them: a monitor reads those of the Service itself. */
function misplaced(world: World, wanted: Labels, service: KubeObject): NearMiss | undefined {
  const there = [podSelectorOf(service), ...podsBehind(world, service).map(({ metadata }) => metadata.labels)];
  const [first] = differences(service.metadata.labels, wanted, 1);
  return first && there.some((labels) => hasLabels(labels, wanted)) ? { object: service, ...first } : undefined;
}

/** Has it a port that an endpoint of the monitor asks for? */
function offers({ ref, endpoints }: Monitor): (service: KubeObject) => boolean {
  if (endpoints.some(({ port }) => port === undefined)) return () => true;
  const filters = endpoints.map((endpoint) => portFilter(endpoint, ref.kind));
  return (service) => {
    const names = objectsAt(service.body, 'spec', 'ports').map((port) => stringAt(port, 'name') ?? '');
    return filters.some(({ takes }) => names.some(takes));
  };
}

/** The container port of that name behind a Service, where no port of the Service leads to it. */
export function unservedPort(
  world: World,
  service: KubeObject,
  name: string,
): { readonly by: string; readonly number: number } | undefined {
  world.needs('', 'Pod', service.metadata.namespace);
  const ports = objectsAt(service.body, 'spec', 'ports');
  for (const pod of podsBehind(world, service)) {
    const found = namedPortsOf(pod).find((port) => port.name === name && port.protocol === 'TCP');
    if (found && ports.every((port) => targetPortOf(port, pod) !== found.number))
      return { by: title(refOf(pod)), number: found.number };
  }
  return undefined;
}

/** Does a container of it declare a port that an endpoint of the monitor asks for? */
function declares({ ref, endpoints }: Monitor): (pod: KubeObject) => boolean {
  const filters = endpoints.map((endpoint) => portFilter(endpoint, ref.kind));
  return (pod) => {
    const targets = podTargets(pod);
    return filters.some(({ fits }) => targets.some(fits));
  };
}

/** What a selector of plain labels asks for; undefined: it asks in other ways. */
function wantedLabels({ selector, object }: Monitor): Labels | undefined {
  if (selector.kind !== 'matching' || selector.requirements.some(({ operator }) => operator !== 'In')) return undefined;
  const wanted = labelsAt(object.body, 'spec', 'selector', 'matchLabels');
  return Object.keys(wanted).length === selector.requirements.length ? wanted : undefined;
}

/** Are there Services (for a PodMonitor: pods) with the labels, in other namespaces than those that are searched? */
export function elsewhere(world: World, monitor: Monitor): readonly KubeObject[] {
  const all = objectsIn(world, monitor.ref.kind === 'PodMonitor' ? 'Pod' : 'Service', 'any');
  return all.filter((candidate) => discovers(monitor, candidate.metadata.labels));
}

function firstOf(
  objects: readonly KubeObject[],
  missIn: (object: KubeObject) => NearMiss | undefined,
): NearMiss | undefined {
  for (const object of objects) {
    const miss = missIn(object);
    if (miss) return miss;
  }
  return undefined;
}
