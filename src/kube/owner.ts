import type { KubeObject, Ref } from '../model/index.ts';
import { applicationOf, INSTANCE } from './argocd.ts';
import { chartOf, releaseOf } from './chart-of.ts';
import { labelsAt, stringsAt } from './json.ts';

/** Who would undo our change to an object, and where its source is. */
export type Owner =
  | { readonly kind: 'helm'; readonly release: string; readonly namespace: string }
  | { readonly kind: 'argocd'; readonly application: string }
  | { readonly kind: 'flux-kustomization'; readonly name: string; readonly namespace: string }
  | { readonly kind: 'flux-helmrelease'; readonly name: string; readonly namespace: string }
  | { readonly kind: 'controller'; readonly parent: Ref };

export const MANAGED_BY = 'app.kubernetes.io/managed-by';
export const PROMWIRE = 'promwire';
/** Annotation in which fix keeps what it did to an object. */
export const FIXED = 'promwire.dev/fixed';

/**
 * The owner of an object, or undefined. Marks: Helm's two annotations or its managed-by label (Helm 3 adds them at
 * install even where the template does not), or what a render tells of its chart, Argo CD's marks, Flux' labels, a controlling owner
 * reference. The GitOps tools come first: they re-apply what Helm only wrote once.
 */
export function ownerOf(object: KubeObject): Owner | undefined {
  const { labels, namespace = '' } = object.metadata;
  const controller = object.metadata.ownerReferences?.find((reference) => reference.controller);
  if (controller) {
    const { apiVersion, kind, name } = controller;
    return { kind: 'controller', parent: { apiVersion, kind, ...(namespace === '' ? {} : { namespace }), name } };
  }
  const application = applicationOf(object);
  if (application !== undefined) return { kind: 'argocd', application };
  const kustomization = labels['kustomize.toolkit.fluxcd.io/name'];
  if (kustomization !== undefined) {
    return {
      kind: 'flux-kustomization',
      name: kustomization,
      namespace: labels['kustomize.toolkit.fluxcd.io/namespace'] ?? '',
    };
  }
  const helmRelease = labels['helm.toolkit.fluxcd.io/name'];
  if (helmRelease !== undefined) {
    return { kind: 'flux-helmrelease', name: helmRelease, namespace: labels['helm.toolkit.fluxcd.io/namespace'] ?? '' };
  }
  if (chartOf(object)) return { kind: 'helm', release: releaseOf(object), namespace: releaseNamespaceOf(object) };
  return undefined;
}

/** Where the Helm release of an object is, as the object itself tells; '': it does not. */
export function releaseNamespaceOf(object: KubeObject): string {
  const { annotations, namespace = '' } = object.metadata;
  return annotations['meta.helm.sh/release-namespace'] ?? object.render?.namespace ?? servedBy(object) ?? namespace;
}

/** The one namespace where a monitor of a chart looks for the Services of its own release; it may be in another one. */
function servedBy(object: KubeObject): string | undefined {
  const [only, more] = stringsAt(object.body, 'spec', 'namespaceSelector', 'matchNames');
  const { [INSTANCE]: instance } = labelsAt(object.body, 'spec', 'selector', 'matchLabels');
  return more === undefined && instance !== undefined && instance === releaseOf(object) ? only : undefined;
}

/** "Helm release web in namespace shop". */
export function printOwner(owner: Owner): string {
  switch (owner.kind) {
    case 'helm':
      if (owner.release === '') return 'Helm';
      return `Helm release ${owner.release}${owner.namespace === '' ? '' : ` in namespace ${owner.namespace}`}`;
    case 'argocd':
      return `Argo CD application ${owner.application}`;
    case 'flux-kustomization':
      return `Flux Kustomization ${owner.namespace}/${owner.name}`;
    case 'flux-helmrelease':
      return `Flux HelmRelease ${owner.namespace}/${owner.name}`;
    case 'controller':
      return `its controller ${owner.parent.kind} ${owner.parent.name}`;
  }
}

/**
 * Marks of tools that set an object again, with what they call themselves. kapp: its label. OLM: its owner's label. Fleet,
 * Rancher and k3s' addons: wrangler's apply, a label, and an annotation that Fleet alone leaves on what its Helm makes.
 * Config Sync: the annotation that counts only with the object's own name in it, so that a copy of it owns nothing
 * (kpt-config-sync, ManagedByConfigSync).
 */
const KEPT_BY: readonly (readonly [where: 'labels' | 'annotations', key: string, tool: string])[] = [
  ['labels', 'olm.owner', 'the Operator Lifecycle Manager'],
  ['labels', 'kapp.k14s.io/app', 'kapp'],
  ['labels', 'objectset.rio.cattle.io/hash', 'Rancher, Fleet or k3s'],
  ['annotations', 'objectset.rio.cattle.io/id', 'Rancher, Fleet or k3s'],
];
const SYNC_MANAGED = 'configmanagement.gke.io/managed';
const SYNC_ID = 'configsync.gke.io/resource-id';

function isConfigSynced({ metadata: { annotations, namespace, name } }: KubeObject): boolean {
  const own = [namespace ?? '', name].filter((part) => part !== '').join('_');
  return annotations[SYNC_MANAGED] === 'enabled' && (annotations[SYNC_ID] ?? '').endsWith(`_${own}`);
}

/** Field managers of controllers that apply an object again: Flux, Argo CD, Config Sync. */
const KEEPERS: readonly string[] = [
  ...['kustomize-controller', 'helm-controller', 'argocd-controller', 'argocd-application-controller', 'configsync'],
];

/** In words, who would undo a change: an owner, or one of which only a mark is known; undefined: nobody is seen. */
export function keeperOf(object: KubeObject): string | undefined {
  const owner = ownerOf(object);
  if (owner) return printOwner(owner);
  const { ownerReferences = [], fieldOwners = [] } = object.metadata;
  const [reference] = ownerReferences;
  if (reference) return `its owner ${reference.kind} ${reference.name}`;
  const mark = KEPT_BY.find(([where, key]) => Object.hasOwn(object.metadata[where], key));
  if (mark) return mark[2];
  if (isConfigSynced(object)) return 'Config Sync';
  return fieldOwners.find(
    ({ manager, operation }) => KEEPERS.includes(manager) || (manager === 'helm' && operation === 'Apply'),
  )?.manager;
}

/** What makes the text of an object in a file, so that a change of it would be lost. */
export function sourceOf(object: KubeObject): string | undefined {
  if (object.template !== undefined) return `It is rendered from ${object.template}`;
  const owner = ownerOf(object);
  return owner?.kind === 'helm' || owner?.kind === 'controller' ? `It is from ${printOwner(owner)}` : undefined;
}

/** Made by promwire, however it came into the cluster: by setup, or from Git and what `promwire generate` printed. */
export function isMarked(object: KubeObject): boolean {
  return object.metadata.labels[MANAGED_BY] === PROMWIRE;
}

/** Ours to delete: our label, no other owner, and (where the fields' managers are known) our field manager. */
export function isOurs(object: KubeObject): boolean {
  if (!isMarked(object) || ownerOf(object) !== undefined) return false;
  const managers = object.metadata.fieldOwners;
  return managers === undefined || managers.length === 0 || managers.some((owner) => owner.manager === PROMWIRE);
}

/** As isOurs, where the fields' managers show it: what may be deleted without a question of whose it is. */
export function isShownOurs(object: KubeObject): boolean {
  return isOurs(object) && (object.metadata.fieldOwners ?? []).some(({ manager }) => manager === PROMWIRE);
}

/** Did promwire write this annotation of its own? Everybody who may write the object can write the same text. */
export function isOurMark(object: KubeObject, annotation: string): boolean {
  return (object.metadata.fieldOwners ?? []).some(
    ({ manager, marks = [] }) => manager === PROMWIRE && marks.includes(annotation),
  );
}

/**
 * What `kubectl apply` calls itself as the manager of fields, without and with --server-side (k8s.io/kubectl v0.31.3
 * pkg/cmd/apply/apply.go: FieldManagerClientSideApply, fieldManagerServerSideApply).
 */
const KUBECTL_APPLY: readonly string[] = ['kubectl-client-side-apply', 'kubectl'];

/** Did `kubectl apply` write all of these fields, so that files have them? */
export function byKubectlApply(holders: readonly { readonly manager: string }[]): boolean {
  return holders.length > 0 && holders.every(({ manager }) => KUBECTL_APPLY.includes(manager));
}
