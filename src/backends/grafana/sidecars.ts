import { at, labelsAt, objectAt, objectsAt, stringAt } from '../../kube/json.ts';
import { compareRefs, nameOf, refOf } from '../../kube/refs.ts';
import type { JsonObject, KubeObject, Labels, Ref } from '../../model/index.ts';

/**
 * A container of kiwigrid's k8s-sidecar that feeds dashboards to a Grafana: what a ConfigMap must look like so that
 * it is taken up. Source: the environment variables in the README of kiwigrid/k8s-sidecar, and the templates of the
 * grafana chart.
 */
export interface DashboardSidecar {
  readonly workload: Ref;
  readonly container: string;
  /** Labels of Grafana's pods, to tell several Grafanas apart. */
  readonly podLabels: Labels;
  /** Required label key; absent: not known, see `unknown`. */
  readonly label?: string;
  /** LABEL, where it is none that can be asked for: the API server refuses the list, so nothing is taken. */
  readonly refused?: string;
  /** Required value; absent: any value will do. */
  readonly value?: string;
  readonly namespaces: 'all' | readonly string[];
  /** ConfigMaps are read (RESOURCE configmap, the default, or both). */
  readonly configMaps: boolean;
  /** Secrets are read, too (RESOURCE secret or both); what is in them is never known here. */
  readonly secrets: boolean;
  readonly serviceAccount: string;
  /** RESOURCE_NAME: only objects of these names, labels or not. */
  readonly names?: readonly string[];
  /** Annotation that moves the file into a sub-directory. */
  readonly folderAnnotation: string;
  /** FOLDER_ANNOTATION is set: dashboards are filed into folders. */
  readonly folders: boolean;
  /** METHOD LIST, or an init container that ends: changes are seen when the pod starts, not before. */
  readonly once: boolean;
  /** False: two ConfigMaps with the same data key overwrite each other. */
  readonly uniqueFilenames: boolean;
  /** What decides whether a ConfigMap is taken up and could not be read, one sentence each. */
  readonly unknown: readonly string[];
  /** What could not be read and was taken for its default; it changes when and where a dashboard shows, not whether. */
  readonly assumed: readonly string[];
}

/** Every dashboards sidecar among these objects (Deployments and StatefulSets), in a stable order; several Grafanas, several entries. */
export function dashboardSidecars(objects: readonly KubeObject[]): readonly DashboardSidecar[] {
  return objects
    .filter(
      (object) =>
        object.apiVersion.startsWith('apps/') && (object.kind === 'Deployment' || object.kind === 'StatefulSet'),
    )
    .toSorted((a, b) => compareRefs(refOf(a), refOf(b)))
    .flatMap((workload) => sidecarsOf(workload));
}

/** Those that provision datasources, of one of these workloads. */
export function datasourceSidecars(workload: KubeObject): readonly DashboardSidecar[] {
  return sidecarsOf(workload, 'datasources');
}

/** The same of Grafana objects of grafana-operator whose Deployment is not among the workloads. */
export function declaredSidecars(
  grafanas: readonly KubeObject[],
  workloads: readonly KubeObject[],
): readonly DashboardSidecar[] {
  const names = new Set(workloads.map((object) => nameOf(refOf(object))));
  return grafanas
    .filter((object) => !names.has(`${nameOf(refOf(object))}-deployment`))
    .map(asWorkload)
    .flatMap((workload) => sidecarsOf(workload));
}

/** What grafana-operator makes a Deployment of: NAME-deployment, whose pods run as NAME-sa. Source: v5.24.0 model/grafana.go. */
function asWorkload(grafana: KubeObject): KubeObject {
  const template = objectAt(grafana.body, 'spec', 'deployment', 'spec', 'template') ?? {};
  const spec = objectAt(template, 'spec') ?? {};
  const own = { serviceAccountName: `${grafana.metadata.name}-sa`, ...spec };
  return { ...grafana, body: { spec: { template: { ...template, spec: own } } } };
}

function sidecarsOf(workload: KubeObject, what: Fed = 'dashboards'): readonly DashboardSidecar[] {
  const pod = at(workload.body, 'spec', 'template', 'spec');
  const long = objectsAt(pod, 'containers').map((container) => ({ container, init: false }));
  // restartPolicy Always makes an init container a native sidecar, which goes on running.
  const init = objectsAt(pod, 'initContainers').map((container) => ({
    container,
    init: stringAt(container, 'restartPolicy') !== 'Always',
  }));
  const found = [...long, ...init]
    .map(({ container, init }) => ({ container, init, env: environment(container) }))
    .filter(({ container, env }) => isSidecar(container, env) && fedBy(container, env) === what)
    .map(({ container, init, env }) => sidecar(workload, container, init, env));
  // With initDashboards the same sidecar runs twice; the one that goes on running sees later changes.
  const running = found.filter((each) => !each.once);
  return running.length > 0 ? running : found.slice(0, 1);
}

/** `undefined` as a value: set by valueFrom, so not known. */
interface Environment {
  readonly values: ReadonlyMap<string, string | undefined>;
  /** envFrom may set any variable that is not listed. */
  readonly open: boolean;
}

function environment(container: JsonObject): Environment {
  const values = new Map<string, string | undefined>();
  for (const entry of objectsAt(container, 'env')) {
    const name = stringAt(entry, 'name');
    if (name === undefined) continue;
    const value = stringAt(entry, 'value');
    // An entry with neither value nor valueFrom is the empty string in Kubernetes; "$(X)" refers to another variable.
    const known = entry['valueFrom'] === undefined && entry['value'] === undefined ? '' : value;
    values.set(name, known?.includes('$(') ? undefined : known);
  }
  return { values, open: objectsAt(container, 'envFrom').length > 0 };
}

/** By its image; a mirror may rename that, then by the chart's container name and the variable that every sidecar needs. */
function isSidecar(container: JsonObject, env: Environment): boolean {
  if ((stringAt(container, 'image') ?? '').includes('k8s-sidecar')) return true;
  return /(?:^|-)sc-/.test(stringAt(container, 'name') ?? '') && env.values.has('LABEL');
}

type Setting =
  { readonly kind: 'set'; readonly value: string } | { readonly kind: 'absent' } | { readonly kind: 'unknown' };

/** Empty counts as absent: k8s-sidecar tests its variables for truth. */
function setting({ values, open }: Environment, name: string): Setting {
  if (!values.has(name)) return open ? { kind: 'unknown' } : { kind: 'absent' };
  const value = values.get(name);
  if (value === undefined) return { kind: 'unknown' };
  return value === '' ? { kind: 'absent' } : { kind: 'set', value };
}

function known(env: Environment, name: string): string {
  const found = setting(env, name);
  return found.kind === 'set' ? found.value : '';
}

/**
 * The same image also feeds datasources, plugins, notifiers and alert rules. Told by what it does (the folder it
 * writes, the URL it calls), then by its label; its name is only the last resort, because charts rename it.
 */
function fedBy(container: JsonObject, env: Environment): Fed {
  for (const clue of [
    known(env, 'REQ_URL'),
    known(env, 'FOLDER'),
    known(env, 'LABEL'),
    stringAt(container, 'name') ?? '',
  ]) {
    if (/dashboard/i.test(clue)) return 'dashboards';
    if (/datasource/i.test(clue)) return 'datasources';
    if (/plugin|notifier|alert/i.test(clue)) return 'other';
  }
  return /-sc-dash/.test(stringAt(container, 'name') ?? '') ? 'dashboards' : 'other';
}

/** What a sidecar writes. */
type Fed = 'dashboards' | 'datasources' | 'other';

const KEY = /^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const NAMESPACE = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const VALUE = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

function sidecar(workload: KubeObject, container: JsonObject, ends: boolean, env: Environment): DashboardSidecar {
  const unknown: string[] = [];
  const assumed: string[] = [];
  const get = (name: string, into = unknown): string | undefined => {
    const found = setting(env, name);
    if (found.kind === 'unknown')
      into.push(`${name} is set by reference (valueFrom, envFrom or another variable), so its value is not known.`);
    return found.kind === 'set' ? found.value : undefined;
  };
  const label = get('LABEL');
  if (label === undefined && setting(env, 'LABEL').kind === 'absent')
    unknown.push('LABEL is not set, so nothing is selected by label.');
  const value = get('LABEL_VALUE');
  if (value !== undefined && !VALUE.test(value)) unknown.push('LABEL_VALUE is not a label value.');
  const names = list(get('RESOURCE_NAME'));
  const namespaces = namespacesOf(get('NAMESPACE'), workload, unknown);
  const resource = (get('RESOURCE') ?? 'configmap').toLowerCase();
  const folderAnnotation = get('FOLDER_ANNOTATION', assumed);
  const usable = label !== undefined && KEY.test(label);
  return {
    workload: refOf(workload),
    container: stringAt(container, 'name') ?? '',
    podLabels: labelsAt(workload.body, 'spec', 'template', 'metadata', 'labels'),
    ...(usable ? { label } : label === undefined ? {} : { refused: label }),
    ...(value === undefined ? {} : { value }),
    namespaces,
    configMaps: resource !== 'secret',
    secrets: resource !== 'configmap',
    serviceAccount: stringAt(workload.body, 'spec', 'template', 'spec', 'serviceAccountName') || 'default',
    // With NAMESPACE=ALL names are not used.
    ...(names.length > 0 && namespaces !== 'all' ? { names } : {}),
    folderAnnotation: folderAnnotation ?? 'k8s-sidecar-target-directory',
    folders: folderAnnotation !== undefined,
    once: ends || (get('METHOD', assumed) ?? '').toUpperCase() === 'LIST',
    uniqueFilenames: (get('UNIQUE_FILENAMES', assumed) ?? '').toLowerCase() === 'true',
    unknown,
    assumed,
  };
}

function list(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function namespacesOf(text: string | undefined, workload: KubeObject, unknown: string[]): 'all' | readonly string[] {
  const given = list(text);
  if (given.includes('ALL')) return 'all';
  const names = given.filter((name) => NAMESPACE.test(name));
  if (names.length < given.length) {
    unknown.push('NAMESPACE is not a list of namespaces.');
    return names;
  }
  return names.length > 0 ? names : [workload.metadata.namespace ?? ''];
}
