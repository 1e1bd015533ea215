import type { Backend } from './backends/backend.ts';
import { prometheusOperator } from './backends/prometheus-operator/index.ts';
import { admission } from './checks/admission/index.ts';
import type { Check, ClusterCheck } from './checks/check.ts';
import { cluster } from './checks/cluster/index.ts';
import { dashboards } from './checks/dashboards/index.ts';
import { rules } from './checks/rules/index.ts';
import { series } from './checks/series/index.ts';
import { scraping } from './checks/scraping/index.ts';
import { selection } from './checks/selection/index.ts';
import { stacks } from './checks/stacks/index.ts';
import { targets } from './checks/targets/index.ts';
import type { Finding } from './model/index.ts';

export { profiles } from './profiles/index.ts';

export const backends: readonly Backend[] = [prometheusOperator];

const pairChecks = [...selection, ...admission, ...stacks, ...targets, ...scraping, ...rules] as const;
const aloneChecks = [...cluster, ...series, ...dashboards] as const;

/** Checks of one object and one stack, in the order in which a maintainer would test them. */
export const checks: readonly Check[] = pairChecks;

export const clusterChecks: readonly ClusterCheck[] = aloneChecks;

type Registered = (typeof pairChecks)[number] | (typeof aloneChecks)[number];

/** The id of every cause that promwire knows. */
export type CheckId = Registered['id'];

type EvidenceOf<C> = C extends Check<string, infer E> ? E : C extends ClusterCheck<string, infer E> ? E : never;

/** A finding, told apart by its check: `finding.check === 'label-mismatch'` gives `finding.evidence` its type. */
export type KnownFinding = {
  readonly [C in Registered as C['id']]: Omit<Finding, 'check' | 'evidence'> & {
    readonly check: C['id'];
    readonly evidence: EvidenceOf<C>;
  };
}[CheckId];
