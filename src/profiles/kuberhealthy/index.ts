/** kuberhealthy, versions 2 and 3. Metrics as recorded from the real exporters v2.7.1 and v3.0.13. */
import type { Profile, ProfileVariant, RuleGroup } from '../../model/index.ts';
import { rulesV2 } from './rules/v2.ts';
import { rulesV3 } from './rules/v3.ts';
import { defaultSettings, ruleSettings, type RuleSettings } from './settings.ts';
import { v2 } from './v2.ts';
import { v3 } from './v3.ts';

const VARIANTS: Readonly<Record<string, (settings: RuleSettings) => ProfileVariant>> = { v3, v2 };

export const kuberhealthy: Profile = {
  id: 'kuberhealthy',
  title: 'Kuberhealthy',
  namespace: 'kuberhealthy',
  metricPrefixes: ['kuberhealthy_'],
  variants: Object.values(VARIANTS).map((variant) => variant(defaultSettings)),
  settings: ruleSettings,
  tuned: (variant, values, severities) => VARIANTS[variant]?.({ ...defaultSettings, ...values, severities }),
};

/**
 * The rule groups of one variant under other settings than the profile's own (another runbook address, other
 * thresholds, all durations divided by one scale).
 */
export function kuberhealthyRules(variant: 'v2' | 'v3', settings: RuleSettings): readonly RuleGroup[] {
  return variant === 'v2' ? rulesV2(settings) : rulesV3(settings);
}
