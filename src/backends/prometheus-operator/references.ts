import type { KubeObject, Ref } from '../../model/index.ts';
import { needsOf } from './admission/needs.ts';

/** The Secrets and ConfigMaps that the operator reads for these objects, each once, in order. */
export function referencedObjects(objects: readonly KubeObject[]): readonly Ref[] {
  const refs = new Map<string, Ref>();
  for (const object of objects) {
    const namespace = object.metadata.namespace ?? '';
    for (const { kind, name } of needsOf(object))
      if (name !== '') refs.set(`${kind}/${namespace}/${name}`, { apiVersion: 'v1', kind, namespace, name });
  }
  return [...refs.values()];
}
