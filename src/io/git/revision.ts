/** A revision of the repository around the working directory, and the folder or file of it that a name is about. */
import { posix } from 'node:path';
import type { TreePorts } from '../files/tree-ports.ts';
import { PromwireError } from '../../errors.ts';
import { openBlobs } from './blobs.ts';
import { codeOf } from '../error-code.ts';
import { REFUSED } from '../read-file.ts';
import { shortOf } from './branches.ts';
import { git } from './run.ts';
import { entriesIn, treePorts } from './tree.ts';
import type { TreeEntry } from './tree.ts';
import { isIn } from '../../kube/path-in.ts';

export interface Revision {
  /** As it was given: "origin/main:deploy". */
  readonly name: string;
  /** Path of the folder or file for the ports: "origin/main:/deploy". */
  readonly path: string;
  /** What all of its paths begin with, which are no paths of the disk. */
  readonly root: string;
  /** The same folder or file in the working tree, from the working directory; a bare repository has none. */
  readonly worktree?: Worktree;
  /** The branch that it names, of the repository or of a remote. */
  readonly branch?: string;
  /** Submodules below it, which are not read. */
  readonly submodules: readonly { readonly path: string; readonly oid: string }[];
  readonly ports: TreePorts;
  readonly close: () => void;
}

/** What is on the disk next to a repository. */
export interface Worktree {
  readonly path: string;
  /** Folders of it that are submodules. */
  readonly held: readonly string[];
  /** The root of the repository. */
  readonly root: string;
  /** Files that a sparse checkout leaves out. */
  readonly absent: readonly string[];
  /** Git ignores it, or it is a submodule: it would be in no commit of this repository. */
  readonly isLeftOut: (path: string) => boolean;
}

const OID = /^[0-9a-f]{40,64}$/;
/** What nobody can see as it is, and what git would take for an option. */
const ODD = /^-|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Is that a name of something in the repository here? False outside of one. */
export async function isRevision(name: string, signal: AbortSignal): Promise<boolean> {
  return !ODD.test(name) && 'oid' in (await resolved(name, signal));
}

/** Throws PromwireError 'usage' for a name that git does not know. */
export async function openRevision(name: string, signal: AbortSignal): Promise<Revision> {
  if (ODD.test(name))
    throw refusal(`${name}: not a revision`, 'A revision is like origin/main, HEAD~1 or HEAD~1:deploy.');
  const found = await resolved(name, signal);
  if ('failed' in found) throw unknownRevision(name, found.failed);
  const { commit, path } = await partsOf(name, signal);
  const tree = await resolved(`${commit}^{tree}`, signal);
  if ('failed' in tree) throw refusal(`${name}: ${tree.failed}`, 'Name a commit, a branch or a tag.');
  const { entries, isPartial } = await listedIn(name, tree.oid, signal);
  const blobs = openBlobs(signal);
  if (isPartial && !(await hasSome(entries, blobs.read))) {
    blobs.close();
    throw refusal(
      `${name}: this is a partial clone, which lacks the contents of that commit; nothing is fetched`,
      'Get them: git fetch --refetch --no-filter (in CI: clone without a filter).',
    );
  }
  const root = `${commit}:`;
  const below = (each: string): boolean => path === '' || isIn(each, path);
  return {
    name,
    root,
    path: path === '' ? root : `${root}/${path}`,
    ...(await worktreeOf(path, signal)),
    ...(await branchOf(commit, signal)),
    submodules: entries.flatMap(({ kind, path: each, oid }) =>
      kind === 'submodule' && below(each) ? [{ path: each, oid }] : [],
    ),
    ports: treePorts(root, entries, blobs.read),
    close: blobs.close,
  };
}

/** Sizes are those of contents, which a partial clone lacks. */
export async function listedIn(
  name: string,
  oid: string,
  signal: AbortSignal,
  at: readonly string[] = [],
): Promise<{ readonly entries: readonly TreeEntry[]; readonly isPartial: boolean }> {
  const listed = await git([...at, 'ls-tree', '-r', '-l', '-z', '--full-tree', oid], signal);
  if (!('failed' in listed)) return { entries: entriesIn(listed.out), isPartial: false };
  const bare = await git([...at, 'ls-tree', '-r', '-z', '--full-tree', oid], signal);
  if ('failed' in bare) throw refusal(`${name}: git cannot list it: ${bare.failed}`, 'Is the clone whole? git fetch');
  return { entries: entriesIn(bare.out), isPartial: true };
}

/** So many manifests of a partial clone are tried: it has what was checked out, and little else. */
const TRIED = 5;

async function hasSome(entries: readonly TreeEntry[], read: (oid: string) => Promise<Buffer>): Promise<boolean> {
  const manifests = entries.filter(({ kind, path }) => kind === 'file' && /\.(?:ya?ml|json)$/i.test(path));
  for (const { oid } of manifests.slice(0, TRIED)) {
    const isThere = await read(oid).then(
      () => true,
      (error: unknown) => {
        if (codeOf(error) !== REFUSED) throw error;
        return false;
      },
    );
    if (isThere) return true;
  }
  return manifests.length === 0;
}

async function worktreeOf(path: string, signal: AbortSignal): Promise<{ readonly worktree?: Worktree }> {
  // Inside of .git, and in a bare repository, the folder here is no state of its files.
  if ((await said(['rev-parse', '--is-inside-work-tree'], signal)) !== 'true') return {};
  const up = await git(['rev-parse', '--show-cdup'], signal);
  if ('failed' in up) return {};
  const root = `./${up.out.toString('utf8').trim()}`;
  const listed = await Promise.all(
    [
      ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory', '--', root],
      ['ls-files', '-z', '--stage', '--', root],
      ['ls-files', '-z', '-v', '--', root],
    ].map(async (words) => await said(words, signal)),
  );
  const [ignored = '', staged = '', flagged = ''] = listed;
  // "S": it is in the index alone, as a sparse checkout has it ("s": and is assumed to be unchanged).
  const absent = flagged.split('\0').flatMap((line) => /^[Ss] ([^]*)$/.exec(line)?.[1] ?? []);
  const submodules = staged.split('\0').flatMap((line) => /^160000 [^\t]*\t([^]*)$/.exec(line)?.[1] ?? []);
  const plain = (each: string): string => posix.normalize(`./${each}`).replace(/\/$/, '');
  const left = new Set([...ignored.split('\0'), ...submodules].map(plain));
  left.delete('.');
  return {
    worktree: {
      path: posix.normalize(`${root}/${path}`).replace(/(?<=.)\/$/, ''),
      held: submodules.map(plain),
      root: root === './' ? '.' : root.replace(/\/$/, ''),
      absent: absent.map(plain),
      isLeftOut: (each) => left.has(posix.normalize(each)),
    },
  };
}

async function branchOf(commit: string, signal: AbortSignal): Promise<{ readonly branch?: string }> {
  const ref = await said(['rev-parse', '--symbolic-full-name', '--verify', commit], signal);
  return /^refs\/(?:heads|remotes)\//.test(ref) ? { branch: shortOf(ref) } : {};
}

async function resolved(
  name: string,
  signal: AbortSignal,
): Promise<{ readonly oid: string } | { readonly failed: string }> {
  const answer = await git(['rev-parse', '--verify', name], signal);
  if ('failed' in answer) return answer;
  const oid = answer.out.toString('utf8').trim();
  // "^main" and the like are words of git log, and resolve to something else.
  return OID.test(oid) ? { oid } : { failed: 'it names more than one thing' };
}

async function said(words: readonly string[], signal: AbortSignal): Promise<string> {
  const answer = await git(words, signal);
  return 'failed' in answer ? '' : answer.out.toString('utf8').replace(/\n$/, '');
}

/**
 * "REV:PATH" as git reads it: the path is one from the root of the tree, unless it begins with "./" or "../". A colon in
 * braces, or at the beginning, belongs to the revision.
 */
async function partsOf(name: string, signal: AbortSignal): Promise<{ readonly commit: string; readonly path: string }> {
  const [, commit = name, given = ''] = /^((?:[^:{]|\{[^}]*\})+):([^]*)$/.exec(name) ?? [];
  const from = /^\.\.?(?:\/|$)/.test(given) ? await said(['rev-parse', '--show-prefix'], signal) : '';
  const path = posix.normalize(`./${from}${given}`).replace(/\/$/, '');
  return { commit, path: path === '.' ? '' : path };
}

function unknownRevision(name: string, said: string): PromwireError {
  const outside = /not a git repository|dubious ownership/.test(said);
  return refusal(
    `${name}: no such file or folder, and ${outside ? `git says: ${said}` : 'no revision that git knows'}`,
    outside
      ? 'Run it in the repository, or give folders.'
      : 'A branch of the server is origin/NAME; a shallow clone lacks it: git fetch origin NAME.',
  );
}

function refusal(message: string, hint: string): PromwireError {
  return new PromwireError('usage', message, hint);
}
