/** Revisions that documents ask for, looked up once each. */
import { posix } from 'node:path';
import { stringAt } from '../../../kube/json.ts';
import type { JsonObject } from '../../../model/index.ts';
import type { Checkout } from '../argocd/places.ts';
import { foldersOf } from '../kustomize/entries.ts';
import { isKnownText } from '../releases/draft.ts';
import type { FilePorts } from '../walk.ts';
import type { AskedRevision, Pin, Pinned, PinnedTree } from './model.ts';

/** undefined: it is the branch that the files are of, or are meant for. */
export type RevisionOf = (asked: AskedRevision) => Pin | undefined;

/** That of a source of an Application. */
export function pinAt(revisionOf: RevisionOf, raw: JsonObject, address: string | undefined): Pin | undefined {
  return revisionOf({ kind: 'any', text: stringAt(raw, 'targetRevision') ?? '', address });
}

export interface Asked {
  readonly revisionOf: RevisionOf;
  /** Looks up what was asked for and is not known; the trees that this brought, undefined where there was nothing to do. */
  readonly lookUp: () => Promise<readonly PinnedTree[] | undefined>;
}

/** Of Argo CD: the default branch of the server. */
const DEFAULT = /^(?:|HEAD)$/;
/** What is named for one state, and not for a branch. */
const VERSION = /^v?\d+(?:\.\d+){1,3}(?:[-+.][\w.+-]*)?$|^[0-9a-f]{7,64}$/;
/** As 1.x, ~1.2, >=1.0 <2. Source: argo-cd util/versions/versions.go (IsConstraint). */
const RANGE = /^(?:[~^<>=!].*|\*|v?\d+(?:\.\d+)?\.[*xX](?:\.[*xX])?|v?\d[\w.]*(?: - |\s*[,|<>=]).*)$/;

export function askedOf(checkout: Checkout | undefined, ports: FilePorts): Asked {
  const known = new Map<string, Pinned>();
  const missing = new Map<string, AskedRevision>();
  return {
    revisionOf: (given) => {
      const { text } = given;
      const asked: AskedRevision = given.kind === 'any' && RANGE.test(text) ? { ...given, kind: 'semver' } : given;
      if (['any', 'branch', 'name'].includes(asked.kind) && DEFAULT.test(text)) return undefined;
      if (!isKnownText(text)) return { label: text, why: 'its name is put together elsewhere' };
      const key = JSON.stringify([asked.kind, text, asked.address]);
      const found = known.get(key);
      if (found === undefined) missing.set(key, asked);
      if (found === 'current') return undefined;
      if (found === undefined || 'why' in found) return { label: text, why: found?.why ?? 'it was not looked up' };
      return { label: found.root.slice(0, -1), tree: found };
    },
    lookUp: async () => {
      if (missing.size === 0) return undefined;
      const trees: PinnedTree[] = [];
      for (const [key, asked] of missing) {
        const { at } = checkout ?? {};
        const found = at && ports.mount ? await at(asked) : withoutGit(asked);
        known.set(key, found);
        if (found === 'current' || 'why' in found) continue;
        ports.mount?.(found);
        trees.push(found);
      }
      missing.clear();
      return trees;
    },
  };
}

/** What the files are that were given is their own matter; a version is one state all the same. */
function withoutGit({ kind, text }: AskedRevision): Pinned {
  const isOne = ['tag', 'commit', 'semver'].includes(kind) || VERSION.test(text) || text.startsWith('refs/tags/');
  return isOne ? { why: 'no clone of the repository is here to read it from' } : 'current';
}

/** A folder of a tree as its files are called; undefined: there is none. */
export function folderIn({ root, paths }: PinnedTree, path: string): string | undefined {
  if (path === '.') return root;
  return paths.some((one) => one.startsWith(`${path}/`)) ? posix.join(root, path) : undefined;
}

export function foldersIn({ paths }: PinnedTree): readonly string[] {
  return [...new Set(paths.flatMap((path) => foldersOf(path)))];
}
