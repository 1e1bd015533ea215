import { groupOf, isCustomGroup } from '../../kube/refs.ts';
import { isRecord, put } from './scrub.ts';

/**
 * A body as the API server stores it: a null in a field is no field. Of a custom resource apiextensions-apiserver v0.36
 * pkg/apiserver/schema/defaulting/prunenulls.go takes it out, in maps of strings too; Kubernetes' own types are decoded into
 * Go, where a null in a map of strings is "". In a list a null stays, and is refused.
 */
export function withoutNulls(body: unknown, apiVersion: string): unknown {
  return pruned(body, '', !isCustomGroup(groupOf(apiVersion)));
}

/** Fields of Kubernetes' own types that are maps of strings. */
const STRING_MAPS: ReadonlySet<string> = new Set(['labels', 'annotations', 'matchLabels', 'nodeSelector']);

/** `typed`: it is decoded into Go. Bodies are copied only where something changes; the projection bounds their depth. */
function pruned(value: unknown, key: string, typed: boolean): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => pruned(item, '', typed));
    return items.every((item, i) => item === value[i]) ? value : items;
  }
  if (!isRecord(value)) return value;
  const empty = typed && isStringMap(key, value) ? '' : undefined;
  const entries = Object.entries(value).map(([name, item]): [string, unknown] => [
    name,
    item === null ? empty : pruned(item, name, typed),
  ]);
  if (entries.every(([name, item]) => item === value[name])) return value;
  const kept: Record<string, unknown> = {};
  for (const [name, item] of entries) if (item !== undefined) put(kept, name, item);
  return kept;
}

/** The selector of a Service is one, that of a Deployment is not. */
function isStringMap(key: string, value: Readonly<Record<string, unknown>>): boolean {
  return STRING_MAPS.has(key) || (key === 'selector' && !('matchLabels' in value) && !('matchExpressions' in value));
}
