import { defineCheck } from '../check.ts';
import { enforcedLabel } from '../../backends/prometheus-operator/enforcement.ts';
import { isObject } from '../../kube/json.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { RuleProblem } from '../../lang/rules/rule.ts';
import type { Fix, Gap, Json, KubeObject, PatchField, Stack } from '../../model/index.ts';
import { lintFor } from '../../backends/prometheus-operator/rule-lint.ts';
import { printPlace } from '../../backends/prometheus-operator/rule-place.ts';

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
    if (problems.length > 0)
      return [{ problems: problems.map(({ path, message }) => ({ field: printPlace(object, path), message })) }];
    const gaps = lintFor(object, stack).unknown.map(({ path, message }): Gap => {
      const { namespace = '' } = object.metadata;
      const reads = { group: 'monitoring.coreos.com', kind: 'PrometheusRule', namespace };
      return { reason: 'invalid', reads, sentence: `${title(refOf(object))} ${printPlace(object, path)}: ${message}.` };
    });
    return gaps.length > 0 ? { unknown: gaps } : [];
  },
  explain: ({ problems }, { object, stack }) => ({
    summary: `${title(stack.ref)} rejects ${title(refOf(object))}: ${problems.length === 1 ? 'one thing in it is' : `${problems.length} things in it are`} not valid.`,
    because: [
      ...problems.map(({ field, message }) => `${field}: ${message}`),
      'One problem rejects the whole object, all its groups. The operator says only "invalid rule"; what it means is in its log, and here.',
    ],
    remedy: 'Correct what is named.',
    fix: fixOf(object, problemsOf(object, stack)),
  }),
});

/** Under an enforced label expressions are read earlier, and otherwise: rule-silently-skipped. */
function problemsOf(rule: KubeObject, stack: Stack): readonly RuleProblem[] {
  const refused = (rule.problems ?? []).map(({ path }) => path.join('.'));
  // A value of a wrong type is refused before the operator sees it: field-pruned.
  const problems = lintFor(rule, stack).problems.filter(({ path }) => !refused.includes(['spec', ...path].join('.')));
  return enforcedLabel(rule, stack) === undefined ? problems : problems.filter(({ about }) => about !== 'expr');
}

/** Fields that a recording rule may not have can go, and a name that is there twice can be made another. */
function fixOf(rule: KubeObject, problems: readonly RuleProblem[]): Fix {
  const fields = problems.flatMap(({ path, about }): readonly PatchField[] => {
    const was = valueAt(rule, path);
    const place = ['spec', ...path.map(String)];
    if (about === 'record-field') return [{ path: place, was, becomes: null }];
    if (about === 'group-name')
      return [{ path: place, was, becomes: `${typeof was === 'string' ? was : ''}-${path[1] ?? ''}` }];
    return [];
  });
  if (fields.length === problems.length)
    return {
      kind: 'patch',
      object: refOf(rule),
      fields,
      risk: 'What is taken out of a recording rule never had an effect; a group has a new name in Prometheus.',
    };
  return {
    kind: 'advise',
    steps: problems.map(({ path, message }) => `${printPlace(rule, path)}: ${message}`),
    whyNotAutomatic: 'What the rule should say is known only to its author.',
  };
}

function valueAt(rule: KubeObject, path: readonly (string | number)[]): Json {
  let value: Json = rule.body['spec'] ?? null;
  for (const part of path) {
    const next: Json | undefined = Array.isArray(value)
      ? (value as readonly Json[])[Number(part)]
      : isObject(value)
        ? value[part]
        : undefined;
    value = next ?? null;
  }
  return value;
}
