import { defineCheck } from '../check.ts';
import { enforcedLabel } from '../../backends/prometheus-operator/enforcement.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { parseExpression } from '../../lang/promql/index.ts';
import type { Matcher } from '../../lang/promql/index.ts';
import { matchesMatcher } from '../../lang/re2/index.ts';
import { printPlace } from '../../backends/prometheus-operator/rule-place.ts';

/** The rule asks for series of another namespace, and the stack rewrites it to ask for those of its own. */
export const ruleNamespaceEnforced = defineCheck({
  id: 'rule-namespace-enforced',
  title: 'The rule asks for another namespace than it is allowed to see',
  stage: 'targets',
  kinds: ['PrometheusRule'],
  reads: SELECTION,
  find: ({ object, stack }, context) => {
    const label = enforcedLabel(object, stack);
    if (label === undefined || !context.selected(object, stack)) return [];
    const namespace = object.metadata.namespace ?? '';
    const rewritten = objectsAt(object.body, 'spec', 'groups').flatMap((group, g) =>
      objectsAt(group, 'rules').flatMap((rule, r) => {
        const answer = parseExpression(stringAt(rule, 'expr') ?? '');
        const matchers = answer.kind === 'ok' ? answer.selectors.flatMap((selector) => selector.matchers) : [];
        const [first] = matchers.filter((matcher) => matcher.name === label && excludes(matcher, namespace));
        return first
          ? [
              {
                field: printPlace(object, ['groups', g, 'rules', r, 'expr']),
                asks: `${label}${first.op}"${first.value}"`,
              },
            ]
          : [];
      }),
    );
    return rewritten.length > 0 ? [{ label, namespace, rewritten }] : [];
  },
  explain: ({ label, namespace, rewritten }, { object, stack }) => ({
    severity: 'warning',
    summary: `${title(stack.ref)} rewrites ${title(refOf(object))}: it asks for another namespace and gets ${namespace}.`,
    because: [
      `${title(stack.ref)} spec.enforcedNamespaceLabel: ${label}: every selector of the rule becomes ${label}="${namespace}"`,
      ...rewritten.map(({ field, asks }) => `${field} asks for ${asks}, which is replaced`),
    ],
    remedy: `Put the rule into the namespace whose series it reads, or have the owner of ${title(stack.ref)} except it in spec.excludedFromEnforcement.`,
    fix: {
      kind: 'advise',
      steps: [
        `Move ${title(refOf(object))}, or add {resource: prometheusrules, namespace: ${namespace}, name: ${object.metadata.name}} to spec.excludedFromEnforcement of ${title(stack.ref)}.`,
      ],
      whyNotAutomatic: 'Which namespaces a tenant may see is for the owner of the Prometheus to decide.',
    },
  }),
});

/** Does the matcher rule out the only value that there will be? */
function excludes({ op, value }: Matcher, namespace: string): boolean {
  if (op === '=') return value !== namespace;
  if (op === '!=') return value === namespace;
  return matchesMatcher(value, namespace) === (op === '!~');
}
