import { defineClusterCheck } from '../check.ts';
import { dashboardsOf, secretsAbout } from '../../backends/grafana/dashboards.ts';
import { groupBy } from '../../kube/group.ts';
import { DASHBOARDS } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { folderOf } from '../../backends/grafana/folder.ts';
import { openDashboards, orOpen, takenFiles } from '../../backends/grafana/find.ts';

/** Of ConfigMaps with one data key each is told with so many others: no two of hundreds need be named. */
const NAMED = 20;

/** Two ConfigMaps have the same data key, and the sidecar writes both into one file. */
export const dashboardKeyCollision = defineClusterCheck({
  id: 'dashboard-key-collision',
  title: 'Two dashboards overwrite each other',
  kinds: ['ConfigMap'],
  reads: DASHBOARDS,
  beside: true,
  find: ({ world }) => {
    const shared = dashboardsOf(world).sidecars.filter(({ uniqueFilenames }) => !uniqueFilenames);
    const files = takenFiles(world).filter(({ sidecar }) => shared.includes(sidecar));
    const groups = groupBy(files, ({ sidecar, map, file }) =>
      JSON.stringify([
        sidecar.workload.namespace,
        sidecar.workload.name,
        sidecar.container,
        folderOf(map, sidecar),
        file.key,
      ]),
    );
    const hits = [...groups.values()].flatMap((group) =>
      group.length < 2
        ? []
        : group.map(({ map, file }) => {
            const others = group.slice(0, NAMED + 1).filter((other) => other.map !== map);
            const named = others.slice(0, NAMED).map((other) => title(refOf(other.map)));
            const more = group.length - 1 - named.length;
            return {
              about: refOf(map),
              evidence: { key: file.key, others: named, ...(more > 0 ? { more } : {}) },
            };
          }),
    );
    // Many sidecars may read the same of them.
    const once = groupBy(hits, (hit) => JSON.stringify(hit));
    return orOpen(
      [...once.values()].flatMap((same) => same.slice(0, 1)),
      openDashboards(world, (sidecar) => (sidecar.uniqueFilenames ? [] : secretsAbout(sidecar))),
    );
  },
  explain: ({ key, others, more }, about) => ({
    summary: `${title(about)} and ${others.join(', ')}${more === undefined ? '' : ` and ${more} more`} have the same data key, ${key}: one overwrites the other.`,
    because: [
      'The sidecar writes each data key into a file of that name, whatever namespace the ConfigMap is in.',
      'The one that is written last is shown, and deleting one removes the file of both.',
    ],
    remedy: `Give the key of ${title(about)} a name of its own, such as ${about.namespace ?? ''}.${about.name}.json.`,
    fix: {
      kind: 'advise',
      steps: ['Rename the data key; or set UNIQUE_FILENAMES to "true" on the sidecar.'],
      whyNotAutomatic: 'Which of them keeps its name is for their owners to say.',
    },
  }),
});
