/** How the objects of a release are marked. */
import type { KubeObject, Labels, Made, Release } from '../../model/index.ts';
import { beginOf } from './values.ts';

/** Who makes an object. */
export function madeBy(release: Release): Pick<Made, 'by' | 'place' | 'chart'> {
  return { by: release.by, place: beginOf(release), chart: release.chart };
}

/** As Helm and the tool that runs it mark what they make. */
export function metadata(release: Release, name: string, namespace: string): KubeObject['metadata'] {
  const { kind, namespace: home = namespace } = release.by;
  const marks: Labels =
    kind === 'HelmRelease'
      ? { 'helm.toolkit.fluxcd.io/name': release.by.name, 'helm.toolkit.fluxcd.io/namespace': home }
      : {};
  return {
    name,
    namespace,
    labels: { release: release.name ?? '', 'app.kubernetes.io/managed-by': 'Helm', ...marks },
    annotations: {
      'meta.helm.sh/release-name': release.name ?? '',
      'meta.helm.sh/release-namespace': release.namespace ?? namespace,
    },
  };
}
