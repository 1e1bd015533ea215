/**
 * Folders beyond which nothing is read, while a server reads for one who may see these alone. What is asked for is looked
 * at before; this is for what files name themselves: links, and the folders that a kustomization builds from.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isWithin, realOf } from './real-path.ts';

interface Fence {
  readonly folders: readonly string[];
  /** The repositories that these are in: a path that is written may lead there, a link may not. */
  readonly repositories: readonly string[];
}

const fence = new AsyncLocalStorage<Fence>();

/** Does the work with nothing read beyond `folders`, which are called as they are on the disk, and their repositories. */
export async function fenced<T>(folders: readonly string[], work: () => Promise<T>): Promise<T> {
  return await fence.run({ folders, repositories: folders.flatMap(repositoryOf) }, work);
}

export function isFenced(): boolean {
  return fence.getStore() !== undefined;
}

/** Whether a path leads beyond the fence. One that leads nowhere does not. */
export function isBeyond(path: string): boolean {
  const within = fence.getStore();
  if (within === undefined) return false;
  const real = realOf(resolve(path));
  return !isBelow(within.folders, real) && !(real === resolve(path) && isBelow(within.repositories, real));
}

/** A folder, or what is in one of them. */
export function isBelow(folders: readonly string[], path: string): boolean {
  return folders.some((folder) => isWithin(path, folder));
}

function repositoryOf(folder: string): readonly string[] {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return [at];
    if (dirname(at) === at) return [];
  }
}
