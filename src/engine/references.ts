import type { Json, JsonObject, KubeObject, Ref } from '../model.ts';
import { isObject, stringAt } from './json.ts';

/** One key of a Secret or ConfigMap that an object refers to. */
export interface Reference {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly key: string;
  /** Where in the object: "spec.endpoints[0].basicAuth.password". */
  readonly path: string;
}

/** Fields whose value is a core/v1 SecretKeySelector. Source: prometheus-operator v0.93.0 pkg/apis/monitoring/v1. */
const SECRET_FIELDS = new Set([
  'bearerTokenSecret',
  'username',
  'password',
  'credentials',
  'clientSecret',
  'keySecret',
  'secret',
]);

/**
 * Every Secret and ConfigMap key that a monitor, probe or scrape config refers to. The operator resolves them in the
 * object's own namespace, and ignores `optional` (pkg/assets/store.go:296,333).
 */
export function referencesOf(object: KubeObject): readonly Reference[] {
  const found: Reference[] = [];
  walk(object.body['spec'], 'spec', found);
  return found;
}

function walk(value: Json | undefined, path: string, found: Reference[]): void {
  if (Array.isArray(value)) (value as readonly Json[]).forEach((item, i) => walk(item, `${path}[${i}]`, found));
  if (!isObject(value)) return;
  for (const [field, item] of Object.entries(value)) {
    const here = `${path}.${field}`;
    if (isObject(item) && (SECRET_FIELDS.has(field) || field === 'configMap') && isSelector(item)) {
      const name = stringAt(item, 'name') ?? '';
      if (name !== '')
        found.push({
          kind: field === 'configMap' ? 'ConfigMap' : 'Secret',
          name,
          key: stringAt(item, 'key') ?? '',
          path: here,
        });
    } else walk(item, here, found);
  }
}

/** {name, key, optional?} and nothing else. */
function isSelector(value: JsonObject): boolean {
  return (
    Object.hasOwn(value, 'key') && Object.keys(value).every((field) => ['name', 'key', 'optional'].includes(field))
  );
}

/** The objects behind the references of many objects, each once, in order. */
export function referencedObjects(objects: readonly KubeObject[]): readonly Ref[] {
  const refs = new Map<string, Ref>();
  for (const object of objects) {
    const namespace = object.metadata.namespace ?? '';
    for (const { kind, name } of referencesOf(object))
      refs.set(`${kind}/${namespace}/${name}`, { apiVersion: 'v1', kind, namespace, name });
  }
  return [...refs.values()];
}
