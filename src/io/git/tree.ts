/** The files of one revision, as if they were a folder on the disk. */
import { posix } from 'node:path';
import type { Entry, TreePorts } from '../files/tree-ports.ts';
import { MAX_BYTES, REFUSED, tooLarge } from '../read-file.ts';

/** A line of git ls-tree: a file, a link, or the commit of a submodule. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'link' | 'submodule';
  readonly oid: string;
  readonly size: number;
}

/** What `git ls-tree -r -l -z` prints. */
export function entriesIn(out: Buffer): readonly TreeEntry[] {
  return out
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      const [, mode = '', oid = '', size = '', path = ''] =
        /^(\d+) \w+ ([0-9a-f]+)(?: +(-|\d+))?\t([^]*)$/.exec(line) ?? [];
      if (path === '') return [];
      const kind = mode === '160000' ? 'submodule' : mode === '120000' ? 'link' : 'file';
      return [{ path, kind, oid, size: Number(size) || 0 } as const];
    });
}

type Node = TreeEntry | Map<string, Node>;

/** Source: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const LFS = 'version https://git-lfs.github.com/spec/v1\n';

/** Throws for a pointer of Git LFS, with the reason. */
export function refusePointer(bytes: Uint8Array): void {
  if (bytes.length < 1024 && Buffer.from(bytes).toString('latin1').startsWith(LFS))
    throw failure(REFUSED, 'it is a pointer of Git LFS: what it stands for is not in the repository');
}

/** Nothing that a commit names may bring in what is elsewhere on the disk. */
export const LEADS_OUT = 'it is a link that leads out of the repository, and is not followed';

/** Links that lead to one another without an end. */
const MOST_LINKS = 40;

/**
 * Ports that read `entries` below the folder `root`, which is no path of the disk. Links are followed within the tree;
 * rejects with errors of Node's codes, or with one of code REFUSED whose message is the reason.
 */
export function treePorts(
  root: string,
  entries: readonly TreeEntry[],
  read: (oid: string) => Promise<Buffer>,
): TreePorts {
  const top = new Map<string, Node>();
  for (const entry of entries) place(top, entry);
  /** Where a path leads, links followed; undefined: nowhere in the tree. */
  const find = async (path: string, links = 0): Promise<{ readonly at: string; readonly node: Node } | undefined> => {
    let node: Node = top;
    let at = '';
    const parts = path.split('/').filter((part) => part !== '' && part !== '.');
    for (const [i, part] of parts.entries()) {
      const next: Node | undefined = node instanceof Map ? node.get(part) : undefined;
      if (next === undefined || part === '..') return undefined;
      at = at === '' ? part : `${at}/${part}`;
      if (!(next instanceof Map) && next.kind === 'link') {
        if (links >= MOST_LINKS) throw failure('ELOOP', 'a loop of links');
        const target = (await read(next.oid)).toString('utf8');
        const there = posix.join(posix.dirname(at), target, ...parts.slice(i + 1));
        if (target.startsWith('/') || /^\.\.(?:\/|$)/.test(there)) throw failure(REFUSED, LEADS_OUT);
        return await find(there, links + 1);
      }
      node = next;
    }
    return { at, node };
  };
  const inTree = (path: string): string => (path === root ? '' : path.slice(root.length + 1));
  const found = async (path: string): Promise<{ readonly at: string; readonly node: Node }> => {
    const there = await find(inTree(path));
    if (!there) throw failure('ENOENT', `no ${path}`);
    return there;
  };
  const entryOf = async (folder: string, name: string, node: Node): Promise<readonly Entry[]> => {
    if (node instanceof Map) return [{ name, folder: true }];
    if (node.kind === 'submodule') return [];
    if (node.kind === 'file') return [{ name, folder: false }];
    // One that leads nowhere stays in the list: reading it says what is wrong with it.
    const target = await find(folder === '' ? name : `${folder}/${name}`).catch(() => undefined);
    const isFolder = target?.node instanceof Map;
    const circle = isFolder && (target.at === '' || `${folder}/`.startsWith(`${target.at}/`));
    return [{ name, folder: isFolder, ...(circle ? { circle: true as const } : {}) }];
  };
  return {
    isFolder: async (path) => (await found(path)).node instanceof Map,
    identity: async (path) => {
      const { at } = await found(path);
      return at === '' ? root : `${root}/${at}`;
    },
    list: async (path) => {
      const { at, node } = await found(path);
      if (!(node instanceof Map)) throw failure('ENOTDIR', `${path} is a file`);
      const listed = await Promise.all([...node].map(async ([name, each]) => await entryOf(at, name, each)));
      return listed.flat();
    },
    read: async (path) => {
      const { node } = await found(path);
      if (node instanceof Map) throw failure('EISDIR', `${path} is a folder`);
      if (node.kind === 'submodule') throw failure(REFUSED, 'it is a submodule, which git keeps elsewhere');
      if (node.size > MAX_BYTES) throw tooLarge(MAX_BYTES);
      const bytes = await read(node.oid);
      refusePointer(bytes);
      return bytes;
    },
  };
}

function place(top: Map<string, Node>, entry: TreeEntry): void {
  const parts = entry.path.split('/');
  const name = parts.pop() ?? '';
  let folder = top;
  for (const part of parts) {
    const next = folder.get(part);
    if (next instanceof Map) folder = next;
    else {
      const made = new Map<string, Node>();
      folder.set(part, made);
      folder = made;
    }
  }
  folder.set(name, entry);
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
