/** Edited files into their places: all or none, and only over the text that was read. */
import { writeFiles } from './write-files.ts';
import { groupBy } from '../../kube/group.ts';

/** A file that was read, below the folder that it was found in, and its new text. */
export interface EditedFile {
  readonly folder: string;
  readonly path: string;
  readonly bom: boolean;
  readonly was: string;
  readonly becomes: string;
}

const BOM = '\uFEFF';

/**
 * Writes them; the paths that were written. A file that was changed since it was read stays as it is, and then none is
 * written. Throws PromwireError as writeFiles.
 */
export async function writeEdited(files: readonly EditedFile[]): Promise<readonly string[]> {
  const written: string[] = [];
  for (const [folder, group] of groupBy(files, (file) => file.folder)) {
    const wanted = group.map(({ path, bom, was, becomes }) => ({
      path,
      text: (bom ? BOM : '') + becomes,
      isOurs: (text: string) => text === (bom ? BOM : '') + was,
    }));
    written.push(...(await writeFiles(folder, wanted)).written);
  }
  return written;
}
