/** Charts whose folders are among the files, and the releases that install them. */
import { posix } from 'node:path';
import { stringAt } from '../../../kube/json.ts';
import type { Draft, Source } from '../releases/draft.ts';

/** A release of a chart in the repository. */
export interface LocalRelease {
  /** The folder of the chart, and its Chart.yaml. */
  readonly folder: string;
  readonly file: string;
  /** The name of the release; absent: it is put together elsewhere. */
  readonly name?: string;
  /** What installs it; absent: nothing among the files does. */
  readonly draft?: Draft;
}

/** The releases of every chart that is in no other one; of one that nothing installs one with its own values, named as its folder. */
export function localReleases(sources: readonly Source[], drafts: readonly Draft[]): readonly LocalRelease[] {
  const charts = sources.filter(({ kind }) => kind === 'Chart');
  const homes = charts.map(folderOf);
  return charts
    .filter((chart) => !homes.some((home) => isPartOf(folderOf(chart), home)))
    .filter(({ raw }) => stringAt(raw, 'type') !== 'library')
    .flatMap((chart): readonly LocalRelease[] => {
      const at = { folder: folderOf(chart), file: chart.origin.file };
      const own = drafts.filter(({ chartFile, under }) => chartFile === chart.origin.file && under === undefined);
      if (own.length === 0) return [{ ...at, name: nameFrom(at.folder) }];
      return own.map((draft) => ({ ...at, draft, ...(draft.name === undefined ? {} : { name: draft.name }) }));
    });
}

const folderOf = ({ origin }: Source): string => posix.dirname(posix.normalize(origin.file));

/** Is a chart one that another one brings with it? */
function isPartOf(folder: string, home: string): boolean {
  return folder.startsWith(home === '.' ? 'charts/' : `${home}/charts/`);
}

/** A name of a release that Helm takes. */
function nameFrom(folder: string): string {
  const name = posix
    .basename(posix.resolve('/', folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, '-');
  return name.replaceAll(/^-+|-+$/g, '').slice(0, 53) || 'release-name';
}
