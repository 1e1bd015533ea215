import type { ClusterCheck } from '../check.ts';
import { ruleSelectsNothing } from './rule-selects-nothing.ts';

/** Whether rules and dashboards ask for what a running Prometheus has. */
export const series = [ruleSelectsNothing] as const satisfies readonly ClusterCheck[];
