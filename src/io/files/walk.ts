/** Paths to files. A folder is read recursively, in a stable order. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { PromwireError } from '../../errors.ts';
import { kustomizeBuild } from './kustomize/build.ts';
import { reasonOf } from './node-error.ts';

export interface Entry {
  readonly name: string;
  readonly folder: boolean;
}

/** What reading needs of the world. Functions reject with Node's errors (`code` ENOENT …). */
export interface FilePorts {
  readonly isFolder: (path: string) => Promise<boolean>;
  readonly list: (path: string) => Promise<readonly Entry[]>;
  readonly read: (path: string) => Promise<Uint8Array>;
  readonly stdin: () => Promise<Uint8Array>;
  /** What kustomize makes of a folder; absent, or undefined: it cannot be asked. */
  readonly build?: (folder: string) => Promise<string | undefined>;
}

/** A file to read; `asked`: it was named itself, not found in a folder. */
export interface Source {
  readonly path: string;
  readonly asked: boolean;
}

const SKIPPED = new Set(['node_modules']);
const MANIFEST = /\.(?:ya?ml|json)$/i;

/** Joins with the separator the path already uses, so that Windows paths stay Windows paths. */
function join(folder: string, name: string): string {
  if (/[\\/]$/.test(folder)) return folder + name;
  return `${folder}${folder.includes('\\') && !folder.includes('/') ? '\\' : '/'}${name}`;
}

async function walk(ports: FilePorts, folder: string, depth: number, found: Source[]): Promise<void> {
  const entries = [...(await ports.list(folder))].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  for (const entry of entries) {
    // Hidden folders hold what editors and CI read.
    if (SKIPPED.has(entry.name) || (entry.folder && entry.name.startsWith('.'))) continue;
    const path = join(folder, entry.name);
    // Symbolic links may form a loop; no sane tree is this deep.
    if (entry.folder) {
      if (depth < 64) await walk(ports, path, depth + 1, found);
    } else if (MANIFEST.test(entry.name)) found.push({ path, asked: false });
  }
}

/** The files behind the paths; `-` is stdin. Throws PromwireError "usage" where a path does not exist. */
export async function findSources(paths: readonly string[], ports: FilePorts): Promise<readonly Source[]> {
  const found: Source[] = [];
  for (const path of paths) {
    if (path === '-') {
      if (!found.some((source) => source.path === '-')) found.push({ path, asked: true });
      continue;
    }
    try {
      if (await ports.isFolder(path)) await walk(ports, path, 0, found);
      else found.push({ path, asked: true });
    } catch (error) {
      throw new PromwireError('usage', `cannot read ${path}: ${reasonOf(error)}`, 'Check the path given to --from.', {
        cause: error,
      });
    }
  }
  return found;
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** Symbolic links to folders are followed unless they lead into a folder that holds them. */
async function entryOf(folder: string, name: string, link: boolean, isDirectory: boolean): Promise<Entry | undefined> {
  if (!link) return { name, folder: isDirectory };
  try {
    const [target, self] = await Promise.all([realpath(join(folder, name)), realpath(folder)]);
    const directory = (await stat(target)).isDirectory();
    return directory && `${self}/`.startsWith(`${target}/`) ? undefined : { name, folder: directory };
  } catch (error) {
    // A dangling link stays in the list: reading it says what is wrong with it.
    return reasonOf(error) === '' ? undefined : { name, folder: false };
  }
}

/** The disk and stdin of this process. */
export const diskPorts: FilePorts = {
  isFolder: async (path) => (await stat(path)).isDirectory(),
  list: async (path) => {
    const entries = await readdir(path, { withFileTypes: true });
    const read = await Promise.all(
      entries.map((entry) => entryOf(path, entry.name, entry.isSymbolicLink(), entry.isDirectory())),
    );
    return read.filter((entry) => entry !== undefined);
  },
  read: async (path) => readFile(path),
  stdin: readStdin,
  build: kustomizeBuild,
};
