/** kuberhealthy, versions 2 and 3. Metrics as recorded from the real exporters v2.7.1 and v3.0.13. */
import type { Profile, RuleGroup } from '../../model/index.ts';
import { filledParts, shipped, standards } from '../../lang/holes/template.ts';
import { openSettings, ruleSettings, type RuleSettings } from './settings.ts';
import { environment, kinds, reads } from './kinds.ts';
import { v2 } from './v2.ts';
import { v3 } from './v3.ts';

export const kuberhealthy: Profile = {
  id: 'kuberhealthy',
  title: 'Kuberhealthy',
  namespace: 'kuberhealthy',
  metricPrefixes: ['kuberhealthy_'],
  kinds,
  reads,
  environment,
  variants: [v3, v2].map((variant) => shipped(variant(openSettings), ruleSettings)),
  settings: ruleSettings,
};

/** The rule groups of one variant with all durations divided by one scale, to watch them work in seconds. */
export function kuberhealthyRules(id: 'v2' | 'v3', settings: RuleSettings): readonly RuleGroup[] {
  const { rules, dashboards } = (id === 'v2' ? v2 : v3)(settings);
  return filledParts({ rules, dashboards }, standards(ruleSettings), {}).rules;
}
