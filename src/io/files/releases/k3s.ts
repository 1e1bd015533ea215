/**
 * HelmChart and HelmChartConfig of k3s and RKE2. Source: k3s-io/helm-controller pkg/controllers/chart/chart.go
 * (valuesContent of the config over that of the chart; `set` over both).
 */
import { objectAt, objectsAt, stringAt, stringsAt } from '../../../kube/json.ts';
import type { Json } from '../../../model/index.ts';
import { treeOf, typed } from './set-values.ts';
import { chartName, known, refOfSource, type Draft, type Source, type ValuesSource } from './draft.ts';

/** The release of a HelmChart; `all`: every document, for its HelmChartConfig. */
export function k3sDraft(source: Source, all: readonly Source[]): Draft {
  const spec = objectAt(source.raw, 'spec');
  const by = refOfSource(source);
  const config = all.find(
    (other) => other.kind === 'HelmChartConfig' && stringAt(other.raw, 'metadata', 'name') === by.name,
  );
  const set = objectAt(spec, 'set');
  const content = (of: Source, name: string): readonly ValuesSource[] => {
    const text = stringAt(of.raw, 'spec', 'valuesContent');
    const path = ['spec', 'valuesContent'];
    return text === undefined ? [] : [{ from: 'document', name, at: path, values: text, origin: of.origin }];
  };
  return {
    by,
    origin: source.origin,
    chart: chartName(stringAt(spec, 'chart') ?? ''),
    ...known('version', stringAt(spec, 'version')),
    ...known('repository', stringAt(spec, 'repo')),
    ...known('name', by.name),
    ...known('namespace', stringAt(spec, 'targetNamespace') ?? source.namespace),
    sources: [
      { from: 'document', name: 'spec', at: ['spec'], values: {} },
      ...objectsAt(spec, 'valuesSecrets').flatMap((entry) =>
        stringsAt(entry, 'keys').map((key): ValuesSource => ({
          from: 'object',
          kind: 'Secret',
          ...known('namespace', source.namespace),
          name: stringAt(entry, 'name') ?? '',
          key,
        })),
      ),
      ...content(source, 'spec.valuesContent'),
      ...(config ? content(config, 'spec.valuesContent of the HelmChartConfig') : []),
      ...(set === undefined
        ? []
        : [
            {
              from: 'document' as const,
              name: 'spec.set',
              at: ['spec', 'set'],
              values: treeOf(
                Object.entries(set).map(([path, value]): [string, Json] => [
                  path,
                  typeof value === 'string' ? typed(value) : value,
                ]),
              ),
            },
          ]),
    ],
  };
}
