import { defineCheck } from '../check.ts';
import { enforcedLabel } from '../../backends/prometheus-operator/enforcement.ts';
import { objectsAt } from '../../kube/json.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { oldestOperator } from '../../kube/version.ts';
import { featuresOf, parseExpression } from '../../lang/promql/index.ts';
import type { ExpressionAnswer } from '../../lang/promql/index.ts';
import type { KubeObject } from '../../model/index.ts';
import { EVERY_FEATURE } from '../../backends/prometheus-operator/rule-lint.ts';
import { printPlace } from '../../backends/prometheus-operator/rule-place.ts';
import { memo } from '../../kube/memo.ts';

/**
 * The stack forces a label into every expression, and the parser that puts it there knows no experimental syntax. Where
 * it fails the operator leaves the rule out and says nothing: pkg/operator/rules.go:270-272, pkg/namespacelabeler/labeler.go:117.
 */
export const ruleSilentlySkipped = defineCheck({
  id: 'rule-silently-skipped',
  title: 'The rule is left out without a word',
  stage: 'admission',
  kinds: ['PrometheusRule'],
  reads: SELECTION,
  find: ({ object, stack }) => {
    const label = enforcedLabel(object, stack);
    if (label === undefined || !stack.consumes.includes(object.kind)) return [];
    const skipped = unreadable(object, oldestOperator(stack));
    return skipped.length > 0 ? [{ label, skipped }] : [];
  },
  explain: ({ label, skipped }, { object, stack }) => ({
    summary: `${title(stack.ref)} leaves ${title(refOf(object))} out without a word: an expression cannot be rewritten.`,
    because: [
      `${title(stack.ref)} spec.enforcedNamespaceLabel: ${label}, which the operator writes into every expression`,
      ...skipped.map(
        ({ field, message, experimental }) =>
          `${field}: ${message}${experimental ? ' (experimental syntax: not known there, whatever spec.enableFeatures says)' : ''}`,
      ),
      'No log line, Event or condition reports it; all groups of the object are left out.',
    ],
    remedy: `Rewrite the expression, or have the owner of ${title(stack.ref)} except the object in spec.excludedFromEnforcement.`,
    fix: {
      kind: 'advise',
      steps: skipped.map(({ field, message }) => `${field}: ${message}`),
      whyNotAutomatic: 'What the expression should say is known only to its author.',
    },
  }),
});

type Skipped = { readonly field: string; readonly message: string; readonly experimental: boolean };

/** By operator. */
const skippedBy = memo((_rule: KubeObject) => new Map<string, readonly Skipped[]>());

/** Expressions that stable PromQL does not read. */
function unreadable(rule: KubeObject, operator: string | undefined): readonly Skipped[] {
  const answers = skippedBy(rule);
  const before = answers.get(operator ?? '');
  if (before) return before;
  const skipped = objectsAt(rule.body, 'spec', 'groups').flatMap((group, g) =>
    objectsAt(group, 'rules').flatMap((entry, r): readonly Skipped[] => {
      const expr = textOf(entry['expr']);
      const answer: ExpressionAnswer = parseExpression(expr, featuresOf([], operator));
      if (answer.kind !== 'invalid') return [];
      const field = printPlace(rule, ['groups', g, 'rules', r, 'expr']);
      const experimental = parseExpression(expr, EVERY_FEATURE).kind === 'ok';
      return [{ field, message: answer.message, experimental }];
    }),
  );
  answers.set(operator ?? '', skipped);
  return skipped;
}

function textOf(expr: unknown): string {
  return typeof expr === 'string' ? expr : typeof expr === 'number' ? String(expr) : '';
}
