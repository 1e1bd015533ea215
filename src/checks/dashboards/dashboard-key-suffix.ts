import { defineClusterCheck } from '../check.ts';
import { filesOf, isDashboard } from '../../backends/grafana/dashboards.ts';
import { DASHBOARDS } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Ref } from '../../model/index.ts';
import type { Found, Words } from '../../world/context.ts';
import { openDashboards, orOpen, takenFiles } from '../../backends/grafana/find.ts';

interface Evidence {
  readonly key: string;
  /** It is no dashboard, and nothing else in the ConfigMap is. */
  readonly foreign?: boolean;
}

interface Hit {
  readonly about: Ref;
  readonly evidence: Evidence;
}

/** The data key does not end in .json, so Grafana passes over the file. */
export const dashboardKeySuffix = defineClusterCheck({
  id: 'dashboard-key-suffix',
  title: 'The data key of a dashboard does not end in .json',
  kinds: ['ConfigMap'],
  reads: DASHBOARDS,
  beside: true,
  find: ({ world }): Found<Hit> => {
    const maps = [...new Set(takenFiles(world).map(({ map }) => map))];
    const hits = maps.flatMap((map): readonly Hit[] => {
      const files = filesOf(map).filter(({ key }) => !fileName(key).endsWith('.json'));
      const misnamed = files.filter((file) => isDashboard(file) || file.key.endsWith('.url'));
      const [first] = files;
      // Nothing in it is a dashboard, by name or by content.
      const useless = first && misnamed.length === 0 && files.length === filesOf(map).length;
      return [
        ...misnamed.map(({ key }) => ({ about: refOf(map), evidence: { key } })),
        ...(useless ? [{ about: refOf(map), evidence: { key: first.key, foreign: true } }] : []),
      ];
    });
    return orOpen(hits, openDashboards(world));
  },
  explain: ({ key, foreign }, about) =>
    foreign
      ? otherWords(key, about)
      : {
          summary: `The data key ${key} of ${title(about)} becomes a file that Grafana passes over: its name does not end in .json.`,
          because: [
            'The sidecar writes each data key into a file of that name; Grafana reads *.json only, in small letters.',
            ...(key.endsWith('.url')
              ? ['What a key ending in .url names is fetched into a file without that ending.']
              : []),
          ],
          remedy: `Call it ${key.endsWith('.url') ? `${fileName(key)}.json.url` : `${key.replace(/\.json$/i, '')}.json`}.`,
          fix: {
            kind: 'advise',
            steps: ['Rename the data key.'],
            whyNotAutomatic: 'Whatever makes the ConfigMap has to name it so.',
          },
        },
});

/** Of a ConfigMap that a sidecar takes without a dashboard in it. */
function otherWords(key: string, about: Ref): Words {
  return {
    summary: `The sidecar takes ${title(about)}, and Grafana makes nothing of it: its data key ${key} does not end in .json, and its text is no dashboard.`,
    because: [
      'The sidecar writes each data key into a file of that name; Grafana reads *.json only, as the JSON model of a dashboard.',
    ],
    remedy:
      'Put the JSON of the dashboard into a key that ends in .json. What a chart fetches from grafana.com (gnetId) belongs in the values of that chart (dashboards), not in a ConfigMap.',
    fix: {
      kind: 'advise',
      steps: ['Put the JSON of the dashboard into the ConfigMap.'],
      whyNotAutomatic: 'Which dashboard is meant is known only to its author.',
    },
  };
}

/** k8s-sidecar fetches "a.json.url" into "a.json". */
function fileName(key: string): string {
  return key.replace(/\.url$/, '');
}
