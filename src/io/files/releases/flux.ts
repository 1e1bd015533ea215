/**
 * HelmRelease of Flux. Which name and namespace the release has, and which values count:
 * fluxcd/helm-controller api/v2/helmrelease_types.go (GetReleaseName, GetReleaseNamespace, GetValuesFrom).
 */
import { dirname } from 'node:path';
import { at, objectAt, objectsAt, stringAt } from '../../../kube/json.ts';
import { inlinePatches } from '../kustomize/applied.ts';
import { changesOf } from '../kustomize/changes.ts';
import type { ReleasePatch } from '../../../model/index.ts';
import { dependenciesOf } from './chart-file.ts';
import { chartName, isKnownText, known, refOfSource, type Draft, type Source, type ValuesSource } from './draft.ts';
import { releasePatches } from './patches.ts';

/** The releases of a HelmRelease; `all`: every document, for the chart that it refers to. */
export function fluxDrafts(source: Source, all: readonly Source[]): readonly Draft[] {
  const spec = objectAt(source.raw, 'spec');
  const by = refOfSource(source);
  const target = stringAt(spec, 'targetNamespace');
  const namespace = target ?? source.namespace;
  const name = stringAt(spec, 'releaseName') ?? (target === undefined ? by.name : `${target}-${by.name}`);
  const { chart, version, repository } = chartOf(source, all);
  const inline = at(spec, 'values');
  const draft: Draft = {
    by,
    origin: source.origin,
    chart,
    ...known('version', version),
    ...known('repository', repository),
    ...known('name', name),
    ...known('namespace', namespace),
    patches: postRendered(source),
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
  // A chart of the repository itself may bring the one that counts.
  const path = stringAt(spec, 'chart', 'spec', 'chart');
  const own = path?.includes('/') === true ? dependenciesOf(path, all) : [];
  return own.length === 0
    ? [draft]
    : own.map(({ values, ...dependency }) => ({ ...draft, ...dependency, sources: [values, ...draft.sources] }));
}

/** Source: fluxcd/helm-controller api/v2/helmrelease_types.go (PostRenderer). Patches stand in the document itself. */
function postRendered({ raw, origin }: Source): readonly ReleasePatch[] {
  const changes = objectsAt(raw, 'spec', 'postRenderers').flatMap((entry, i) =>
    changesOf({
      raw: inlinePatches(objectAt(entry, 'kustomize')),
      folder: '',
      file: `${origin.file}:${origin.line}`,
      within: `spec.postRenderers[${i}].kustomize.`,
      texts: new Map(),
    }),
  );
  return releasePatches(changes);
}

interface Chart {
  readonly chart: string;
  readonly version?: string;
  readonly repository?: string;
}

function chartOf(source: Source, all: readonly Source[]): Chart {
  const spec = objectAt(source.raw, 'spec');
  const given = objectAt(spec, 'chart', 'spec');
  if (given) {
    const repository = nearest(source, all, stringAt(given, 'sourceRef', 'kind'), stringAt(given, 'sourceRef', 'name'));
    return {
      chart: chartName(stringAt(given, 'chart') ?? ''),
      ...known('version', stringAt(given, 'version')),
      ...known('repository', stringAt(repository?.raw, 'spec', 'url')),
    };
  }
  const name = stringAt(spec, 'chartRef', 'name');
  const kind = stringAt(spec, 'chartRef', 'kind');
  if (!isKnownText(name)) return { chart: '' };
  const meant = nearest(source, all, kind, name);
  // Repositories are often named for the one chart in them.
  if (meant === undefined) return { chart: name };
  if (kind !== 'OCIRepository')
    return {
      chart: chartName(stringAt(meant.raw, 'spec', 'chart') ?? ''),
      ...known('version', stringAt(meant.raw, 'spec', 'version')),
    };
  const url = stringAt(meant.raw, 'spec', 'url') ?? '';
  return {
    chart: chartName(url),
    ...known('version', stringAt(meant.raw, 'spec', 'ref', 'tag')),
    ...known('repository', url),
  };
}

/** The document of a kind and name, that in the same folder first. */
function nearest(
  source: Source,
  all: readonly Source[],
  kind: string | undefined,
  name: string | undefined,
): Source | undefined {
  const named = all.filter((other) => other.kind === kind && stringAt(other.raw, 'metadata', 'name') === name);
  return named.find((other) => dirname(other.origin.file) === dirname(source.origin.file)) ?? named[0];
}
