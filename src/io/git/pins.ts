/** Which revision of this repository a name means that a tool gives: read from git, and nothing is fetched. */
import process from 'node:process';
import { command, isName } from '../../kube/shell.ts';
import { repositoryOf } from '../files/argocd/repository-url.ts';
import type { AskedRevision, Pinned, Pinning } from '../files/pinned/model.ts';
import { branchesHere, refsIn, type Branches, type Refs } from './branches.ts';
import { openBlobs, type Blobs } from './blobs.ts';
import { listedIn } from './revision.ts';
import { git } from './run.ts';
import { treePorts } from './tree.ts';

/** A remote of the checkout. */
export interface Remote {
  readonly name: string;
  readonly address: string;
}

interface Asking {
  /** Where git is asked: a folder of the checkout. */
  readonly folder: string;
  readonly remotes: readonly Remote[];
  readonly pinning: Pinning;
  readonly signal: AbortSignal;
}

/** `env`: what CI tells of a checkout that is on no branch. */
export function pinsOf(
  { folder, remotes, pinning, signal }: Asking,
  env: NodeJS.ProcessEnv = process.env,
): (asked: AskedRevision) => Promise<Pinned> {
  const at: readonly string[] = ['-C', folder];
  let known: Promise<{ readonly refs: Refs; readonly branches: Branches }> | undefined;
  const facts = async (): NonNullable<typeof known> => {
    const refs = await refsIn(at, signal);
    return { refs, branches: await branchesHere(at, refs, env, signal) };
  };
  const trees = new Map<string, Promise<Pinned>>();
  return async (asked) => {
    known ??= facts();
    const { refs, branches } = await known;
    const own = remotesOf(asked, remotes);
    const found = foundIn(asked, refs, own);
    if (found.kind === 'unread') return { why: found.why };
    const { branch, oid, label } = found;
    if (branch !== undefined && branches.isCurrent(branch, oid, pinning.branches)) return 'current';
    if (found.why !== undefined) return { why: found.why };
    const tree = trees.get(oid ?? label) ?? treeAt(at, oid ?? label, rootFor(label, pinning.roots), signal);
    trees.set(oid ?? label, tree);
    return await tree;
  };
}

const rootFor = (label: string, roots: readonly string[]): string =>
  roots.includes(`${label}:`) ? `${label}^{}:` : `${label}:`;

/** Those that have the address; a mirror has another one. */
function remotesOf({ address }: AskedRevision, remotes: readonly Remote[]): readonly string[] {
  const wanted = repositoryOf(address);
  const same = remotes.filter((remote) => wanted !== undefined && repositoryOf(remote.address) === wanted);
  return (same.length > 0 ? same : remotes).map(({ name }) => name);
}

type Found =
  | { readonly kind: 'unread'; readonly why: string }
  | {
      readonly kind: 'named';
      readonly label: string;
      /** Absent: git is to tell. */
      readonly oid?: string;
      /** It is, or may be, a branch of that name. */
      readonly branch?: string;
      readonly why?: string;
    };

const COMMIT = /^[0-9a-f]{7,64}$/;
/** What git takes for a name, and for nothing else. */
const NAME = /^(?!-)(?!.*(?:\.\.|@\{|\/\/|\.lock$))[^\s~^:?*[\\\p{Cc}\p{Cf}]+$/u;

function foundIn({ kind, text }: AskedRevision, refs: Refs, remotes: readonly string[]): Found {
  if (kind === 'semver')
    return { kind: 'unread', why: `which tag is the newest of ${text} is known to the server alone` };
  if (kind === 'commit' || (kind === 'any' && COMMIT.test(text) && !refs.has(`refs/tags/${text}`)))
    return COMMIT.test(text)
      ? { kind: 'named', label: text.slice(0, 12), ...(text.length < 40 ? {} : { oid: text }) }
      : { kind: 'unread', why: `${text} is not a commit` };
  if (!NAME.test(text)) return { kind: 'unread', why: `${text} is not the name of a branch, tag or commit` };
  const name = text.replace(/^refs\/(?:heads|tags)\//, '');
  const isBranch = kind !== 'tag' && !text.startsWith('refs/tags/');
  const isTag = kind !== 'branch' && !text.startsWith('refs/heads/');
  const tag = isTag ? refs.get(`refs/tags/${name}`) : undefined;
  const far = isBranch ? remotes.flatMap((remote) => ofRemote(refs, remote, name)) : [];
  const heads = remotes.length > 0 || !isBranch ? far : [refs.get(`refs/heads/${name}`) ?? []].flat();
  const [oid] = heads;
  const branch = isBranch && tag === undefined ? { branch: name } : {};
  if (heads.some((one) => one !== oid) || (oid !== undefined && tag !== undefined && oid !== tag))
    return { kind: 'named', label: name, ...branch, why: `${name} is the name of several revisions of this clone` };
  const found = tag ?? oid;
  if (found !== undefined) {
    const remote = remotes.find((one) => tag === undefined && ofRemote(refs, one, name).length > 0);
    const label = remote === undefined ? name : `${remote}/${name}`;
    return { kind: 'named', label, oid: found, ...branch };
  }
  const what = !isBranch ? 'tag' : isTag ? 'branch, tag or commit' : 'branch';
  const why = `this clone has no ${what} ${name}, and nothing is fetched: ${fetchAll(remotes[0] ?? 'origin')}`;
  return { kind: 'named', label: name, ...branch, why };
}

function fetchAll(remote: string): string {
  const heads = { word: `'+refs/heads/*:refs/remotes/${isName(remote) ? remote : 'origin'}/*'` };
  return command`git fetch --tags ${remote} ${heads}`;
}

const ofRemote = (refs: Refs, remote: string, name: string): readonly string[] =>
  [refs.get(`refs/remotes/${remote}/${name}`) ?? []].flat();

async function treeAt(at: readonly string[], name: string, root: string, signal: AbortSignal): Promise<Pinned> {
  const tree = await git([...at, 'rev-parse', '--verify', '--quiet', `${name}^{tree}`], signal);
  if ('failed' in tree)
    return {
      why: `this clone does not have the commit ${name}, and nothing is fetched: ${command`git fetch origin ${name}`}`,
    };
  const { entries } = await listedIn(root.slice(0, -1), tree.out.toString('utf8').trim(), signal, at);
  return {
    root,
    paths: entries.map(({ path }) => path),
    ports: treePorts(root, entries, readerOf(at, signal)),
  };
}

/** git is started for what is read at once, and ends with that. */
function readerOf(at: readonly string[], signal: AbortSignal): (oid: string) => Promise<Buffer> {
  let open: Blobs | undefined;
  let pending = 0;
  return async (oid) => {
    pending += 1;
    open ??= openBlobs(signal, at);
    try {
      return await open.read(oid);
    } finally {
      pending -= 1;
      if (pending === 0) {
        open?.close();
        open = undefined;
      }
    }
  };
}
