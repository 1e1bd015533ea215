/** Files that come into their place whole: each is written next to it first, under a name that nobody could have prepared. */
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../error-code.ts';
import type { HeldFolder, WritePort } from './held-folder.ts';
import { LIST } from './own-files.ts';
import { CHANGED, writeFailure } from './write-failure.ts';

/** A file to be put into a folder. */
export interface Placing {
  readonly folder: HeldFolder;
  readonly name: string;
  /** As a person knows it. */
  readonly path: string;
  readonly text: string;
  /** The file whose place it takes; undefined: there is none. */
  readonly old: Stats | undefined;
}

function stemOf(name: string): string {
  return `.${name.slice(0, 100)}.`;
}

/** Writes the draft of a file, with the owner and the permissions of the one whose place it takes; its path. */
async function draftOf(port: WritePort, { folder, name, text, old }: Placing): Promise<string> {
  const path = join(folder.at, `${stemOf(name)}${randomBytes(8).toString('hex')}.tmp`);
  // 'wx' never opens what is there, a link among it.
  const file = await port.open(path, 'wx');
  try {
    try {
      await file.writeFile(text, 'utf8');
      if (old) {
        // Only root gives files away; for all others it is their own file or stays as it is.
        await file.chown(old.uid, old.gid).catch(() => undefined);
        await file.chmod(old.mode & 0o777);
      }
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await gone(port, path);
    throw error;
  }
  return path;
}

async function gone(port: WritePort, path: string): Promise<void> {
  // What cannot be taken away is known by its name to the next run.
  await port.unlink(path).catch(() => undefined);
}

/** File systems without hard links. */
const NO_LINKS: readonly string[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EXDEV'];

/** Into its place, if that is as it was looked at; a file that was not there never takes the place of one that came since. */
async function moved(port: WritePort, draft: string, { folder, name, old }: Placing): Promise<void> {
  const path = join(folder.at, name);
  if (!old) {
    try {
      await port.link(draft, path);
      return await gone(port, draft);
    } catch (error) {
      if (!NO_LINKS.includes(codeOf(error))) throw error;
    }
  }
  const now = await port.lstat(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
    return undefined;
  });
  const same = now?.ino === old?.ino && now?.mtimeMs === old?.mtimeMs && now?.size === old?.size;
  if (!same) throw Object.assign(new Error('changed'), { code: CHANGED });
  await port.rename(draft, path);
}

/** How often a draft is written again that another run took for a leftover. */
const MOST_TRIES = 3;

/**
 * Writes all drafts, then puts them into their places. Where one cannot be written none is put. Throws what writeFailure
 * makes of an error. Where some were put, the list of them stays as a draft, for the next run to know them by.
 */
export async function placeAll(port: WritePort, placings: readonly Placing[]): Promise<void> {
  const drafts: string[] = [];
  const written: string[] = [];
  let path = '';
  try {
    for (const placing of placings) {
      ({ path } = placing);
      drafts.push(await draftOf(port, placing));
    }
    for (const [index, placing] of placings.entries()) {
      ({ path } = placing);
      for (let tries = 1; ; tries++) {
        try {
          await moved(port, drafts[index] ?? '', placing);
          break;
        } catch (error) {
          if (codeOf(error) !== 'ENOENT' || tries === MOST_TRIES) throw error;
          drafts[index] = await draftOf(port, placing);
        }
      }
      written.push(path);
    }
  } catch (error) {
    for (const [i, draft] of drafts.entries())
      if (i >= written.length && (written.length === 0 || placings[i]?.name !== LIST)) await gone(port, draft);
    throw writeFailure(path, error, written);
  }
}

/** The names of the drafts of these files that a run left which was killed. */
export async function leftDrafts(
  port: WritePort,
  folder: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const stems = new Set(names.map(stemOf));
  const left: string[] = [];
  for (const name of await port.readdir(folder).catch(() => [])) {
    const [, stem] = /^(\..+\.)[0-9a-f]{16}\.tmp$/s.exec(name) ?? [];
    if (stem === undefined || !stems.has(stem)) continue;
    const isFile = await port.lstat(join(folder, name)).then(
      (stats) => stats.isFile(),
      () => false,
    );
    if (isFile) left.push(name);
  }
  return left;
}

/** Takes the drafts of these files away. What may not be taken away stays. */
export async function sweep(port: WritePort, folder: HeldFolder, names: readonly string[]): Promise<void> {
  await takeAway(port, folder, await leftDrafts(port, folder.at, names));
}

export async function takeAway(port: WritePort, { at }: HeldFolder, drafts: readonly string[]): Promise<void> {
  for (const name of drafts) await gone(port, join(at, name));
}
