import { SCRAPE_KINDS } from '../kube/kinds.ts';
import { sameRef } from '../kube/refs.ts';
import type { Judgement, KubeObject, Severity, Stack } from '../model/index.ts';
import type { Analysis } from './analysis.ts';
import { idleReason } from './idle.ts';
import type { Outcome } from './judgement.ts';
import { lacksRights, passedOver } from './strangers.ts';

/** One object before all stacks that could take it. */
export interface Standing {
  readonly judgements: readonly Judgement[];
  readonly taken: readonly Stack[];
  /** Where none takes it, or none that may do anything with it, those that come nearest, the nearest first; else who rejects it. */
  readonly near: readonly Stack[];
  /** None of those that take it may discover its targets. */
  readonly stranded: boolean;
  /** A stack that cannot be seen, or of which the verdict is unknown, may take it. */
  readonly open: boolean;
  /** Why it is not missed, where none takes it. */
  readonly idle?: string;
}

/** Of the stacks that do not take an object, the nearest are explained; the verdicts name the checks of all. */
const EXPLAINED = 3;

/** @param hidden there may be more stacks of its kind. */
export function standingOf(
  analysis: Analysis,
  object: KubeObject,
  stacks: readonly Stack[],
  hidden: boolean,
): Standing {
  const candidates = stacks.filter(
    (stack) =>
      stack.consumes.includes(object.kind) || (stack.restrictions.daemonSet && SCRAPE_KINDS.includes(object.kind)),
  );
  const judgements = candidates.map((stack) => analysis.judgement(object, stack));
  const taken = candidates.filter((stack) => analysis.selected(object, stack));
  const missed = taken.length > 0 ? passedOver(analysis, object, candidates, taken) : candidates;
  const stranded = taken.every((stack) => lacksRights(analysis, object, stack));
  const near = nearestFirst(analysis, object, missed).slice(0, EXPLAINED);
  const idle = taken.length === 0 && near[0] ? idleReason(analysis, object, near[0]) : undefined;
  return {
    judgements,
    taken,
    near,
    stranded,
    open: hidden || judgements.some(({ verdict }) => verdict === 'unknown'),
    ...(idle === undefined ? {} : { idle }),
  };
}

/** The stacks of which targets and wires are of interest: those that take it, else the nearest one. */
export function lookedAt({ taken, near }: Standing): readonly Stack[] {
  return taken.length > 0 ? taken : near.slice(0, 1);
}

/** What is found of a stack weighs less where others take the object or come nearer, or where not all can be seen. */
export function weightOf(
  { judgements, taken, near, stranded, open, idle }: Standing,
  stack: Stack,
): (severity: Severity) => Severity {
  if (idle !== undefined) return () => 'info';
  if (taken.includes(stack)) return (severity) => severity;
  const rejects = judgements.some(({ verdict, stack: ref }) => verdict === 'rejected' && sameRef(ref, stack.ref));
  // That strangers take it, too, does not make up for what the one that it is for rejects.
  if (stack !== near[0] || (!stranded && !rejects)) return () => 'info';
  return (severity) => ((open || !stranded) && severity === 'error' ? 'warning' : severity);
}

/** Stacks by how near they come to taking an object: the fewest reasons against it first. */
function nearestFirst(analysis: Analysis, object: KubeObject, stacks: readonly Stack[]): readonly Stack[] {
  const sum = (outcomes: readonly Outcome[], weight: (distance: number) => number): number =>
    outcomes.flatMap(({ hits }) => hits).reduce((all, { distance = 1 }) => all + weight(distance), 0);
  const far = (stack: Stack): number => {
    const selection = sum(analysis.outcomes('selection', object, stack), (distance) => 100 + distance);
    // One that selects the object and then rejects it is nearer than one that never looked at it.
    return analysis.admission(object, stack).verdict === 'not-selected'
      ? selection
      : selection + sum(analysis.outcomes('admission', object, stack), () => 1);
  };
  return stacks
    .map((stack) => ({ stack, far: far(stack) }))
    .sort((a, b) => a.far - b.far)
    .map(({ stack }) => stack);
}
