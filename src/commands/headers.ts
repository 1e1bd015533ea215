import { readFile } from 'node:fs/promises';
import { PromwireError } from '../errors.ts';

/** Lines "Name: value" of files: a header may hold a token, and those never stand on a command line. */
export async function readHeaders(files: readonly string[]): Promise<readonly string[]> {
  const texts = await Promise.all(
    files.map(async (file) => {
      try {
        return await readFile(file, 'utf8');
      } catch (error) {
        throw new PromwireError(
          'usage',
          `--prometheus-header ${file}: cannot be read`,
          'It takes a file with a line "Name: value".',
          { cause: error },
        );
      }
    }),
  );
  return texts.flatMap((text) => text.split(/\r?\n/).filter((line) => line.trim() !== ''));
}
