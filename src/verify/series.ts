import type { Expectation, StackObservation } from '../model/index.ts';
import { largest } from '../kube/extremes.ts';
import { isLeftOver } from '../backends/prometheus-operator/running/leftover.ts';
import { byCurrentShard, firstUnanswered, unseen } from '../backends/prometheus-operator/running/merge.ts';
import type { Outcome } from './outcome.ts';
import { forUser, noAnswer, notAsked, pendingApplication, pendingStack } from './outcome.ts';

type SeriesPresent = Extract<Expectation, { kind: 'series-present' }>;

/**
 * The query succeeds everywhere, and has a result in all replicas of at least one shard (a shard holds only the series
 * of its own targets), or of every shard where every shard is expected to scrape all targets. `scraping`: the target-up
 * outcomes of the same stack, the first reason for an empty result.
 */
export function verifySeries(
  expectation: SeriesPresent,
  stack: StackObservation,
  scraping: readonly Outcome[],
): Outcome {
  const { query, everyShard = false } = expectation;
  const silent = firstUnanswered(stack, (instance) => instance.queries[query]);
  if (silent?.why.reason === 'refused') return forUser(silent.why.detail);
  if (silent) return noAnswer(silent.why);
  const counts = byCurrentShard(stack).map((instances) =>
    instances.map(({ queries }) => {
      const answer = queries[query];
      return answer?.kind === 'ok' ? answer.value.length : undefined;
    }),
  );
  if (counts.flat().some((count) => count === undefined))
    return { outcome: 'unknown', detail: 'The query was not asked.' };
  const complete = counts.filter((replicas) => replicas.every((count) => count !== undefined && count > 0));
  if (complete.length > 0 && (!everyShard || complete.length === counts.length)) {
    // The same series in every shard, or other ones in each.
    const most = complete.map((replicas) => largest(replicas.map((count) => count ?? 0)));
    const series = everyShard ? largest(most) : most.reduce((sum, count) => sum + count, 0);
    const samples = stack.instances.flatMap(({ queries }) => {
      const answer = queries[query];
      return answer?.kind === 'ok' ? answer.value : [];
    });
    if (isLeftOver(samples, stack)) {
      const detail = `${series} series are left over, and no target gives them now`;
      // They are gone in some minutes, and no new ones come without a step of the user.
      return scraping.some(({ waitingOn }) => waitingOn === 'user') ? forUser(detail) : { outcome: 'not-met', detail };
    }
    const hidden = everyShard ? unseen(stack) : undefined;
    const detail = `${series} series`;
    return hidden === undefined ? { outcome: 'met', detail } : notAsked(detail, hidden);
  }
  if (counts.flat().some((count) => count !== undefined && count > 0)) {
    const who = everyShard ? 'every shard and replica' : 'every replica';
    return pendingStack(`not in ${who} yet`, `${who} to have scraped`);
  }
  return empty(expectation, stack, scraping);
}

/** No series anywhere: either nothing is scraped yet, or there is a reason of the application's own, or it is a failure. */
function empty({ pendingWhenEmpty }: SeriesPresent, stack: StackObservation, scraping: readonly Outcome[]): Outcome {
  const late = scraping.find(
    ({ outcome, waitingOn }) => outcome === 'not-met' || outcome === 'pending' || waitingOn === 'stack',
  );
  if (late) {
    return {
      outcome: 'pending',
      // What a user must do first is the whole reason.
      detail:
        late.waitingOn === 'user' && late.waitingFor !== undefined ? 'no series yet' : `no series, and ${late.detail}`,
      waitingFor: late.waitingFor ?? 'the targets to be up',
      waitingOn: late.waitingOn ?? 'stack',
    };
  }
  const hidden = unseen(stack);
  if (hidden !== undefined) return { outcome: 'unknown', detail: `no series, but ${hidden}.` };
  if (pendingWhenEmpty !== undefined) {
    return pendingApplication('no series yet', pendingWhenEmpty);
  }
  return { outcome: 'not-met', detail: 'the query works, but finds no series' };
}
