import { defineCheck } from '../check.ts';
import { enforcedLabel } from '../../backends/prometheus-operator/enforcement.ts';
import { at, objectsAt, stringAt } from '../../kube/json.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { jobsAskedFor } from '../../backends/prometheus-operator/running/rule-jobs.ts';
import type { KubeObject, Stack } from '../../model/index.ts';
import type { TargetContext } from '../../world/context.ts';
import { providersOf } from './job-providers.ts';
import type { Provider } from './job-providers.ts';
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
  reads: [...SELECTION, ...DISCOVERY],
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
    const forever = absentElsewhere(context, object, stack);
    return rewritten.length + forever.length > 0 ? [{ label, namespace, rewritten, forever }] : [];
  },
  explain: ({ label, namespace, rewritten, forever }, { object, stack }) => ({
    severity: 'warning',
    summary:
      rewritten.length > 0
        ? `${title(stack.ref)} rewrites ${title(refOf(object))}: it asks for another namespace and gets ${namespace}.`
        : `${title(stack.ref)} rewrites ${title(refOf(object))}: absent() of it holds for ever, since only namespace ${namespace} is looked at.`,
    because: [
      `${title(stack.ref)} spec.enforcedNamespaceLabel: ${label}: every selector of the rule becomes ${label}="${namespace}"`,
      ...rewritten.map(({ field, asks }) => `${field} asks for ${asks}, which is replaced`),
      ...forever.map(
        ({ rule, job, monitors }) =>
          `${rule}: absent() of job="${job}" is always true, since its series are of ${monitors.join(', ')} and have that namespace`,
      ),
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

/** Rules that ask for the absence of a job which only monitors of other namespaces give: theirs is the label of its series. */
function absentElsewhere(
  context: TargetContext,
  object: KubeObject,
  stack: Stack,
): readonly { readonly rule: string; readonly job: string; readonly monitors: readonly string[] }[] {
  if (at(stack.object.body, 'spec', 'additionalScrapeConfigs') !== undefined) return [];
  return jobsAskedFor(object).flatMap(({ rule, job, absent }) => {
    if (!absent) return [];
    const givers = providersOf(context, stack).filter((each) => each.jobs().open || each.jobs().values.includes(job));
    const isSeen = ({ ref }: Provider): boolean => {
      const monitor = context.world.get(ref);
      return ref.namespace === object.metadata.namespace || !monitor || enforcedLabel(monitor, stack) === undefined;
    };
    const sure = givers.filter((each) => each.jobs().values.includes(job));
    if (sure.length === 0 || givers.some(isSeen)) return [];
    return [{ rule, job, monitors: sure.slice(0, 2).map(({ ref }) => title(ref)) }];
  });
}
