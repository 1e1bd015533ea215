/** The queries of a dashboard as Prometheus takes them: what Grafana would fill in is filled in. */
import type { DashboardSpec } from '../model.ts';

export interface DashboardQuery {
  readonly panel: string;
  readonly expr: string;
}

/**
 * Every query of every panel, in order, with all variables at "All" and Grafana's own at what they are for `range`
 * (a Prometheus duration) and a step of one minute.
 */
export function dashboardQueries(spec: DashboardSpec, range = '1h'): readonly DashboardQuery[] {
  const filled: Readonly<Record<string, string>> = {
    ...Object.fromEntries(spec.variables.map(({ name }) => [name, '.*'])),
    __range: range,
    __rate_interval: '5m',
    __interval: '1m',
  };
  const fill = (expr: string) => expr.replaceAll(/\$\{?(\w+)\}?/g, (whole, name: string) => filled[name] ?? whole);
  return spec.rows.flatMap((row) =>
    row.panels.flatMap((panel) => panel.queries.map((query) => ({ panel: panel.title, expr: fill(query.expr) }))),
  );
}
