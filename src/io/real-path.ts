import { realpathSync } from 'node:fs';

/** One name of a file, however it is spelled; of what is not on the disk, its own. */
export function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
