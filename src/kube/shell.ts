/** What needs no quoting in a shell. Names from files may be anything. */
export const BARE = /^[\w.,:=/+-]+$/;

/** A word of a command that is pasted into a shell. */
export function shellWord(text: string): string {
  return BARE.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** "-n shop", of such a command; "-n NAMESPACE" where it is not known. */
export function inNamespace(namespace = ''): string {
  return `-n ${namespace === '' ? 'NAMESPACE' : shellWord(namespace)}`;
}
