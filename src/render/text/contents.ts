import { labelsAt, objectsAt, parseJson, stringAt } from '../../kube/json.ts';
import type { JsonObject, Manifest } from '../../model/index.ts';

const MOST_ALERTS = 40;
const MOST_ROWS = 12;

/** What an object of ours holds that its name does not tell, a text each: the names of its alerts, its dashboards. */
export function contentsOf(manifest: Manifest): readonly string[] {
  const body = manifest as unknown as JsonObject;
  switch (manifest.kind) {
    case 'PrometheusRule': {
      const rules = objectsAt(body, 'spec', 'groups').flatMap((group) => objectsAt(group, 'rules'));
      const alerts = rules.flatMap((rule) => stringAt(rule, 'alert') ?? []);
      return alerts.length === 0 ? [] : [`alerts (${alerts.length}): ${names(alerts, MOST_ALERTS)}`];
    }
    case 'ConfigMap':
      return Object.values(labelsAt(body, 'data')).flatMap(dashboardText);
    case 'GrafanaDashboard':
      return dashboardText(stringAt(body, 'spec', 'json') ?? '');
    default:
      return [];
  }
}

function dashboardText(text: string): readonly string[] {
  const top = objectsAt(parseJson(text), 'panels');
  const rows = top.filter((panel) => stringAt(panel, 'type') === 'row');
  const panels = top.length - rows.length + rows.flatMap((row) => objectsAt(row, 'panels')).length;
  const titles = rows.flatMap((row) => stringAt(row, 'title') ?? []);
  return panels === 0 ? [] : [`panels (${panels}), in rows: ${names(titles, MOST_ROWS)}`];
}

function names(all: readonly string[], most: number): string {
  const more = all.length - most;
  return `${all.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
