/** A dashboard as far as a live Prometheus has something for it. */
import { fillIn } from '../../backends/grafana/model/dashboard-queries.ts';
import type { Answer, DashboardSpec, PanelSpec, ProfileVariant, Sample } from '../../model/index.ts';
import type { Ask } from '../ask.ts';

/** A query that was left out of a dashboard, and why. */
export interface LeftOut {
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

/**
 * Asks every query of a dashboard and leaves out those without a series. What could not be asked stays: that Prometheus
 * does not answer tells nothing of the panel.
 */
export async function withData(dashboard: DashboardSpec, ask: Ask): Promise<WithData> {
  const asked = new Map(
    dashboard.rows.flatMap(({ panels }) =>
      panels.flatMap(({ queries }) => queries.map(({ expr }) => [expr, fillIn(expr, dashboard, {})] as const)),
    ),
  );
  const answers = await ask([...new Set(asked.values())]);
  const leftOut: LeftOut[] = [];
  const kept = (panel: PanelSpec): readonly PanelSpec[] => {
    const queries = panel.queries.filter(({ expr }) => {
      const why = emptiness(answers(asked.get(expr) ?? expr));
      if (why === undefined) return true;
      leftOut.push({ panel: panel.title, expr, ...why });
      return false;
    });
    return queries.length === 0 ? [] : [{ ...panel, queries }];
  };
  const rows = dashboard.rows
    .map((row) => ({ ...row, panels: row.panels.flatMap(kept) }))
    .filter(({ panels }) => panels.length > 0);
  return { dashboard: { ...dashboard, rows }, leftOut };
}

/** Why a query has nothing to show; undefined where it has, or where that is not known. */
function emptiness(answer: Answer<readonly Sample[]>): Pick<LeftOut, 'refused'> | undefined {
  if (answer.kind === 'ok') return answer.value.length === 0 ? {} : undefined;
  return answer.reason === 'refused' ? { refused: answer.detail } : undefined;
}

/** Scrapes of a target, before which a panel may be empty because nothing was counted yet. */
const SETTLED = 3;
const NAMED = 5;

/**
 * The variant of an application with the panels that have data, and a sentence about the others. As it is where
 * Prometheus does not scrape it, or has only begun to, or cannot be asked.
 */
export async function asScraped(
  variant: ProfileVariant,
  ask: Ask,
): Promise<{ readonly variant: ProfileVariant; readonly notes: readonly string[] }> {
  const scraped = variant.expectations.flatMap((each) => (each.kind === 'series-present' ? [each.query] : []));
  const counts = scraped.map((query) => `min(count_over_time(${query}[10m])) >= ${SETTLED}`);
  const answers = await ask(counts);
  const settled = counts.every((expr) => {
    const answer = answers(expr);
    return answer.kind === 'ok' && answer.value.length > 0;
  });
  if (!settled) return { variant, notes: [] };
  const looked = await Promise.all(variant.dashboards.map(async (dashboard) => await withData(dashboard, ask)));
  const panels = [...new Set(looked.flatMap(({ leftOut }) => leftOut.map(({ panel }) => panel)))];
  if (panels.length === 0) return { variant, notes: [] };
  const more = panels.length > NAMED ? ` and ${panels.length - NAMED} more` : '';
  return {
    variant: { ...variant, dashboards: looked.map(({ dashboard }) => dashboard) },
    notes: [
      `Prometheus has no data for ${panels.length === 1 ? 'a panel' : `${panels.length} panels`}, left out of the dashboard whole or in part: ${panels.slice(0, NAMED).join('; ')}${more}`,
    ],
  };
}
