/** A dashboard as far as a live Prometheus has something for it. */
import { fillIn } from '../backends/grafana/model/dashboard-queries.ts';
import type { Answer, DashboardSpec, PanelSpec, Sample } from '../model/index.ts';

/** A query that was left out of a dashboard, and why. */
export interface LeftOut {
  readonly row: string;
  readonly panel: string;
  readonly expr: string;
  /** Prometheus' own words where it refuses the query; absent: it has no series. */
  readonly refused?: string;
}

export interface WithData {
  readonly dashboard: DashboardSpec;
  /** In the order of the dashboard. A panel of which another query has data is still there. */
  readonly leftOut: readonly LeftOut[];
}

/** So many queries are under way at once. */
const AT_ONCE = 8;

/**
 * Asks every query of a dashboard and leaves out those without a series. What could not be asked stays: that Prometheus
 * does not answer tells nothing of the panel. Rejects only as `ask` does.
 */
export async function withData(
  dashboard: DashboardSpec,
  ask: (expr: string) => Promise<Answer<readonly Sample[]>>,
): Promise<WithData> {
  const exprs = [
    ...new Set(
      dashboard.rows.flatMap(({ panels }) => panels.flatMap(({ queries }) => queries.map(({ expr }) => expr))),
    ),
  ];
  const answers = new Map<string, Answer<readonly Sample[]>>();
  const open = exprs.values();
  const work = async (): Promise<void> => {
    for (const expr of open) answers.set(expr, await ask(fillIn(expr, dashboard, {})));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const leftOut: LeftOut[] = [];
  const kept = (row: string, panel: PanelSpec): readonly PanelSpec[] => {
    const queries = panel.queries.filter(({ expr }) => {
      const answer = answers.get(expr);
      const refused = answer?.kind === 'unknown' && answer.reason === 'refused' ? answer.detail : undefined;
      const empty = answer?.kind === 'ok' && answer.value.length === 0;
      if (!empty && refused === undefined) return true;
      leftOut.push({ row, panel: panel.title, expr, ...(refused === undefined ? {} : { refused }) });
      return false;
    });
    return queries.length === 0 ? [] : [{ ...panel, queries }];
  };
  const rows = dashboard.rows
    .map((row) => ({ ...row, panels: row.panels.flatMap((panel) => kept(row.title, panel)) }))
    .filter(({ panels }) => panels.length > 0);
  return { dashboard: { ...dashboard, rows }, leftOut };
}
