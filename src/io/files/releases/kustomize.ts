/** helmCharts of a kustomization. Source: kubernetes-sigs/kustomize api/types/helmchartargs.go. */
import { posix } from 'node:path';
import { at, objectsAt, stringAt, stringsAt } from '../../../kube/json.ts';
import { chartsAt } from './chart-file.ts';
import { chartName, isKnownText, known, type Draft, type Source, type ValuesSource } from './draft.ts';
import { releasePatches } from './patches.ts';

/** The releases that a kustomization inflates; `all`: every document, for the charts in the repository. */
export function kustomizeDrafts(source: Source, all: readonly Source[]): readonly Draft[] {
  const { raw, origin, apiVersion, changes = [] } = source;
  const folder = posix.dirname(origin.file);
  const namespace = changes.findLast((change) => change.does === 'move')?.namespace;
  const home = stringAt(raw, 'helmGlobals', 'chartHome') ?? 'charts';
  return objectsAt(raw, 'helmCharts').flatMap((entry, i): readonly Draft[] => {
    const file = (path: string): ValuesSource => ({ from: 'file', path: isKnownText(path) ? path : '' });
    const valuesFile = stringAt(entry, 'valuesFile');
    const inline = at(entry, 'valuesInline') ?? {};
    const own: ValuesSource = {
      from: 'document',
      name: 'valuesInline',
      at: ['helmCharts', String(i), 'valuesInline'],
      values: inline,
    };
    const files = [
      ...(valuesFile === undefined ? [] : [file(valuesFile)]),
      ...stringsAt(entry, 'additionalValuesFiles').map(file),
    ];
    const merge = stringAt(entry, 'valuesMerge') ?? 'override';
    const draft: Draft = {
      by: { apiVersion, kind: 'Kustomization', name: folder },
      origin,
      chart: chartName(stringAt(entry, 'name') ?? ''),
      ...known('version', stringAt(entry, 'version')),
      ...known('repository', stringAt(entry, 'repo')),
      ...known('name', stringAt(entry, 'releaseName')),
      ...known('namespace', namespace ?? stringAt(raw, 'namespace') ?? stringAt(entry, 'namespace')),
      patches: releasePatches(changes),
      // "merge" keeps what the file has; "replace" takes the inline values alone.
      sources: merge === 'replace' ? [own] : merge === 'merge' ? [own, ...files] : [...files, own],
    };
    const version = stringAt(entry, 'version') ?? '';
    const name = stringAt(entry, 'name') ?? '';
    // What is there is not fetched. Source: kustomize api/internal/builtins/HelmChartInflationGenerator.go (chartExistsLocally).
    const folders = [`${name}-${version}/${name}`, name].map((path) => posix.join(folder, home, path));
    const charts = folders.map((path) => chartsAt(path, all)).find((found) => found.length > 0) ?? [];
    return charts.length === 0
      ? [draft]
      : charts.map(({ values, ...chart }) => ({ ...draft, ...chart, changes, sources: [values, ...draft.sources] }));
  });
}
