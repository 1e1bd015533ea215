import type { Change, KubeObject, Monitor, Ref } from '../model/index.ts';
import { mendTheSource } from './advice.ts';
import { roleOf } from '../backends/prometheus-operator/discovery/discovery.ts';
import { own } from '../kube/json.ts';
import { isOurs, ownerOf } from '../kube/owner.ts';
import {
  nameFor,
  ourLabels,
  placeAnnotations,
  placeOf,
  preferredNamespaces,
} from '../backends/prometheus-operator/placement.ts';
import { insteadOfOurs, isOfAnother } from './instead-of-ours.ts';
import { leadsTo } from './leads-to.ts';
import { isAtHome, isOurWork, isRelevant, NOTHING, occupied, targetUp } from './part.ts';
import type { Part, PlanInput } from './part.ts';
import { replaced } from './replaced-monitors.ts';
import { after } from './world-after.ts';
import { keyOf, refOf, sameRef, title } from '../kube/refs.ts';
import { discoveryRole } from '../world/rights.ts';
import { jobsOf } from '../backends/prometheus-operator/running/jobs.ts';
import { asksEveryShard } from '../backends/prometheus-operator/partial-view.ts';
import { satisfy } from '../kube/selector.ts';
import { chooseService } from '../world/service-choice.ts';
import { discoveryAllowed } from '../backends/prometheus-operator/discovery/wire.ts';
import { labelMismatch } from '../checks/selection/label-mismatch.ts';
import {
  besides,
  isElsewhere,
  isThere,
  scrapedThrough,
  inVain,
  isHandMade,
  twiceByOthers,
  unboundedTexts,
} from './monitor-advice.ts';

/** Monitors that lead to the application's Service, with what the stack makes of them. */
function candidates({ analysis, app, stack }: PlanInput): readonly {
  readonly object: KubeObject;
  readonly monitor: Monitor;
  readonly taken: boolean;
  readonly works: boolean;
  /** The pools in which the stack scrapes the application where it takes the monitor. */
  readonly pools: readonly string[];
}[] {
  const { target } = app;
  const reaching = target
    ? analysis.subjects().filter(({ kind }) => kind === 'ServiceMonitor' || kind === 'PodMonitor')
    : app.services.flatMap((service) => analysis.reaching(service));
  const objects = new Map(reaching.map((object) => [keyOf(refOf(object)), object]));
  return [...objects.values()].flatMap((object) => {
    const monitor = analysis.monitor(object);
    if (!monitor) return [];
    const wires = target
      ? analysis.wiresIn(object, stack, app.namespace).filter((wire) => leadsTo(wire, monitor, app))
      : analysis
          .wires(object, stack)
          .filter((wire) => app.services.some((service) => wire.service && sameRef(wire.service, service)));
    if (target && wires.length === 0) return [];
    // Pods that are still starting are not a fault of the monitor.
    const leading = wires.filter(
      (wire) => wire.brokenAt === undefined || wire.brokenAt === 'endpoints' || wire.brokenAt === 'rights',
    );
    const jobs = jobsOf(monitor.ref, monitor.endpoints.length);
    const pools = jobs.filter((_, index) => leading.some(({ endpoint }) => endpoint === index));
    return [{ object, monitor, taken: analysis.selected(object, stack), works: leading.length > 0, pools }];
  });
}

/** The pools in which the stack scrapes the application once monitors of a plan are there, and others are removed. */
export function poolsOf(
  input: PlanInput,
  planned: readonly { readonly monitor: Ref; readonly endpoints: number }[],
  removed: readonly Ref[],
): readonly string[] {
  const isPlanned = (object: KubeObject): boolean => planned.some(({ monitor }) => sameRef(monitor, refOf(object)));
  const isRemoved = (object: KubeObject): boolean => removed.some((ref) => sameRef(ref, refOf(object)));
  const there = candidates(input).filter(
    ({ object, taken, works }) => works && (taken || isPlanned(object)) && !isRemoved(object),
  );
  const made = planned.filter(({ monitor }) => !there.some(({ object }) => sameRef(monitor, refOf(object))));
  const pools = [
    ...there.flatMap((candidate) => candidate.pools),
    ...made.flatMap(({ monitor, endpoints }) => jobsOf(monitor, endpoints)),
  ];
  return pools.toSorted();
}

/** An unowned monitor that only lacks labels: set those, and nothing else. */
export function correctionPart(input: PlanInput): { readonly part: Part; readonly object: Ref } | undefined {
  const { analysis, stack } = input;
  const known = candidates(input);
  if (
    known.some(({ object, taken, works }) => taken && works && isRelevant(input, object)) ||
    known.some(({ object }) => isOurWork(input, object))
  )
    return undefined;
  for (const { object, monitor, works } of known) {
    const { causes } = analysis.judgement(object, stack);
    const change = satisfy(stack.selections[object.kind]?.objects ?? { kind: 'nothing' }, object.metadata.labels);
    if (
      !works ||
      ownerOf(object) ||
      !isAtHome(input, object.metadata.namespace) ||
      !change ||
      change.choices !== undefined ||
      causes.some((check) => check !== labelMismatch.id)
    )
      continue;
    const labels = [
      ...Object.entries(change.set).map(([key, becomes]) => ({
        key,
        was: own(object.metadata.labels, key) ?? null,
        becomes,
      })),
      ...change.remove.map((key) => ({ key, was: own(object.metadata.labels, key) ?? null, becomes: null })),
    ].map((label) => ({ ...label, ...writerOf(object, label.key) }));
    if (labels.length === 0) continue;
    const ref = refOf(object);
    const lines = labels.map(
      ({ key, was, becomes }) =>
        `${was === null ? `no ${key}` : `${key}: ${was}`} to ${becomes === null ? `no ${key}` : `${key}: ${becomes}`}`,
    );
    const part: Part = {
      ...NOTHING,
      changes: [
        ...rightsPart(input, monitor),
        { action: 'set-labels', step: 'monitor', object: ref, labels, why: `so that ${title(stack.ref)} selects it` },
      ],
      advice: [
        { text: `Applying the original file of ${title(ref)} again undoes this: change ${lines.join(', ')} in it.` },
        ...unboundedTexts(input, monitor),
      ],
      expectations: [targetUp(input, monitor)],
    };
    return { part, object: ref };
  }
  return undefined;
}

function writerOf(object: KubeObject, key: string): { readonly lastWrittenBy?: string } {
  const manager = object.metadata.fieldOwners?.findLast((owner) => owner.labels.includes(key))?.manager;
  return manager === undefined ? {} : { lastWrittenBy: manager };
}

/** Nothing to do where a monitor already works; else a monitor of our own. */
export function monitorPart(input: PlanInput): Part {
  const { analysis, backend, app, variant, stack } = input;
  const known = candidates(input);
  const working = known.filter(({ object, taken, works }) => taken && works && !isOurWork(input, object));
  const foreign =
    working.find(({ object }) => isAtHome(input, object.metadata.namespace)) ??
    working.find(({ object }) => isRelevant(input, object));
  if (foreign) {
    const doubles = known.flatMap(({ object, taken }) =>
      taken && isOurWork(input, object) ? [superfluous(input, object, foreign.object)] : [],
    );
    const going = doubles.flatMap(({ changes }) => changes);
    // One of another port, or that the stack no longer takes: what setup makes now is about the other monitor's series.
    const judged = known
      .filter(({ object, taken }) => taken && isOurWork(input, object))
      .map(({ object }) => refOf(object));
    const stale = replaced(input, refOf(foreign.object)).filter(
      (change) => change.action === 'remove' && !judged.some((ref) => sameRef(ref, change.object)),
    );
    return {
      ...NOTHING,
      changes: [...rightsPart(input, foreign.monitor), ...going, ...stale],
      advice: [
        ...isThere(input, foreign.object),
        ...isElsewhere(input, foreign.object),
        ...doubles.flatMap(({ advice }) => advice),
        ...twiceByOthers(input, foreign.object),
        ...unboundedTexts(input, foreign.monitor),
      ],
      expectations: [targetUp(input, foreign.monitor)],
    };
  }

  // The monitor of a profile does more than one by hand (it bounds texts), so it is made next to that one, with a note.
  const instead = input.correct || input.choice === undefined ? [] : insteadOfOurs(input, known);
  if (instead.length > 0) return { ...NOTHING, blocked: instead };
  const choice = input.choice ?? chooseService(analysis.world, app, variant);
  if (choice.kind === 'unknown') return { ...NOTHING, unknown: choice.gaps };
  if (choice.kind === 'blocked') return { ...NOTHING, blocked: [choice] };
  const namespaces = stack.restrictions.ignoreNamespaceSelectors
    ? [app.namespace]
    : preferredNamespaces(analysis.world, app.namespace, stack.ref);
  const kind = choice.selection.of === 'pods' ? 'PodMonitor' : 'ServiceMonitor';
  const place = placeOf(analysis.world, stack, kind, namespaces, ourLabels(app.profile));
  if (place.kind === 'unknown') return { ...NOTHING, unknown: place.gaps };
  if (place.kind === 'blocked')
    return { ...NOTHING, blocked: [{ object: stack.ref, why: place.why, remedy: place.remedy }] };
  const manifest = backend.renderMonitor(
    variant.scrape,
    {
      name: nameFor(variant.scrape.name, place.namespace, app.namespace),
      namespace: place.namespace,
      labels: place.labels,
      annotations: placeAnnotations(place.namespace, app.namespace),
    },
    asksEveryShard(stack) ? { ...choice.selection, everyShard: true } : choice.selection,
  );
  const taken = occupied(input, manifest);
  if (taken) return { ...NOTHING, blocked: [taken] };
  const monitor = after(analysis, [{ action: 'apply', step: 'monitor', manifest, why: '' }]);
  const object = monitor.world.get(refOf(manifest));
  const decoded = object && monitor.monitor(object);
  if (!decoded) throw new Error('a monitor of ours cannot be read back');
  return {
    ...NOTHING,
    changes: [
      ...rightsPart(input, decoded),
      { action: 'apply', step: 'monitor', manifest, why: `scrapes ${title(choice.service)}` },
      ...replaced(input, refOf(manifest)),
    ],
    advice: known
      .filter(({ object }) => !isOurWork(input, object) && !isOfAnother(input, object))
      .flatMap((candidate) =>
        candidate.taken && candidate.works
          ? besides(input, candidate.object)
          : candidate.taken || isHandMade(input, candidate.object)
            ? inVain(input, candidate.object)
            : mendTheSource(
                analysis,
                candidate.object,
                stack,
                variant.chart,
                input.correct && isAtHome(input, candidate.object.metadata.namespace),
              ),
      ),
    expectations: [targetUp(input, decoded)],
  };
}

/**
 * The source was fixed after setup had made a monitor of ours, and both scrape now. Ours goes where every target of it
 * is scraped through another monitor of the application's or the stack's namespace too, and nobody else keeps it in place.
 */
function superfluous(input: PlanInput, ours: KubeObject, theirs: KubeObject): Pick<Part, 'changes' | 'advice'> {
  const { analysis, stack, correct } = input;
  const why = `${title(refOf(theirs))} is selected now, and ${title(refOf(ours))} scrapes the same targets a second time.`;
  const { uid } = ours.metadata;
  const through = scrapedThrough(analysis, stack, ours);
  if (!correct || !isOurs(ours) || uid === undefined)
    return { changes: [], advice: [{ text: `${why} Remove the second one where it came from (Git, kubectl apply).` }] };
  if (!isAtHome(input, theirs.metadata.namespace))
    return {
      changes: [],
      advice: [
        {
          text: `${why} Both stay, since the first one is neither in ${input.app.namespace} nor next to ${title(stack.ref)}: remove the one that is not wanted.`,
        },
      ],
    };
  const isAnother = (ref: Ref): boolean => {
    const found = sameRef(ref, refOf(ours)) ? undefined : analysis.world.get(ref);
    return found !== undefined && isAtHome(input, found.metadata.namespace);
  };
  if (!through.every((monitors) => monitors.some(isAnother)))
    return {
      changes: [],
      advice: [{ text: `${why} It stays, since it also scrapes targets that no other monitor does.` }],
    };
  const reason = `${title(refOf(theirs))} is selected now and scrapes the same targets`;
  return {
    changes: [{ action: 'remove', step: 'monitor', object: refOf(ours), uid, why: reason }],
    advice: [],
  };
}

/** kube-prometheus grants discovery in three namespaces only: the Role and RoleBinding that are lacking. */
function rightsPart({ analysis, stack, app }: PlanInput, monitor: Monitor): readonly Change[] {
  const role = roleOf(monitor, stack);
  if (discoveryAllowed(analysis.world, stack, role, app.namespace).allowed !== 'no') {
    // What setup granted before stays part of the plan, so that a second run shows and keeps it.
    const ours = discoveryRole(stack, role, app.namespace, ourLabels(app.profile));
    if (!ours.every((manifest) => analysis.world.get(refOf(manifest)))) return [];
  }
  return discoveryRole(stack, role, app.namespace, ourLabels(app.profile)).map((manifest) => ({
    action: 'apply',
    step: 'rights',
    manifest,
    why: `lets ${title(stack.ref)} discover targets in ${app.namespace}`,
  }));
}
