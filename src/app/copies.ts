/**
 * Objects that stand several times in a repository, as in the folders of several clusters. One of them counts where all is
 * read together; what becomes of the others is found by taking those of one folder in its place.
 */
import { relative } from '../compare/side.ts';
import type { Side } from '../compare/side.ts';
import type { Copies, Copy } from '../io/files/index.ts';
import { isIn } from '../kube/path-in.ts';
import { compare, keyOf, refOf } from '../kube/refs.ts';
import type { KubeObject, Snapshot } from '../model/index.ts';

/** A side with where its objects stand. */
export interface Copied extends Pick<Side, 'prefix' | 'outside' | 'listed'> {
  readonly snapshot: Snapshot;
  readonly copies: Copies;
}

/** So many folders are looked at: each is a comparison of its own. */
const MOST = 8;

/** The copy that counts in HEAD is that which counts in BASE, where it is still there: another cluster is another question. */
export function aligned<S extends Copied>(base: S, head: S): S {
  const chosen = new Map<string, KubeObject>();
  for (const [key, copies] of head.copies) {
    const before = base.copies.get(key) ?? [];
    const counts = before.at(-1);
    if (!counts || copies.length < 2) continue;
    const same = partnersOf(base, head, before, copies).get(counts);
    if (same && same !== copies.at(-1)) chosen.set(key, same.object);
  }
  return chosen.size === 0 ? head : withObjects(head, (object, key) => chosen.get(key) ?? object);
}

export function withObjects<S extends Copied>(
  side: S,
  of: (object: KubeObject, key: string) => KubeObject | undefined,
): S {
  const objects = side.snapshot.objects.flatMap((object) => of(object, keyOf(refOf(object))) ?? []);
  return { ...side, snapshot: { ...side.snapshot, objects } };
}

/** Both sides with the copies of one folder in the place of those that count. */
export interface Variant<S> {
  readonly folder: string;
  readonly base: S;
  readonly head: S;
}

/** Those of folders in which something changes otherwise than in the copy that counts; `more`: those that were not looked at. */
export function variantsOf<S extends Copied>(
  base: S,
  head: S,
): { readonly variants: readonly Variant<S>[]; readonly more: readonly string[] } {
  const pairs = pairsOf(base, head);
  const folders = [...new Set(pairs.flatMap(({ folder, changes }) => (changes ? folder : [])))].toSorted(compare);
  const variants = folders.slice(0, MOST).map((folder): Variant<S> => {
    const here = new Map(pairs.flatMap((pair) => (isIn(pair.path, folder) ? [[pair.key, pair] as const] : [])));
    return {
      folder,
      base: withObjects(base, (object, key) => here.get(key)?.was.object ?? object),
      head: withObjects(head, (object, key) => {
        const pair = here.get(key);
        if (pair) return pair.is?.object;
        // One that got another name has a copy there, too.
        const fresh = base.copies.has(key) ? [] : (head.copies.get(key) ?? []);
        return fresh.findLast(({ at }) => isIn(relative(head, at), folder))?.object ?? object;
      }),
    };
  });
  return { variants, more: folders.slice(MOST) };
}

/** One world for each folder that holds other copies of these objects than those that count; they have several contents. */
export function waysOf<S extends Copied>(side: S, keys: readonly string[]): readonly S[] {
  const folders = keys.flatMap((key) => {
    const paths = (side.copies.get(key) ?? []).map(({ at }) => relative(side, at));
    return paths.map((path) => folderOf(path, paths));
  });
  return [...new Set(folders)].slice(0, MOST).map((folder) =>
    withObjects(side, (object, key) => {
      const copies = side.copies.get(key) ?? [];
      return copies.length < 2
        ? object
        : (copies.findLast(({ at }) => isIn(relative(side, at), folder))?.object ?? object);
    }),
  );
}

/** Does it stand several times, otherwise each? */
export function isSeveral({ copies }: Copied, key: string): boolean {
  return new Set((copies.get(key) ?? []).map(({ object }) => contents(object))).size > 1;
}

/** A copy of BASE and what it is in HEAD. */
interface Pair {
  readonly key: string;
  readonly path: string;
  readonly folder: string;
  readonly was: Copy;
  readonly is?: Copy;
  /** Otherwise than the copy that counts. */
  readonly changes: boolean;
}

function pairsOf(base: Copied, head: Copied): readonly Pair[] {
  return [...base.copies].flatMap(([key, copies]) => {
    if (copies.length < 2) return [];
    const others = head.copies.get(key) ?? [];
    const partners = partnersOf(base, head, copies, others);
    const names = copies.map(({ at }) => relative(base, at));
    const counts = copies.at(-1);
    const counted = counts ? change(counts, partners.get(counts)) : '';
    return copies.map((was, i): Pair => {
      const path = names[i] ?? '';
      const is = partners.get(was) ?? (isListedAlike(base, head, was.at) ? others.at(-1) : undefined);
      // Where the copy that counts is gone, another one is in its place.
      const changes = was === copies.at(-1) ? !is && others.length > 0 : !['', counted].includes(change(was, is));
      return { key, path, folder: folderOf(path, names), was, ...(is ? { is } : {}), changes };
    });
  });
}

/** Overlays that come to make the same have one copy together: what such a kustomization lists is as it was. */
function isListedAlike(base: Copied, head: Copied, folder: string): boolean {
  const entries = (side: Copied): string | undefined => {
    const found = [...side.listed].find(([file]) => relative(side, folderIn(file)) === relative(base, folder));
    return found?.[1].map((path) => relative(side, path)).join('\n');
  };
  const now = entries(head);
  return now !== undefined && now === entries(base);
}

const folderIn = (file: string): string => file.slice(0, Math.max(file.lastIndexOf('/'), 0));

/** The copy at the same place; else one at a place that is new, of the same contents before others. */
function partnersOf(
  base: Copied,
  head: Copied,
  copies: readonly Copy[],
  others: readonly Copy[],
): ReadonlyMap<Copy, Copy> {
  const partners = new Map<Copy, Copy>();
  const left = new Set(others);
  const ways: readonly ((was: Copy, is: Copy) => boolean)[] = [
    (was, is) => relative(base, was.at) === relative(head, is.at),
    (was, is) => contents(was.object) === contents(is.object),
    () => true,
  ];
  for (const way of ways)
    for (const was of copies) {
      const is = partners.has(was) ? undefined : [...left].find((each) => way(was, each));
      if (!is) continue;
      partners.set(was, is);
      left.delete(is);
    }
  return partners;
}

/** What becomes of a copy, as a text; '': it stays as it is. */
function change(was: Copy, is: Copy | undefined): string {
  const [before, after] = [contents(was.object), is ? contents(is.object) : ''];
  return before === after ? '' : JSON.stringify([before, after]);
}

export function contents({ metadata: { labels, annotations }, body }: KubeObject): string {
  return JSON.stringify([labels, annotations, body]);
}

/** The outermost folder that holds this copy of an object and none of the others. */
export function folderOf(path: string, all: readonly string[]): string {
  const parts = path.split('/');
  for (let count = 1; count < parts.length; count += 1) {
    const folder = parts.slice(0, count).join('/');
    if (!all.some((other) => other !== path && isIn(other, folder))) return folder;
  }
  return path;
}
