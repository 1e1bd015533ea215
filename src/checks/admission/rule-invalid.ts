import { defineCheck } from '../check.ts';
import { enforcedLabel } from '../../backends/prometheus-operator/enforcement.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { RuleProblem } from '../../lang/rules/rule.ts';
import type { Gap, KubeObject, Stack } from '../../model/index.ts';
import { invalidAnywhere, lintFor } from '../../backends/prometheus-operator/rule-lint.ts';
import { printPlace } from '../../backends/prometheus-operator/rule-place.ts';
import { evidenceOf, fixOf, howMany, reasons, WHOLE } from './rule-invalid-words.ts';

/** Something in the rule does not pass the operator's test: pkg/operator/rules.go:124-236 (v0.93.0). */
export const ruleInvalid = defineCheck({
  id: 'rule-invalid',
  title: 'The rule is not valid',
  stage: 'admission',
  kinds: ['PrometheusRule'],
  reads: SELECTION,
  find: ({ object, stack }) => {
    if (!stack.consumes.includes(object.kind)) return [];
    const problems = problemsOf(object, stack);
    if (problems.length > 0) return evidenceOf(object, problems);
    const gaps = lintFor(object, stack).unknown.map(({ path, message }): Gap => {
      const { namespace = '' } = object.metadata;
      const reads = { group: 'monitoring.coreos.com', kind: 'PrometheusRule', namespace };
      return { reason: 'invalid', reads, sentence: `${title(refOf(object))} ${printPlace(object, path)}: ${message}.` };
    });
    return gaps.length > 0 ? { unknown: gaps } : [];
  },
  explain: ({ problems }, { object, stack }) => ({
    summary: `${title(stack.ref)} rejects ${title(refOf(object))}: ${howMany(problems)} not valid.`,
    because: [
      ...reasons(problems),
      `${WHOLE} The operator says only "invalid rule"; what it means is in its log, and here.`,
    ],
    remedy: 'Correct what is named.',
    fix: fixOf(object, problemsOf(object, stack)),
  }),
  alone: {
    find: (object) => {
      const problems = unrefused(object, invalidAnywhere(object));
      return problems.length > 0 ? evidenceOf(object, problems) : [];
    },
    explain: ({ problems }, object) => ({
      summary: `No Prometheus takes ${title(refOf(object))}: ${howMany(problems)} not valid.`,
      because: [
        ...reasons(problems),
        `${WHOLE} That is so for every Prometheus and ThanosRuler, whatever its version.`,
      ],
      remedy: 'Correct what is named.',
      fix: fixOf(object, unrefused(object, invalidAnywhere(object))),
    }),
  },
});

/** Under an enforced label expressions are read earlier, and otherwise: rule-silently-skipped. */
function problemsOf(rule: KubeObject, stack: Stack): readonly RuleProblem[] {
  const problems = unrefused(rule, lintFor(rule, stack).problems);
  return enforcedLabel(rule, stack) === undefined ? problems : problems.filter(({ about }) => about !== 'expr');
}

/** A value of a wrong type is refused before the operator sees it: field-pruned. */
function unrefused(rule: KubeObject, problems: readonly RuleProblem[]): readonly RuleProblem[] {
  const refused = (rule.problems ?? []).map(({ path }) => path.join('.'));
  return problems.filter(({ path }) => !refused.includes(['spec', ...path].join('.')));
}
