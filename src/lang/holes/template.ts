import { toJson } from '../../kube/json.ts';
import type { DashboardSpec, ProfileVariant, RuleGroup, RuleSetting, VariantTemplate } from '../../model/index.ts';
import { filled } from './index.ts';
import type { Known } from './value.ts';

type Parts = Pick<ProfileVariant, 'rules' | 'dashboards'>;

/** A variant written with holes where settings belong: those are kept as its template, and filled as shipped. */
export function shipped(open: Omit<ProfileVariant, 'template'>, settings: readonly RuleSetting[]): ProfileVariant {
  const template = toJson({ rules: open.rules, dashboards: open.dashboards }) as unknown as VariantTemplate;
  return { ...open, ...filledParts(template, standards(settings), {}), template };
}

/** Every setting as shipped; without those that are off. */
export function standards(settings: readonly RuleSetting[]): Known {
  return Object.fromEntries(settings.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])));
}

/** The rules and dashboards under these values of the settings. `severities`: by alert, where not as shipped. */
export function filledParts(
  { rules, dashboards }: VariantTemplate,
  known: Known,
  severities: Readonly<Record<string, string>>,
): Parts {
  const all = rules.map((group) => ({
    ...group,
    rules: group.rules.flatMap((rule) => {
      if (!('alert' in rule)) return [filled(toJson(rule), known)];
      const { needs = [], ...alert } = rule;
      if (!needs.every((name) => Object.hasOwn(known, name))) return [];
      const chosen = Object.hasOwn(severities, alert.alert) ? severities[alert.alert] : undefined;
      return [filled(toJson(alert), { ...known, severity: chosen ?? alert.severity })];
    }),
  }));
  // The API server takes no group without rules: all of this one wait for a setting.
  const groups = all.filter((group) => group.rules.length > 0);
  return {
    rules: groups as unknown as readonly RuleGroup[],
    dashboards: filled(toJson(dashboards), known) as unknown as readonly DashboardSpec[],
  };
}
