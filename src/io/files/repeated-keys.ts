/** Keys that stand twice in one mapping: the parsers of Kubernetes take the last one and say nothing. */
import { isMap, isScalar, isSeq } from 'yaml';
import { parseFully } from './full-yaml.ts';
import type { Place } from './sought.ts';
import { scalarValue } from './yaml-value.ts';

/** A key that was there before. */
export interface RepeatedKey {
  /** Of the mapping, and the key itself. */
  readonly path: readonly string[];
  readonly first: Place;
  readonly again: Place;
}

/** Those of the first document of a text that can be read. What an alias leads to is looked at where it stands. */
export function repeatedKeys(text: string): readonly RepeatedKey[] {
  const {
    documents: [document],
    placeOf,
  } = parseFully(text);
  const found: RepeatedKey[] = [];
  const walk = (node: unknown, path: readonly string[]): void => {
    if (isSeq(node)) node.items.forEach((item, index) => walk(item, [...path, String(index)]));
    if (!isMap(node)) return;
    const seen = new Map<string, number>();
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const name = String(scalarValue(key));
      const at = key.range?.[0] ?? 0;
      const before = seen.get(name);
      // A merge may stand in a mapping more than once.
      if (before !== undefined && name !== '<<')
        found.push({ path: [...path, name], first: placeOf(before), again: placeOf(at) });
      seen.set(name, before ?? at);
      walk(value, [...path, name]);
    }
  };
  walk(document?.contents, []);
  return found;
}
