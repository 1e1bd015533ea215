import { oldestOperator, operatorsAtLeast } from '../../kube/version.ts';
import { stringsAt } from '../../kube/json.ts';
import { variableIn } from '../../kube/variables.ts';
import { featuresOf } from '../../lang/promql/index.ts';
import { lintRuleSpec } from '../../lang/rules/rule.ts';
import type { LintOptions, RuleLint, RuleProblem } from '../../lang/rules/rule.ts';
import type { KubeObject, Stack } from '../../model/index.ts';
import { memo } from '../../kube/memo.ts';
import { valueAt } from './rule-place.ts';

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
  const lint = asFilled(rule, {
    evaluator,
    features: featuresOf(enabled, operator),
    ...(operator === undefined ? {} : { operator }),
    ...(stack.version === undefined ? {} : { version: stack.version }),
  });
  answers.set(key, lint);
  return lint;
}

/** With variables in files left open: what is written in their places is filled in as the folder is applied. */
function asFilled(rule: KubeObject, options: LintOptions): RuleLint {
  const { problems, unknown } = lintRuleSpec(rule.body['spec'] ?? {}, options);
  if (rule.origin.source !== 'file') return { problems, unknown };
  const open = problems.flatMap((problem): readonly RuleProblem[] => {
    const text = MAY_BE_FILLED.has(problem.about) ? valueAt(rule, problem.path) : null;
    const variable = typeof text === 'string' ? variableIn(text) : undefined;
    if (variable?.startsWith('${') !== true) return [];
    return [{ ...problem, message: `${variable} stands in it, and nothing among the files tells what it will be` }];
  });
  const paths = new Set(open.map(({ path }) => path.join('.')));
  return {
    problems: problems.filter(({ path }) => !paths.has(path.join('.'))),
    unknown: [...unknown, ...open],
  };
}

/** A template has such words of its own. */
const MAY_BE_FILLED: ReadonlySet<RuleProblem['about']> = new Set(['expr', 'duration', 'record-name', 'group-name']);

const FEATURES = [
  'promql-experimental-functions',
  'promql-duration-expr',
  'promql-extended-range-selectors',
  'promql-binop-fill-modifiers',
];

/** Every syntax that some Prometheus reads. */
export const EVERY_FEATURE = featuresOf(FEATURES);

/** Evaluators that differ most in what they take: with everything switched on, old, and Thanos. */
const READERS: readonly LintOptions[] = [
  { evaluator: 'prometheus', features: EVERY_FEATURE },
  { evaluator: 'prometheus', features: featuresOf(FEATURES, '0.60.0'), version: '2.40.0', operator: '0.60.0' },
  { evaluator: 'thanos', features: EVERY_FEATURE },
];

/** What no Prometheus and no ThanosRuler takes, whatever its version and features are. */
export const invalidAnywhere = memo((rule: KubeObject): readonly RuleProblem[] => {
  const [newest = [], ...others] = READERS.map((options) => asFilled(rule, options).problems);
  return newest.filter(({ path, about }) =>
    others.every((problems) => problems.some((each) => each.about === about && each.path.join('.') === path.join('.'))),
  );
});
