import type { TargetContext } from '../../../world/context.ts';
import type { World } from '../../../world/world.ts';
import type { AskedSeries, KubeObject, Stack } from '../../../model/index.ts';
import { asksOfDashboards } from '../../grafana/queries.ts';
import { asksOfRules } from '../series/asks.ts';
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
  const queries = seriesOf(context, object, stack).flatMap(({ stored, scraped, renamed }) => [
    stored,
    scraped,
    renamed,
  ]);
  return [...new Set(queries)].slice(0, MOST);
}

/** The series that an object asks for. */
export function asksAbout(object: KubeObject, world: World): readonly AskedSeries[] {
  if (object.kind === 'ConfigMap' || object.kind === 'GrafanaDashboard') return asksOfDashboards(object, world);
  return object.kind === 'PrometheusRule' ? asksOfRules(object) : [];
}
