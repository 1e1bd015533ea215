import type { ClusterCheck } from '../check.ts';
import { alertComparesCounter } from './alert-compares-counter.ts';
import { alertNeverFires } from './alert-never-fires.ts';
import { dashboardSelectsNothing } from './dashboard-selects-nothing.ts';
import { queryFails } from './query-fails.ts';
import { ruleSelectsNothing } from './rule-selects-nothing.ts';

/** Whether rules and dashboards ask for what is there, and for what can be. */
export const series = [
  alertNeverFires,
  ruleSelectsNothing,
  alertComparesCounter,
  dashboardSelectsNothing,
  queryFails,
] as const satisfies readonly ClusterCheck[];
