/** Which kinds files are a listing of. */
import { kindKey } from '../../kube/refs.ts';
import type { Coverage } from '../../model/index.ts';
import type { Collection } from './collection.ts';

/** Files are not a listing: of the kinds that a snapshot's header does not speak for, nothing says that all are there. */
export function coverageOf(from: Collection, stated: readonly Coverage[]): readonly Coverage[] {
  const lists = stated.filter((entry) => entry.names === undefined && entry.label === undefined);
  const known = new Set(lists.map(kindKey));
  const seen = [...from.plainKinds].filter((key) => !known.has(key)).sort();
  return [
    ...stated,
    ...seen.map((key): Coverage => {
      const slash = key.indexOf('/');
      return { group: key.slice(0, slash), kind: key.slice(slash + 1), namespaces: 'all', complete: false };
    }),
  ];
}
