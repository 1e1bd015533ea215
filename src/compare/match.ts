/** Which object of one world is which of another: by name, and where that changed by what it selects. */
import { groupBy } from '../kube/group.ts';
import { sortedJson } from '../kube/json.ts';
import { groupOf, keyOf } from '../kube/refs.ts';
import type { KubeObject, Ref } from '../model/index.ts';
import type { Taker } from './facts.ts';

/** Key in BASE -> key in HEAD, of what is in both. */
export type Matches = ReadonlyMap<string, string>;

interface Named {
  readonly object: KubeObject;
  readonly ref: Ref;
}

/**
 * The same name; else the same contents in the same namespace, or under the same name, or anywhere. Where several are alike,
 * it does not matter which is which.
 */
export function matchItems(base: ReadonlyMap<string, Named>, head: ReadonlyMap<string, Named>): Matches {
  const matches = new Map<string, string>();
  for (const key of base.keys()) if (head.has(key)) matches.set(key, key);
  const taken = new Set(matches.values());
  const contents = ({ object: { body } }: Named): string => JSON.stringify(sortedJson(body['spec'] ?? body));
  const kind = ({ ref }: Named): string => `${groupOf(ref.apiVersion)}/${ref.kind}`;
  const ways: readonly ((item: Named) => string)[] = [
    (item) => `${kind(item)} ${item.ref.namespace ?? ''} ${contents(item)}`,
    (item) => `${kind(item)} ${item.ref.name} ${contents(item)}`,
    (item) => `${kind(item)} ${contents(item)}`,
    (item) => `${kind(item)} ${item.ref.name}`,
  ];
  for (const way of ways) {
    const gone = [...base].filter(([key]) => !matches.has(key)).map(([, item]) => item);
    const fresh = [...head].filter(([key]) => !taken.has(key)).map(([, item]) => item);
    if (gone.length === 0 || fresh.length === 0) return matches;
    const alike = groupBy(fresh, way);
    for (const item of gone) {
      const other = alike.get(way(item))?.shift();
      if (!other) continue;
      matches.set(keyOf(item.ref), keyOf(other.ref));
      taken.add(keyOf(other.ref));
    }
  }
  return matches;
}

/** The same name; else the only two of one kind that are left, or that ask for the same. */
export function matchTakers(base: ReadonlyMap<string, Taker>, head: ReadonlyMap<string, Taker>): Matches {
  const matches = new Map<string, string>();
  for (const key of base.keys()) if (head.has(key)) matches.set(key, key);
  const taken = new Set(matches.values());
  for (const way of [({ asks }: Taker): string => asks, ({ ref }: Taker): string => ref.kind]) {
    const gone = groupBy(
      [...base.values()].filter(({ key }) => !matches.has(key)),
      way,
    );
    const fresh = groupBy(
      [...head.values()].filter(({ key }) => !taken.has(key)),
      way,
    );
    for (const [like, [one, more]] of gone) {
      const [other, another] = fresh.get(like) ?? [];
      if (!one || !other || more || another) continue;
      matches.set(one.key, other.key);
      taken.add(other.key);
    }
  }
  return matches;
}
