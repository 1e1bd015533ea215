import type { Expectation, StackObservation } from '../model.ts';
import { isLeftOver } from './leftover.ts';
import { byShard, firstUnanswered, unseenShards } from './verify-merge.ts';
import type { Outcome } from './verify-outcome.ts';
import { noAnswer, pendingApplication, pendingStack } from './verify-outcome.ts';

type SeriesPresent = Extract<Expectation, { kind: 'series-present' }>;

/**
 * The query succeeds everywhere, and has a result in all replicas of at least one shard (a shard holds only the series
 * of its own targets). `scraping`: the target-up outcomes of the same stack, the first reason for an empty result.
 */
export function verifySeries(
  expectation: SeriesPresent,
  stack: StackObservation,
  scraping: readonly Outcome[],
): Outcome {
  const { query, title } = expectation;
  const silent = firstUnanswered(stack, (instance) => instance.queries[query]);
  if (silent?.why.reason === 'refused') return { outcome: 'not-met', detail: `${title}: ${silent.why.detail}` };
  if (silent) return noAnswer(silent.why);
  const counts = byShard(stack).map((instances) =>
    instances.map(({ queries }) => {
      const answer = queries[query];
      return answer?.kind === 'ok' ? answer.value.length : undefined;
    }),
  );
  if (counts.flat().some((count) => count === undefined))
    return { outcome: 'unknown', detail: `${title}: the query was not asked.` };
  const complete = counts.filter((replicas) => replicas.every((count) => count !== undefined && count > 0));
  if (complete.length > 0) {
    const series = complete.reduce((sum, replicas) => sum + Math.max(...replicas.map((count) => count ?? 0)), 0);
    const samples = stack.instances.flatMap(({ queries }) => {
      const answer = queries[query];
      return answer?.kind === 'ok' ? answer.value : [];
    });
    if (isLeftOver(samples, stack))
      return { outcome: 'not-met', detail: `${title}: ${series} series are left over, and no target gives them now` };
    return { outcome: 'met', detail: `${title}: ${series} series` };
  }
  if (counts.flat().some((count) => count !== undefined && count > 0)) {
    return pendingStack(`${title}: not in every replica yet`, 'every replica to have scraped');
  }
  return empty(expectation, stack, scraping);
}

/** No series anywhere: either nothing is scraped yet, or there is a reason of the application's own, or it is a failure. */
function empty(
  { title, pendingWhenEmpty }: SeriesPresent,
  stack: StackObservation,
  scraping: readonly Outcome[],
): Outcome {
  const late = scraping.find((outcome) => outcome.outcome === 'not-met' || outcome.waitingOn !== undefined);
  if (late) {
    return {
      outcome: 'pending',
      detail: `${title}: no series, and ${late.detail}`,
      waitingFor: late.waitingFor ?? 'the targets to be up',
      waitingOn: late.waitingOn ?? 'stack',
    };
  }
  const unseen = unseenShards(stack);
  if (unseen > 0)
    return {
      outcome: 'unknown',
      detail: `${title}: no series, but ${unseen} of ${stack.shards} shards could not be asked.`,
    };
  if (pendingWhenEmpty !== undefined) {
    return pendingApplication(`${title}: no series yet`, pendingWhenEmpty);
  }
  return { outcome: 'not-met', detail: `${title}: the query works, but finds no series` };
}
