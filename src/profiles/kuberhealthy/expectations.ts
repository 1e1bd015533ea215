/** What must hold once kuberhealthy is wired in, the same for every version. */
import type { ProfileExpectation } from '../../model.ts';

export const expectations: readonly ProfileExpectation[] = [
  { kind: 'target-up' },
  { kind: 'rule-loaded' },
  { kind: 'series-present', query: 'kuberhealthy_cluster_state' },
  { kind: 'series-present', query: 'kuberhealthy_check', pendingUntil: 'no check has run yet' },
  { kind: 'dashboard-present' },
];
