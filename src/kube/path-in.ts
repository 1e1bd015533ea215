/** Is a path (of a file, with `/`) this folder, or below it? */
export function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** How many parts two paths have in common from their beginnings on. */
export function sharedParts(a: string, b: string): number {
  const [one, other] = [a.split(/[\\/]/), b.split(/[\\/]/)];
  const differs = one.findIndex((part, i) => part !== other[i]);
  return differs < 0 ? one.length : differs;
}
