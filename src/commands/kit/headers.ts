import { readFileFor } from '../../io/http/address.ts';

/**
 * Lines "Name: value" of files: a header may hold a token, and those never stand on a command line.
 * @throws PromwireError `usage`
 */
export function readHeaders(files: readonly string[]): readonly string[] {
  const texts = files.map((file) => readFileFor('--prometheus-header', file));
  return texts.flatMap((text) => text.split(/\r?\n/).filter((line) => line.trim() !== ''));
}
