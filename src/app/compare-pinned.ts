/** Revisions of the repository that neither side is, and that its Applications take. */
import type { FileSnapshot } from '../io/files/index.ts';
import { gitName } from '../io/files/pinned/model.ts';
import type { Revision } from '../io/git/revision.ts';
import type { ReadSide } from './compare-alike.ts';
import type { ReadFilesOptions } from './read.ts';

/** A branch that a side names is one that the files are for. */
export function pinningOf(revisions: readonly Revision[]): NonNullable<ReadFilesOptions['pinning']> {
  return { branches: revisions.flatMap(({ branch }) => branch ?? []), roots: revisions.map(({ root }) => root) };
}

export function shownIn({ roots }: Pick<FileSnapshot, 'roots'>): ReadSide['shown'] {
  return (file) => gitName(file, roots);
}
