import { INSTANCE } from '../../kube/argocd.ts';
import { MANAGED_BY } from '../../kube/owner.ts';
import { title } from '../../kube/refs.ts';
import type { Labels, Manifest } from '../../model/index.ts';
import type { DashboardSidecar } from './sidecars.ts';

/** Dashboards that shall appear in a Grafana. */
export interface DashboardIntent {
  /** Name of the ConfigMap. */
  readonly name: string;
  /** Where it should be if the sidecar looks there. */
  readonly namespace: string;
  /** Classic dashboard JSON by uid, which also names the file. */
  readonly dashboards: Readonly<Record<string, string>>;
  readonly labels?: Labels;
  /** Title of the folder, where Grafana's sidecar knows folders. */
  readonly folder?: string;
}

export type DashboardPlan =
  | { readonly kind: 'manifest'; readonly manifest: Manifest; readonly notes: readonly string[] }
  /** The sidecar cannot be served; `why` says what stands against it, one sentence each. */
  | { readonly kind: 'impossible'; readonly why: readonly string[] };

/** Kubernetes' limit for one ConfigMap, in bytes. */
const MAX_BYTES = 1024 * 1024;

/** The ConfigMap that this sidecar takes up: label, value, namespace and a data key of its own. */
export function dashboardConfigMap(intent: DashboardIntent, sidecar: DashboardSidecar): DashboardPlan {
  const why = obstacles(intent, sidecar);
  if (why.length > 0 || sidecar.label === undefined) return { kind: 'impossible', why };
  const namespace = namespaceFor(intent, sidecar);
  const labels = { ...intent.labels, [sidecar.label]: sidecar.value ?? '1' };
  const restart = sidecar.once
    ? [`${title(sidecar.workload)} reads dashboards only when its pods start: restart it to see this one.`]
    : [];
  return {
    kind: 'manifest',
    manifest: withFolder(configMapOf({ ...intent, namespace, labels }), intent.folder, sidecar),
    notes: [...sidecar.assumed, ...restart],
  };
}

/** A sub-directory of the sidecar's, which Grafana's provider makes a folder (foldersFromFilesStructure). */
function withFolder(manifest: Manifest, folder: string | undefined, sidecar: DashboardSidecar): Manifest {
  if (folder === undefined || !sidecar.folders) return manifest;
  const annotations = { [sidecar.folderAnnotation]: folder.replaceAll('/', '-') };
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}

/** The ConfigMap as it is told to be, with labels and namespace of whatever sidecar there may be. */
export function configMapOf({ name, namespace, dashboards, labels = {} }: DashboardIntent): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels },
    // Files of all ConfigMaps share one directory: the key must be unique in the cluster, and Grafana reads only .json.
    data: Object.fromEntries(Object.entries(dashboards).map(([uid, json]) => [`${namespace}.${uid}.json`, json])),
  };
}

/** Keys by which Kubernetes' tools, and promwire, know whose an object is. A ConfigMap that says so would be theirs. */
const OWNERS: readonly string[] = [
  'promwire.dev/',
  'helm.sh/',
  'meta.helm.sh/',
  'argocd.argoproj.io/',
  'kustomize.toolkit.fluxcd.io/',
  'helm.toolkit.fluxcd.io/',
];
/** Is it a key by which an object says whose it is? */
export const isOwners = (key: string): boolean =>
  key === MANAGED_BY || key === INSTANCE || OWNERS.some((prefix) => key.startsWith(prefix));

/** Why a sidecar is passed over that asks for a label or an annotation by which an object says whose it is. */
export function wantsOwner({ label, folders, folderAnnotation, workload }: DashboardSidecar): string | undefined {
  const key = [label, ...(folders ? [folderAnnotation] : [])].find((each) => each !== undefined && isOwners(each));
  if (key === undefined) return undefined;
  return `The sidecar of ${title(workload)} is passed over: it asks for ${key}, which says whose an object is, so the dashboards would no longer be promwire's.`;
}

function obstacles(intent: DashboardIntent, sidecar: DashboardSidecar): readonly string[] {
  const why = [...sidecar.unknown];
  const owner = wantsOwner(sidecar);
  if (owner !== undefined) why.push(owner);
  if (!sidecar.configMaps) why.push('RESOURCE is secret: it does not read ConfigMaps.');
  if (sidecar.names && !sidecar.names.includes(intent.name)) {
    why.push(`RESOURCE_NAME allows only ${sidecar.names.join(', ')}: add ${intent.name} there.`);
  }
  if (new TextEncoder().encode(Object.values(intent.dashboards).join('')).length > MAX_BYTES - 1024)
    why.push('It is larger than a ConfigMap may be (1 MiB).');
  return why;
}

function namespaceFor(intent: DashboardIntent, { namespaces, workload }: DashboardSidecar): string {
  if (namespaces === 'all' || namespaces.includes(intent.namespace)) return intent.namespace;
  const own = workload.namespace ?? '';
  return namespaces.includes(own) ? own : (namespaces[0] ?? own);
}
