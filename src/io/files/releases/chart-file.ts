/** Charts of the repository itself whose dependencies are charts: a Chart.yaml next to a values.yaml. */
import { posix } from 'node:path';
import { objectsAt, stringAt } from '../../../kube/json.ts';
import { isAt, likeliest } from './at-path.ts';
import { chartName, known, type Draft, type Source, type ValuesSource } from './draft.ts';

/** A chart that a chart of the repository brings with it, or that one itself. */
interface Dependency extends Pick<Draft, 'chart' | 'version' | 'repository' | 'under' | 'chartFile'> {
  readonly values: ValuesSource;
}

/** The charts in a folder of the repository: what its Chart.yaml depends on, and itself. `file`: what names the folder. */
export function dependenciesOf(folder: string, all: readonly Source[], file: string): readonly Dependency[] {
  const path = posix.normalize(folder).replace(/^\.?\/|\/$/g, '');
  const charts = all.filter(({ kind, origin }) => kind === 'Chart' && isAt(posix.dirname(origin.file), path));
  const homes = new Set(likeliest([...new Set(charts.map(({ origin }) => posix.dirname(origin.file)))], path, file));
  return charts.filter(({ origin }) => homes.has(posix.dirname(origin.file))).flatMap(chartsIn);
}

/** The charts in this very folder. */
export function chartsAt(folder: string, all: readonly Source[]): readonly Dependency[] {
  const here = all.filter(
    ({ kind, origin }) => kind === 'Chart' && posix.dirname(posix.normalize(origin.file)) === folder,
  );
  return here.flatMap(chartsIn);
}

function chartsIn({ raw, origin }: Source): readonly Dependency[] {
  const chartFile = origin.file;
  const values: ValuesSource = { from: 'file', path: 'values.yaml', near: chartFile };
  return [
    ...objectsAt(raw, 'dependencies').map((entry): Dependency => {
      const chart = chartName(stringAt(entry, 'name') ?? '');
      return {
        chart,
        ...known('version', stringAt(entry, 'version')),
        ...known('repository', stringAt(entry, 'repository')),
        under: stringAt(entry, 'alias') ?? chart,
        chartFile,
        values,
      };
    }),
    { chart: chartName(stringAt(raw, 'name') ?? ''), chartFile, values },
  ];
}

/** Charts that nothing among the files installs: that is done elsewhere, under a name that is not known. */
export function strayDrafts(all: readonly Source[], drafts: readonly Draft[]): readonly Draft[] {
  const used = new Set(drafts.map(({ chartFile }) => chartFile));
  return all
    .filter(({ kind, origin }) => kind === 'Chart' && !used.has(origin.file))
    .flatMap((source) => {
      const by = { apiVersion: 'v2', kind: 'Chart', name: posix.dirname(source.origin.file) };
      return chartsIn(source)
        .filter(({ under }) => under !== undefined)
        .map(({ values, ...dependency }) => ({ ...dependency, by, origin: source.origin, sources: [values] }));
    });
}
