/** Objects as kustomize makes them, in place of those of the files that it reads, each with the place of its source. */
import { atOnce } from '../../../kube/steps.ts';
import { posix } from 'node:path';
import type { KubeObject } from '../../../model/index.ts';
import { collect, newCollection, type Collection } from '../collect.ts';
import type { FileOrigin, Source } from '../releases/draft.ts';
import { isObject, stringAt } from '../../../kube/json.ts';
import { isOfKustomize, type KustomizeTree, type Root } from './tree.ts';

/** A build takes a moment; what is not built until then stays as it is, and is named. */
const PATIENCE_MS = 20_000;

/**
 * What was read, with the folders that kustomize changes built by it. `build`: the manifests of a folder, or undefined
 * where it cannot be built; its files then stay as they are.
 */
export async function withBuilt(
  read: Collection,
  { roots, placementsOf }: KustomizeTree,
  build: (folder: string) => Promise<string | undefined>,
): Promise<Collection> {
  const built: { readonly root: Root; readonly text: string }[] = [];
  const unbuilt: string[] = [];
  const until = performance.now() + PATIENCE_MS;
  for (const root of roots) {
    const text = performance.now() < until ? await build(root.folder) : undefined;
    if (text !== undefined) built.push({ root, text });
    else if (root.patched) unbuilt.push(root.folder);
  }
  if (built.length === 0) return { ...read, unbuilt };
  const folders = new Set(built.map(({ root }) => root.folder));
  // What an overlay lists, too, that is not built, is left for that one.
  const isLeft = ({ file }: { readonly file: string }): boolean => placementsOf(file, folders).length > 0;
  const parts = built.map(({ root, text }) => partOf(read, root, text));
  return {
    ...read,
    unbuilt,
    built: folders,
    objects: [
      ...read.objects.filter(({ object: { origin } }) => origin.source !== 'file' || isLeft(origin)),
      ...parts.flatMap(({ objects }) => objects),
    ],
    sources: [
      ...read.sources.filter((source) => isKustomization(source) || isLeft(source.origin)),
      ...parts.flatMap(({ sources }) => sources),
    ],
  };
}

const isKustomization = (source: Source): boolean => source.kind === 'Chart' || isOfKustomize(source);

function partOf(read: Collection, root: Root, text: string): Pick<Collection, 'objects' | 'sources'> {
  const into: Collection = { ...newCollection(), keep: true };
  if (read.problems) into.problems = read.problems;
  atOnce(collect(into, root.file, text, true));
  const own: FileOrigin = { source: 'file', file: root.file, document: 1, line: 1 };
  const from = (file: string): boolean => root.files.has(posix.normalize(file));
  const objects = read.objects
    .map(({ object }) => object)
    .filter(({ origin }) => origin.source === 'file' && from(origin.file));
  const sources = read.sources.filter(({ origin }) => from(origin.file));
  return {
    objects: into.objects.map(({ object, ...rest }) => ({
      ...rest,
      root: root.folder,
      object: {
        ...object,
        origin:
          nearest(
            objects.filter(({ kind }) => kind === object.kind),
            object.metadata.name,
            nameOf,
          )?.origin ?? own,
      },
    })),
    sources: into.sources.map((source) => ({
      ...source,
      root: root.folder,
      origin:
        nearest(
          sources.filter(({ kind }) => kind === source.kind),
          sourceName(source),
          sourceName,
        )?.origin ?? own,
    })),
  };
}

const nameOf = ({ metadata }: KubeObject): string => metadata.name;
const sourceName = ({ raw }: Source): string => (isObject(raw) ? (stringAt(raw, 'metadata', 'name') ?? '') : '');

/** The one of that name, else the one whose name is the longest part of it: kustomize puts words around a name. */
function nearest<T>(all: readonly T[], name: string, of: (one: T) => string): T | undefined {
  const exact = all.find((one) => of(one) === name);
  if (exact) return exact;
  const inside = all.filter((one) => of(one) !== '' && name.includes(of(one)));
  return inside.toSorted((a, b) => of(b).length - of(a).length)[0];
}
