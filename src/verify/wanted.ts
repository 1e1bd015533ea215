import { jobsOf } from '../backends/prometheus-operator/running/jobs.ts';
import type { Expectation, Ref, Verification } from '../model/index.ts';
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

/**
 * Whether waiting can still change a verdict without another step: the stack is at work, or something that failed
 * now may succeed on the next scrape or evaluation.
 */
export function mayChange(verification: Verification): boolean {
  const { outcome, waitingOn } = verification;
  return outcome === 'not-met' ? waitingOn !== 'application' : outcome !== 'met' && waitingOn === 'stack';
}

/** One line for a person who waits: what is done, and what is waited for. Same input, same line. */
export function progressLine(verifications: readonly Verification[]): string {
  const met = verifications.filter((verification) => verification.outcome === 'met').length;
  const open = verifications.filter((verification) => verification.outcome !== 'met');
  const waits = [...new Set(open.flatMap(({ waitingFor }) => (waitingFor === undefined ? [] : [waitingFor])))];
  const first = open.find((verification) => verification.expectation.kind === 'target-up') ?? open[0];
  const waiting = waits.length === 0 ? '' : `, waiting for ${waits.join(', ')}`;
  return `${met}/${verifications.length} verified${waiting}${first ? ` (${first.detail})` : ''}`;
}
