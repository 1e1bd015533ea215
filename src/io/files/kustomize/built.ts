/** Objects as kustomize makes them, in place of those of the files that it reads, each with the place of its source. */
import { atOnce } from '../../../kube/steps.ts';
import { posix } from 'node:path';
import type { KubeObject } from '../../../model/index.ts';
import { collect } from '../collect.ts';
import { newCollection, type Collection } from '../collection.ts';
import type { FileOrigin, Source } from '../releases/draft.ts';
import { isObject, stringAt } from '../../../kube/json.ts';
import { isOfKustomize } from './entries.ts';
import { isClusterScoped, written } from '../settle.ts';
import { labelSetters } from './label-setters.ts';
import type { KustomizeTree, Root } from './tree.ts';

/** A build takes a moment; what is not built until then stays as it is, and is named. */
const PATIENCE_MS = 20_000;
/** Most of a build is waiting for the program to start. */
const AT_ONCE = 4;

/**
 * What was read, with the folders that kustomize changes built by it. `build`: the manifests of a folder, or undefined
 * where it cannot be built; its files then stay as they are.
 */
export async function withBuilt(
  read: Collection,
  tree: KustomizeTree,
  build: (folder: string) => Promise<string | undefined>,
): Promise<Collection> {
  const { roots, placementsOf } = tree;
  const built: { readonly root: Root; readonly text: string }[] = [];
  const unbuilt: string[] = [];
  const until = performance.now() + PATIENCE_MS;
  const texts = new Map<Root, string | undefined>();
  const left = roots.values();
  const next = async (): Promise<void> => {
    for (const root of left) texts.set(root, performance.now() < until ? await build(root.folder) : undefined);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  for (const root of roots) {
    const text = texts.get(root);
    if (text !== undefined) built.push({ root, text });
    else if (root.patched) unbuilt.push(root.folder);
  }
  if (built.length === 0) return { ...read, unbuilt };
  const folders = new Set(built.map(({ root }) => root.folder));
  // What an overlay lists, too, that is not built, is left for that one; what nothing applies is left out later.
  const isLeft = ({ file }: { readonly file: string }): boolean =>
    placementsOf(file, folders).length > 0 || placementsOf(file, new Set()).length === 0;
  const parts = built.map(({ root, text }) => partOf(read, root, text, tree));
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

function partOf(
  read: Collection,
  root: Root,
  text: string,
  tree: KustomizeTree,
): Pick<Collection, 'objects' | 'sources'> {
  const into: Collection = { ...newCollection(), keep: true };
  if (read.problems) into.problems = read.problems;
  atOnce(collect(into, root.file, text, { asked: true }));
  const own: FileOrigin = { source: 'file', file: root.file, document: 1, line: 1 };
  const from = (file: string): boolean => root.files.has(posix.normalize(file));
  const objects = read.objects
    .map(({ object }) => object)
    .filter(({ origin }) => origin.source === 'file' && from(origin.file));
  const sources = read.sources.filter(({ origin }) => from(origin.file));
  return {
    objects: into.objects.map(({ object, ...rest }) => {
      const alike = objects.filter(({ kind }) => kind === object.kind);
      const from = nearest(alike, object.metadata.name, nameOf);
      const labelledBy = from && settersOf(from, object, root, tree);
      return {
        ...rest,
        root: root.folder,
        object: { ...object, origin: from?.origin ?? own, ...(labelledBy ? { labelledBy } : {}) },
      };
    }),
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

/** What makes labels others than those that its document has; the whole kustomization where that is not told by it. */
function settersOf(
  from: KubeObject,
  made: KubeObject,
  { folder, file }: Root,
  tree: KustomizeTree,
): KubeObject['labelledBy'] {
  const [was, is] = [from.metadata.labels, made.metadata.labels];
  const others = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((key) => was[key] !== is[key]);
  if (others.length === 0 || from.origin.source !== 'file') return undefined;
  const way = tree.placementsOf(from.origin.file, new Set()).find(({ by }) => by === folder);
  const setters = labelSetters(written(from), way?.changes ?? [], isClusterScoped(from));
  return Object.fromEntries(others.map((key) => [key, setters[key] ?? { by: file, file, document: 1, path: [] }]));
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
