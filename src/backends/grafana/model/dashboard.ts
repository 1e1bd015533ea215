/**
 * DashboardSpec -> Grafana's classic dashboard model. Together with dashboard-panel.ts the only place that knows
 * Grafana: only fields that exist at schemaVersion 39 (Grafana 10.4 to 13 read it as it is), a variable for the
 * datasource and no `__inputs`, which only the UI resolves and which break under the sidecar.
 */
import type { Dashboard, Panel, RowPanel, VariableModel } from '@grafana/schema';
import { DashboardCursorSync, VariableHide, VariableRefresh, VariableSort } from '@grafana/schema';
import type { DashboardRow, DashboardSpec, DashboardVariable, JsonObject, PanelSpec } from '../../../model/index.ts';
import { linkOf, panelOf, PROMETHEUS } from './dashboard-panel.ts';
import { toJson } from '../../../kube/json.ts';

/** The schema of Grafana 10.4 and 11; newer ones migrate it on load. */
const SCHEMA_VERSION = 39;

const GRID_WIDTH = 24;

/** As Grafana's own panel list calls them. */
const PANEL_NAMES: Readonly<Record<PanelSpec['kind'], string>> = {
  stat: 'Stat',
  timeseries: 'Time series',
  table: 'Table',
  'state-timeline': 'State timeline',
  heatmap: 'Heatmap',
};

const datasourceVariable: VariableModel = {
  name: 'datasource',
  label: 'Data source',
  type: 'datasource',
  query: 'prometheus',
  refresh: VariableRefresh.onDashboardLoad,
  regex: '',
  includeAll: false,
  multi: false,
  options: [],
  skipUrlSync: false,
};

function variableOf(variable: DashboardVariable): VariableModel {
  return {
    name: variable.name,
    label: variable.label,
    type: 'query',
    datasource: PROMETHEUS,
    query: { query: variable.query, refId: `Variable-${variable.name}` },
    refresh: VariableRefresh.onTimeRangeChanged,
    sort: VariableSort.alphabeticalCaseInsensitiveAsc,
    regex: '',
    ...(variable.required
      ? { includeAll: false }
      : {
          includeAll: true,
          // Also matches series that lack the label.
          allValue: '.*',
          current: { selected: true, text: 'All', value: '$__all' },
        }),
    multi: variable.multi,
    hide: variable.hidden ? VariableHide.hideVariable : VariableHide.dontHide,
    options: [],
    skipUrlSync: false,
  };
}

/** Lays the rows out from the top: panels from left to right, on a new line where one does not fit. */
function layout(rows: readonly DashboardRow[]): readonly (Panel | RowPanel)[] {
  const laid: (Panel | RowPanel)[] = [];
  let id = 0;
  let y = 0;
  for (const row of rows) {
    id += 1;
    const head: RowPanel = {
      id,
      type: 'row',
      title: row.title,
      collapsed: row.collapsed ?? false,
      gridPos: { x: 0, y, w: GRID_WIDTH, h: 1 },
      panels: [],
    };
    y += 1;
    const panels: Panel[] = [];
    let x = 0;
    let lineHeight = 0;
    for (const spec of row.panels) {
      if (x + spec.width > GRID_WIDTH) {
        y += lineHeight;
        x = 0;
        lineHeight = 0;
      }
      id += 1;
      panels.push({
        ...panelOf(spec),
        id,
        gridPos: { x, y, w: spec.width, h: spec.height },
      });
      x += spec.width;
      lineHeight = Math.max(lineHeight, spec.height);
    }
    y += lineHeight;
    // The panels of a folded row are inside it; else they follow it.
    if (row.collapsed) laid.push({ ...head, panels });
    else laid.push(head, ...panels);
  }
  return laid;
}

/**
 * Grafana's classic dashboard JSON for a spec: no id, no version and no time stamp, so that equal specs give equal
 * bytes. Works through the sidecar, the file provider, the HTTP API and manual import alike.
 */
export function renderDashboard(spec: DashboardSpec): JsonObject {
  const dashboard: Dashboard = {
    id: null,
    uid: spec.uid,
    title: spec.title,
    description: spec.description,
    tags: [...spec.tags],
    schemaVersion: SCHEMA_VERSION,
    // What the file holds is put back on every read, so a change made in the browser would be lost.
    editable: false,
    graphTooltip: DashboardCursorSync.Crosshair,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    timepicker: {},
    timezone: 'browser',
    weekStart: '',
    annotations: { list: [] },
    links: (spec.links ?? []).map(linkOf),
    templating: { list: [datasourceVariable, ...spec.variables.map(variableOf)] },
    panels: [...layout(spec.rows)],
  };
  return toJson<JsonObject>(dashboard);
}

/** The same dashboard with a data source chosen at first; the reader may choose another. */
export function withDatasource(
  dashboard: JsonObject,
  { uid, name }: { readonly uid: string; readonly name: string },
): JsonObject {
  const { templating } = dashboard as { readonly templating: { readonly list: readonly JsonObject[] } };
  const list = templating.list.map((variable) =>
    variable['name'] === datasourceVariable.name
      ? { ...variable, current: { selected: true, text: name, value: uid } }
      : variable,
  );
  return { ...dashboard, templating: { list } };
}

/**
 * The same dashboard as grafana.com wants it: "exported for sharing", with what it needs named. The data source stays a
 * variable, so there is no input to ask for.
 */
export function forGrafanaCom(spec: DashboardSpec): JsonObject {
  const kinds = [...new Set(spec.rows.flatMap(({ panels }) => panels.map(({ kind }) => kind)))].toSorted();
  return {
    __inputs: [],
    __elements: {},
    __requires: [
      { type: 'grafana', id: 'grafana', name: 'Grafana', version: '11.0.0' },
      { type: 'datasource', id: 'prometheus', name: 'Prometheus', version: '1.0.0' },
      ...kinds.map((kind) => ({ type: 'panel', id: kind, name: PANEL_NAMES[kind], version: '' })),
    ],
    ...renderDashboard(spec),
  };
}
