/** Folders that a path of a repository may be, where what is read is a part of it, or lies around it. */
import { posix } from 'node:path';

export const isAt = (folder: string, path: string): boolean => folder === path || folder.endsWith(`/${path}`);

/** Of folders that end with a path those that it is: next to others stands the repository that the document itself is in. */
export function likeliest(candidates: readonly string[], path: string, file: string): readonly string[] {
  const near = candidates.filter((folder) => posix.normalize(file).startsWith(folder.slice(0, -path.length)));
  return near.length > 0 ? near.toSorted((a, b) => a.length - b.length).slice(0, 1) : candidates;
}
