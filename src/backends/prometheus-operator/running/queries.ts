import type { TargetContext } from '../../../world/context.ts';
import type { KubeObject, Stack } from '../../../model/index.ts';
import { ruleSelectors } from './rule-queries.ts';
import { seriesOf } from './series-queries.ts';

/*
 * Queries that a check of the running stack asks for one object. They are asked only where that object is named, and
 * their number is bounded: a check of the whole cluster makes none of them.
 */

/** Most queries for one object and stack. */
const MOST = 40;

/** Every query about one object. */
export function queriesAbout(context: TargetContext, object: KubeObject, stack: Stack): readonly string[] {
  if (!context.selected(object, stack)) return [];
  const queries =
    object.kind === 'PrometheusRule'
      ? ruleSelectors(object).flatMap(({ present, metric }) => [present, ...(metric === undefined ? [] : [metric])])
      : seriesOf(context, object, stack).flatMap(({ stored, scraped, renamed }) => [stored, scraped, renamed]);
  return [...new Set(queries)].slice(0, MOST);
}
