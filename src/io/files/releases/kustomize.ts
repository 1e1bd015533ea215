/** helmCharts of a kustomization. Source: kubernetes-sigs/kustomize api/types/helmchartargs.go. */
import { posix } from 'node:path';
import { at, objectsAt, stringAt, stringsAt } from '../../../kube/json.ts';
import { chartName, isKnownText, known, type Draft, type Source, type ValuesSource } from './draft.ts';
import { releasePatches } from './patches.ts';

/** The releases that a kustomization inflates. */
export function kustomizeDrafts({ raw, origin, apiVersion, changes = [] }: Source): readonly Draft[] {
  const folder = posix.dirname(origin.file);
  const namespace = changes.findLast((change) => change.does === 'move')?.namespace;
  return objectsAt(raw, 'helmCharts').map((entry, i): Draft => {
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
    return {
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
  });
}
