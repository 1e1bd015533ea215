import type { KubeObject, Monitor, Path, Stack, Target, Wire } from '../model/index.ts';
import { readingsOf } from '../backends/readers/index.ts';
import { discovers } from '../backends/prometheus-operator/discovery/discovery.ts';
import type { Analysis } from './analysis.ts';
import { TAKERS } from '../kube/kinds.ts';
import { compareRefs, refOf, sameRef } from '../kube/refs.ts';
import type { PairStage } from '../checks/check.ts';
import { downOf } from '../backends/prometheus-operator/running/health.ts';
import { selectsPods } from '../kube/service.ts';
import { noPrometheus } from '../checks/cluster/no-prometheus.ts';

/**
 * Every monitor that could scrape a Service or a Pod, for every stack that could take it: what works first, then the
 * nearest miss. A monitor of another namespace that asks for none of its labels is not a candidate.
 */
export function pathsTo(analysis: Analysis, subject: KubeObject): readonly Path[] {
  const services = subject.kind === 'Pod' ? servicesOf(analysis, subject) : [subject];
  return analysis
    .subjects()
    .flatMap((object) => {
      const paths = analysis.stacks
        .filter((stack) => stack.consumes.includes(object.kind))
        .flatMap((stack) => pathOf(analysis, object, stack, subject, services));
      return paths.some(({ state }) => state === 'scraped' || state === 'down')
        ? paths
        : [...paths, ...pathUnseen(analysis, object, subject, services)];
    })
    .sort(
      (a, b) =>
        a.distance - b.distance ||
        compareRefs(a.monitor, b.monitor) ||
        (a.stack && b.stack ? compareRefs(a.stack, b.stack) : 0),
    );
}

/** A monitor that asks for it, where not every stack that may take the monitor can be seen. */
function pathUnseen(
  { world, monitor: decode, stacks }: Analysis,
  object: KubeObject,
  subject: KubeObject,
  services: readonly KubeObject[],
): readonly Path[] {
  const monitor = decode(object);
  if (!monitor) return [];
  // Among files only the stacks that are there are looked at, unless there is none.
  const taken = stacks.some((stack) => stack.consumes.includes(object.kind));
  if (
    taken &&
    world.snapshot.source === 'files' &&
    readingsOf(world, object.kind).every(({ kind }) => kind !== 'reads')
  )
    return [];
  const hidden = (TAKERS[object.kind] ?? []).some((taker) => world.gaps('monitoring.coreos.com', taker).length > 0);
  const asked = object.kind === 'PodMonitor' ? [subject].filter(({ kind }) => kind === 'Pod') : services;
  const takes = asked.some(
    ({ metadata }) => discovers(monitor, metadata.labels) && looksIn(monitor, metadata.namespace ?? ''),
  );
  const others = readingsOf(world, object.kind).filter(({ kind }) => kind !== 'none' && (kind === 'reads' || !taken));
  if (!takes || (taken && !hidden && others.length === 0)) return [];
  if (others.length > 0) {
    const why = others.map(({ says }) => says.replace(/\.$/, ''));
    return [{ monitor: refOf(object), targets: 0, down: 0, distance: 2, state: 'unknown', checks: [], why }];
  }
  const base = { monitor: refOf(object), targets: 0, down: 0, distance: 2 };
  return [
    hidden ? { ...base, state: 'unknown', checks: [] } : { ...base, state: 'blocked', checks: [noPrometheus.id] },
  ];
}

function looksIn({ namespaces, ref }: Monitor, namespace: string): boolean {
  if (namespaces.kind === 'any') return true;
  return namespaces.kind === 'own' ? ref.namespace === namespace : namespaces.names.includes(namespace);
}

/** What keeps a monitor from a Service or Pod: the labels it asks for that are not met, or where it looks. */
function missesBy(monitor: Monitor, subject: KubeObject, asked: KubeObject): readonly string[] {
  const { labels, namespace = '' } = asked.metadata;
  const what = `${asked.kind} ${asked.metadata.name}`;
  const { selector } = monitor;
  const unmet =
    selector.kind === 'matching'
      ? selector.requirements.filter(
          (requirement) =>
            !discovers({ ...monitor, selector: { kind: 'matching', requirements: [requirement] } }, labels),
        )
      : [];
  const wants = unmet.map(({ key, operator, values }) => {
    const value = Object.hasOwn(labels, key) ? `${key}=${labels[key] ?? ''}` : `no label ${key}`;
    const wanted =
      operator === 'In' && values.length === 1
        ? `${key}=${values[0] ?? ''}`
        : `${key} ${operator} ${values.join(', ')}`;
    return `it asks for ${wanted.trim()}, ${what} has ${value}`;
  });
  const where = looksIn(monitor, namespace)
    ? []
    : [
        monitor.namespaces.kind === 'names'
          ? `it looks in ${monitor.namespaces.names.join(', ')} only, and not in ${namespace}`
          : `it looks in its own namespace only, and not in ${namespace}`,
      ];
  const why = [...wants, ...where];
  return why.length > 0 ? why : [`its port is not one of ${subject.kind} ${subject.metadata.name}`];
}

function pathOf(
  analysis: Analysis,
  object: KubeObject,
  stack: Stack,
  subject: KubeObject,
  services: readonly KubeObject[],
): readonly Path[] {
  const monitor = analysis.monitor(object);
  if (!monitor) return [];
  const wires = analysis
    .wiresIn(object, stack, subject.metadata.namespace ?? '')
    .filter(
      (wire) =>
        wire.service === undefined ||
        services.some((service) => wire.service && sameRef(wire.service, refOf(service))) ||
        // Endpoints may name a Pod that the selector of their Service does not take.
        [...wire.targets, ...(wire.dropped ?? [])].some((target) => isOf(target, subject)),
    )
    .map((wire) => ofSubject(analysis, wire, subject));
  const found = wires.filter((wire) => wire.targets.length + (wire.dropped?.length ?? 0) > 0);
  const leading = wires.filter((wire) => wire.targets.length > 0);
  const reaches = found.length > 0 || wires.some((wire) => wire.service !== undefined);
  const takes = [subject, ...services].some((candidate) => discovers(monitor, candidate.metadata.labels));
  if (!reaches) {
    if (!takes && !isNear(monitor, subject, services)) return [];
    const asked = object.kind === 'PodMonitor' ? subject : (services[0] ?? subject);
    const why = missesBy(monitor, subject, asked);
    // What becomes of its own targets is not asked.
    const checks = (['selection', 'admission', 'effect'] as const).flatMap((stage) =>
      heldOf(analysis, stage, object, stack),
    );
    const path = { monitor: refOf(object), stack: stack.ref, targets: 0, down: 0, checks, why };
    return [{ ...path, state: 'misses', distance: takes ? 50 : 100 }];
  }
  const { verdict, effective, causes } = analysis.judgement(object, stack);
  const down = downOf(analysis.live(stack), leading);
  const base = { monitor: refOf(object), stack: stack.ref, targets: countOf(found), down, checks: causes };
  if (verdict === 'unknown') return [{ ...base, state: 'unknown', distance: 1 }];
  if (leading.length > 0 && effective) {
    const targets = leading.reduce((sum, wire) => sum + wire.targets.length, 0);
    return [
      down === targets
        ? { ...base, targets, state: 'down', distance: 0.5 }
        : { ...base, targets, state: 'scraped', distance: 0 },
    ];
  }
  const held = found.length > 0 ? [] : heldOf(analysis, 'targets', object, stack);
  const checks = [...new Set([...causes, ...held])];
  // The monitor has targets elsewhere, and no check covers one Service of several.
  const why = effective || checks.length === 0 ? [...new Set(wires.flatMap(whereBroken))] : [];
  return [{ ...base, checks, why, state: 'blocked', distance: 1 + causes.length }];
}

/** The checks of a stage that hold on a pair. */
function heldOf(analysis: Analysis, stage: PairStage, object: KubeObject, stack: Stack): readonly string[] {
  return analysis.outcomes(stage, object, stack).flatMap(({ check, hits }) => (hits.length > 0 ? [check.id] : []));
}

const BROKEN: Readonly<Record<NonNullable<Wire['brokenAt']>, string>> = {
  service: 'it finds none',
  port: 'it asks for another port',
  endpoints: 'there is no address',
  rights: 'the stack may not discover targets there',
  relabelings: 'its relabelings drop it',
};

/** Of a wire that keeps other targets, those of the subject may all be dropped. */
function whereBroken({ brokenAt, targets, dropped = [] }: Wire): readonly string[] {
  const at = brokenAt ?? (targets.length === 0 && dropped.length > 0 ? 'relabelings' : undefined);
  return at === undefined ? [] : [BROKEN[at]];
}

/** What of a wire leads to the Pod that is asked about; for a Service all of its own, and of another those of its pods. */
function ofSubject({ world }: Analysis, wire: Wire, subject: KubeObject): Wire {
  if (subject.kind !== 'Pod' && wire.service !== undefined) return wire;
  const leads = (target: Target): boolean => {
    if (subject.kind === 'Pod') return isOf(target, subject);
    const pod = target.pod && world.get(target.pod);
    return pod !== undefined && selectsPods(subject, pod.metadata.labels);
  };
  const own = (targets: readonly Target[] | undefined): readonly Target[] => targets?.filter(leads) ?? [];
  return { ...wire, targets: own(wire.targets), dropped: own(wire.dropped) };
}

function countOf(wires: readonly Wire[]): number {
  return wires.reduce((sum, { targets, dropped = [] }) => sum + targets.length + dropped.length, 0);
}

/** In the same namespace, and with a label of the monitor's selector. */
function isNear({ ref, selector }: Monitor, subject: KubeObject, services: readonly KubeObject[]): boolean {
  if (selector.kind !== 'matching' || ref.namespace !== subject.metadata.namespace) return false;
  return [subject, ...services].some(({ metadata }) =>
    selector.requirements.some(({ key }) => Object.hasOwn(metadata.labels, key)),
  );
}

function isOf(target: Target, pod: KubeObject): boolean {
  return target.pod !== undefined && sameRef(target.pod, refOf(pod));
}

/** Services whose selector takes the pod. */
function servicesOf({ world }: Analysis, pod: KubeObject): readonly KubeObject[] {
  world.needs('', 'Service', pod.metadata.namespace);
  return world
    .inNamespace('', 'Service', pod.metadata.namespace ?? '')
    .filter((service) => selectsPods(service, pod.metadata.labels));
}
