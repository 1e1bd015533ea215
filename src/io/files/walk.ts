/** Paths to files. A folder is read recursively, in a stable order. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { PromwireError } from '../../errors.ts';
import type { Parsed } from './documents.ts';
import type { Chart } from '../helm.ts';
import type { Ran } from '../program.ts';
import { checkoutOf } from '../git/checkout.ts';
import type { Checkout } from './argocd/places.ts';
import { kustomizeBuild } from './kustomize/build.ts';
import type { PinnedTree, Pinning } from './pinned/model.ts';
import type { Entry, TreePorts } from './tree-ports.ts';
import { templated } from './local-charts/template.ts';
import type { Rendering } from './local-charts/made.ts';
import { isBeyond } from '../fence.ts';
import { isWithin } from '../real-path.ts';
import { MAX_BYTES, readBytes, refused, tooLarge } from '../read-file.ts';
import { reasonOf } from './node-error.ts';

/** What reading needs of the world. Functions reject with Node's errors (`code` ENOENT …). */
export interface FilePorts extends TreePorts {
  readonly stdin: () => Promise<Uint8Array>;
  /** What kustomize makes of a folder; absent, or undefined: it cannot be asked. */
  readonly build?: (folder: string) => Promise<string | undefined>;
  /** What helm makes of a chart. Absent: charts are not rendered. */
  readonly template?: ((chart: Chart) => Promise<Ran>) | undefined;
  /** The checkout of Git that a file or folder is in; absent, or undefined: that is not known. */
  readonly checkout?: (path: string) => Promise<Checkout | undefined>;
  /** Has the files of a revision read below its root. Absent: they cannot be. */
  readonly mount?: ((tree: PinnedTree) => void) | undefined;
  /** Of a file that a tool made: what is known of that. */
  readonly renderOf?: (path: string) => Rendering | undefined;
  /** Documents of texts that were read before, and are read here. */
  readonly parsed?: Parsed | undefined;
  /** Ends the reading; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** A file to read; `asked`: it was named itself, not found in a folder. */
export interface Source {
  readonly path: string;
  readonly asked: boolean;
  /** Why it cannot be read: a folder below one that was named. */
  readonly refused?: string;
}

/** No repository has as many in one another; looking into each takes time that grows with the cube of their number. */
const MAX_DEPTH = 100;

const SKIPPED = new Set(['node_modules']);
/** kustomize reads a kustomization of that name, too. */
const MANIFEST = /\.(?:ya?ml|json)$|^Kustomization$/i;

/** A folder with one of these is a test of Chainsaw: all in it is applied to a cluster of the test, or is what is expected there. */
const CHAINSAW = /^chainsaw-test\.ya?ml$/i;
/** What kuttl expects after a step, and so the files of its steps: 00-install.yaml, 00-assert.yaml. */
const EXPECTED = /^\d+-(?:assert|errors)\.ya?ml$/i;
const STEP = /^\d+-.*\.ya?ml$/i;

/** The entries of a folder that are no steps of a test: those are objects of a cluster of the test, or parts of them. */
function withoutSteps(entries: readonly Entry[]): readonly Entry[] {
  if (entries.some(({ name, folder }) => !folder && CHAINSAW.test(name))) return [];
  const isTest = entries.some(({ name, folder }) => !folder && EXPECTED.test(name));
  return isTest ? entries.filter(({ name, folder }) => folder || !STEP.test(name)) : entries;
}

/** Joins with the separator the path already uses, so that Windows paths stay Windows paths. */
function join(folder: string, name: string): string {
  if (/^\.[\\/]?$/.test(folder)) return name;
  if (/[\\/]$/.test(folder)) return folder + name;
  return `${folder}${folder.includes('\\') && !folder.includes('/') ? '\\' : '/'}${name}`;
}

/** What bytes are read as that are no UTF-8: the path with it in their place is that of no file. */
const NOT_A_CHARACTER = '\ufffd';

interface Found {
  readonly sources: Source[];
  /** Links that lead out of the folders that were given, with where they lead. */
  readonly outward: string[];
  /** Folders with steps of tests, which are left out. */
  readonly tests: string[];
}

interface Walk extends Found {
  /** Folders that were given, by identity: what a link brings in from elsewhere may be another's, or a whole disk. */
  readonly given: readonly string[];
  /** Folders that were looked into: symbolic links may lead to one twice, or in a circle. */
  readonly visited: Set<string>;
}

async function walk(ports: FilePorts, folder: string, of: Walk, depth = 0, circle = false): Promise<void> {
  const { sources, outward, given, visited } = of;
  const identity = await ports.identity?.(folder);
  if (identity !== undefined && !given.some((holder) => isWithin(identity, holder))) {
    outward.push(`${folder} -> ${identity}`);
    return;
  }
  if (circle || visited.has(identity ?? folder)) return;
  visited.add(identity ?? folder);
  const all = [...(await ports.list(folder))].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  // One that was given itself is what is asked about.
  const entries = depth === 0 ? all : withoutSteps(all);
  if (entries.length < all.length) of.tests.push(folder);
  for (const entry of entries) {
    // Hidden folders hold what editors and CI read.
    if (SKIPPED.has(entry.name) || (entry.folder && entry.name.startsWith('.'))) continue;
    const path = join(folder, entry.name);
    if (entry.name.includes(NOT_A_CHARACTER)) {
      if (entry.folder || MANIFEST.test(entry.name))
        sources.push({ path, asked: false, refused: 'its name is not UTF-8' });
      continue;
    }
    if (!entry.folder) {
      if (MANIFEST.test(entry.name)) sources.push({ path, asked: false });
      continue;
    }
    if (depth === MAX_DEPTH) {
      sources.push({ path, asked: false, refused: `it is more than ${MAX_DEPTH} folders deep` });
      continue;
    }
    try {
      await walk(ports, path, of, depth + 1, entry.circle);
    } catch (error) {
      // One folder that may not be read does not silence the others.
      sources.push({ path, asked: false, refused: reasonOf(error) });
    }
  }
}

/** Without "./" in front and doubled slashes, which would be another name of the same file. */
export function plain(path: string): string {
  return path.replace(/^(?:\.[\\/]+)+(?=[^\\/])/, '').replace(/(?<=[^/])\/{2,}/g, '/');
}

/** The files behind the paths; `-` is stdin. Throws PromwireError "usage" where a path does not exist. */
export async function findSources(given: readonly string[], ports: FilePorts): Promise<Found> {
  const paths = given.map(plain);
  const asked = async <T>(path: string, ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      throw new PromwireError('usage', `cannot read ${path}: ${reasonOf(error)}`, 'Check the path given to --from.', {
        cause: error,
      });
    }
  };
  const folders = new Map<string, string>();
  for (const path of paths.filter((path) => path !== '-'))
    await asked(path, async () => {
      if (await ports.isFolder(path)) folders.set(path, (await ports.identity?.(path)) ?? path);
    });
  const sources: Source[] = [];
  const of = { sources, outward: [], tests: [], given: [...folders.values()], visited: new Set<string>() };
  for (const path of paths) {
    if (folders.has(path)) await asked(path, async () => await walk(ports, path, of));
    else if (path !== '-' || !sources.some((source) => source.path === '-')) sources.push({ path, asked: true });
  }
  return of;
}

/** What comes on standard input, which may never end: `signal` then does. */
async function readStdin(signal?: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const input = signal ? addAbortSignal(signal, process.stdin) : process.stdin;
  for await (const chunk of input as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw tooLarge(MAX_BYTES);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function entryOf(folder: string, name: string, link: boolean, isDirectory: boolean): Promise<Entry | undefined> {
  if (!link) return { name, folder: isDirectory };
  try {
    const [target, self] = await Promise.all([realpath(join(folder, name)), realpath(folder)]);
    const directory = (await stat(target)).isDirectory();
    if (!directory) return { name, folder: false, target };
    return { name, folder: true, ...(isWithin(self, target) ? { circle: true } : {}) };
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
  read: async (path) => {
    if (isBeyond(path)) throw refused('it leads out of the folders that may be read');
    return await readBytes(path);
  },
  stdin: async () => await readStdin(),
  identity: realpath,
  build: async (folder) => await kustomizeBuild(folder),
  checkout: async (path) => await checkoutAt(path, new AbortController().signal),
};

async function checkoutAt(path: string, signal: AbortSignal, pinning?: Pinning): Promise<Checkout | undefined> {
  const isFolder = await stat(path).then(
    (there) => there.isDirectory(),
    () => undefined,
  );
  if (isFolder === undefined) return undefined;
  return await checkoutOf(isFolder ? path : dirname(path), signal, pinning);
}

/** The same until `signal` is aborted: what waits for another then rejects. `onRun` is called with each command line before it is run. */
export function diskPortsUntil(
  signal: AbortSignal,
  onRun: (line: string) => void = () => undefined,
  pinning?: Pinning,
): FilePorts {
  return {
    ...diskPorts,
    signal,
    stdin: async () => await readStdin(signal),
    build: async (folder) => await kustomizeBuild(folder, signal, onRun),
    checkout: async (path) => await checkoutAt(path, signal, pinning),
    template: async (chart) => await templated(chart, { signal, onRun }),
  };
}
