import { defineClusterCheck } from '../check.ts';
import { filesOf, isDashboard } from '../../backends/grafana/dashboards.ts';
import { DASHBOARDS } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import { openDashboards, orOpen, takenFiles } from '../../backends/grafana/find.ts';

/** The data key does not end in .json, so Grafana passes over the file. */
export const dashboardKeySuffix = defineClusterCheck({
  id: 'dashboard-key-suffix',
  title: 'The data key of a dashboard does not end in .json',
  kinds: ['ConfigMap'],
  reads: DASHBOARDS,
  beside: true,
  find: ({ world }) => {
    const maps = [...new Set(takenFiles(world).map(({ map }) => map))];
    const hits = maps.flatMap((map) =>
      filesOf(map)
        .filter((file) => (isDashboard(file) || file.key.endsWith('.url')) && !fileName(file.key).endsWith('.json'))
        .map(({ key }) => ({ about: refOf(map), evidence: { key } })),
    );
    return orOpen(hits, openDashboards(world));
  },
  explain: ({ key }, about) => ({
    summary: `The data key ${key} of ${title(about)} becomes a file that Grafana passes over: its name does not end in .json.`,
    because: [
      'The sidecar writes each data key into a file of that name; Grafana reads *.json only, in small letters.',
      ...(key.endsWith('.url') ? ['What a key ending in .url names is fetched into a file without that ending.'] : []),
    ],
    remedy: `Call it ${key.endsWith('.url') ? `${fileName(key)}.json.url` : `${key.replace(/\.json$/i, '')}.json`}.`,
    fix: {
      kind: 'advise',
      steps: ['Rename the data key.'],
      whyNotAutomatic: 'Whatever makes the ConfigMap has to name it so.',
    },
  }),
});

/** k8s-sidecar fetches "a.json.url" into "a.json". */
function fileName(key: string): string {
  return key.replace(/\.url$/, '');
}
