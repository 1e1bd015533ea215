/** Rules as they reach Prometheus. */
import { withPools } from '../../src/backends/prometheus-operator/pools.ts';
import { renderRules } from '../../src/backends/prometheus-operator/render.ts';
import type { RuleGroup } from '../../src/model/index.ts';

const POOL = 'serviceMonitor/kuberhealthy/promwire-kuberhealthy/0';

export function asLoaded(groups: readonly RuleGroup[], pools = [POOL]): readonly RuleGroup[] {
  const { spec } = renderRules(withPools(groups, pools), { name: 'rules', namespace: 'monitoring', labels: {} });
  return (spec as { readonly groups: readonly RuleGroup[] }).groups;
}
