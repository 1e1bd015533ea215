import type { KubeObject } from '../../model/index.ts';

/** The API server gives every Namespace this label. */
export function withImpliedLabel(object: KubeObject): KubeObject {
  const { labels, name } = object.metadata;
  if (object.kind !== 'Namespace' || object.apiVersion !== 'v1' || labels['kubernetes.io/metadata.name'] === name)
    return object;
  return { ...object, metadata: { ...object.metadata, labels: { ...labels, 'kubernetes.io/metadata.name': name } } };
}
