/** What must hold once kuberhealthy is wired in. */
import type { ProfileExpectation } from '../../model/index.ts';

/** `ran`: a query that answers as soon as a check has run; the rest is the same for every version. */
export function expectationsOf(ran: string): readonly ProfileExpectation[] {
  return [
    { kind: 'target-up' },
    { kind: 'rule-loaded' },
    { kind: 'series-present', query: 'kuberhealthy_cluster_state' },
    { kind: 'series-present', query: ran, pendingUntil: 'the first run of a check' },
    { kind: 'dashboard-present' },
  ];
}
