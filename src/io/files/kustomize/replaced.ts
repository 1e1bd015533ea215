/**
 * What `replacements` of a kustomization write into objects (api/types/replacement.go): where kustomize does not build it,
 * the values there are not those that stand in the file.
 */
import { isObject, objectsAt, stringAt, stringsAt } from '../../../kube/json.ts';
import type { Json, JsonObject, KubeObject } from '../../../model/index.ts';

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
export function withReplaced(object: KubeObject, replaced: readonly Replaced[]): KubeObject {
  return replaced
    .filter(
      ({ kind, name }) =>
        (kind ?? object.kind) === object.kind && (name ?? object.metadata.name) === object.metadata.name,
    )
    .flatMap(({ paths }) => paths)
    .reduce((result, path) => {
      // A dot in a name has a backslash before it; "[name=http]" and "*" choose items of a list.
      const parts = path.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.').replace(/^\[([^=]*)\]$/, '$1'));
      const [first, second = '', ...rest] = parts;
      if (first !== 'metadata') return { ...result, body: unknownAt(result.body, parts) as KubeObject['body'] };
      if (second !== 'labels') return result;
      const labels = unknownAt(result.metadata.labels, rest) as KubeObject['metadata']['labels'];
      return { ...result, metadata: { ...result.metadata, labels } };
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
