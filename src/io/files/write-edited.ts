/** Edited files into their places: all or none, and only over the text that was read. */
import type { Stats } from 'node:fs';
import { PromwireError } from '../../errors.ts';
import { groupBy } from '../../kube/group.ts';
import { placeAll, sweep } from './drafts.ts';
import type { Placing } from './drafts.ts';
import { WRITE_DISK } from './held-folder.ts';
import type { HeldFolder, WritePort } from './held-folder.ts';
import { inside, thereAt } from './in-place.ts';
import { mustBeThere, placingsOf } from './write-files.ts';
import { inWords, writeFailure } from './write-failure.ts';

/** A file that was read, below the folder that it was found in, and its new text. */
export interface EditedFile {
  readonly folder: string;
  readonly path: string;
  /** A byte order mark stands before both texts. */
  readonly bom: boolean;
  readonly was: string;
  readonly becomes: string;
}

const BOM = '\uFEFF';

/**
 * Writes them; the paths that were written, in order. Where one was changed since it was read, or is behind a symbolic link,
 * none is written and PromwireError 'failed' names it. Throws what writeFailure makes of other errors.
 */
export async function writeEdited(
  files: readonly EditedFile[],
  port: WritePort = WRITE_DISK,
): Promise<readonly string[]> {
  const held: HeldFolder[] = [];
  try {
    const placings: Placing[] = [];
    for (const [folder, group] of groupBy(files, (file) => file.folder)) {
      const old = await asRead(port, folder, group);
      const folders = new Map<string, HeldFolder>();
      const texts = group.map(({ path, bom, becomes }) => ({ path, text: (bom ? BOM : '') + becomes }));
      try {
        placings.push(...(await placingsOf(port, folder, texts, old, folders, [])));
      } finally {
        held.push(...folders.values());
      }
    }
    for (const { folder, name } of placings) await sweep(port, folder, [name]);
    await placeAll(port, placings);
    await mustBeThere(placings);
    return placings.map(({ path }) => path).sort();
  } finally {
    for (const one of held) await one.close();
  }
}

/** What is in the place of each, which is as it was read. */
async function asRead(
  port: WritePort,
  folder: string,
  files: readonly EditedFile[],
): Promise<ReadonlyMap<string, Stats>> {
  const old = new Map<string, Stats>();
  const others: string[] = [];
  for (const { path, bom, was } of files) {
    const at = inside(folder, path);
    try {
      const there = await thereAt(port, folder, path);
      if (there.kind === 'file' && there.text === (bom ? BOM : '') + was) old.set(at, there.old);
      else others.push(at);
    } catch (error) {
      throw writeFailure(at, error);
    }
  }
  if (others.length > 0)
    throw new PromwireError(
      'failed',
      `changed since it was read: ${inWords(others)}`,
      'Run the same command again. Nothing was written.',
    );
  return old;
}
