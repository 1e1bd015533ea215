/** A folder of generated files that is kept as it should be: what is not made any more goes, what was edited by hand stays. */
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { compare } from '../../kube/refs.ts';
import { codeOf } from '../error-code.ts';
import { holdBelow, holdRoot, WRITE_DISK } from './held-folder.ts';
import type { HeldFolder, WritePort } from './held-folder.ts';
import { inside, knownAt, listOf, lookAt, split, thereAt } from './in-place.ts';
import type { FileToWrite, KnownFolder } from './in-place.ts';
import { beginsWithMark, hasEntries, isAsWritten, isOfKept, LIST } from './own-files.ts';
import { mustBeFree, place } from './write-files.ts';
import { CHANGED, writeFailure } from './write-failure.ts';

/** What was done in a folder, or would be. Paths as a person knows them. */
export interface KeptFolder {
  readonly written: readonly ChangedFile[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
  /** Edited since promwire wrote them: they stay. */
  readonly edited: readonly string[];
  /** Not made any more, and still there: the kustomization.yaml was edited and may name them. */
  readonly held: readonly string[];
}

export interface ChangedFile {
  readonly path: string;
  /** Absent: it is new. */
  readonly was?: string;
  readonly becomes: string;
}

export interface KeepOptions {
  /** What was edited is overwritten, or removed, too. */
  readonly force?: boolean;
  /** Nothing is written. */
  readonly dryRun?: boolean;
  /** What names the folder, for errors. */
  readonly by: string;
  readonly port?: WritePort;
}

/** A file that is not made any more. */
interface Stale {
  readonly path: string;
  readonly old: Stats;
}

const KUSTOMIZATION = 'kustomization.yaml';

/**
 * Makes the folder `below` of `root` ("a/b"; "": root itself) what `files` (paths below root) are: they are written as writeFiles
 * does it, and then files of earlier runs, known by their hashes, are removed. What was edited since stays, unless `force`.
 * Of what other commands wrote there, or a run for another folder in it, nothing is removed: in the folder itself only its
 * kustomization.yaml is of such runs, and lists below say so. Nothing outside of that folder is written or removed, and nothing
 * through a link, also none between `root` and it. A kill leaves old files or new ones, and the next run ends as this one would
 * have.
 */
export async function keepFolder(
  root: string,
  below: string,
  files: readonly FileToWrite[],
  { force = false, dryRun = false, by, port = WRITE_DISK }: KeepOptions,
): Promise<KeptFolder> {
  const home = below === '' ? '' : `${below}/`;
  const known = new Map<string, KnownFolder>();
  for (const folder of new Set([...(await foldersIn(port, root, home)), ...files.map(({ path }) => split(path).below)]))
    known.set(folder, await knownAt(port, root, folder));
  const { kept, pending, unchanged, was } = await lookAt(port, root, files, known, force);
  mustBeFree({ ...kept, changed: [] }, { by });
  const edited = new Set(kept.changed);
  const mine = files.filter(({ path }) => !edited.has(inside(root, path)));
  const { stale, changed } = await staleIn(port, root, files, known, { home, force });
  const holds = edited.has(inside(root, `${home}${KUSTOMIZATION}`));
  const gone = new Set(holds ? [] : stale.map(({ path }) => path));
  const becomes = new Map(files.map(({ path, text }) => [inside(root, path), text]));
  const changedAt = (path: string, text = ''): ChangedFile => {
    const before = was.get(path);
    return { path, becomes: text, ...(before === undefined ? {} : { was: before }) };
  };
  const done: KeptFolder = {
    written: [...pending.keys()].map((path) => changedAt(path, becomes.get(path))),
    unchanged,
    removed: [...gone].map((path) => inside(root, path)).sort(),
    edited: [...edited, ...changed.map((path) => inside(root, path))].sort(),
    held: holds ? stale.map(({ path }) => inside(root, path)).sort() : [],
  };
  const last = await listsOf(port, root, mine, known, { home, gone });
  const listed = new Set(last.map(({ path }) => split(path).below));
  const empty: string[] = [];
  for (const folder of known.keys())
    if (!listed.has(folder) && (await thereAt(port, root, `${folder}${LIST}`)).kind === 'file') empty.push(folder);
  const ofLists = await lookAt(port, root, last, known, force);
  mustBeFree(ofLists.kept, { by });
  if (dryRun) {
    if (done.written.length + done.removed.length > 0) return done;
    // Without its list nobody can tell edited files from others.
    return {
      ...done,
      written: [...ofLists.pending.keys()].map((path) => changedAt(path)),
      removed: empty.map((folder) => inside(root, `${folder}${LIST}`)),
    };
  }
  const put = async (texts: readonly FileToWrite[], lists: readonly FileToWrite[]): Promise<void> => {
    const looked = await lookAt(port, root, [...texts, ...lists], known, force);
    mustBeFree(looked.kept, { by });
    await place(port, root, { files: texts, lists, known }, looked);
  };
  // Files that go stay in the lists until they are gone: a run that is killed in between leaves none that nobody knows.
  await put(mine, await listsOf(port, root, mine, known, { home, gone: new Set() }));
  if (gone.size > 0) {
    await remove(port, root, stale);
    await put([], last);
  }
  await removeLists(port, root, empty);
  if (files.length === 0 && below !== '') await port.rmdir(join(root, below)).catch(() => undefined);
  return done;
}

/** The folder itself and those in it that are kept with it, as "a/b/". */
async function foldersIn(port: WritePort, root: string, home: string): Promise<readonly string[]> {
  const names = await port.readdir(join(root, home)).catch((error: unknown) => {
    if (codeOf(error) === '') throw error;
    return [];
  });
  const folders = [home];
  for (const name of names.toSorted(compare)) {
    const there = await thereAt(port, root, `${home}${name}/${LIST}`).catch(() => undefined);
    if (there?.kind === 'file' && isOfKept(there.text)) folders.push(`${home}${name}/`);
  }
  return folders;
}

/** Files of earlier runs that are not among `files`; `changed`: those that were edited since, which stay. */
async function staleIn(
  port: WritePort,
  root: string,
  files: readonly FileToWrite[],
  known: ReadonlyMap<string, KnownFolder>,
  { home, force }: { readonly home: string; readonly force: boolean },
): Promise<{ readonly stale: readonly Stale[]; readonly changed: readonly string[] }> {
  const made = new Set(files.map(({ path }) => path));
  const stale: Stale[] = [];
  const changed: string[] = [];
  for (const [folder, here] of known)
    for (const name of folder === home ? namesAtHome(here) : here.kept) {
      const path = `${folder}${name}`;
      if (name === LIST || made.has(path) || !isFileOfOurs(name)) continue;
      const there = await thereAt(port, root, path).catch(() => undefined);
      if (there?.kind !== 'file') continue;
      if (mayBeOurs(name, there.text) && (force || isAsWritten(here, name, there.text) === true))
        stale.push({ path, old: there.old });
      else changed.push(path);
    }
  return { stale, changed };
}

/** A folder of ours has only that next to its folders. */
function namesAtHome({ list, begun }: KnownFolder): readonly string[] {
  return list.has(KUSTOMIZATION) || begun.has(KUSTOMIZATION) ? [KUSTOMIZATION] : [];
}

/** A list may be of a repository that nobody has looked at: what it names is ours only where it could be. */
function isFileOfOurs(name: string): boolean {
  return /\.(?:yaml|json)$/.test(name);
}

function mayBeOurs(name: string, text: string): boolean {
  return name.endsWith('.json') || beginsWithMark(text);
}

/** The list of each folder, without files that are gone; none of a folder without any. */
async function listsOf(
  port: WritePort,
  root: string,
  files: readonly FileToWrite[],
  known: ReadonlyMap<string, KnownFolder>,
  { home, gone }: { readonly home: string; readonly gone: ReadonlySet<string> },
): Promise<readonly FileToWrite[]> {
  const lists: FileToWrite[] = [];
  for (const [folder, { list, isKept = true }] of known) {
    const left = new Map([...list].filter(([name]) => !gone.has(`${folder}${name}`)));
    const text = await listOf(port, root, folder, files, left, isKept && folder !== home);
    if (hasEntries(text)) lists.push({ path: `${folder}${LIST}`, text });
  }
  return lists;
}

/** Opens a folder below the root; `all` gets what is to be closed. */
async function held(port: WritePort, root: string, below: string, all: HeldFolder[]): Promise<HeldFolder> {
  const made: string[] = [];
  let folder = await holdRoot(port, root, made);
  all.push(folder);
  for (const part of below.split('/').filter((each) => each !== '')) {
    folder = await holdBelow(port, folder, part, made);
    all.push(folder);
  }
  return folder;
}

async function remove(port: WritePort, root: string, stale: readonly Stale[]): Promise<void> {
  for (const { path, old } of stale) {
    const { below, name } = split(path);
    const all: HeldFolder[] = [];
    try {
      const folder = await held(port, root, below, all);
      const at = join(folder.at, name);
      const now = await port.lstat(at);
      if (now.ino !== old.ino || now.mtimeMs !== old.mtimeMs || now.size !== old.size)
        throw Object.assign(new Error('changed'), { code: CHANGED });
      await port.unlink(at);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw writeFailure(inside(root, path), error);
    } finally {
      for (const each of all) await each.close();
    }
  }
}

/** Takes the lists of folders away in which nothing of ours is left, and those folders where nothing else is in them. */
async function removeLists(port: WritePort, root: string, folders: readonly string[]): Promise<void> {
  // The innermost first.
  for (const folder of folders.toSorted((a, b) => b.length - a.length)) {
    const all: HeldFolder[] = [];
    try {
      const { at } = await held(port, root, folder, all);
      await port.unlink(join(at, LIST));
    } catch (error) {
      throw writeFailure(inside(root, `${folder}${LIST}`), error);
    } finally {
      for (const each of all) await each.close();
    }
    if (folder !== '') await port.rmdir(join(root, folder)).catch(() => undefined);
  }
}
