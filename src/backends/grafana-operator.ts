import { compareRefs, refOf, title } from '../engine/refs.ts';
import { selects } from '../engine/selector.ts';
import type { KubeObject, Labels, Manifest, Ref } from '../model.ts';
import type { DashboardIntent } from './grafana-configmap.ts';

/*
 * Objects for grafana-operator v5 (group grafana.integreatly.org/v1beta1). An
 * instanceSelector matches labels of Grafana objects, and cannot be changed later.
 */

const API = 'grafana.integreatly.org/v1beta1';

export interface OperatorPlan {
  readonly grafana: Ref;
  /** The folder first. */
  readonly manifests: readonly Manifest[];
  readonly notes: readonly string[];
}

/**
 * A folder and the dashboards in it for one of these Grafana objects, the first by namespace and name; undefined where
 * there is none. They go to the Grafana's own namespace: there no crossing is needed, and the operator looks there.
 * `folder`: its title.
 */
export function grafanaOperatorDashboards(
  intent: DashboardIntent & { readonly folder: string },
  grafanas: readonly KubeObject[],
): OperatorPlan | undefined {
  const [target, ...others] = grafanas
    .filter(({ apiVersion, kind }) => apiVersion.startsWith('grafana.integreatly.org/') && kind === 'Grafana')
    .toSorted((a, b) => compareRefs(refOf(a), refOf(b)));
  if (!target) return undefined;
  const namespace = target.metadata.namespace ?? '';
  // Without crossing, only Grafanas beside the object count.
  const beside = others.filter(({ metadata }) => metadata.namespace === namespace);
  const matchLabels = labelsOf(target, beside);
  const instanceSelector = { matchLabels };
  const metadata = (name: string): Manifest['metadata'] => ({
    name,
    namespace,
    ...(intent.labels ? { labels: intent.labels } : {}),
  });
  const folder: Manifest = {
    apiVersion: API,
    kind: 'GrafanaFolder',
    metadata: metadata(intent.name),
    spec: { instanceSelector, title: intent.folder },
  };
  const dashboards = Object.entries(intent.dashboards).map(([uid, json]): Manifest => ({
    apiVersion: API,
    kind: 'GrafanaDashboard',
    metadata: metadata(uid),
    spec: { instanceSelector, folderRef: intent.name, json },
  }));
  const both = beside.filter((other) => selectedBy(matchLabels, other));
  return {
    grafana: refOf(target),
    manifests: [folder, ...dashboards],
    notes: [
      ...both.map((other) => `${title(refOf(other))} has the same labels, so it gets the dashboards, too.`),
      ...others
        .filter((other) => !both.includes(other))
        .map((other) => `${title(refOf(other))} does not get them; only ${title(refOf(target))} does.`),
    ],
  };
}

function selectedBy(matchLabels: Labels, { metadata }: KubeObject): boolean {
  const requirements = Object.entries(matchLabels).map(([key, value]) => ({
    key,
    operator: 'In' as const,
    values: [value],
  }));
  return requirements.length === 0 || selects({ kind: 'matching', requirements }, metadata.labels);
}

/** Labels that charts write anew with every version: a selector must not rest on them. */
const PASSING = ['helm.sh/chart', 'app.kubernetes.io/version'];

/** One label that only this Grafana has, `dashboards` before others as in the operator's own examples; else all of its labels. */
function labelsOf(target: KubeObject, others: readonly KubeObject[]): Labels {
  const labels = Object.entries(target.metadata.labels)
    .filter(([key]) => !PASSING.includes(key))
    .toSorted(([a], [b]) => Number(b === 'dashboards') - Number(a === 'dashboards') || (a < b ? -1 : 1));
  const own = labels.find(([key, value]) => others.every(({ metadata }) => metadata.labels[key] !== value));
  return Object.fromEntries(own ? [own] : labels);
}
