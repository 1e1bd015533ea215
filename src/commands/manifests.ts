import type { FileToWrite } from '../io/write-files.ts';
import type { DashboardSpec, Manifest, Plan } from '../model.ts';
import { manifestFiles } from '../render/manifest-files.ts';
import { dashboardText } from './dashboard-way.ts';

/** The objects of a plan that are our own, in the order of the plan. */
export function manifestsOf(plan: Plan): readonly Manifest[] {
  return plan.changes.flatMap((change) => (change.action === 'apply' ? [change.manifest] : []));
}

/** Files for Git: the manifests with a kustomization.yaml, and each dashboard as JSON for an import by hand. */
export function filesOf(manifests: readonly Manifest[], dashboards: readonly DashboardSpec[]): readonly FileToWrite[] {
  const json = dashboards.map((spec) => ({
    path: `dashboards/${spec.uid}.json`,
    text: dashboardText(spec),
    mark: `"uid": "${spec.uid}"`,
  }));
  return [...manifestFiles(manifests), ...json];
}
