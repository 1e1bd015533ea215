/** What files of clusters are called in one folder. */
import { digestOf } from '../../io/files/digest.ts';

/** Name of a cluster -> that of its file, each another one, also where small and capital letters are one. */
export function filesOf(names: readonly string[]): ReadonlyMap<string, string> {
  const plain = names.map((name) => name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replaceAll(/^[.-]+|[.-]+$/g, ''));
  const small = plain.map((name) => name.toLowerCase());
  return new Map(
    names.map((name, i) => {
      const word = (plain[i] ?? '').slice(0, 60);
      const isOwn = word === name && small.filter((other) => other === small[i]).length === 1;
      // Of what is left out of a name, its digest tells it from others.
      return [name, isOwn ? name : `${word === '' ? 'cluster' : word}-${shortDigest(name)}`];
    }),
  );
}

function shortDigest(name: string): string {
  return Buffer.from(digestOf(Buffer.from(name, 'utf8')), 'base64')
    .toString('hex')
    .slice(0, 8);
}
