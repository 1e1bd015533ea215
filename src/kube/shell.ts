/** What needs no quoting in a shell. Names from files may be anything. */
export const BARE = /^[\w.,:=/+-]+$/;

/** A word of a command that is pasted into a shell. */
export function shellWord(text: string): string {
  return BARE.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** "-n shop", of such a command. */
export function inNamespace(namespace = ''): string {
  return `-n ${shellWord(namespace)}`;
}
