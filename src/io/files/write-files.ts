/** Generated files to a folder: all or, where one has another owner or the disk is full, none. */
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { PromwireError } from '../../errors.ts';
import { placeAll, sweep, takeAway } from './drafts.ts';
import type { Placing } from './drafts.ts';
import { holdBelow, holdRoot, unmake, WRITE_DISK } from './held-folder.ts';
import type { HeldFolder, WritePort } from './held-folder.ts';
import { inside, knownAt, listOf, lookAt, same, split, textAt } from './in-place.ts';
import type { FileToWrite, Kept, KnownFolder, Looked } from './in-place.ts';
import { LIST } from './own-files.ts';
import { inWords, writeFailure } from './write-failure.ts';

export type { FileToWrite } from './in-place.ts';

export interface WrittenFiles {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
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
  const lists: FileToWrite[] = [];
  const known = new Map<string, KnownFolder>();
  for (const below of new Set(files.map(({ path }) => split(path).below))) {
    const here = await knownAt(port, folder, below);
    known.set(below, here);
    lists.push({ path: `${below}${LIST}`, text: await listOf(port, folder, below, files, here.list) });
  }
  const looked = await lookAt(port, folder, [...files, ...lists], known, force);
  mustBeFree(looked.kept, { canForce });
  return await place(port, folder, { files, lists, known }, looked);
}

/** What is written to a folder: files, the lists of them, and what was known of it before. */
export interface ToPlace {
  readonly files: readonly FileToWrite[];
  readonly lists: readonly FileToWrite[];
  readonly known: ReadonlyMap<string, KnownFolder>;
}

/** Puts into their places what is to be written. */
export async function place(
  port: WritePort,
  folder: string,
  { files, lists, known }: ToPlace,
  { pending, unchanged }: Looked,
): Promise<WrittenFiles> {
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

/** Throws PromwireError 'usage' where something is in the way. `by`: what names the folder. */
export function mustBeFree(
  { links, foreign, changed }: Kept,
  { canForce = true, by = '--out' }: { readonly canForce?: boolean; readonly by?: string } = {},
): void {
  if (links.length > 0)
    throw new PromwireError(
      'usage',
      `symbolic links are not written through: ${inWords(links)}`,
      `Remove them or choose another folder with ${by}. Nothing was written.`,
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
        ? `Move them away, choose another folder with ${by}, or overwrite them with --force. Nothing was written.`
        : `Move them away, or choose another folder with ${by}. Nothing was written.`,
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
