/** What tools take of a repository at another revision than that of the files. */
import type { TreePorts } from '../tree-ports.ts';

/** A revision as a document names it. */
export interface AskedRevision {
  /** `any`: a branch, a tag or a commit; `name`: a whole name, as "refs/heads/main". */
  readonly kind: 'any' | 'branch' | 'tag' | 'commit' | 'name' | 'semver';
  readonly text: string;
  /** Of the repository. */
  readonly address?: string | undefined;
}

/** The files of a revision. */
export interface PinnedTree {
  /** What the paths of its files begin with, which are none of the disk: "v1.2.0:". */
  readonly root: string;
  /** Those of all of its files, from the root of the repository. */
  readonly paths: readonly string[];
  readonly ports: TreePorts;
}

/** `current`: the branch that the files here are of, or will be of; `why`: it is not known, as the end of a sentence. */
export type Pinned = 'current' | { readonly why: string } | PinnedTree;

/** A revision that is not that of the files here. `label`: what it is called. */
export interface Pin {
  readonly label: string;
  readonly tree?: PinnedTree;
  readonly why?: string;
}

/** Which branches the files are for, and names that are taken. */
export interface Pinning {
  readonly branches: readonly string[];
  readonly roots: readonly string[];
}

/** Is a path one of a revision? */
export const rootIn = (path: string, roots: Iterable<string>): string | undefined => {
  for (const root of roots) if (path === root || path.startsWith(`${root}/`)) return root;
  return undefined;
};

/** A file of a revision as git calls it: "v1:apps/a.yaml". */
export function gitName(path: string, roots: Iterable<string>): string {
  const root = rootIn(path, roots);
  return root === undefined || path === root ? path : `${root}${path.slice(root.length + 1)}`;
}
