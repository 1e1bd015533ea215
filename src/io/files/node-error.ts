import { codeOf, messageOf } from '../error-code.ts';
import { REFUSED } from '../read-file.ts';

/** An error that Node gave for a path, in words. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === REFUSED) return messageOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  if (code === 'ELOOP') return 'it is a loop of symbolic links';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'ENAMETOOLONG') return 'its name is too long';
  return code === '' ? 'it could not be read' : `it could not be read (${code})`;
}
