import { grafanaOperators, printSight, sees } from './operators.ts';
import type { GrafanaOperator } from './operators.ts';
import { compareRefs, refOf, title } from '../../kube/refs.ts';
import { satisfy, selects } from '../../kube/selector.ts';
import type { KubeObject, Labels, Manifest, Ref } from '../../model/index.ts';
import type { DashboardIntent } from './configmap.ts';

/*
 * Objects for grafana-operator v5 (group grafana.integreatly.org/v1beta1). An
 * instanceSelector matches labels of Grafana objects, and cannot be changed later.
 */

const API = 'grafana.integreatly.org/v1beta1';

export interface OperatorPlan {
  readonly kind: 'manifests';
  readonly grafana: Ref;
  /** The folder first. */
  readonly manifests: readonly Manifest[];
  readonly notes: readonly string[];
}
/** Grafanas are there, and nothing of ours would reach one: `why` is a sentence each. */
export interface NoOperatorPlan {
  readonly kind: 'impossible';
  readonly why: readonly string[];
}

/**
 * A folder and the dashboards in it for one of the Grafana objects, the first by namespace and name that an operator
 * looks at; undefined where there is none at all. They go to the Grafana's own namespace: there no crossing is needed, and
 * the operator looks there. `folder`: its title. `objects`: Grafanas, and the workloads and Namespaces that say what is
 * looked at.
 */
export function grafanaOperatorDashboards(
  intent: DashboardIntent & { readonly folder: string },
  objects: readonly KubeObject[],
): OperatorPlan | NoOperatorPlan | undefined {
  const grafanas = objects
    .filter(({ apiVersion, kind }) => apiVersion.startsWith('grafana.integreatly.org/') && kind === 'Grafana')
    .toSorted((a, b) => compareRefs(refOf(a), refOf(b)));
  if (grafanas.length === 0) return undefined;
  const operators = grafanaOperators(objects);
  const watched = grafanas.map((grafana) => watchOf(grafana, intent.labels ?? {}, operators, objects));
  const chosen = watched.find(({ sight }) => sight === 'yes') ?? watched.find(({ sight }) => sight === 'unknown');
  if (!chosen)
    return {
      kind: 'impossible',
      why: operators.map((operator) => `${printSight(operator)}: at no Grafana with objects of ours next to it.`),
    };
  const { grafana: target, labels } = chosen;
  const others = grafanas.filter((grafana) => grafana !== target);
  const namespace = target.metadata.namespace ?? '';
  // Without crossing, only Grafanas in the namespace of the object count.
  const beside = others.filter(({ metadata }) => metadata.namespace === namespace);
  const matchLabels = labelsOf(target, beside);
  const instanceSelector = { matchLabels };
  const metadata = (name: string): Manifest['metadata'] => ({
    name,
    namespace,
    ...(Object.keys(labels).length > 0 ? { labels } : {}),
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
    kind: 'manifests',
    grafana: refOf(target),
    manifests: [folder, ...dashboards],
    notes: [
      ...(chosen.sight === 'unknown'
        ? operators.map(({ workload }) => `What ${title(workload)} looks at is not known: it may pass them over.`)
        : []),
      ...both.map((other) => `${title(refOf(other))} has the same labels, so it gets the dashboards, too.`),
      ...others
        .filter((other) => !both.includes(other))
        .map((other) => `${title(refOf(other))} does not get them; only ${title(refOf(target))} does.`),
    ],
  };
}

interface Watch {
  readonly grafana: KubeObject;
  readonly sight: 'yes' | 'no' | 'unknown';
  /** Labels of ours with which the operator sees them. */
  readonly labels: Labels;
}

/** Does an operator look at this Grafana, and at objects of ours in its namespace? Where none is seen to run, one runs elsewhere. */
function watchOf(
  grafana: KubeObject,
  ours: Labels,
  operators: readonly GrafanaOperator[],
  objects: readonly KubeObject[],
): Watch {
  const namespace = objects.find(
    ({ apiVersion, kind, metadata }) =>
      apiVersion === 'v1' && kind === 'Namespace' && metadata.name === grafana.metadata.namespace,
  );
  const answers = operators.map((operator): Watch => {
    const sight = sees(operator, grafana, namespace);
    const change = satisfy(operator.labels, ours);
    if (sight === 'unknown') return { grafana, sight, labels: ours };
    // Labels that must not be there are none of ours.
    const able = change !== undefined && change.remove.length === 0;
    return { grafana, sight: able ? sight : 'no', labels: { ...ours, ...change?.set } };
  });
  return (
    answers.find(({ sight }) => sight === 'yes') ??
    answers.find(({ sight }) => sight === 'unknown') ??
    answers[0] ?? { grafana, sight: 'yes', labels: ours }
  );
}

function selectedBy(matchLabels: Labels, { metadata }: KubeObject): boolean {
  const requirements = Object.entries(matchLabels).map(([key, value]) => ({
    key,
    operator: 'In' as const,
    values: [value],
  }));
  return requirements.length === 0 || selects({ kind: 'matching', requirements }, metadata.labels);
}

/** Labels that charts change with every version: a selector must not rest on them. */
const PASSING = ['helm.sh/chart', 'app.kubernetes.io/version'];

/** One label that only this Grafana has, `dashboards` before others as in the operator's own examples; else all of its labels. */
function labelsOf(target: KubeObject, others: readonly KubeObject[]): Labels {
  const labels = Object.entries(target.metadata.labels)
    .filter(([key]) => !PASSING.includes(key))
    .toSorted(([a], [b]) => Number(b === 'dashboards') - Number(a === 'dashboards') || (a < b ? -1 : 1));
  const own = labels.find(([key, value]) => others.every(({ metadata }) => metadata.labels[key] !== value));
  return Object.fromEntries(own ? [own] : labels);
}
