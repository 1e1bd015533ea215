/** Rules about the scrape pools of an application, which have the operator's names for its monitors. */
import { oneOf } from '../../lang/promql/matcher.ts';
import type { RuleGroup } from '../../model/index.ts';

/** In a rule's expression: the end of a matcher of the application's pools. */
const POOLS = '=~"$pools"';

/** The rules with these pools named; without any, rules about pools are left out. */
export function withPools(groups: readonly RuleGroup[], pools: readonly string[]): readonly RuleGroup[] {
  const matcher = oneOf(pools);
  return groups
    .map((group) => ({
      ...group,
      rules: group.rules
        .filter(({ expr }) => pools.length > 0 || !expr.includes(POOLS))
        .map((rule) => ({ ...rule, expr: rule.expr.replaceAll(POOLS, () => matcher) })),
    }))
    .filter(({ rules }) => rules.length > 0);
}
