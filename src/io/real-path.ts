import { realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';

/** One name of a file, however it is spelled; of what is not on the disk, its own. */
export function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Is a path of this machine a folder, or below it? Both as they are written: links are the caller's matter. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}
