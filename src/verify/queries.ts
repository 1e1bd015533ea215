import type { Expectation, StackObservation } from '../model/index.ts';
import { firstUnanswered, unseen } from '../backends/prometheus-operator/running/merge.ts';
import type { Outcome } from './outcome.ts';
import { forUser, noAnswer, notAsked } from './outcome.ts';

type QueriesSucceed = Extract<Expectation, { kind: 'queries-succeed' }>;

/**
 * Every query of a dashboard is accepted and answered by every instance. A panel may be empty for a good reason (nothing
 * fails, nothing ran yet), so results are counted and told, not demanded.
 */
export function verifyQueries({ queries }: QueriesSucceed, stack: StackObservation): Outcome {
  let answered = 0;
  for (const query of queries) {
    const silent = firstUnanswered(stack, (instance) => instance.queries[query]);
    if (silent?.why.reason === 'refused') return forUser(`${query}: ${silent.why.detail}`);
    if (silent) return noAnswer(silent.why);
    const results = stack.instances.map((instance) => instance.queries[query]);
    if (results.length === 0 || results.some((answer) => answer === undefined))
      return { outcome: 'unknown', detail: 'Not every query was asked.' };
    if (results.some((answer) => answer?.kind === 'ok' && answer.value.length > 0)) answered += 1;
  }
  const detail = `${queries.length} queries succeed, ${answered} with data`;
  const hidden = unseen(stack);
  return hidden === undefined ? { outcome: 'met', detail } : notAsked(detail, hidden);
}
