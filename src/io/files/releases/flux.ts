/**
 * HelmRelease of Flux. Which name and namespace the release has, and which values count:
 * fluxcd/helm-controller api/v2/helmrelease_types.go (GetReleaseName, GetReleaseNamespace, GetValuesFrom).
 */
import { dirname, posix } from 'node:path';
import { at, defined, labelsAt, objectAt, objectsAt, stringAt, stringsAt, trueAt } from '../../../kube/json.ts';
import { inlinePatches } from '../kustomize/applied.ts';
import { ANNOTATIONS, METADATA, type Change } from '../kustomize/change.ts';
import { changesOf } from '../kustomize/changes.ts';
import type { JsonObject } from '../../../model/index.ts';
import type { Argo } from '../argocd/applications.ts';
import { chartsAt, dependenciesOf } from './chart-file.ts';
import { chartName, isKnownText, known, refOfSource, type Draft, type Source, type ValuesSource } from './draft.ts';
import { releasePatches } from './patches.ts';

/** The releases of a HelmRelease; `all`: every document, for the chart that it refers to. */
export function fluxDrafts(source: Source, all: readonly Source[], argo: Argo): readonly Draft[] {
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
    patches: releasePatches(postRendered(source)),
    ...defined({ open: openOf(spec) }),
    sources: [
      ...objectsAt(spec, 'valuesFrom').map((entry): ValuesSource => {
        const targetPath = stringAt(entry, 'targetPath');
        return {
          from: 'object',
          kind: stringAt(entry, 'kind') ?? '',
          ...known('namespace', source.namespace),
          name: stringAt(entry, 'name') ?? '',
          key: stringAt(entry, 'valuesKey') ?? 'values.yaml',
          ...(targetPath === undefined ? {} : { target: targetPath }),
          ...(trueAt(entry, 'optional') ? { optional: true } : {}),
          ...defined({ root: source.root }),
        };
      }),
      { from: 'document', name: 'spec.values', at: ['spec', 'values'], values: inline ?? {} },
    ],
  };
  // A chart of the repository itself may bring the one that counts.
  const taken = argo.fluxSource(chartSource(source, all));
  if (taken && taken.folder === undefined) {
    const name = `${taken.path} at ${taken.pin.label} (${taken.pin.why ?? 'it was not read'})`;
    return [{ ...draft, sources: [{ from: 'nowhere', name }, ...draft.sources] }];
  }
  const own = ownChart(source, all, taken?.folder);
  return own.length === 0
    ? [draft]
    : own.map(({ values, ...dependency }) => {
        const files = valuesFiles(source, dependency.chartFile ?? '', taken?.pin.tree?.root);
        const changes = [...postRendered(source), ...commonMetadata(spec)];
        return { ...draft, ...dependency, changes, sources: [values, ...files, ...draft.sources] };
      });
}

/** Source: fluxcd/helm-controller api/v2/helmrelease_types.go (KubeConfig). */
function openOf(spec: JsonObject | undefined): string | undefined {
  return objectAt(spec, 'kubeConfig') ? 'it is installed in another cluster (spec.kubeConfig)' : undefined;
}

/** Source: fluxcd/helm-controller internal/postrender/build.go (BuildPostRenderers: the last but what marks its origin). */
function commonMetadata(spec: JsonObject | undefined): readonly Change[] {
  const labels = labelsAt(spec, 'commonMetadata', 'labels');
  const annotations = labelsAt(spec, 'commonMetadata', 'annotations');
  return [
    ...(Object.keys(labels).length === 0 ? [] : [{ does: 'label', labels, fields: METADATA } as const]),
    ...(Object.keys(annotations).length === 0 ? [] : [{ does: 'annotate', annotations, fields: ANNOTATIONS } as const]),
  ];
}

/** The chart of a HelmRelease where it is in a folder of this repository. */
function ownChart(
  source: Source,
  all: readonly Source[],
  taken: string | undefined,
): ReturnType<typeof dependenciesOf> {
  if (taken !== undefined) return chartsAt(taken, all);
  const template = templateOf(source, all);
  const path = stringAt(template, 'chart');
  const isFolder = ['GitRepository', 'Bucket'].includes(stringAt(template, 'sourceRef', 'kind') ?? '');
  return isKnownText(path) && (isFolder || path.includes('/')) ? dependenciesOf(path, all, source.origin.file) : [];
}

/** The document that says where the chart of a HelmRelease is from. */
function chartSource(source: Source, all: readonly Source[]): Source {
  const ref = objectAt(source.raw, 'spec', 'chartRef');
  const isOther = stringAt(ref, 'kind') === 'HelmChart';
  return (isOther ? nearest(source, all, 'HelmChart', stringAt(ref, 'name')) : undefined) ?? source;
}

/** What a HelmRelease says of its chart, itself or by the HelmChart that it refers to. */
function templateOf(source: Source, all: readonly Source[]): JsonObject | undefined {
  const spec = objectAt(source.raw, 'spec');
  if (stringAt(spec, 'chartRef', 'kind') !== 'HelmChart') return objectAt(spec, 'chart', 'spec');
  return objectAt(nearest(source, all, 'HelmChart', stringAt(spec, 'chartRef', 'name'))?.raw, 'spec');
}

/**
 * Files that take the place of the chart's own values; their paths begin at the root of the repository.
 * Source: fluxcd/source-controller api/v1/helmchart_types.go (ValuesFiles).
 */
function valuesFiles(source: Source, chartFile: string, root: string | undefined): readonly ValuesSource[] {
  const template = objectAt(source.raw, 'spec', 'chart', 'spec');
  const files = stringsAt(template, 'valuesFiles');
  const optional = trueAt(template, 'ignoreMissingValuesFiles');
  // helm reads values.yaml of a chart in any case.
  const isWhole = files.length === 0 || files.some((file) => posix.basename(file) === 'values.yaml');
  return [
    ...(isWhole
      ? []
      : [{ from: 'nowhere' as const, name: 'spec.chart.spec.valuesFiles, which leave out values.yaml' }]),
    ...files.map((path): ValuesSource => ({ from: 'file', path, near: chartFile, optional, ...defined({ root }) })),
  ];
}

/** Source: fluxcd/helm-controller api/v2/helmrelease_types.go (PostRenderer). Patches stand in the document itself. */
function postRendered({ raw, origin }: Source): readonly Change[] {
  return objectsAt(raw, 'spec', 'postRenderers').flatMap((entry, i) =>
    changesOf({
      raw: inlinePatches(objectAt(entry, 'kustomize')),
      folder: '',
      file: `${origin.file}:${origin.line}`,
      within: `spec.postRenderers[${i}].kustomize.`,
      texts: new Map(),
    }),
  );
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
