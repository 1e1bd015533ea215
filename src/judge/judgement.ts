import { whyOtherJobs } from '../backends/prometheus-operator/running/generated.ts';
import { jobsOf } from '../backends/prometheus-operator/running/jobs.ts';
import { hiddenTargets } from '../backends/prometheus-operator/discovery/reached.ts';
import type { Check, Hit, PairStage } from '../checks/check.ts';
import { bindingDisagrees } from '../checks/cluster/binding-disagrees.ts';
import { fieldPruned } from '../checks/cluster/field-pruned.ts';
import { adriftGaps } from '../kube/adrift.ts';
import { refOf } from '../kube/refs.ts';
import { isRefused } from '../kube/refused.ts';
import type { Admission, Gap, GeneratedJobs, Judgement, KubeObject, Stack } from '../model/index.ts';
import type { TargetContext } from '../world/context.ts';
import { hiding } from '../world/hiding.ts';

/* What is held to be true of one object and one stack, stage by stage: each reads only what the ones before decided. */

/** One check's outcome on one pair. */
export interface Outcome {
  readonly check: Check;
  readonly hits: readonly Hit[];
  readonly gaps: readonly Gap[];
}

/** The outcomes of one stage on a pair, found or unknown; clean ones are left out. */
export type Outcomes<S extends PairStage = PairStage> = (
  stage: S,
  object: KubeObject,
  stack: Stack,
) => readonly Outcome[];

/** Selection and admission. What the selectors pass over the operator never judges: most pairs of a cluster end there. */
export function admissionOf(
  outcomes: Outcomes<'selection' | 'admission'>,
  binding: TargetContext['binding'],
  object: KubeObject,
  stack: Stack,
): Admission {
  const selection = outcomes('selection', object, stack);
  const adrift = [...adriftGaps(object), ...adriftGaps(stack.object)];
  const passed = holds(selection) && adrift.length === 0;
  // A kind that the stack has no selector for is never taken, whatever the checks say about it.
  if (passed || !stack.consumes.includes(object.kind))
    return { verdict: 'not-selected', by: 'selectors', gaps: passed ? [] : hiding(gapsOf(selection)) };
  const admission = outcomes('admission', object, stack);
  const rejected = holds(admission);
  const gaps = hiding([...adrift, ...gapsOf(selection), ...(rejected ? [] : gapsOf(admission))]);
  if (gaps.length === 0) return { verdict: rejected ? 'rejected' : 'selected', by: 'selectors', gaps };
  const word = binding(object, stack);
  return word?.current === true && word.accepted !== 'Unknown'
    ? { verdict: word.accepted === 'True' ? 'selected' : 'rejected', by: 'binding', gaps: [] }
    : { verdict: 'unknown', by: 'selectors', gaps };
}

/** The whole of it. Targets are looked at only where the stack has the object in its configuration. */
export function judgementOf(outcomes: Outcomes, context: TargetContext, object: KubeObject, stack: Stack): Judgement {
  const { verdict: wanted, by, gaps } = context.admission(object, stack);
  // What the API server refuses no operator ever sees; all else that is wrong with it is found as if it were there.
  const refused = isRefused(object) || isRefused(stack.object);
  const verdict = refused && wanted !== 'not-selected' ? 'rejected' : wanted;
  const passedOver = verdict === 'not-selected';
  const before = (passedOver ? SELECTION : BEFORE).flatMap((stage) => withoutEcho(outcomes(stage, object, stack)));
  const loads = verdict === 'selected' && !holds(outcomes('effect', object, stack));
  const generated = withDifference(context, object, stack, loads);
  const unwritten = loads && generated?.has.length === 0 && generated.lacks.length > 0;
  const configured = loads && !unwritten;
  const idle = configured ? stillNothing(outcomes('targets', object, stack), context, object, stack) : [];
  const lost = configured && leadsToRefused(context, object, stack);
  return {
    object: refOf(object),
    stack: stack.ref,
    verdict,
    by,
    gaps: refused ? [] : gaps,
    configured,
    effective: configured && idle === undefined && !lost,
    causes: [
      ...(refused || lost ? [fieldPruned.id] : []),
      ...held(before),
      ...(unwritten ? [bindingDisagrees.id] : []),
      ...(idle ?? []),
    ],
    get wires() {
      return context.wires(object, stack);
    },
    ...(generated ? { generated } : {}),
  };
}

/** All that is written is right: what is still waited for, if anything, is pods, or the stack itself. */
export function isWired({ configured, wires }: Judgement): boolean {
  return (
    configured &&
    (wires.length === 0 ||
      wires.some(
        ({ brokenAt, unknown }) => brokenAt === undefined || brokenAt === 'endpoints' || unknown !== undefined,
      ))
  );
}

const SELECTION: readonly PairStage[] = ['selection'];
const BEFORE: readonly PairStage[] = ['selection', 'admission', 'effect'];

/** The jobs that the operator wrote, and why they are others than `loads` asks for. */
function withDifference(
  context: TargetContext,
  object: KubeObject,
  stack: Stack,
  loads: boolean,
): GeneratedJobs | undefined {
  const jobs = context.jobs(object, stack);
  const { verdict } = context.admission(object, stack);
  // What is selected and has no effect is so for a reason of its own.
  if (!jobs || verdict === 'unknown' || (verdict === 'selected' && !loads)) return jobs;
  const wanted =
    verdict === 'selected' ? jobsOf(refOf(object), context.monitor(object)?.endpoints.length ?? 0).length : 0;
  const differs = whyOtherJobs(stack, jobs, wanted, context.binding(object, stack)?.current === false);
  return differs === undefined ? jobs : { ...jobs, differs };
}

/** Every Service that it leads to is one that the API server refuses. */
function leadsToRefused(context: TargetContext, object: KubeObject, stack: Stack): boolean {
  const services = context.wires(object, stack).flatMap(({ service }) => service ?? []);
  return (
    services.length > 0 &&
    services.every((service) => {
      const there = context.world.get(service);
      return there !== undefined && isRefused(there);
    })
  );
}

/** Why nothing comes of what the stack has in its configuration; undefined: something does, or may. */
function stillNothing(
  targets: readonly Outcome[],
  context: TargetContext,
  object: KubeObject,
  stack: Stack,
): readonly string[] | undefined {
  const stops = held(targets.filter(({ check }) => check.stops));
  const wires = context.wires(object, stack);
  const monitor = context.monitor(object);
  if (monitor && wires.length > 0 && wires.every(({ brokenAt, unknown }) => brokenAt !== undefined && !unknown)) {
    const why = held(targets.filter(({ hits }) => hits.some(isError)));
    if (why.length > 0 || hiddenTargets(context.world, monitor, stack).length === 0)
      return [...new Set([...stops, ...why])];
  }
  return stops.length > 0 ? stops : undefined;
}

/**
 * Where a check of ours knows why the operator rejected an object, the operator's own message is a reason of that hit, and
 * no hit next to it. `found`: outcomes of one stage, of the checks that are asked for.
 */
export function withoutEcho(found: readonly Outcome[]): readonly Outcome[] {
  const echo = found.find(({ hits }) => hits.some(({ repeats }) => repeats !== undefined));
  const message = echo?.hits[0]?.repeats;
  if (message === undefined || !found.some((other) => other !== echo && other.hits.some(isError))) return found;
  const because = message === '' ? [] : [`the operator says: ${message}`];
  const told = (hit: Hit): Hit => {
    const words = hit.words();
    return isError(hit) ? { ...hit, words: () => ({ ...words, because: [...words.because, ...because] }) } : hit;
  };
  return found.flatMap((outcome) => (outcome === echo ? [] : [{ ...outcome, hits: outcome.hits.map(told) }]));
}

const isError = (hit: Hit): boolean => (hit.words().severity ?? 'error') === 'error';

function holds(outcomes: readonly Outcome[]): boolean {
  return outcomes.some(({ hits }) => hits.length > 0);
}

function held(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.flatMap(({ check, hits }) => (hits.length > 0 ? [check.id] : []));
}

function gapsOf(outcomes: readonly Outcome[]): readonly Gap[] {
  return outcomes.flatMap(({ gaps }) => gaps);
}
