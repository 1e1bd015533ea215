import { forGrafanaCom } from '../backends/grafana/model/dashboard.ts';
import { writeFiles } from '../io/files/write-files.ts';
import type { WrittenFiles } from '../io/files/write-files.ts';
import type { DashboardSpec } from '../model/index.ts';
import { dashboardJson } from './dashboard-delivery.ts';
import { dashboardFile } from './manifests.ts';

/** What a dashboard's JSON is for: an import by hand, or an upload to grafana.com. */
export type DashboardPurpose = 'import' | 'grafana.com';

/** A dashboard as JSON. */
export function dashboardText(spec: DashboardSpec, purpose: DashboardPurpose = 'import'): string {
  return purpose === 'import' ? dashboardJson(spec) : `${JSON.stringify(forGrafanaCom(spec), null, 2)}\n`;
}

/** Writes dashboards as files of a folder. Files that are not promwire's, or changed since it wrote them, are not overwritten: PromwireError 'usage', unless `force`. */
export async function exportDashboards(
  folder: string,
  specs: readonly DashboardSpec[],
  purpose: DashboardPurpose = 'import',
  { force = false } = {},
): Promise<WrittenFiles> {
  return await writeFiles(
    folder,
    specs.map((spec) => dashboardFile(spec, '', dashboardText(spec, purpose))),
    { force },
  );
}
