import { jobsOf } from '../backends/prometheus-operator/running/jobs.ts';
import type { Expectation, Ref } from '../model/index.ts';
import { sameRef } from '../kube/refs.ts';

/** What must be asked of one stack to verify these expectations, each thing once. */
export function wantedOf(
  expectations: readonly Expectation[],
  stack: Ref,
): {
  readonly jobs: readonly string[];
  readonly targets: boolean;
  readonly rules: boolean;
  readonly queries: readonly string[];
} {
  const here = expectations.filter(
    (expectation) => expectation.stack !== undefined && sameRef(expectation.stack, stack),
  );
  const jobs = here.flatMap((expectation) =>
    expectation.kind === 'target-up' ? jobsOf(expectation.monitor, expectation.endpoints) : [],
  );
  const queries = here.flatMap((expectation): readonly string[] => {
    if (expectation.kind === 'series-present') return [expectation.query];
    return expectation.kind === 'queries-succeed' ? expectation.queries : [];
  });
  return {
    jobs: [...new Set(jobs)],
    // Series say by themselves not whether a target gives them still.
    targets: here.some((expectation) => expectation.kind === 'series-present'),
    rules: here.some((expectation) => expectation.kind === 'rule-loaded'),
    queries: [...new Set(queries)],
  };
}
