import type { FileToWrite } from '../io/files/write-files.ts';
import { asObject, parseJson } from '../kube/json.ts';
import type { DashboardSpec, Manifest, Plan, ProfileVariant } from '../model/index.ts';
import { manifestFiles } from '../render/manifest-files.ts';
import { ruleComments } from '../render/rule-comments.ts';
import { dashboardJson } from './dashboard-delivery.ts';

/** The objects of a plan that are our own, in the order of the plan. */
export function manifestsOf(plan: Plan): readonly Manifest[] {
  return plan.changes.flatMap((change) => (change.action === 'apply' ? [change.manifest] : []));
}

/** The folder of the dashboards among files for Git. */
export const DASHBOARDS = 'dashboards/';

/** Files for Git: the manifests with a kustomization.yaml, and each dashboard as JSON for an import by hand. */
export function filesOf(manifests: readonly Manifest[], { rules, dashboards }: ProfileVariant): readonly FileToWrite[] {
  const files = manifestFiles(manifests, { commentOf: ruleComments(rules) });
  return [...files, ...dashboards.map((spec) => dashboardFile(spec, DASHBOARDS))];
}

/** One dashboard as a file of that folder ("a/", "" for none). `text`: its JSON, that for an import unless told otherwise. */
export function dashboardFile(spec: DashboardSpec, folder: string, text = dashboardJson(spec)): FileToWrite {
  return { path: `${folder}${spec.uid}.json`, text, isOurs: (there) => asObject(parseJson(there))['uid'] === spec.uid };
}
