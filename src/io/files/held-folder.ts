/** Folders to write into that stay the same ones while names are changed around them. */
import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { link, lstat, mkdir, open, readdir, rename, rmdir, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { codeOf } from '../error-code.ts';
import { DANGLING } from './write-failure.ts';

/** The calls that look at the disk and change it; tests give some that fail. */
export interface WritePort {
  readonly link: typeof link;
  readonly lstat: (path: string) => Promise<Stats>;
  readonly mkdir: (path: string) => Promise<unknown>;
  readonly open: typeof open;
  readonly readdir: (path: string) => Promise<string[]>;
  readonly rename: typeof rename;
  readonly rmdir: (path: string) => Promise<void>;
  readonly stat: (path: string) => Promise<Stats>;
  readonly unlink: typeof unlink;
}

export const WRITE_DISK: WritePort = { link, lstat, mkdir, open, readdir, rename, rmdir, stat, unlink };

/** A folder that is open. */
export interface HeldFolder {
  /** Leads to this very folder, also where its name has become a link to another one. */
  readonly at: string;
  /** Nothing was written through it, so nothing is lost where that fails. */
  readonly close: () => Promise<void>;
}

/**
 * Makes the folder that a person named, with those above it, and opens it; a link to a folder is that folder. `made` gets
 * the folders that were missing, the innermost last. Rejects with Node's error.
 */
export async function holdRoot(port: WritePort, path: string, made: string[]): Promise<HeldFolder> {
  const missing: string[] = [];
  // Not mkdir's own `recursive`: in /proc, where nothing can be made, Node tries for ever.
  for (let at = path; !(await isThere(port, at)) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const at of missing.reverse()) {
    if (await makes(port, at)) made.push(at);
    else if (!(await isThere(port, at))) throw Object.assign(new Error('a dangling link'), { code: DANGLING });
  }
  return await opened(port, path, 0);
}

/** The same for a folder in one that is held; a link there is refused (ELOOP). */
export async function holdBelow(
  port: WritePort,
  { at }: HeldFolder,
  name: string,
  made: string[],
): Promise<HeldFolder> {
  const path = join(at, name);
  if (await makes(port, path)) made.push(path);
  if ((await port.lstat(path)).isSymbolicLink()) throw Object.assign(new Error('a link'), { code: 'ELOOP' });
  return await opened(port, path, constants.O_NOFOLLOW);
}

/** False: something of that name is there. */
async function makes(port: WritePort, path: string): Promise<boolean> {
  try {
    await port.mkdir(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function isThere(port: WritePort, path: string): Promise<boolean> {
  try {
    await port.stat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Linux reaches a folder by its open file, whatever its name leads to by now. Elsewhere the name has to do: then what is
 * changed within the same moment goes unseen.
 */
async function opened(port: WritePort, path: string, flags: number): Promise<HeldFolder> {
  if (process.platform !== 'linux') return { at: path, close: async () => await Promise.resolve() };
  const handle = await port.open(path, constants.O_RDONLY | constants.O_DIRECTORY | flags);
  const at = `/proc/self/fd/${handle.fd}`;
  const hasProc = await port.stat(at).then(
    () => true,
    () => false,
  );
  return { at: hasProc ? at : path, close: async () => await handle.close().catch(() => undefined) };
}

/** Takes folders away that were made and are still empty. */
export async function unmake(port: WritePort, made: readonly string[]): Promise<void> {
  for (const path of made.toReversed()) await port.rmdir(path).catch(() => undefined);
}
