/** Stands where a person has to write. */
export const STUB: string;
/** Every file of a new check: path -> text. Throws an Error where the id or the folder cannot be used. */
export function newCheck(
  id: string,
  folder: string,
  title: string,
  read: (path: string) => string,
): ReadonlyMap<string, string>;
