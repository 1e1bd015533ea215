import type { DashboardSidecar } from './sidecars.ts';
import type { KubeObject } from '../../model/index.ts';

/** The sub-directory that the annotation of a ConfigMap names; '' is the sidecar's own folder. */
export function folderOf({ metadata }: KubeObject, { folderAnnotation }: DashboardSidecar): string {
  const found = Object.hasOwn(metadata.annotations, folderAnnotation)
    ? metadata.annotations[folderAnnotation]
    : undefined;
  return (found ?? '').replaceAll(/\/+/g, '/').replace(/\/$/, '');
}
