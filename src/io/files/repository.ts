/** The repository that a folder is in, a file of ours in it, and the paths that are written in that file. */
import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import process from 'node:process';
import { compare } from '../../kube/refs.ts';
import { codeOf } from '../error-code.ts';
import { isWithin } from '../real-path.ts';
import { reasonOf } from './node-error.ts';
import { LIST } from './own-files.ts';

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return false;
  }
}

/** The folder and those above it, the innermost first, up to the root of the git repository; alone where there is none. */
async function upward(folder: string): Promise<readonly string[]> {
  const folders = [folder];
  for (let at = folder; !(await isThere(join(at, '.git'))); at = dirname(at)) {
    if (dirname(at) === at) return [folder];
    folders.push(dirname(at));
  }
  return folders;
}

/** The nearest file of that name, from the working directory up to the root of the git repository, as it is called from here. */
export async function findUpward(name: string, folder: string = process.cwd()): Promise<string | undefined> {
  for (const at of await upward(folder)) if (await isThere(join(at, name))) return seenFromHere(join(at, name));
  return undefined;
}

/** The root of the git repository that the working directory is in, as it is called from here; "." where there is none. */
export async function rootFromHere(): Promise<string> {
  return seenFromHere((await upward(process.cwd())).at(-1) ?? process.cwd());
}

/** A path as it is given on a command line from here, in the shorter way. */
function seenFromHere(path: string): string {
  const near = relative(process.cwd(), path);
  return near === '' ? '.' : near.length < path.length ? near : path;
}

/** Where the paths of a file begin (`folder`), and what they may not lead out of: its git repository, else its folder. */
export interface Home {
  readonly folder: string;
  readonly root: string;
}

/** The home of the paths in a file. */
export async function homeOf(file: string): Promise<Home> {
  const folder = dirname(resolve(file));
  return { folder, root: (await upward(folder)).at(-1) ?? folder };
}

/** A file, and a path that is written in it, from the root of its repository, with "/" between their parts. */
export function inRepository({ root }: Home, file: string): string {
  return relative(root, resolve(file)).split(sep).join('/');
}

export function writtenIn(file: string, path: string): string {
  return posix.join(posix.dirname(file), path);
}

/** Below a folder, or in it ("."). */
export function below(folder: string, path: string): string {
  return posix.join(folder, path);
}

/** What is wrong with a path as it is written, wherever it leads; undefined: nothing. */
export function pathProblem({ folder, root }: Home, written: string): string | undefined {
  if (written === '' || written.includes('\0')) return 'not a path';
  if (basename(written) === '-') return 'not standard input: a path in the repository';
  if (isAbsolute(written)) return 'not an absolute path: one that begins at the folder of this file';
  return isWithin(resolve(folder, written), root) ? undefined : OUTSIDE;
}

/** Where such a path is below the root of the repository, with `/`; "" is the root itself. */
export function belowRoot({ folder, root }: Home, written: string): string {
  return relative(root, resolve(folder, written)).split(sep).join('/');
}

/** Folders "PARENT/*\/NAME" of a home that have a list of files that promwire wrote: below the root, and as they are called from here. */
export async function madeFolders(
  home: Home,
  parent: string,
  name: string,
): Promise<readonly { readonly below: string; readonly path: string }[]> {
  const names = await readdir(join(home.folder, parent)).catch((error: unknown) => {
    if (codeOf(error) === '') throw error;
    return [];
  });
  const found = [];
  for (const each of names.toSorted(compare)) {
    const written = `${parent}/${each}/${name}`;
    const path = join(home.folder, written);
    if (await isThere(join(path, LIST))) found.push({ below: belowRoot(home, written), path: seenFromHere(path) });
  }
  return found;
}

/** The root of the repository as it is called from here. */
export function rootOf({ root }: Home): string {
  return seenFromHere(root);
}

/** A path that is written in a file of that home, as it is called from here; it need not be there. */
export function calledFromHere({ folder }: Home, written: string): string {
  return seenFromHere(resolve(folder, written));
}

const OUTSIDE = 'it leads out of the repository';

/** Such a path as it is called from here; `problem`: why it cannot be read. Links may not lead out either. */
export async function pathFrom(
  { folder, root }: Home,
  written: string,
): Promise<{ readonly path: string } | { readonly problem: string; readonly isAbsent?: boolean }> {
  const path = resolve(folder, written);
  try {
    return isWithin(await realpath(path), await realpath(root)) ? { path: seenFromHere(path) } : { problem: OUTSIDE };
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return { problem: reasonOf(error), isAbsent: codeOf(error) === 'ENOENT' };
  }
}
