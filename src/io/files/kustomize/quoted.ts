import type { KubeObject } from '../../../model/index.ts';

/**
 * Kustomize writes annotations of objects as texts, a number or truth in quotes, and leaves labels as they are. Source:
 * kustomize kyaml/yaml/rnode.go SetAnnotations, by which api/resource takes off its own ones.
 */
export function withTexts(object: KubeObject): KubeObject {
  const { problems, ...rest } = object;
  const left = problems?.filter(
    ({ path, wants }) => !(wants === 'string' && path[0] === 'metadata' && path[1] === 'annotations'),
  );
  return left === undefined || left.length === problems?.length
    ? object
    : { ...rest, ...(left.length > 0 ? { problems: left } : {}) };
}
