/** The errors Node gives for files. Told apart by their code: they may come from another realm. */

/** Node's code of an error (ENOENT …); "" where it is none of Node's. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** An error that Node gave for a path, in words. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  if (code === 'ELOOP') return 'it is a loop of symbolic links';
  return code === '' ? 'it could not be read' : `it could not be read (${code})`;
}
