import { defineClusterCheck } from '../check.ts';
import { isDashboard, secretsAbout } from '../../backends/grafana/dashboards.ts';
import { groupBy } from '../../kube/group.ts';
import { stringAt } from '../../kube/json.ts';
import { DASHBOARDS } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { folderOf } from '../../backends/grafana/folder.ts';
import { openDashboards, orOpen, takenFiles } from '../../backends/grafana/find.ts';
import type { Taken } from '../../backends/grafana/find.ts';

/** Two dashboards of one Grafana have the same uid, or the same title in one folder. */
export const dashboardDuplicateUidOrTitle = defineClusterCheck({
  id: 'dashboard-duplicate-uid-or-title',
  title: 'Two dashboards have the same uid or title',
  kinds: ['ConfigMap'],
  reads: DASHBOARDS,
  beside: true,
  find: ({ world }) => {
    const files = oneOfEachFile(
      takenFiles(world).filter(({ file }) => isDashboard(file) && file.key.endsWith('.json')),
    );
    const uids = twins(files, 'uid', () => '');
    const told = new Set(uids.map(({ taken }) => taken));
    // Two copies of one dashboard have one title, too.
    const titles = twins(
      files.filter((taken) => !told.has(taken)),
      'title',
      ({ map, sidecar }) => folderOf(map, sidecar),
    );
    const hits = [...uids, ...titles].map(({ taken, field, value, others }) => ({
      about: refOf(taken.map),
      evidence: { field, value, key: taken.file.key, others },
    }));
    return orOpen(hits, openDashboards(world, secretsAbout));
  },
  explain: ({ field, value, key, others }, about) => ({
    ...(field === 'uid' ? {} : { severity: 'warning' as const }),
    summary: `${key} of ${title(about)} has the same ${field} as ${others.join(', ')}: ${JSON.stringify(value)}.`,
    because: [
      `As long as two files have one ${field}, Grafana saves no change of any dashboard of this provider: new and changed ones do not show.`,
      'Its log says: "the same UID is used more than once", "dashboard title is not unique in folder", "no database write permissions because of duplicates".',
    ],
    remedy: `Give one of them a ${field} of its own, or delete it.`,
    fix: {
      kind: 'advise',
      steps: [`Change the ${field} in the JSON of one of them.`],
      whyNotAutomatic: 'Which of them is the copy is for their owners to say.',
    },
  }),
});

interface Twin {
  readonly taken: Taken;
  readonly field: string;
  readonly value: string;
  readonly others: readonly string[];
}

function twins(files: readonly Taken[], field: 'uid' | 'title', place: (taken: Taken) => string): readonly Twin[] {
  const named = files.flatMap((taken) => {
    const value = stringAt(taken.file.dashboard, field) ?? '';
    return value === '' ? [] : [{ taken, value, key: JSON.stringify([grafanaOf(taken), place(taken), value]) }];
  });
  return [...groupBy(named, ({ key }) => key).values()].flatMap((group) =>
    group.length < 2
      ? []
      : group.map(({ taken, value }) => ({
          taken,
          field,
          value,
          others: group
            .filter((other) => other.taken !== taken)
            .map((other) => `${other.taken.file.key} of ${title(refOf(other.taken.map))}`),
        })),
  );
}

const grafanaOf = ({ sidecar: { workload, container } }: Taken): string => `${title(workload)} ${container}`;

/** Of files that overwrite each other only one is there: that is another cause. */
function oneOfEachFile(files: readonly Taken[]): readonly Taken[] {
  const path = (taken: Taken): string =>
    JSON.stringify([
      grafanaOf(taken),
      folderOf(taken.map, taken.sidecar),
      taken.file.key,
      taken.sidecar.uniqueFilenames ? title(refOf(taken.map)) : '',
    ]);
  return [...groupBy(files, path).values()].flatMap((group) => group.slice(-1));
}
