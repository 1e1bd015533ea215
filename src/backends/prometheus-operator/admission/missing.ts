import { printPath } from '../../../kube/field-path.ts';
import type { Found, Need } from './needs.ts';
import { refOf, title } from '../../../kube/refs.ts';
import type { World } from '../../../world/world.ts';

/** A reference that leads nowhere, as evidence. */
export type Missing = {
  readonly field: string;
  readonly path: readonly string[];
  readonly kind: string;
  readonly name: string;
  readonly key: string;
  readonly problem: string;
  /** The keys that are there, where the object is. */
  readonly keys: readonly string[] | null;
};

/** Says what is missing of a need that was looked up and not found. */
export function describeMissing(need: Need, found: Found): Missing {
  const { kind, name, key } = need;
  const problem =
    found.state === 'no-name'
      ? `names no ${kind}`
      : found.state === 'no-key'
        ? `${kind} ${name} has no key ${JSON.stringify(key)}${found.keys.length > 0 ? `; it has ${found.keys.join(', ')}` : ''}${found.by === undefined ? '' : `; ${found.by} adds it, and has not`}`
        : `there is no ${kind} ${name}`;
  // What a controller is to add is the key that is meant.
  const keys = found.state === 'no-key' && found.by === undefined ? found.keys : null;
  return { field: printPath(need.path), path: need.path, kind, name, key, problem, keys };
}

/** Objects of that name in other namespaces, which could have been meant: two at most. */
export function elsewhere(world: World, { kind, name }: Need): readonly string[] {
  return world
    .all('', kind)
    .flatMap((object) => (object.metadata.name === name ? [title(refOf(object))] : []))
    .sort()
    .slice(0, 2);
}
