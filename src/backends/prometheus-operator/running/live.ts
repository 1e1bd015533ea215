import { isFileOf } from './jobs.ts';
import type { Ref, Sample, Stack, StackObservation } from '../../../model/index.ts';
import { groupBy } from '../../../kube/group.ts';
import { mergeTargets } from './merge.ts';
import type { MergedTarget } from './merge.ts';
import { memo } from '../../../kube/memo.ts';

/* What a running stack said of itself, as checks read it: every answer is made once per observation. */

/** Scrape pool -> its targets, over all shards and replicas. */
export const targetsByPool = memo((live: StackObservation): ReadonlyMap<string, readonly MergedTarget[]> => {
  const answer = groupBy(mergeTargets(live).targets, ({ pool }) => pool);
  return answer;
});

/** Did any instance answer about its targets or rules? */
export function hasAnswered(live: StackObservation | undefined): live is StackObservation {
  return live?.instances.some(({ targets, rules }) => targets?.kind === 'ok' || rules?.kind === 'ok') ?? false;
}

/** Why a stack could not be asked, in one sentence. `hidden`: why its pods are not known. */
export function whyNotAsked(live: StackObservation | undefined, hidden?: string): string {
  if (!live) return hidden ?? 'it has no pod that could be asked';
  const failed = [
    live.problem,
    ...live.instances.flatMap(({ targets, rules }) => [targets, rules].filter((answer) => answer?.kind === 'unknown')),
  ].find((answer) => answer !== undefined);
  return failed?.kind === 'unknown' ? failed.detail.replace(/\.$/, '') : 'nothing was there to ask for';
}

/** Did the last reload of every instance that told succeed? undefined: nobody told. */
export function reloadSucceeded(live: StackObservation): boolean | undefined {
  const told = live.instances.flatMap(({ reloaded }) => (reloaded?.kind === 'ok' ? [reloaded.value] : []));
  return told.length === 0 ? undefined : told.every(Boolean);
}

/** Has the operator written the stack as it is now, as far as its status tells? Else that is the cause. */
export function isWritten({ restrictions, reconciled }: Stack): boolean {
  if (restrictions.paused || restrictions.unmanaged || restrictions.terminating) return false;
  return reconciled === undefined || (reconciled.status === 'True' && reconciled.current);
}

/** The loaded rules of one PrometheusRule by instance; instances that did not answer are left out. */
export function loadedRules(
  live: StackObservation,
  rule: Ref,
): readonly {
  readonly instance: string;
  readonly groups: readonly {
    readonly name: string;
    readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError: string }[];
  }[];
}[] {
  return live.instances.flatMap(({ instance, rules }) =>
    rules?.kind === 'ok'
      ? [{ instance: instance.name, groups: rules.value.filter(({ file }) => isFileOf(rule, file)) }]
      : [],
  );
}

/**
 * The series that an expression yields in any instance; undefined where it was not asked, or an
 * instance that may have them did not answer.
 */
export function samplesOf(live: StackObservation, expression: string): readonly Sample[] | undefined {
  const answers = live.instances.flatMap(({ queries }) => queries[expression] ?? []);
  const found = answers.flatMap((answer) => (answer.kind === 'ok' ? answer.value : []));
  if (found.length > 0) return found;
  return answers.length === 0 || answers.some((answer) => answer.kind !== 'ok') ? undefined : [];
}
