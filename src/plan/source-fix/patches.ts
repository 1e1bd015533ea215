/** Fields of one object as patches of Kustomize. */
import { isObject } from '../../kube/json.ts';
import { groupBy } from '../../kube/group.ts';
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
export function nested(base: JsonObject, fields: readonly Pick<PatchField, 'path' | 'becomes'>[]): JsonObject {
  const whole = structuredClone(base) as Record<string, Json>;
  for (const { path, becomes } of fields) {
    let now = whole;
    for (const part of path.slice(0, -1)) now = (now[part] ??= {}) as Record<string, Json>;
    now[path.at(-1) ?? ''] = becomes;
  }
  return whole;
}

/** RFC 6902: what was there is tested, and parents that are not there are added first. */
function operations(body: JsonObject, { path, was, becomes }: PatchField): readonly JsonObject[] {
  const to = (length: number): string =>
    path
      .slice(0, length)
      .map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`)
      .join('');
  const whole = to(path.length);
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
  const missing = path.flatMap((_, i) => (i > 0 && !isThere(body, path.slice(0, i)) ? [i] : []));
  return [
    ...missing.map((length) => ({ op: 'add', path: to(length), value: {} })),
    { op: 'add', path: whole, value: becomes },
  ];
}

function isThere(body: Json, path: readonly string[]): boolean {
  let now: Json | undefined = body;
  for (const part of path)
    now = Array.isArray(now) ? (now as readonly Json[])[Number(part)] : isObject(now) ? now[part] : undefined;
  return now !== undefined;
}
