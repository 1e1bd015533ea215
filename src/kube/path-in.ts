/** Is a path (of a file, with `/`) this folder, or below it? */
export function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
