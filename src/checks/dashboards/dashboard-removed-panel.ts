import { defineClusterCheck } from '../check.ts';
import { stringsAt } from '../../kube/json.ts';
import { DASHBOARDS } from '../../world/reads.ts';
import { title } from '../../kube/refs.ts';
import { perMap } from '../../backends/grafana/find.ts';

/** Gone from Grafana -> what it makes of them when it loads the dashboard (Grafana's docs on Angular panels). */
const REMOVED: Readonly<Record<string, string>> = {
  singlestat: 'stat',
  graph: 'timeseries',
  'table-old': 'table',
  'grafana-singlestat-panel': 'stat',
  'grafana-piechart-panel': 'piechart',
  'grafana-worldmap-panel': 'geomap',
};

/** A dashboard uses panels that newer Grafanas no longer have. */
export const dashboardRemovedPanel = defineClusterCheck({
  id: 'dashboard-removed-panel',
  title: 'A dashboard uses panels that Grafana no longer has',
  kinds: ['ConfigMap'],
  reads: DASHBOARDS,
  beside: true,
  find: ({ world }) =>
    perMap(world, ({ file }) => {
      const removed = stringsAt(file.dashboard, 'types').filter((type) => Object.hasOwn(REMOVED, type));
      return removed.length > 0 ? { key: file.key, removed } : undefined;
    }),
  explain: ({ key, removed }, about) => ({
    severity: 'info',
    summary: `${key} of ${title(about)} uses panels that Grafana 12 no longer has: ${removed.join(', ')}.`,
    because: [
      `Grafana shows others in their place (${removed.map((type) => `${type}: ${REMOVED[type] ?? ''}`).join(', ')}); thresholds and mappings often look different then.`,
    ],
    remedy: 'Open it in a current Grafana, look at every panel, and export it again.',
    fix: {
      kind: 'advise',
      steps: ['Replace the panels.'],
      whyNotAutomatic: 'What a panel should show is for its author to say.',
    },
  }),
});
