/**
 * Folders of a repository that hold a Prometheus each, for a cluster each: without promwire.yaml, what is in them, and in other
 * folders of the same name (clusters/prod, apps/shop/overlays/prod), is of that cluster alone.
 */
import { relative } from '../compare/side.ts';
import { SUBJECT_KINDS } from '../kube/kinds.ts';
import { compare } from '../kube/refs.ts';
import type { Copy } from '../io/files/index.ts';
import { isIn } from '../kube/path-in.ts';
import type { Origin } from '../model/index.ts';
import { contents, folderOf, withObjects } from './copies.ts';
import type { Copied } from './copies.ts';

/** Which cluster a file, or a folder that kustomize builds, is of; undefined: of all, or it cannot be told. */
export interface ClusterFolders {
  readonly names: readonly string[];
  readonly of: (path: string) => string | undefined;
}

const STACKS: readonly string[] = ['Prometheus', 'PrometheusAgent'];

/** Undefined: nothing tells several clusters apart. */
export function clusterFolders(...sides: readonly Copied[]): ClusterFolders | undefined {
  const folders = new Map(sides.flatMap((side) => [...foldersIn(side)]));
  const names = [...new Set(folders.values())].toSorted(compare);
  if (names.length < 2) return undefined;
  const of = (path: string): string | undefined => {
    for (const [folder, name] of folders) if (isIn(path, folder)) return name;
    const named = names.filter((name) => `/${path}/`.includes(`/${name}/`));
    return named.length === 1 ? named[0] : undefined;
  };
  return { names, of };
}

/** The folders of one side with the names of their clusters: what is otherwise in their paths. */
function foldersIn(side: Copied): ReadonlyMap<string, string> {
  const stacks = [...side.copies.values()]
    .filter(([first]) => first && STACKS.includes(first.object.kind))
    .map((copies) => [...new Set(copies.map(({ at }) => relative(side, at)))]);
  const twice = stacks.filter((paths) => paths.length > 1);
  const sets = twice.length > 0 ? twice : [stacks.flat()];
  const all = [...new Set(sets.flatMap((paths) => paths.map((path) => folderOf(path, paths))))];
  const inner = all.filter((folder) => !all.some((other) => other !== folder && isIn(other, folder)));
  const named = new Map(namesOf(inner));
  // Two that are called otherwise may be of one cluster, unless what they take stands once for each of them.
  return named.size > 1 && (twice.length > 0 || hasCopyEach(side, [...named.values()])) ? named : new Map();
}

function namesOf(folders: readonly string[]): readonly (readonly [string, string])[] {
  const parts = folders.map((folder) => folder.split('/'));
  const [first = []] = parts;
  const shared = first.findIndex((part, i) => parts.some((each) => each[i] !== part || each.length === i + 1));
  return folders.map((folder, i) => [folder, (parts[i] ?? []).slice(Math.max(shared, 0)).join('/')]);
}

function hasCopyEach(side: Copied, names: readonly string[]): boolean {
  return [...side.copies.values()].some((copies) => {
    if (!copies.some(({ object }) => SUBJECT_KINDS.includes(object.kind))) return false;
    const paths = copies.map(({ at }) => `/${relative(side, at)}/`);
    return names.filter((name) => paths.some((path) => path.includes(`/${name}/`))).length > 1;
  });
}

/** One cluster of both sides; `folder`: with the copies there, where it cannot be told which are of it. */
export interface ClusterSides<S> {
  readonly base: S;
  readonly head: S;
  readonly folder?: string;
}

/** So many ways to take copies are tried. */
const MOST = 4;

/** What a cluster may be made of: more than one where copies are in folders that no cluster is called by. */
export function sidesOfCluster<S extends Copied>(
  base: S,
  head: S,
  folders: ClusterFolders,
  name: string,
): readonly ClusterSides<S>[] {
  const open = [...new Set([...openFolders(base, folders, name), ...openFolders(head, folders, name)])];
  const ways = open.length === 0 ? [undefined] : open.toSorted(compare).slice(0, MOST);
  return ways.map((folder) => ({
    base: sideOfCluster(base, folders, name, folder),
    head: sideOfCluster(head, folders, name, folder),
    ...(folder === undefined ? {} : { folder }),
  }));
}

function sideOfCluster<S extends Copied>(side: S, { of }: ClusterFolders, name: string, folder: string | undefined): S {
  const own = (copies: readonly Copy[]): readonly Copy[] => copies.filter(({ at }) => of(relative(side, at)) === name);
  const entries = [...side.listed].flatMap(([file, listed]) => (of(relative(side, file)) === name ? listed : []));
  const isBuilt = (origin: Origin): boolean =>
    origin.source === 'file' && entries.some((entry) => isIn(origin.file, entry));
  const placed = new Set(
    [...side.copies.values()].flatMap((copies) => own(copies).map(({ object }) => lineOf(object.origin))),
  );
  const taken = withObjects(side, (object, key) => {
    const copies = side.copies.get(key) ?? [];
    if (copies.length === 0) return object;
    const mine = own(copies);
    if (mine.length > 0) return mine.some((copy) => copy.object === object) ? object : mine.at(-1)?.object;
    const shared = copies.filter(({ at }) => of(relative(side, at)) === undefined);
    const there = shared.find((copy) => lastName(side, copy, copies) === folder);
    // Overlays that make the same have one copy together, in the folder of the first of them.
    const alike = copies.find(({ object: { origin } }) => isBuilt(origin) && !placed.has(lineOf(origin)));
    return (there ?? shared.find((copy) => copy.object === object) ?? shared.at(-1) ?? alike)?.object;
  });
  return { ...taken, copies: new Map([...side.copies].map(([key, copies]) => [key, own(copies)])) };
}

function lineOf(origin: Origin): string {
  return origin.source === 'file' ? `${origin.file}:${origin.line}` : '';
}

/** What the folders are called that hold copies of one object, otherwise each, of which none is this cluster's by its name. */
function openFolders(side: Copied, { of }: ClusterFolders, name: string): readonly string[] {
  return [...side.copies.values()].flatMap((copies) => {
    const names = copies.map(({ at }) => of(relative(side, at)));
    const shared = copies.filter((_, i) => names[i] === undefined);
    if (names.includes(name) || shared.length < 2) return [];
    if (new Set(shared.map(({ object }) => contents(object))).size < 2) return [];
    return shared.map((copy) => lastName(side, copy, copies));
  });
}

function lastName(side: Copied, { at }: Copy, copies: readonly Copy[]): string {
  const folder = folderOf(
    relative(side, at),
    copies.map((copy) => relative(side, copy.at)),
  );
  return folder.split('/').at(-1) ?? folder;
}
