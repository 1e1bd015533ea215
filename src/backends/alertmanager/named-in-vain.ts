import { objectAt, objectsAt } from '../../kube/json.ts';
import { memo2 } from '../../kube/memo.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { SeriesLabels } from '../../lang/promql/series-labels.ts';
import type { JsonObject, KubeObject, Stack } from '../../model/index.ts';
import type { TargetContext } from '../../world/context.ts';
import { matcherOf } from './alertmanagerconfig.ts';
import { holds, printMatchers } from './follow-routes.ts';
import { alertLabels, alertsOf } from './labels.ts';
import { namespaceMatcher } from './tree.ts';
import type { Lost } from './words.ts';

/**
 * Alerts that the route of an AlertmanagerConfig asks for by their names, and that never have the namespace which the operator
 * adds to it. Only where it asks for nothing else, and rules here define all of them.
 */
export function namedInVain(object: KubeObject, stack: Stack, context: TargetContext): readonly Lost[] {
  const own = namespaceMatcher(object, stack);
  const names = own ? namesIn(objectAt(object.body, 'spec', 'route') ?? {}) : undefined;
  if (!own || names === undefined || names.length === 0) return [];
  context.world.needs('monitoring.coreos.com', 'PrometheusRule');
  const defined = names.map((name) => labelsByName(context, name));
  if (defined.some((each) => each.length === 0 || each.some((labels) => holds(own, labels) !== 'no'))) return [];
  const has = defined
    .flat()
    .map(({ known }) => known['namespace'] ?? '')
    .find((value) => value !== '');
  return [
    {
      by: 'named',
      reasons: [
        `${title(stack.ref)} adds the matcher ${printMatchers([own])} to the route of ${title(refOf(object))}.`,
        `${names.length === 1 ? 'The alert has' : 'The alerts have'} ${has === undefined ? 'no label namespace' : printMatchers([{ ...own, value: has }])}.`,
      ],
      deaf: false,
      alerts: names,
    },
  ];
}

/** The names that a route asks for, itself or in all of the routes below it; undefined: it may take others, too. */
function namesIn(route: JsonObject): readonly string[] | undefined {
  const asked = objectsAt(route, 'matchers')
    .map(matcherOf)
    .filter(({ name, op }) => name === 'alertname' && (op === '=' || op === '=~'));
  const [first] = asked;
  if (first) return first.op === '=' ? [first.value] : alternatives(first.value);
  const below = objectsAt(route, 'routes').map(namesIn);
  return below.length === 0 || below.some((names) => names === undefined)
    ? undefined
    : [...new Set(below.flatMap((names) => names ?? []))];
}

/** The words of "A|B", where it is nothing else. */
function alternatives(pattern: string): readonly string[] | undefined {
  const words = pattern.replace(/^\((?:\?:)?([^()]*)\)$/, '$1').split('|');
  return words.every((word) => /^\w+$/.test(word)) ? words : undefined;
}

/** What is certain of the labels of the alerts of that name, one for each rule that some stack takes. */
const labelsByName = memo2((context: TargetContext, name: string): readonly SeriesLabels[] =>
  context.stacks.flatMap((stack) =>
    context
      .selectedBy(stack, 'PrometheusRule')
      .flatMap((rule) =>
        alertsOf(rule).flatMap((alert) => (alert.name === name ? [alertLabels(alert, rule, stack)] : [])),
      ),
  ),
);
