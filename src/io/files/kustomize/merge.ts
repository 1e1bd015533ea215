/**
 * Strategic merges as kustomize does them. Source: kubernetes-sigs/kustomize kyaml/yaml/merge2/merge2.go; the keys of lists:
 * patchMergeKey of kubernetes api/core/v1/types.go. Of kinds that Kubernetes does not bring, lists are replaced.
 */
import { at, isObject } from '../../../kube/json.ts';
import { groupOf, isCustomGroup } from '../../../kube/refs.ts';
import type { Json, JsonObject } from '../../../model/index.ts';
import { withField, withoutField } from './json-patch.ts';

/** What a patch makes of an object: `deleted`, or `open`, where only kustomize itself can tell. */
export type Merged = JsonObject | 'deleted' | 'open';

/** By which field the members of a list are told apart, by the list's name and what is around it. */
const KEYS: readonly (readonly [holder: string, list: string, key: string])[] = [
  ['spec', 'containers', 'name'],
  ['spec', 'initContainers', 'name'],
  ['spec', 'volumes', 'name'],
  ['spec', 'imagePullSecrets', 'name'],
  ['containers', 'ports', 'containerPort'],
  ['initContainers', 'ports', 'containerPort'],
  ['containers', 'env', 'name'],
  ['initContainers', 'env', 'name'],
  ['containers', 'volumeMounts', 'mountPath'],
  ['initContainers', 'volumeMounts', 'mountPath'],
];
/** Lists of objects that a patch replaces. */
const REPLACED = new Set([
  'rules',
  'subjects',
  'ingress',
  'egress',
  'tolerations',
  'envFrom',
  'volumeClaimTemplates',
  'items',
]);

const DELETED = Symbol('deleted');
const OPEN = Symbol('open');
type Part = Json | typeof DELETED | typeof OPEN;

export function merged(object: JsonObject, patch: JsonObject): Merged {
  const { apiVersion, kind } = object;
  const metadata = at(object, 'metadata');
  const isOwn = !isCustomGroup(groupOf(typeof apiVersion === 'string' ? apiVersion : ''));
  const after = mergedMap(object, patch, { isOwn, kind: typeof kind === 'string' ? kind : '', holder: '' });
  if (after === DELETED) return 'deleted';
  if (after === OPEN || !isObject(after)) return 'open';
  // A patch changes neither the kind nor the name of what it is for.
  const named = isObject(after['metadata']) && isObject(metadata) ? withNames(after['metadata'], metadata) : metadata;
  return { ...after, ...pick({ apiVersion, kind, metadata: named }) };
}

const pick = (fields: Readonly<Record<string, Json | undefined>>): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined));

function withNames(after: JsonObject, { name, namespace }: JsonObject): JsonObject {
  return { ...withoutField(withoutField(after, 'name'), 'namespace'), ...pick({ name, namespace }) };
}

interface Where {
  /** Kubernetes itself brings the kind. */
  readonly isOwn: boolean;
  readonly kind: string;
  /** The field around: that of the list, for a member. */
  readonly holder: string;
}

function mergedMap(below: Json | undefined, patch: JsonObject, where: Where): Part {
  const { $patch: directive, ...fields } = patch;
  if (directive === 'delete') return DELETED;
  if (Object.keys(fields).some((name) => name.startsWith('$'))) return OPEN;
  if (directive === 'replace') return fields;
  if (directive !== undefined && directive !== 'merge') return OPEN;
  let after: JsonObject = isObject(below) ? below : {};
  for (const [name, value] of Object.entries(fields)) {
    const part = mergedValue(at(after, name), value, where, name);
    if (part === OPEN) return OPEN;
    after = part === DELETED ? withoutField(after, name) : withField(after, name, part);
  }
  return after;
}

function mergedValue(below: Json | undefined, patch: Json, where: Where, name: string): Part {
  if (patch === null) return DELETED;
  if (isObject(patch)) return mergedMap(below, patch, { ...where, holder: name });
  if (!Array.isArray(patch)) return patch;
  return mergedList(below, patch as readonly Json[], where, name);
}

function mergedList(below: Json | undefined, patch: readonly Json[], where: Where, name: string): Part {
  const directives = patch.flatMap((item) => (isObject(item) ? (item['$patch'] ?? []) : []));
  if (directives.some((directive) => !where.isOwn || directive !== 'delete')) return OPEN;
  if (!where.isOwn) return patch;
  const key =
    where.kind === 'Service' && where.holder === 'spec' && name === 'ports'
      ? 'port'
      : KEYS.find(([holder, list]) => holder === where.holder && list === name)?.[2];
  const isPlain = patch.every((item) => !isObject(item) && !Array.isArray(item));
  if (key === undefined) return (isPlain && name !== 'finalizers') || REPLACED.has(name) ? patch : OPEN;
  if (patch.length === 0 || !patch.every(isObject)) return OPEN;
  return mergedByKey(Array.isArray(below) ? (below as readonly Json[]) : [], patch, key, { ...where, holder: name });
}

/** New members stand in front. */
function mergedByKey(below: readonly Json[], patch: readonly JsonObject[], key: string, where: Where): Part {
  let list = [...below];
  const news: Json[] = [];
  for (const item of patch) {
    const same = list.findIndex((one) => isObject(one) && one[key] === item[key]);
    // One port may be there for TCP and for UDP.
    const twice = list.filter((one) => isObject(one) && one[key] === item[key]).length > 1;
    if (twice || item[key] === undefined) return OPEN;
    const part = mergedMap(list[same], item, where);
    if (part === OPEN) return OPEN;
    if (same < 0) news.push(...(part === DELETED ? [] : [part]));
    else list = part === DELETED ? list.toSpliced(same, 1) : list.with(same, part);
  }
  return [...news, ...list];
}
