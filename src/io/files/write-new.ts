/** A file that is made once and belongs to the user from then on. */
import { writeFile } from 'node:fs/promises';
import { PromwireError } from '../../errors.ts';
import { codeOf } from '../error-code.ts';
import { inWords, writeFailure } from './write-failure.ts';

/** Writes a file that is not there, and nothing over one that is, also not through a link. Throws PromwireError 'usage'. */
export async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw writeFailure(path, error);
    throw new PromwireError(
      'usage',
      `${inWords([path])} is there already, and is not overwritten`,
      'Change it by hand, or move it away. Nothing was written.',
      { cause: error },
    );
  }
}
