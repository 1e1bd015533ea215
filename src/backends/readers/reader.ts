import type { KubeObject } from '../../model/index.ts';
import { listAt, objectsAt, stringAt } from '../../kube/json.ts';
import { compareRefs, nameOf, refOf } from '../../kube/refs.ts';
import type { World } from '../../world/world.ts';

/** What one reader does with the objects of one kind. */
export type Reading =
  /** Something of it reads them; by which selectors is not judged. `says`: a sentence. */
  | { readonly kind: 'reads'; readonly says: string }
  /** It may, and what decides was not seen. */
  | { readonly kind: 'may'; readonly says: string }
  /** It reads none of them. `todo`: what would change that. */
  | { readonly kind: 'none'; readonly says: string; readonly todo: string };

/** Something other than the Prometheus Operator that takes up the operator's objects, or stands where it would. */
export interface Reader {
  readonly title: string;
  /** By what it was recognised. */
  readonly mark: string;
  /** Of the kinds that it knows of; of another kind nothing is said. */
  readonly of: Readonly<Record<string, Reading>>;
}

/** Recognises one kind of reader; undefined: nothing of it is seen. */
export type Recognise = (world: World) => Reader | undefined;

/** "CustomResourceDefinition vmagents.operator.victoriametrics.com", of the first one of a group. */
export function crdOf(world: World, group: string): string | undefined {
  const crd = world
    .all('apiextensions.k8s.io', 'CustomResourceDefinition')
    .find(({ metadata }) => metadata.name.endsWith(`.${group}`));
  return crd && `CustomResourceDefinition ${crd.metadata.name}`;
}

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet'];

/** Workloads and pods with a container of this image, workloads first. */
export function runningImage(world: World, image: RegExp): readonly KubeObject[] {
  const has = (object: KubeObject, ...path: readonly string[]): boolean =>
    objectsAt(object.body, ...path, 'containers').some((container) => image.test(stringAt(container, 'image') ?? ''));
  return [
    ...WORKLOADS.flatMap((kind) => world.all('apps', kind)).filter((object) => has(object, 'spec', 'template', 'spec')),
    ...world.all('', 'Pod').filter((object) => has(object, 'spec')),
  ];
}

/** "Deployment monitoring/vm-operator". */
export function shown(object: KubeObject): string {
  return `${object.kind} ${nameOf(refOf(object))}`;
}

/** "VMAgent a/b, VMAgent a/c", three at most. */
export function shownAll(objects: readonly KubeObject[]): string {
  const sorted = objects.toSorted((a, b) => compareRefs(refOf(a), refOf(b)));
  const more = sorted.length > 3 ? ` and ${sorted.length - 3} more` : '';
  return `${sorted.slice(0, 3).map(shown).join(', ')}${more}`;
}

/** The same reading of each of these kinds. */
export function each(kinds: readonly string[], reading: (kind: string) => Reading): Reader['of'] {
  return Object.fromEntries(kinds.map((kind) => [kind, reading(kind)]));
}

/** Are all objects of a kind seen, so that one that is not there is known to be missing? Files never tell. */
export function seesAll(world: World, group: string, kind: string): boolean {
  return world.snapshot.source === 'cluster' && world.gaps(group, kind).length === 0;
}

/** Names in a list of facts. */
export function namesIn(value: Parameters<typeof listAt>[0], ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).filter((name): name is string => typeof name === 'string');
}
