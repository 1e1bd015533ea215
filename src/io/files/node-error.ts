import { codeOf } from '../error-code.ts';

/** An error that Node gave for a path, in words. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  if (code === 'ELOOP') return 'it is a loop of symbolic links';
  return code === '' ? 'it could not be read' : `it could not be read (${code})`;
}
