import { oldestOperator, operatorsAtLeast } from '../../kube/version.ts';
import { stringsAt } from '../../kube/json.ts';
import { featuresOf } from '../../lang/promql/index.ts';
import { lintRuleSpec } from '../../lang/rules/rule.ts';
import type { RuleLint } from '../../lang/rules/rule.ts';
import type { KubeObject, Stack } from '../../model/index.ts';
import { memo } from '../../kube/memo.ts';

/** By evaluator, version and features. */
const lints = memo((_rule: KubeObject) => new Map<string, RuleLint>());

/** A rule as this stack's operator reads it; computed once per rule, version, operator and set of features. */
export function lintFor(rule: KubeObject, stack: Stack): RuleLint {
  const evaluator = stack.ref.kind === 'ThanosRuler' ? 'thanos' : 'prometheus';
  // Operators before 0.91 know no experimental syntax, whatever Prometheus does.
  const enabled =
    evaluator === 'prometheus' && operatorsAtLeast(stack, '0.91.0')
      ? stringsAt(stack.object.body, 'spec', 'enableFeatures')
      : [];
  const operator = oldestOperator(stack);
  const key = [evaluator, stack.version ?? '', operator ?? '', ...enabled].join(' ');
  const answers = lints(rule);
  const before = answers.get(key);
  if (before) return before;
  const lint = lintRuleSpec(rule.body['spec'] ?? {}, {
    evaluator,
    features: featuresOf(enabled, operator),
    ...(operator === undefined ? {} : { operator }),
    ...(stack.version === undefined ? {} : { version: stack.version }),
  });
  answers.set(key, lint);
  return lint;
}
