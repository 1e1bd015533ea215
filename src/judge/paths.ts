import type { KubeObject, Monitor, Path, Stack, Target, Wire } from '../model/index.ts';
import { discovers } from '../backends/prometheus-operator/discovery/discovery.ts';
import { containersOf } from '../backends/prometheus-operator/discovery/pods.ts';
import { readingsOf } from '../backends/readers/index.ts';
import type { Analysis } from './analysis.ts';
import { stringAt } from '../kube/json.ts';
import { TAKERS } from '../kube/kinds.ts';
import { compareRefs, refOf, sameRef } from '../kube/refs.ts';
import type { PairStage } from '../checks/check.ts';
import { downOf } from '../backends/prometheus-operator/running/health.ts';
import { hasLabels, selectsPods } from '../kube/service.ts';
import { looksIn, missedBy } from './near-miss.ts';
import type { Asked } from './near-miss.ts';
import { podAt, podsBehind, podsIn, templateOf } from '../world/stand-ins.ts';
import { noPrometheus } from '../checks/cluster/no-prometheus.ts';

/**
 * Every monitor that could scrape a Service or a Pod, for every stack that could take it: what works first, then the
 * nearest miss. A monitor that asks for nothing that it, its pods or its Services have, and has another name, is no candidate.
 */
export function pathsTo(analysis: Analysis, subject: KubeObject): readonly Path[] {
  const asked = askedOf(analysis, subject);
  const { services } = asked;
  return analysis
    .subjects()
    .flatMap((object) => {
      const paths = analysis.stacks
        .filter((stack) => stack.consumes.includes(object.kind))
        .flatMap((stack) => pathOf(analysis, object, stack, asked));
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

function pathOf(analysis: Analysis, object: KubeObject, stack: Stack, asked: Asked): readonly Path[] {
  const { subject, services, pods } = asked;
  const monitor = analysis.monitor(object);
  if (!monitor) return [];
  const wires = analysis
    .wiresIn(object, stack, subject.metadata.namespace ?? '')
    .filter(
      (wire) =>
        wire.service === undefined ||
        services.some((service) => wire.service && sameRef(wire.service, refOf(service))) ||
        // Endpoints may name a Pod that the selector of their Service does not take.
        [...wire.targets, ...(wire.dropped ?? [])].some((target) => pods.some((pod) => isOf(target, pod))),
    )
    .map((wire) => ofSubject(analysis, wire, asked));
  const found = wires.filter((wire) => wire.targets.length + (wire.dropped?.length ?? 0) > 0);
  const leading = wires.filter((wire) => wire.targets.length > 0);
  const reaches = found.length > 0 || wires.some((wire) => wire.service !== undefined);
  if (!reaches) return pathMissed(analysis, object, stack, monitor, asked);
  const { verdict, effective, causes } = analysis.judgement(object, stack);
  const down = downOf(analysis.live(stack), leading);
  const base = { monitor: refOf(object), stack: stack.ref, targets: countOf(found), down, checks: causes };
  if (verdict === 'unknown') return [{ ...base, state: 'unknown', distance: 1 }];
  if (leading.length > 0 && effective) {
    const targets = leading.reduce((sum, wire) => sum + wire.targets.length, 0);
    const open = leading.reduce((sum, wire) => sum + Math.min(wire.open ?? 0, wire.targets.length), 0);
    return [
      down === targets
        ? { ...base, targets, state: 'down', distance: 0.5 }
        : { ...base, targets, ...(open > 0 ? { open } : {}), state: 'scraped', distance: 0 },
    ];
  }
  const held = found.length > 0 ? [] : heldOf(analysis, 'targets', object, stack);
  const checks = [...new Set([...causes, ...held])];
  // The monitor has targets elsewhere, and no check covers one Service of several.
  const why = effective || checks.length === 0 ? [...new Set(wires.flatMap(whereBroken))] : [];
  return [{ ...base, checks, why, state: 'blocked', distance: 1 + causes.length }];
}

/** A monitor whose selector does not lead to what is asked about, or to none of its ports. */
function pathMissed(
  analysis: Analysis,
  object: KubeObject,
  stack: Stack,
  monitor: Monitor,
  asked: Asked,
): readonly Path[] {
  const miss = missedBy(monitor, asked);
  if (!miss) return [];
  const before = (['selection', 'admission', 'effect'] as const).flatMap((stage) =>
    heldOf(analysis, stage, object, stack),
  );
  // What becomes of its own targets is the reason only where it has none. In a cluster other namespaces are not read for it.
  const looks = analysis.world.snapshot.source === 'files' || looksIn(monitor, asked.subject.metadata.namespace ?? '');
  const empty = looks && analysis.wires(object, stack).every(({ targets }) => targets.length === 0);
  const checks = [...before, ...(empty ? heldOf(analysis, 'targets', object, stack) : [])];
  const path = { monitor: refOf(object), stack: stack.ref, targets: 0, down: 0, checks };
  if (miss.why.length > 0) return [{ ...path, ...miss, state: 'misses' }];
  if (checks.length === 0 && (object.homeless || asked.subject.homeless))
    return [{ ...path, why: [NOT_PLACED], state: 'unknown', distance: 2 }];
  return [{ ...path, why: checks.length > 0 ? [] : portMissed(asked), state: 'blocked', distance: 2 + checks.length }];
}

const NOT_PLACED = 'whether both will be in one namespace is not known (--default-namespace says it)';

/** Of pods that a PodMonitor selects, and finds nothing to scrape in. */
function portMissed({ pods }: Asked): readonly string[] {
  return pods.map((pod) => {
    const what = `${pod.kind} ${pod.metadata.name}`;
    if (stringAt(pod.body, 'status', 'podIP') === undefined) return `${what} has no address`;
    const ports = containersOf(pod).flat();
    const declared = ports.map(({ name, number }) => (name === '' ? String(number) : `${name} (${number})`));
    return `${what} ${declared.length === 0 ? 'declares no port' : `declares the ports ${declared.join(', ')}`}, or has ended`;
  });
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

/** What of a wire leads to the pods that are asked about; for a Service all of its own, and of another those of its pods. */
function ofSubject({ world }: Analysis, wire: Wire, { subject, pods }: Asked): Wire {
  if (subject.kind === 'Service' && wire.service !== undefined) return wire;
  const leads = (target: Target): boolean => {
    if (subject.kind !== 'Service') return pods.some((pod) => isOf(target, pod));
    const pod = podAt(world, target.pod);
    return pod !== undefined && selectsPods(subject, pod.metadata.labels);
  };
  const own = (targets: readonly Target[] | undefined): readonly Target[] => targets?.filter(leads) ?? [];
  return { ...wire, targets: own(wire.targets), dropped: own(wire.dropped) };
}

function countOf(wires: readonly Wire[]): number {
  return wires.reduce((sum, { targets, dropped = [] }) => sum + targets.length + dropped.length, 0);
}

function askedOf(analysis: Analysis, subject: KubeObject): Asked {
  const { namespace = '' } = subject.metadata;
  const { world } = analysis;
  world.needs('', 'Service', namespace);
  const around = world.inNamespace('', 'Service', namespace);
  const podsAround = podsIn(world, namespace);
  if (subject.kind === 'Service') {
    return { subject, services: [subject], pods: podsBehind(world, subject), around, podsAround };
  }
  const pods = subject.kind === 'Pod' ? [subject] : podsOf(analysis, subject);
  const services = around.filter((service) => pods.some(({ metadata }) => selectsPods(service, metadata.labels)));
  return { subject, services, pods, around, podsAround };
}

/** The pods of a workload; one as its template describes it where there are none. */
function podsOf({ world }: Analysis, workload: KubeObject): readonly KubeObject[] {
  const { namespace = '' } = workload.metadata;
  const template = templateOf(workload);
  world.needs('', 'Pod', namespace);
  const pods = podsIn(world, namespace).filter(({ metadata }) => hasLabels(metadata.labels, template.metadata.labels));
  return pods.length > 0 ? pods : [template];
}

function isOf(target: Target, pod: KubeObject): boolean {
  return target.pod !== undefined && sameRef(target.pod, refOf(pod));
}
