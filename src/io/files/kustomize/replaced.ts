/**
 * What `replacements` of a kustomization write into objects (api/types/replacement.go): where kustomize does not build it,
 * the values there are not those that stand in the file.
 */
import { isObject, objectsAt, stringAt, stringsAt } from '../../../kube/json.ts';
import type { Json, JsonObject } from '../../../model/index.ts';

/** Fields of objects that another value comes to; a kind or name that is not given is any. */
export interface Replaced {
  readonly kind?: string;
  readonly name?: string;
  readonly paths: readonly string[];
}

/** Stands for the value. */
const UNKNOWN = '$(replacement)';

export function replacedBy(kustomization: JsonObject): readonly Replaced[] {
  return objectsAt(kustomization, 'replacements').flatMap((replacement) =>
    objectsAt(replacement, 'targets').map((target) => {
      const [kind, name] = [stringAt(target, 'select', 'kind'), stringAt(target, 'select', 'name')];
      return {
        ...(kind === undefined ? {} : { kind }),
        ...(name === undefined ? {} : { name }),
        paths: stringsAt(target, 'fieldPaths'),
      };
    }),
  );
}

/** The object with those of its labels and of its own fields unknown. */
export function withReplaced(object: JsonObject, { kind, name, paths }: Replaced): JsonObject {
  const [ownKind, ownName] = [stringAt(object, 'kind'), stringAt(object, 'metadata', 'name')];
  if ((kind ?? ownKind) !== ownKind || (name ?? ownName) !== ownName) return object;
  return paths.reduce<JsonObject>((result, path) => {
    // A dot in a name has a backslash before it; "[name=http]" and "*" choose items of a list.
    const parts = path.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.').replace(/^\[([^=]*)\]$/, '$1'));
    if (parts[0] === 'metadata' && parts[1] !== 'labels') return result;
    const next = unknownAt(result, parts);
    return isObject(next) ? next : result;
  }, object);
}

function unknownAt(value: Json, [part, ...rest]: readonly string[]): Json {
  if (typeof value === 'string') return part === undefined ? UNKNOWN : value;
  const inner = (item: Json, name: string): Json => {
    if (part === undefined) return unknownAt(item, []);
    return part === name || part === '*' || (Array.isArray(value) && part.startsWith('['))
      ? unknownAt(item, rest)
      : item;
  };
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, i) => inner(item, String(i)));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, inner(item, name)]));
}
