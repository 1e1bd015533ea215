import type { FieldChange, Json, JsonObject } from '../model/index.ts';
import { isObject, own } from '../kube/json.ts';

/** Every leaf in which two JSON values differ, in the order of the second; entries of lists are told apart by name. */
export function fieldDiff(was: Json | undefined, becomes: Json | undefined, path = ''): readonly FieldChange[] {
  if (isObject(was) && isObject(becomes)) {
    const keys = [...new Set([...Object.keys(becomes), ...Object.keys(was)])];
    return keys.flatMap((key) => fieldDiff(own(was, key), own(becomes, key), path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(was) && Array.isArray(becomes)) {
    const [before, after] = [byName(was as readonly Json[]), byName(becomes as readonly Json[])];
    if (before && after) return entriesDiff(before, after, path);
    const length = Math.max(was.length, becomes.length);
    return Array.from({ length }, (_, i) => i).flatMap((i) =>
      fieldDiff(was[i] as Json | undefined, becomes[i] as Json | undefined, `${path}[${i}]`),
    );
  }
  return was === becomes ? [] : [{ path, was, becomes }];
}

type Entries = ReadonlyMap<string, JsonObject>;

function entriesDiff(was: Entries, becomes: Entries, path: string): readonly FieldChange[] {
  const names = [...new Set([...becomes.keys(), ...was.keys()])];
  const changes = names.flatMap((name): readonly FieldChange[] => {
    const [before, after] = [was.get(name), becomes.get(name)];
    const at = `${path}[${name}]`;
    if (before && after) return fieldDiff(before, after, at);
    return [{ path: at, was: before, becomes: after, entry: after ? 'added' : 'removed' }];
  });
  const [before, after] = [
    [...was.keys()].filter((name) => becomes.has(name)),
    [...becomes.keys()].filter((name) => was.has(name)),
  ];
  const moved = before.some((name, i) => name !== after[i]);
  return moved ? [...changes, { path, was: before, becomes: after, entry: 'order' }] : changes;
}

/** What a rule, a group, a container, a port is known by. */
const NAMES = ['alert', 'record', 'name'];

/** The entries of a list by name; undefined where one has none or two share one. */
function byName(list: readonly Json[]): Entries | undefined {
  const entries = new Map<string, JsonObject>();
  for (const entry of list) {
    const name = isObject(entry) ? NAMES.map((key) => own(entry, key)).find((value) => value !== undefined) : undefined;
    if (!isObject(entry) || typeof name !== 'string' || name === '' || entries.has(name)) return undefined;
    entries.set(name, entry);
  }
  return entries;
}
