/** Fields of one object as patches of Kustomize. */
import { groupBy } from '../../kube/group.ts';
import { fieldAt, jsonPointer, withField } from '../../kube/object-fields.ts';
import type { FieldEdit } from '../../kube/object-fields.ts';
import { groupOf, refOf, sameRef } from '../../kube/refs.ts';
import type { Json, JsonObject, KubeObject, PatchField } from '../../model/index.ts';
import type { World } from '../../world/world.ts';

/**
 * Entries of `patches`, with each patch as data: one that is merged, and where a field is in a list a JSON patch, since the
 * lists of custom resources have no keys to merge by. The target has the namespace only where another object of the kind has
 * the name, too: what a tool renders often gets its namespace later than its patches.
 * Source: kubernetes-sigs/kustomize api/types/selector.go (the name is a pattern of the whole name).
 */
export function patchesOf(world: World, object: KubeObject, fields: readonly PatchField[]): readonly JsonObject[] {
  const { apiVersion, kind, metadata } = object;
  const group = groupOf(apiVersion);
  const ref = refOf(object);
  const isTwin = (other: KubeObject): boolean => other.metadata.name === metadata.name && !sameRef(refOf(other), ref);
  const namespace = world.all(group, kind).some(isTwin) ? metadata.namespace : undefined;
  const target = {
    ...(group === '' ? {} : { group }),
    version: apiVersion.split('/').at(-1) ?? '',
    kind,
    name: metadata.name.replaceAll('.', String.raw`\.`),
    ...(namespace === undefined ? {} : { namespace }),
  };
  const parts = groupBy(fields, ({ path }) => path.some((part) => /^\d+$/.test(part)));
  return [...parts].map(([inList, those]) => ({
    target,
    patch: inList
      ? those.flatMap((field) => operations(object.body, field))
      : nested({ apiVersion, kind, metadata: { name: metadata.name } }, those),
  }));
}

/** An object with these fields, too; null takes one away where it is merged. */
export function nested(base: JsonObject, fields: readonly FieldEdit[]): JsonObject {
  return fields.reduce<Json>(withField, base) as JsonObject;
}

/** RFC 6902: what was there is tested, and parents that are not there are added first. */
function operations(body: JsonObject, { path, was, becomes }: PatchField): readonly JsonObject[] {
  const to = (length: number): string => jsonPointer(path.slice(0, length));
  const whole = jsonPointer(path);
  if (becomes === null)
    return was === null
      ? []
      : [
          { op: 'test', path: whole, value: was },
          { op: 'remove', path: whole },
        ];
  if (was !== null)
    return [
      { op: 'test', path: whole, value: was },
      { op: 'replace', path: whole, value: becomes },
    ];
  const missing = path.flatMap((_, i) => (i > 0 && fieldAt(body, path.slice(0, i)) === undefined ? [i] : []));
  return [
    ...missing.map((length) => ({ op: 'add', path: to(length), value: {} })),
    { op: 'add', path: whole, value: becomes },
  ];
}
