/** Charts of the repository itself whose dependencies are charts: a Chart.yaml next to a values.yaml. */
import { posix } from 'node:path';
import { objectsAt, stringAt } from '../../../kube/json.ts';
import { chartName, type Source, type ValuesSource } from './draft.ts';

/** A chart that a chart of the repository brings with it. */
export interface Dependency {
  readonly chart: string;
  readonly version?: string;
  /** Its values are under this key; absent: it is the chart itself. */
  readonly key?: string;
  readonly files: readonly ValuesSource[];
}

/** The charts in a folder of the repository: what its Chart.yaml depends on, and itself. */
export function dependenciesOf(folder: string, all: readonly Source[]): readonly Dependency[] {
  const path = posix.normalize(folder).replace(/^\.?\/|\/$/g, '');
  return all.flatMap(({ kind, raw, origin }) => {
    const home = posix.dirname(origin.file);
    if (kind !== 'Chart' || !(home === path || home.endsWith(`/${path}`))) return [];
    const files: readonly ValuesSource[] = [{ from: 'file', path: posix.join(path, 'values.yaml') }];
    return [
      ...objectsAt(raw, 'dependencies').map((entry): Dependency => {
        const chart = chartName(stringAt(entry, 'name') ?? '');
        const version = stringAt(entry, 'version');
        return { chart, ...(version === undefined ? {} : { version }), key: stringAt(entry, 'alias') ?? chart, files };
      }),
      { chart: chartName(stringAt(raw, 'name') ?? ''), files },
    ];
  });
}
