/**
 * HelmRelease of Flux. Which name and namespace the release has, and which values count:
 * fluxcd/helm-controller api/v2/helmrelease_types.go (GetReleaseName, GetReleaseNamespace, GetValuesFrom).
 */
import { dirname } from 'node:path';
import { at, objectAt, objectsAt, stringAt } from '../../../kube/json.ts';
import { chartName, isKnownText, known, refOfSource, type Draft, type Source, type ValuesSource } from './draft.ts';

/** The release of a HelmRelease; `all`: every document, for the chart that it refers to. */
export function fluxDraft(source: Source, all: readonly Source[]): Draft {
  const spec = objectAt(source.raw, 'spec');
  const by = refOfSource(source);
  const target = stringAt(spec, 'targetNamespace');
  const namespace = target ?? source.namespace;
  const name = stringAt(spec, 'releaseName') ?? (target === undefined ? by.name : `${target}-${by.name}`);
  const { chart, version } = chartOf(source, all);
  const inline = at(spec, 'values');
  return {
    by,
    origin: source.origin,
    chart,
    ...known('version', version),
    ...known('name', name),
    ...known('namespace', namespace),
    sources: [
      ...objectsAt(spec, 'valuesFrom').map((entry): ValuesSource => {
        const targetPath = stringAt(entry, 'targetPath');
        return {
          from: 'object',
          kind: stringAt(entry, 'kind') ?? '',
          ...known('namespace', source.namespace),
          name: stringAt(entry, 'name') ?? '',
          key: stringAt(entry, 'valuesKey') ?? 'values.yaml',
          ...(targetPath === undefined ? {} : { target: targetPath.split('.') }),
        };
      }),
      { from: 'document', name: 'spec.values', at: ['spec', 'values'], values: inline ?? {} },
    ],
  };
}

function chartOf(source: Source, all: readonly Source[]): { readonly chart: string; readonly version?: string } {
  const spec = objectAt(source.raw, 'spec');
  const given = stringAt(spec, 'chart', 'spec', 'chart');
  if (given !== undefined)
    return { chart: chartName(given), ...known('version', stringAt(spec, 'chart', 'spec', 'version')) };
  const name = stringAt(spec, 'chartRef', 'name');
  const kind = stringAt(spec, 'chartRef', 'kind');
  if (!isKnownText(name)) return { chart: '' };
  const meant = all
    .filter((other) => other.kind === kind && stringAt(other.raw, 'metadata', 'name') === name)
    .toSorted((a, b) => Number(isNear(b, source)) - Number(isNear(a, source)))[0];
  // Repositories are often named for the one chart in them.
  if (meant === undefined) return { chart: name };
  const url = stringAt(meant.raw, 'spec', kind === 'OCIRepository' ? 'url' : 'chart') ?? '';
  const version = stringAt(meant.raw, 'spec', ...(kind === 'OCIRepository' ? ['ref', 'tag'] : ['version']));
  return { chart: chartName(url), ...known('version', version) };
}

const isNear = (a: Source, b: Source): boolean => dirname(a.origin.file) === dirname(b.origin.file);
