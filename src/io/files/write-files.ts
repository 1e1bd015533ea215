/** Generated files to a folder: all or, where one has another owner or the disk is full, none. */
import type { Stats } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { PromwireError } from '../../errors.ts';
import { codeOf } from '../error-code.ts';
import { readBytes } from '../read-file.ts';
import { leftDrafts, placeAll, sweep, takeAway } from './drafts.ts';
import type { Placing } from './drafts.ts';
import { holdBelow, holdRoot, unmake, WRITE_DISK } from './held-folder.ts';
import type { HeldFolder, WritePort } from './held-folder.ts';
import { beginsWithMark, hashesIn, isAsWritten, lineFeeds, LIST, listText } from './own-files.ts';
import type { Hashes, Known } from './own-files.ts';
import { inWords, writeFailure } from './write-failure.ts';

/** A file to write; `path` is below the folder, with `/`. */
export interface FileToWrite {
  readonly path: string;
  readonly text: string;
  /** Whether the text of a file in its place, of which no list tells, is of an earlier run; by default: it begins with our mark. */
  readonly isOurs?: (text: string) => boolean;
}

export interface WrittenFiles {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
}

/** What is in the place of a file. */
type There =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'link' }
  | { readonly kind: 'file'; readonly text: string; readonly old: Stats };

/**
 * A symbolic link, also one on the way below the folder, is nothing that we made, and would lead a file out of it.
 * Rejects with Node's error.
 */
export async function thereAt(port: WritePort, folder: string, path: string): Promise<There> {
  let at = folder;
  let old: Stats | undefined;
  for (const part of path.split('/')) {
    at = join(at, part);
    try {
      old = await port.lstat(at);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return { kind: 'nothing' };
      throw error;
    }
    if (old.isSymbolicLink()) return { kind: 'link' };
  }
  return old ? { kind: 'file', text: await textAt(at), old } : { kind: 'nothing' };
}

async function textAt(path: string): Promise<string> {
  return Buffer.from(await readBytes(path)).toString('utf8');
}

/** Where a file is. Throws where that is not below the folder. */
export function inside(folder: string, path: string): string {
  const parts = path.split('/');
  if (isAbsolute(path) || parts.some((part) => part === '..' || part === '' || part.includes('\\'))) {
    throw new PromwireError(
      'failed',
      `refusing to write ${JSON.stringify(path)} outside of ${folder}`,
      'This is a bug.',
    );
  }
  return join(folder, ...parts);
}

/** Line breaks aside, which git may have changed. */
function same(a: string, b: string): boolean {
  return a === b || lineFeeds(a) === lineFeeds(b);
}

export interface WriteFilesOptions {
  /** Files that are not ours are overwritten too. */
  readonly force?: boolean;
  /** Whether the command has a flag for that; it is named then. */
  readonly canForce?: boolean;
  readonly port?: WritePort;
}

/**
 * Writes `files` below `folder`: each is there whole next to its place before the first one takes it, so that a full
 * disk changes nothing and a kill leaves old files or new ones; what a kill left next to them goes with the next run. A
 * file that is there, differs and is not ours, or was changed since promwire wrote it, is not overwritten unless `force`:
 * then nothing is written and PromwireError "usage" names it. Each folder gets a list of what was written to it (LIST),
 * which is not among the files of the answer. Nothing is written through a symbolic link below `folder`, whatever `force`
 * says. Where another process writes there too, PromwireError "failed" names what is not as it should be.
 */
export async function writeFiles(
  folder: string,
  files: readonly FileToWrite[],
  { force = false, canForce = true, port = WRITE_DISK }: WriteFilesOptions = {},
): Promise<WrittenFiles> {
  /** Those to write, with what is in their places. */
  const pending = new Map<string, Stats | undefined>();
  const unchanged: string[] = [];
  const kept: Kept = { links: [], foreign: [], changed: [] };
  const lists: FileToWrite[] = [];
  const known = new Map<string, Known & { readonly drafts: readonly string[] }>();
  for (const below of new Set(files.map(({ path }) => split(path).below))) {
    const here = await knownAt(port, folder, below);
    known.set(below, here);
    lists.push({ path: `${below}${LIST}`, text: await listOf(port, folder, below, files, here.list) });
  }
  for (const file of [...files, ...lists]) {
    const path = inside(folder, file.path);
    const { below, name } = split(file.path);
    try {
      const there = await thereAt(port, folder, file.path);
      if (there.kind === 'nothing') pending.set(path, undefined);
      else if (there.kind === 'link') kept.links.push(path);
      else if (same(there.text, file.text)) unchanged.push(path);
      else if (force) pending.set(path, there.old);
      else {
        const { isOurs = beginsWithMark } = file;
        const here = known.get(below);
        const asWritten = here && isAsWritten(here, name, there.text);
        if (asWritten ?? isOurs(there.text)) pending.set(path, there.old);
        else (asWritten === undefined ? kept.foreign : kept.changed).push(path);
      }
    } catch (error) {
      throw writeFailure(path, error);
    }
  }
  mustBeFree(kept, canForce);
  const isList = new Set(lists.map(({ path }) => inside(folder, path)));
  const done = {
    written: [...pending.keys()].filter((path) => !isList.has(path)),
    unchanged: unchanged.filter((path) => !isList.has(path)),
  };
  const made: string[] = [];
  const held = new Map<string, HeldFolder>();
  try {
    const placings = await placingsOf(port, folder, [...files, ...lists], pending, held, made);
    const ofFiles = placings.filter(({ path }) => !isList.has(path));
    for (const one of new Set(held.values()))
      await sweep(
        port,
        one,
        ofFiles.flatMap((placing) => (placing.folder === one ? [placing.name] : [])),
      );
    try {
      await placeAll(
        port,
        placings.filter(({ path }) => pending.has(path)),
      );
    } catch (error) {
      // All is as it should be, perhaps in a folder that may only be read.
      if (done.written.length === 0 && error instanceof PromwireError) return done;
      throw error;
    }
    await mustBeThere(placings);
    // Until now they told what killed runs wrote; those of a run at work are not among them.
    for (const [below, { drafts }] of known) {
      const at = held.get(below.slice(0, -1));
      if (at) await takeAway(port, at, drafts);
    }
  } catch (error) {
    await unmake(port, made);
    throw error;
  } finally {
    for (const one of held.values()) await one.close();
  }
  return done;
}

/** "a/" and "b.yaml" of "a/b.yaml". */
function split(path: string): { readonly below: string; readonly name: string } {
  const end = path.lastIndexOf('/') + 1;
  return { below: path.slice(0, end), name: path.slice(end) };
}

/** What is known of the files in a folder; `drafts`: of lists that runs left which were killed. */
async function knownAt(
  port: WritePort,
  folder: string,
  below: string,
): Promise<Known & { readonly drafts: readonly string[] }> {
  const nothing = { list: hashesIn([]), begun: hashesIn([]), drafts: [] };
  try {
    const there = await thereAt(port, folder, `${below}${LIST}`);
    if (there.kind === 'link') return nothing;
    const at = join(folder, below);
    const drafts = await leftDrafts(port, at, [LIST]);
    const begun = await Promise.all(drafts.map(async (name) => await textAt(join(at, name)).catch(() => '')));
    return { list: hashesIn(there.kind === 'file' ? [there.text] : []), begun: hashesIn(begun), drafts };
  } catch (error) {
    if (codeOf(error) === '') throw error;
    // What is in the way here is in that of the files, too, or is told of the list itself.
    return nothing;
  }
}

/** The list for a folder: of these files, and of those of earlier runs that still are there. */
async function listOf(
  port: WritePort,
  folder: string,
  below: string,
  files: readonly FileToWrite[],
  hashes: Hashes,
): Promise<string> {
  const here = files.filter(({ path }) => split(path).below === below);
  const texts = new Map(here.map(({ path, text }) => [split(path).name, text]));
  const earlier = new Map<string, ReadonlySet<string>>();
  for (const [name, known] of hashes) {
    if (texts.has(name)) continue;
    const there = await port.lstat(join(folder, below, name)).catch(() => undefined);
    if (there?.isFile()) earlier.set(name, known);
  }
  return listText(texts, earlier);
}

/** What is in the way. */
interface Kept {
  readonly links: string[];
  readonly foreign: string[];
  readonly changed: string[];
}

function mustBeFree({ links, foreign, changed }: Kept, canForce: boolean): void {
  if (links.length > 0)
    throw new PromwireError(
      'usage',
      `symbolic links are not written through: ${inWords(links)}`,
      'Remove them or choose another folder with --out. Nothing was written.',
    );
  const why = [
    ...(foreign.length > 0 ? [`not generated by promwire, so not overwritten: ${inWords(foreign)}`] : []),
    ...(changed.length > 0 ? [`changed since promwire wrote it, so not overwritten: ${inWords(changed)}`] : []),
  ];
  if (why.length > 0)
    throw new PromwireError(
      'usage',
      why.join('; '),
      canForce
        ? 'Move them away, choose another folder with --out, or overwrite them with --force. Nothing was written.'
        : 'Move them away, or choose another folder with --out. Nothing was written.',
    );
}

/** Opens the folders of the files, and makes those that are missing. */
export async function placingsOf(
  port: WritePort,
  root: string,
  files: readonly Pick<FileToWrite, 'path' | 'text'>[],
  pending: ReadonlyMap<string, Stats | undefined>,
  held: Map<string, HeldFolder>,
  made: string[],
): Promise<readonly Placing[]> {
  const placings: Placing[] = [];
  for (const file of files) {
    const path = inside(root, file.path);
    const parts = file.path.split('/');
    const name = parts.pop() ?? '';
    try {
      let folder = held.get('') ?? (await holdRoot(port, root, made));
      held.set('', folder);
      for (const [index, part] of parts.entries()) {
        const key = parts.slice(0, index + 1).join('/');
        folder = held.get(key) ?? (await holdBelow(port, folder, part, made));
        held.set(key, folder);
      }
      placings.push({ folder, name, path, text: file.text, old: pending.get(path) });
    } catch (error) {
      throw writeFailure(path, error);
    }
  }
  return placings;
}

/** Of two runs that write at once the last one to look sees what the other one left, so no mix goes unsaid. */
export async function mustBeThere(placings: readonly Placing[]): Promise<void> {
  const others: string[] = [];
  for (const { folder, name, path, text } of placings) {
    const now = await textAt(join(folder.at, name)).catch(() => undefined);
    if (now === undefined || !same(now, text)) others.push(path);
  }
  if (others.length > 0)
    throw new PromwireError(
      'failed',
      `another process changed what was just written: ${inWords(others)}`,
      'Run the same command again when nothing else writes there.',
    );
}
