/** Why a file could not be written, in words. */
import { PromwireError } from '../../errors.ts';
import { codeOf, messageOf } from '../error-code.ts';
import { REFUSED } from '../read-file.ts';

/** The `code` of an error: a symbolic link leads nowhere. */
export const DANGLING = 'PROMWIRE_DANGLING';
/** The `code` of an error: what was looked at is another file by now. */
export const CHANGED = 'PROMWIRE_CHANGED';

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written',
  EPERM: 'it may not be written',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'it would be larger than a file may be',
  EIO: 'the disk reports an error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EBUSY: 'it is in use; a file that is mounted by itself cannot be replaced',
  ENOTDIR: 'a file is where a folder is needed',
  EISDIR: 'a folder is where a file is needed',
  ENOENT: 'there is no such folder, and none can be made there',
  ENAMETOOLONG: 'the name is too long',
  EINVAL: 'such a name is not possible there',
  EILSEQ: 'such a name is not possible there',
  ELOOP: 'it is a loop of symbolic links, or has become a link',
  ENXIO: 'it is a socket or a device, not a file',
  EEXIST: 'another process wrote it meanwhile',
  [CHANGED]: 'another process wrote it meanwhile',
  [DANGLING]: 'a symbolic link on the way leads nowhere',
};

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return code === REFUSED ? messageOf(error) : (WHY[code] ?? `the system refuses it (${code})`);
}

/** A path in a sentence: a line break in it begins no line. */
export function inWords(paths: readonly string[]): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  return paths.map((path) => (/[\u0000-\u001f]/.test(path) ? JSON.stringify(path) : path)).join(', ');
}

/**
 * What to throw for an error of Node: PromwireError 'usage', which names the files that were written by then. Without a
 * code it comes from no disk, and stays as it is: a bug must not look like a full disk.
 */
export function writeFailure(path: string, error: unknown, written: readonly string[] = []): unknown {
  if (codeOf(error) === '') return error;
  const hint =
    written.length === 0
      ? 'Nothing was written. Choose another folder, or repeat the command when this is fixed.'
      : `Written were by then, and no others: ${inWords(written)}. The same command writes the rest.`;
  return new PromwireError('usage', `cannot write ${inWords([path])}: ${reasonOf(error)}`, hint, { cause: error });
}
