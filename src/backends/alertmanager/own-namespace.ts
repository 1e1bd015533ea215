import { at, stringAt } from '../../kube/json.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { KubeObject, Stack } from '../../model/index.ts';
import type { SeriesLabels } from '../../lang/promql/series-labels.ts';
import type { TargetContext } from '../../world/context.ts';
import { routeOf } from './alertmanagerconfig.ts';
import { allHold, endsOf, holds, printMatchers } from './follow-routes.ts';
import { namespaceMatcher, treeOf } from './tree.ts';

/** At most so many are named. */
const SHOWN = 2;

/**
 * AlertmanagerConfigs that an Alertmanager takes, and whose routes take no alert with any of these labels for the sake of
 * the matcher alone that the operator adds. Nothing where some route of an AlertmanagerConfig may take one. `namespace`:
 * of the rule; a config of that namespace comes first.
 */
export function keptByNamespace(
  context: TargetContext,
  stack: Stack,
  alerts: readonly SeriesLabels[],
  namespace: string | undefined,
): readonly string[] {
  const { route } = treeOf(context, stack);
  const isTaken = (labels: SeriesLabels): boolean =>
    endsOf(route, labels).some(({ path }) => path.slice(1).some(({ from }) => from !== undefined));
  if (alerts.some(isTaken)) return [];
  const kept = context
    .selectedBy(stack, 'AlertmanagerConfig')
    .filter((config) => alerts.every((labels) => isKept(config, stack, labels)))
    .toSorted((a, b) => Number(b.metadata.namespace === namespace) - Number(a.metadata.namespace === namespace));
  const has = alerts.map(({ known }) => known['namespace'] ?? '').find((value) => value !== '');
  const shown = kept.slice(0, SHOWN).flatMap((config) => {
    const own = namespaceMatcher(config, stack);
    if (!own) return [];
    const type = stringAt(stack.object.body, 'spec', 'alertmanagerConfigMatcherStrategy', 'type') ?? 'OnNamespace';
    return [
      `${title(stack.ref)} takes ${title(refOf(config))}, and its routes do not take the alert`,
      `  the operator adds the matcher ${printMatchers([own])} to them (alertmanagerConfigMatcherStrategy: ${type}); the alert has ${has === undefined ? 'no label namespace' : printMatchers([{ ...own, value: has }])}`,
    ];
  });
  return kept.length > SHOWN ? [...shown, `  so it is with ${kept.length - SHOWN} more`] : shown;
}

function isKept(config: KubeObject, stack: Stack, labels: SeriesLabels): boolean {
  const own = namespaceMatcher(config, stack);
  const route = routeOf(at(config.body, 'spec', 'route'), config);
  return (
    own !== undefined && route !== undefined && holds(own, labels) === 'no' && allHold(route.matchers, labels) !== 'no'
  );
}
