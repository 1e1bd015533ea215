import type { Backend } from './backends/backend.ts';
import { prometheusOperator } from './backends/prometheus-operator/index.ts';
import { admission } from './checks/admission/index.ts';
import type { Check, ClusterCheck } from './checks/check.ts';
import { cluster } from './checks/cluster/index.ts';
import { dashboards } from './checks/dashboards/index.ts';
import { rules } from './checks/rules/index.ts';
import { scraping } from './checks/scraping/index.ts';
import { selection } from './checks/selection/index.ts';
import { stacks } from './checks/stacks/index.ts';
import { targets } from './checks/targets/index.ts';

export { profiles } from './profiles/index.ts';

export const backends: readonly Backend[] = [prometheusOperator];

/** Checks of one object and one stack, in the order in which a maintainer would test them. */
export const checks: readonly Check[] = [...selection, ...admission, ...stacks, ...targets, ...scraping, ...rules];

export const clusterChecks: readonly ClusterCheck[] = [...cluster, ...dashboards];
