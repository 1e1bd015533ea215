import type { Found } from '../../world/context.ts';
import type { TargetContext } from '../../world/context.ts';
import { defineCheck } from '../check.ts';
import { at, objectsAt } from '../../kube/json.ts';
import { DISCOVERY, SELECTION } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Gap, KubeObject, Stack } from '../../model/index.ts';
import { alertLabels, alertsOf } from '../../backends/alertmanager/labels.ts';
import { holds, printMatchers } from '../../backends/alertmanager/follow-routes.ts';
import { matcherOf } from '../../backends/alertmanager/alertmanagerconfig.ts';
import { traceAlert } from '../../backends/alertmanager/trace.ts';
import type { Way } from '../../backends/alertmanager/trace.ts';
import { namespaceMatcher } from '../../backends/alertmanager/tree.ts';
import { namedInVain } from '../../backends/alertmanager/named-in-vain.ts';
import { goNowhere } from '../../backends/alertmanager/words.ts';
import type { Lost } from '../../backends/alertmanager/words.ts';

/** Alerts fire and reach nobody: the stack knows no Alertmanager, or every route ends where nobody is told. */
export const alertsGoNowhere = defineCheck({
  id: 'alerts-go-nowhere',
  title: 'Alerts fire and reach nobody',
  stage: 'targets',
  kinds: ['PrometheusRule', 'AlertmanagerConfig'],
  reads: [...SELECTION, ...DISCOVERY.filter(({ kind }) => kind === 'Service')],
  find: ({ object, stack }, context): Found<Lost> => {
    if (!context.selected(object, stack)) return [];
    return object.kind === 'PrometheusRule'
      ? lostAlerts(object, stack, context)
      : [...deadRoutes(object, stack), ...namedInVain(object, stack, context)];
  },
  about: ({ by, silent }, { object, stack }) =>
    silent ?? (by === 'stack' || by === 'service' ? stack.ref : refOf(object)),
  explain: goNowhere,
});

function lostAlerts(
  object: KubeObject,
  stack: Stack,
  context: TargetContext,
): readonly Lost[] | { readonly unknown: readonly Gap[] } {
  const traces = alertsOf(object).map((alert) => ({
    alert: alert.name,
    ...traceAlert(context, stack, alertLabels(alert, object, stack)),
  }));
  const lost = traces.filter(({ fate }) => fate === 'nowhere');
  const reasons = [...new Set(lost.flatMap(({ ways }) => ways.flatMap(whyOf)))];
  const [first] = lost.flatMap(({ ways }) => ways);
  if (first) {
    const deaf = lost.every(({ ways }) =>
      ways.every(({ end }) => end.kind === 'nowhere' && end.receiver !== undefined),
    );
    const silent =
      lost.length === traces.length && lost.every(({ ways }) => ways.every((way) => way.silent)) && first.silent;
    if (silent) return [{ by: 'silent', reasons, deaf: true, silent }];
    const by = reasons.length === 0 || first.steps.length > 0 ? 'receiver' : knows(stack) ? 'service' : 'stack';
    const asleep = lost.flatMap(({ ways }) =>
      ways.flatMap(({ end }) => (end.kind === 'nowhere' ? (end.asleep ?? []) : [])),
    )[0];
    const some = lost.length < traces.length ? { alerts: [...new Set(lost.map(({ alert }) => alert))] } : {};
    return [
      {
        by,
        reasons,
        deaf,
        ...(by === 'receiver' ? { route: first.steps, ...some } : {}),
        ...(asleep ? { asleep: title(asleep) } : {}),
      },
    ];
  }
  const open = traces.filter(({ fate }) => fate === 'unknown').flatMap(({ ways }) => ways);
  const gaps = [...new Set(open.flatMap(({ end }) => (end.kind === 'unknown' ? end.gaps : [])))];
  return gaps.length > 0 ? { unknown: gaps } : [];
}

const whyOf = ({ end }: Way): readonly string[] => (end.kind === 'nowhere' ? [end.why] : []);

function knows({ object }: Stack): boolean {
  const spec = object.body['spec'];
  return at(spec, 'alerting') !== undefined || at(spec, 'alertmanagersUrl') !== undefined;
}

/** Matchers on the namespace that exclude the one that the operator adds. */
function deadRoutes(object: KubeObject, stack: Stack): readonly Lost[] {
  const own = namespaceMatcher(object, stack);
  if (!own) return [];
  return objectsAt(object.body, 'spec', 'route', 'matchers')
    .map(matcherOf)
    .filter(
      (matcher) =>
        matcher.name === 'namespace' && holds(matcher, { known: { namespace: own.value }, possible: 'any' }) === 'no',
    )
    .map((matcher) => ({
      by: 'matcher',
      reasons: [printMatchers([matcher])],
      deaf: false,
      other: matcher.op === '=' ? matcher.value : '',
    }));
}
