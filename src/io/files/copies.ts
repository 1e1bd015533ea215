/** Objects that stand several times among files, as in the folders of several clusters. */
import type { KubeObject, Origin } from '../../model/index.ts';

/** `at`: the file that it stands in, or what kustomize makes it by. */
export interface Copy {
  readonly at: string;
  readonly object: KubeObject;
  /** The clusters of Argo CD that it is applied to; absent: that is not told. */
  readonly clusters?: readonly string[];
}

/** All copies of each object, by keyOf, in the order in which they were read. */
export type Copies = ReadonlyMap<string, readonly Copy[]>;

/** While they are read: of each object by the place, for a file that is named twice, itself and by its folder, has one. */
export type Kept = Map<string, Map<string, Copy>>;

export function keep(kept: Kept, key: string, copy: Copy): void {
  const here = kept.get(key) ?? new Map<string, Copy>();
  const place = JSON.stringify([copy.at, placeOf(copy)]);
  const was = here.get(place);
  here.delete(place);
  kept.set(key, here.set(place, was ? withClusters(copy, was) : copy));
}

/** Two Applications may make the same of it. */
function withClusters({ clusters: own, ...copy }: Copy, { clusters: more }: Copy): Copy {
  return own && more ? { ...copy, clusters: [...new Set([...more, ...own])] } : copy;
}

export function copiesOf(kept: Kept): Copies {
  return new Map([...kept].map(([key, copies]) => [key, [...copies.values()]]));
}

function placeOf({ object: { origin } }: Copy): string {
  return origin.source === 'file' ? `${origin.file}:${origin.line}` : '';
}

export function fileOf(origin: Origin): string {
  return origin.source === 'file' ? origin.file : '';
}
