import type { Change, KubeObject, Manifest, Ref } from '../model/index.ts';

/** The API group of an apiVersion: "" for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

export function refOf(object: KubeObject | Manifest): Ref {
  const { name, namespace } = object.metadata;
  return { apiVersion: object.apiVersion, kind: object.kind, ...(namespace === undefined ? {} : { namespace }), name };
}

/** Groups of Kubernetes' own have no dot in them, or end like this. */
export function isCustomGroup(group: string): boolean {
  return group.includes('.') && !group.endsWith('.k8s.io');
}

/** "shop/web"; just the name for a cluster-scoped object, and where the namespace is not known. */
export function nameOf(ref: Ref): string {
  return (ref.namespace ?? '') === '' ? ref.name : `${ref.namespace}/${ref.name}`;
}

/** "ServiceMonitor shop/web". */
export function title(ref: Ref): string {
  return `${ref.kind} ${nameOf(ref)}`;
}

/** Identity of an object across versions of its API: group, kind, namespace and name. */
export function keyOf(ref: Ref): string {
  return `${groupOf(ref.apiVersion)}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`;
}

/** May two objects be in one namespace? Where one is that names none (among files), is not known. */
export function mayShare(a = '', b = ''): boolean {
  return a === '' || b === '' || a === b;
}

export function sameRef(a: Ref, b: Ref): boolean {
  return keyOf(a) === keyOf(b);
}

/** Order of every list that promwire prints: kind, namespace, name. Plain code-unit order, the same everywhere. */
export function compareRefs(a: Ref, b: Ref): number {
  return compare(a.kind, b.kind) || compare(a.namespace ?? '', b.namespace ?? '') || compare(a.name, b.name);
}

/** The same of objects, without a Ref of each: there may be a hundred thousand. */
export function compareObjects(a: KubeObject, b: KubeObject): number {
  return (
    compare(a.kind, b.kind) ||
    compare(a.metadata.namespace ?? '', b.metadata.namespace ?? '') ||
    compare(a.metadata.name, b.metadata.name)
  );
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Identity of a kind across versions of its API: "apps/Deployment", "/Service". */
export function kindKey({ group, kind }: { readonly group: string; readonly kind: string }): string {
  return `${group}/${kind}`;
}

/** kindKey of an object. */
export function kindKeyOf({ apiVersion, kind }: Pick<Ref, 'apiVersion' | 'kind'>): string {
  return kindKey({ group: groupOf(apiVersion), kind });
}

/** The object that a change is about. */
export function changedObject(change: Change): Ref {
  return change.action === 'apply' ? refOf(change.manifest) : change.object;
}
