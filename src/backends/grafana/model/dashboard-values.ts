/** What the panels of a dashboard show now: each PanelSpec with Prometheus' answers to its queries. */
import type {
  Answer,
  DashboardNow,
  DashboardSpec,
  Labels,
  PanelContent,
  PanelSpec,
  Sample,
  ShownValue,
  Unanswered,
} from '../../../model/index.ts';
import { fillIn, type Choices } from './dashboard-queries.ts';
import { shownValue } from './grafana-value.ts';
import { merged } from './merged.ts';

/** A panel of more is of no use to a reader, and takes minutes to put in order. */
const MAX_SERIES = 10_000;

type Answers = (expr: string) => Answer<readonly Sample[]>;

/**
 * The dashboard as it is now. `answers`: what Prometheus said to an instant query with the choices filled in;
 * `nowMs`: Unix milliseconds, for times that are shown as "ago".
 */
export function dashboardNow(spec: DashboardSpec, choices: Choices, answers: Answers, nowMs: number): DashboardNow {
  const { values = {} } = choices;
  return {
    uid: spec.uid,
    title: spec.title,
    variables: Object.fromEntries(
      spec.variables
        .filter(({ name, hidden }) => !hidden || values[name] !== undefined)
        .map(({ name }) => [name, values[name] ?? 'All']),
    ),
    rows: spec.rows.map((row) => ({
      title: row.title,
      panels: row.panels.map((panel) => ({
        title: panel.title,
        kind: panel.kind,
        content: contentOf(panel, (expr) => answers(fillIn(expr, spec, choices)), nowMs),
      })),
    })),
  };
}

function contentOf(panel: PanelSpec, answers: Answers, nowMs: number): PanelContent {
  const results: (readonly Sample[])[] = [];
  for (const { expr } of panel.queries) {
    const answer = answers(expr);
    if (answer.kind === 'unknown') return unknownOf(answer);
    results.push(answer.value);
  }
  if (results.every((result) => result.length === 0)) return { shows: 'nothing', text: panel.noValue ?? 'No data' };
  const count = results.reduce((sum, samples) => sum + samples.length, 0);
  if (count > MAX_SERIES)
    return {
      shows: 'unknown',
      detail: `${count} series, which is more than a panel shows.`,
      next: 'Choose fewer of them with --set, or find out why there are so many.',
    };
  if (panel.kind === 'table') return tableOf(panel, results, nowMs);
  const values = results.flatMap((result, index) =>
    result.map(({ labels, value }) => ({
      name: legendOf(panel.queries[index]?.legend, labels),
      ...shownValue(value, panel, nowMs),
    })),
  );
  return { shows: 'values', values: values.toSorted((a, b) => order(a.name, b.name)) };
}

function unknownOf({ detail, next, server }: Unanswered): PanelContent {
  return { shows: 'unknown', detail, next, ...(server === undefined ? {} : { server }) };
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `{{label}}` as Grafana fills it in; a label that the series lacks is empty. */
function legendOf(legend: string | undefined, labels: Labels): string {
  if (legend !== undefined) return legend.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => labels[name] ?? '');
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted(order)
    .join(', ');
}

function tableOf(panel: PanelSpec, results: readonly (readonly Sample[])[], nowMs: number): PanelContent {
  const columns = panel.columns ?? [];
  const rows = merged(results).map((row) =>
    columns.map((column): ShownValue | null => {
      const value = 'label' in column.from ? row.labels[column.from.label] : row.values.get(column.from.query);
      if (value === undefined) return null;
      return 'label' in column.from ? { value, text: value } : shownValue(value, column, nowMs);
    }),
  );
  const by = columns.findIndex(({ title }) => title === panel.sortBy?.title);
  const down = panel.sortBy?.descending === true ? -1 : 1;
  const key = (row: (typeof rows)[number]): string => JSON.stringify(row.map((cell) => cell?.text ?? ''));
  return {
    shows: 'rows',
    columns: columns.map(({ title }) => title),
    rows: rows.toSorted((a, b) => down * compareCells(a[by], b[by]) || order(key(a), key(b))),
  };
}

/** Numbers by size; a cell without a value comes first. */
function compareCells(a: ShownValue | null | undefined, b: ShownValue | null | undefined): number {
  if (!a || !b) return Number(Boolean(a)) - Number(Boolean(b));
  const difference = Number(a.value) - Number(b.value);
  return Number.isFinite(difference) ? difference : order(a.value, b.value);
}
