import type { Endpoint, Gap, JsonObject, KubeObject, Monitor, Stack, Target, Wire } from '../../../model/index.ts';
import { addressGaps, discovers, discoverService, hasAddresses, roleOf, runs, searched } from './discovery.ts';
import { podTargets } from './pods.ts';
import { injectedTargets, servedSidecarGaps, sidecarGaps } from './sidecars.ts';
import type { Role } from './discovery.ts';
import { tooWide } from './width.ts';
import type { Room } from './width.ts';
import type { Discovered } from './pods.ts';
import { rawEndpoint } from './endpoints.ts';
import { objectAt, objectsAt, stringAt } from '../../../kube/json.ts';
import { absence, leadsNowhere, madeByOthers } from './near.ts';
import { outcomesOf } from './kept.ts';
import { matching } from './sources.ts';
import type { Places, Sources } from './sources.ts';
import { targetsOf } from './targets.ts';
import { unserved } from './unserved.ts';
import { portFilter } from './port-filter.ts';
import type { PortFilter } from './port-filter.ts';
import { isExternalName } from '../../../kube/service.ts';
import { groupOf, nameOf, refOf, title } from '../../../kube/refs.ts';
import { discoveryRights, mayDo } from '../../../world/rights.ts';
import type { Allowed } from '../../../world/rights.ts';
import type { World } from '../../../world/world.ts';
import { hiding } from '../../../world/hiding.ts';

/**
 * What a stack would scrape through a monitor, were it selected: one Wire per endpoint and Service (per endpoint
 * and pod set for a PodMonitor). At least one wire per endpoint, so that "nothing" is always said. `within`: only what is
 * found in this namespace, one of those that are searched. `room`: whether so many targets more are looked at.
 */
export function wiresOf(world: World, monitor: Monitor, stack: Stack, room: Room, within?: string): readonly Wire[] {
  const role = roleOf(monitor, stack);
  const places = within === undefined ? searched(monitor, stack) : [within];
  const sources = matching(world, monitor, stack, role === 'pod' ? 'Pod' : 'Service', places);
  // What is behind Services that were not read will be looked at, too.
  if (role !== 'pod' && sources.gaps.length > 0) needAddresses(world, places, role);
  const count = sources.objects.length * monitor.endpoints.length;
  const wide = room(count) ? undefined : tooWide(monitor, count);
  return monitor.endpoints.flatMap((endpoint) => {
    const ports = portFilter(endpoint, monitor.ref.kind);
    const raw = rawEndpoint(monitor.object, endpoint.index);
    const outcome = outcomesOf(monitor, stack, endpoint, raw);
    const scrape: Scrape = { world, monitor, stack, endpoint, raw, ports, outcome, gaps: portGaps(monitor, ports) };
    if (wide) return [{ ...wireBase(scrape), targets: [], brokenAt: 'service', unknown: [wide] }];
    if (role === 'pod')
      return sources.objects.length > 0
        ? [podWire(scrape, sources)]
        : orLikely(scrape, sources, podWire(scrape, sources));
    const wires = [
      ...sources.objects.map((service) => serviceWire(scrape, service, role)),
      ...unservedWires(scrape, role, places),
    ];
    if (wires.length > 0) return wires;
    const none: Wire = {
      ...wireBase(scrape),
      targets: [],
      brokenAt: 'service',
      ...unknownBy(absence(world, monitor, stack, sources.gaps)),
    };
    return orLikely(scrape, sources, none);
  });
}

/** In place of nothing: what it would find, were the namespaces that are not known the same. Only what would work is meant. */
function orLikely(scrape: Scrape, { likely, gaps }: Sources, none: Wire): readonly Wire[] {
  const role = roleOf(scrape.monitor, scrape.stack);
  const found =
    role === 'pod'
      ? likely.map((pod) => podWire(scrape, { objects: [pod], gaps, likely: [] }))
      : likely.map((service) => serviceWire(scrape, service, role));
  const working = found.filter(({ targets }) => targets.length > 0);
  const { monitor } = scrape;
  const sentence = `Whether ${title(monitor.ref)} and ${likely.map((each) => title(refOf(each))).join(', ')} will be in one namespace is not known.`;
  const open: Gap = { reason: 'not-among-files', reads: { group: '', kind: 'Namespace' }, sentence };
  return working.length === 0 ? [none] : working.map((wire) => ({ ...wire, unknown: [open, ...(wire.unknown ?? [])] }));
}

/** One endpoint of a monitor, for one stack. */
interface Scrape {
  readonly world: World;
  readonly monitor: Monitor;
  readonly stack: Stack;
  readonly endpoint: Endpoint;
  readonly raw: JsonObject;
  readonly ports: PortFilter;
  readonly outcome: ReturnType<typeof outcomesOf>;
  /** Why its port filter could not be judged. */
  readonly gaps: readonly Gap[];
}

function portGaps({ ref }: Monitor, { unknown }: PortFilter): readonly Gap[] {
  if (unknown === undefined) return [];
  const reads = { group: groupOf(ref.apiVersion), kind: ref.kind, namespace: ref.namespace ?? '' };
  return [{ reason: 'invalid', reads, sentence: `The port of ${title(ref)} is not known to match: ${unknown}.` }];
}

/**
 * Addresses without a Service: they have no Service label, which a selector may well allow. Said only where there
 * are some; such a wire has no `service`.
 */
function unservedWires(scrape: Scrape, role: Exclude<Role, 'pod'>, places: Places): readonly Wire[] {
  const { world, monitor } = scrape;
  // Their labels are not those of a Service, so what relabelings make of them is not known.
  const unlabelled: Scrape = { ...scrape, outcome: () => ({}) };
  if (monitor.mechanism !== 'role-selector' && !discovers(monitor, {})) return [];
  needAddresses(world, places, role);
  return unserved(world, places, role).flatMap((nobody) => {
    const { service: _, ...wire } = serviceWire(unlabelled, nobody, role);
    return wire.targets.length > 0 ? [wire] : [];
  });
}

/** Endpoints or EndpointSlices in these namespaces are looked at, and the pods that they name. */
export function needAddresses(world: World, places: Places, role: Exclude<Role, 'pod'>): void {
  const [group, kind] =
    role === 'endpoints' ? (['', 'Endpoints'] as const) : (['discovery.k8s.io', 'EndpointSlice'] as const);
  for (const place of places === 'any' ? [undefined] : places) {
    world.needs(group, kind, place);
    world.needs('', 'Pod', place);
  }
}

function wireBase({ monitor, stack, endpoint }: Scrape): Pick<Wire, 'monitor' | 'stack' | 'endpoint' | 'port'> {
  const port = endpoint.port ?? endpoint.targetPort?.toString();
  return { monitor: monitor.ref, stack: stack.ref, endpoint: endpoint.index, ...(port === undefined ? {} : { port }) };
}

function serviceWire(scrape: Scrape, service: KubeObject, role: Exclude<Role, 'pod'>): Wire {
  const { world, monitor, stack, endpoint, ports } = scrape;
  const namespace = service.metadata.namespace ?? '';
  const base = { ...wireBase(scrape), service: refOf(service) };
  const discovered = discoverService(world, service, role, monitor);
  const fitting = discovered.filter((target) => ports.fits(target) && runs(scrape.raw, target.pod));
  const unseen = addressGaps(world, role, namespace);
  const gaps = [
    ...scrape.gaps,
    ...unseen,
    ...(endpoint.port === undefined || discovered.some((target) => target.podRef && !target.pod)
      ? world.gaps('', 'Pod', namespace)
      : []),
  ];
  if (fitting.length > 0) {
    // What is wrong with the objects is said first: it holds whatever Prometheus may see.
    const rights = discoveryAllowed(world, stack, role, searched(monitor, stack) === 'any' ? undefined : namespace);
    const left = scraped(scrape, fitting, service);
    if (rights.allowed === 'no' && left.targets.length > 0)
      return { ...base, targets: [], brokenAt: 'rights', ...unknownBy(hiding(gaps)) };
    const open = rights.allowed === 'unknown' ? rights.gaps : [];
    return { ...base, ...left, ...unknownBy(hiding([...gaps, ...open])) };
  }
  // What never has an address lacks no port: giving it one would help nothing.
  if (endpoint.port !== undefined && !lacksNothing(service, ports) && !discovered.some(ports.fits)) {
    // Endpoints written by hand may name ports that the Service does not.
    const byHand = objectAt(service.body, 'spec', 'selector') === undefined;
    // The one that is meant may be another, which an operator makes.
    const others = madeByOthers(world, monitor, stack);
    const open = [...scrape.gaps, ...(byHand ? unseen : []), ...others];
    return { ...base, targets: [], brokenAt: 'port', ...unknownBy(open) };
  }
  // A port that the Service declares is there; it is what it leads to that is not.
  const lacksPort = discovered.length > 0 && !discovered.some(ports.fits) && endpoint.port === undefined;
  const brokenAt = lacksPort ? 'port' : 'endpoints';
  // Files hold no addresses; pods that are there, or nearly those that it selects, tell all the same.
  const told = discovered.length > 0 || hasAddresses(world, service, role) || leadsNowhere(world, service);
  // Of a pod that an address names, and that is not among the files, the containers are not known.
  const nameless = endpoint.port === undefined && discovered.some((target) => target.podRef && !target.pod);
  const open = told ? [...hiding(gaps), ...(nameless ? world.gaps('', 'Pod', namespace) : [])] : gaps;
  return { ...base, targets: [], brokenAt, ...unknownBy([...open, ...servedSidecarGaps(world, service, endpoint)]) };
}

/** Does the Service itself name such a port, or has it no use for one? */
function lacksNothing(service: KubeObject, { takes }: PortFilter): boolean {
  return (
    isExternalName(service) ||
    objectsAt(service.body, 'spec', 'ports').some((entry) => takes(stringAt(entry, 'name') ?? ''))
  );
}

function podWire(scrape: Scrape, pods: Sources): Wire {
  const { world, monitor, stack, endpoint, ports } = scrape;
  const base = wireBase(scrape);
  const gaps = hiding(pods.gaps);
  if (pods.objects.length === 0)
    return { ...base, targets: [], brokenAt: 'service', ...unknownBy(absence(world, monitor, stack, pods.gaps)) };
  const asked = endpoint.port ?? endpoint.targetPort;
  const injected = asked === undefined ? [] : pods.objects.flatMap((pod) => injectedTargets(world, pod));
  const all = [...pods.objects.flatMap(podTargets), ...injected];
  const fitting = all.filter(ports.fits);
  const running = fitting.filter((target) => runs(scrape.raw, target.pod));
  if (running.length === 0) {
    const brokenAt = all.length > 0 && fitting.length === 0 ? 'port' : 'endpoints';
    const open = brokenAt === 'port' ? sidecarGaps(pods.objects, [asked]) : [];
    return { ...base, targets: [], brokenAt, ...unknownBy([...scrape.gaps, ...gaps, ...open]) };
  }
  // Each namespace is a list of its own: one that is forbidden does not hold up the others.
  const everywhere = searched(monitor, stack) === 'any';
  const rights = new Map<string, Allowed>();
  for (const { podRef } of running) {
    const namespace = podRef?.namespace ?? '';
    if (!rights.has(namespace))
      rights.set(namespace, discoveryAllowed(world, stack, 'pod', everywhere ? undefined : namespace));
  }
  const listed = running.filter(({ podRef }) => rights.get(podRef?.namespace ?? '')?.allowed !== 'no');
  const open = [...rights.values()].flatMap((answer) => (answer.allowed === 'unknown' ? answer.gaps : []));
  const unknown = unknownBy([...gaps, ...hiding(open)]);
  const left = scraped(scrape, listed.length > 0 ? listed : running);
  if (listed.length === 0 && left.targets.length > 0) return { ...base, targets: [], brokenAt: 'rights', ...unknown };
  return { ...base, ...left, ...unknown };
}

/** What the relabelings leave. */
function scraped(
  { outcome }: Scrape,
  fitting: readonly Discovered[],
  service?: KubeObject,
): Pick<Wire, 'targets' | 'open' | 'dropped' | 'brokenAt'> {
  const all = fitting.map((found) => ({ found, ...outcome({ found, ...(service ? { service } : {}) }) }));
  const kept = all.filter(({ drop }) => drop === undefined);
  const targets = targetsOf(kept);
  const open = targetsOf(kept.filter((each) => each.open)).length;
  const left = { targets, ...(open > 0 ? { open } : {}) };
  if (kept.length === fitting.length) return left;
  const dropped = targetsOf(all.filter(({ drop }) => drop !== undefined));
  return { ...left, dropped, ...(kept.length === 0 ? { brokenAt: 'relabelings' } : {}) };
}

function unknownBy(gaps: readonly Gap[]): { readonly unknown?: readonly Gap[] } {
  return gaps.length > 0 ? { unknown: gaps } : {};
}

/** May the stack's ServiceAccount list everything that this discovery needs? `namespace` undefined: cluster-wide. */
export function discoveryAllowed(world: World, stack: Stack, role: Role, namespace: string | undefined): Allowed {
  const answers = discoveryRights(role).map((right) => mayDo(world, stack, right, namespace));
  const denied = answers.find((answer) => answer.allowed === 'no');
  if (denied) return denied;
  const gaps = answers.flatMap((answer) => (answer.allowed === 'unknown' ? answer.gaps : []));
  return gaps.length > 0 ? { allowed: 'unknown', gaps } : { allowed: 'yes' };
}

/**
 * What a stack scrapes at one target, as a key: two endpoints with one key scrape the same. Where parameters or
 * relabelings decide, only the endpoint itself is surely the same.
 */
export function scrapeKey(target: Target, monitor: Monitor, endpoint: number): string {
  const { path = '', rewritten = true } = monitor.endpoints[endpoint] ?? {};
  const key = `${target.address}:${target.port}${path}`;
  return rewritten ? `${key} (${monitor.ref.kind} ${nameOf(monitor.ref)}, endpoint ${endpoint})` : key;
}
