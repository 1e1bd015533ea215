/** Fields of one object as a patch of Kustomize. */
import { at } from '../../kube/json.ts';
import { groupOf, refOf, sameRef } from '../../kube/refs.ts';
import type { Json, JsonObject, KubeObject, PatchField } from '../../model/index.ts';
import type { World } from '../../world/world.ts';

/**
 * An entry of `patches`, with the patch as data. Its target has the namespace only where another object of the kind has the
 * name: what a tool renders often gets its namespace later than its patches. A list of a custom resource has no keys to merge
 * by, so a field in one is a JSON patch, which tests what was there.
 * Source: kubernetes-sigs/kustomize api/types/selector.go (the name is a pattern of the whole name).
 */
export function patchOf(world: World, object: KubeObject, fields: readonly PatchField[]): JsonObject {
  const { apiVersion, kind, metadata } = object;
  const group = groupOf(apiVersion);
  const ref = refOf(object);
  const twin = world
    .all(group, kind)
    .some((each) => each.metadata.name === metadata.name && !sameRef(refOf(each), ref));
  const inList = fields.some(({ path }) => path.some((part) => /^\d+$/.test(part)));
  return {
    target: {
      ...(group === '' ? {} : { group }),
      version: apiVersion.split('/').at(-1) ?? '',
      kind,
      name: metadata.name.replaceAll('.', String.raw`\.`),
      ...(twin && metadata.namespace !== undefined ? { namespace: metadata.namespace } : {}),
    },
    patch: inList
      ? fields.flatMap((field) => operations(object.body, field))
      : nested({ apiVersion, kind, metadata: { name: metadata.name } }, fields),
  };
}

/** An object with these fields, too; null takes one away where the patch is merged. */
export function nested(base: JsonObject, fields: readonly Pick<PatchField, 'path' | 'becomes'>[]): JsonObject {
  const whole = structuredClone(base) as Record<string, Json>;
  for (const { path, becomes } of fields) {
    const last = path.at(-1) ?? '';
    let now = whole;
    for (const part of path.slice(0, -1)) now = (now[part] ??= {}) as Record<string, Json>;
    now[last] = becomes;
  }
  return whole;
}

/** Source: RFC 6902. Parents that are not there are added first. */
function operations(body: JsonObject, { path, was, becomes }: PatchField): readonly JsonObject[] {
  const to = (length: number): string =>
    path
      .slice(0, length)
      .map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`)
      .join('');
  const whole = to(path.length);
  if (was !== null)
    return [
      { op: 'test', path: whole, value: was },
      becomes === null ? { op: 'remove', path: whole } : { op: 'replace', path: whole, value: becomes },
    ];
  const missing = path.slice(0, -1).flatMap((_, i) => (at(body, ...path.slice(0, i + 1)) === undefined ? [i + 1] : []));
  return [
    ...missing.map((length) => ({ op: 'add', path: to(length), value: {} })),
    ...(becomes === null ? [] : [{ op: 'add', path: whole, value: becomes }]),
  ];
}
