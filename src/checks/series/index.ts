import type { ClusterCheck } from '../check.ts';
import { alertComparesCounter } from './alert-compares-counter.ts';
import { alertNeverFires } from './alert-never-fires.ts';
import { ruleSelectsNothing } from './rule-selects-nothing.ts';

/** Whether rules and dashboards ask for what is there, and for what can be. */
export const series = [
  alertNeverFires,
  ruleSelectsNothing,
  alertComparesCounter,
] as const satisfies readonly ClusterCheck[];
