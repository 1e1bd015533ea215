/** Files that kustomize builds from. */
import type { KubeObject } from '../model/index.ts';

/** Their names. */
export const KUSTOMIZATION = /(?:^|[\\/])(?:kustomization\.ya?ml|Kustomization)$/;

/** The kustomization that builds an object from what is not among the files, so that no document of it can be changed. */
export function builderOf({ origin }: KubeObject): string | undefined {
  return origin.source === 'file' && KUSTOMIZATION.test(origin.file) ? origin.file : undefined;
}
