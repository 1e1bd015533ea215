/** Where paths of a Git repository are among the files. */
import { posix } from 'node:path';
import type { AskedRevision, Pinned } from '../pinned/model.ts';
import { isAt, likeliest } from '../releases/at-path.ts';

/** The checkout that files are in. */
export interface Checkout {
  /** Addresses of its remotes. */
  readonly remotes: readonly string[];
  /** A path as it is from the root of the repository; undefined: it is outside. */
  readonly below: (path: string) => string | undefined;
  /** A revision of it that a tool takes; absent: that cannot be read. */
  readonly at?: (asked: AskedRevision) => Promise<Pinned>;
}

/** The folders and files of a repository. */
export interface Places {
  /** What a path from its root is among these, as files call it; `file`: what names it. Several: it may be any of them. */
  readonly find: (path: string, file: string, isExact: boolean) => readonly string[];
  /** From the root, or from where that may be: the outermost first. */
  readonly from: (file: string, isExact: boolean) => readonly (readonly string[])[];
}

/** `all`: folders, or files, as they are called from here. */
export function placesIn(all: readonly string[], root: string, checkout: Checkout | undefined): Places {
  const below = new Map(
    checkout
      ? all.flatMap((path) => {
          const at = checkout.below(path);
          return at === undefined ? [] : [[at, path] as const];
        })
      : [],
  );
  return {
    find: (path, file, isExact) => {
      if (path === '.') return [isExact ? (below.get('.') ?? root) : root];
      if (isExact && checkout) return [below.get(path) ?? []].flat();
      const exact = all.find((one) => one === path || one === posix.join(root, path));
      return exact === undefined
        ? likeliest(
            all.filter((one) => isAt(one, path)),
            path,
            file,
          )
        : [exact];
    },
    from: (file, isExact) => {
      if (isExact && checkout) return [[...below.keys()]];
      return rootsOf(file).map((folder) =>
        all.flatMap((path) => {
          const inside = folder === '.' ? path : path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : '';
          return inside === '' || inside.startsWith('../') ? [] : [inside];
        }),
      );
    },
  };
}

/** The folders around a file, the outermost first. */
function rootsOf(file: string): readonly string[] {
  const parts = posix.dirname(posix.normalize(file)).split('/');
  const folders = parts.map((_, i) => parts.slice(0, i + 1).join('/'));
  return [...new Set(['.', ...folders.filter((folder) => folder !== '')])];
}
