/** Where the source of an object is, if a release among the files installs it: the line of a value is the fix. */
import { chartOf, releaseOf } from '../../kube/chart-of.ts';
import { printValue, type Value } from '../../kube/helm.ts';
import { ownerOf } from '../../kube/owner.ts';
import { title } from '../../kube/refs.ts';
import type { KubeObject, Release } from '../../model/index.ts';
import { pathText, placeOf } from './values.ts';

/** The release that an object is from: by the marks of the tool, else by Helm's name of the release. */
export function releaseOfObject(releases: readonly Release[], object: KubeObject): Release | undefined {
  const owner = ownerOf(object);
  if (owner?.kind === 'flux-helmrelease')
    return releases.find(
      ({ by }) => by.kind === 'HelmRelease' && by.name === owner.name && by.namespace === owner.namespace,
    );
  if (owner?.kind === 'argocd')
    return releases.find(
      ({ by }) =>
        by.kind === 'Application' && [by.name, `${by.namespace ?? ''}/${by.name}`].includes(owner.application),
    );
  const chart = chartOf(object);
  const name = releaseOf(object);
  if (chart === undefined || name === '') return undefined;
  const installed = chart.within[0] ?? chart.name;
  const named = releases.filter(
    (release) => release.name === name && (installed === undefined || [installed, chart.name].includes(release.chart)),
  );
  const home = object.render?.namespace ?? object.metadata.namespace;
  const here = named.filter(({ namespace }) => namespace === home);
  return here[0] ?? (named.length === 1 ? named[0] : undefined);
}

/**
 * What sets labels on an object of a release: its value and the line where that is or belongs. `wanted`: the labels in
 * words; `values`: those of the chart that set them, where they are known.
 */
export function labelsInRelease(
  release: Release,
  object: KubeObject,
  wanted: string,
  values: readonly Value[] | undefined,
): string {
  const [first] = values ?? [];
  const { file, line } = placeOf(release, ...(first ? first.path.split('.') : []));
  const where = `in the values of ${title(release.by)} (${file}:${line})`;
  if (values === undefined || !first)
    return `Set ${wanted} on ${object.kind} ${object.metadata.name} ${where}, from which chart ${release.chart} makes it.`;
  const lines = values
    .map(({ path, becomes }) => printValue({ path: pathText(release, path.split('.')), becomes }))
    .join(', ');
  return `Set ${lines} ${where}, from which chart ${release.chart} makes the ${object.kind}.`;
}
