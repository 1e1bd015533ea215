/** Rules as they reach Prometheus. */
import { renderRules } from '../../src/backends/prometheus-operator/render.ts';
import type { RuleGroup } from '../../src/model/index.ts';

export function evaluated(groups: readonly RuleGroup[]): readonly RuleGroup[] {
  const { spec } = renderRules(groups, { name: 'rules', namespace: 'monitoring', labels: {} });
  return (spec as { readonly groups: readonly RuleGroup[] }).groups;
}
