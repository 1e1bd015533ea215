import { defineClusterCheck } from '../engine/check.ts';
import { at, trueAt } from '../engine/json.ts';
import { refOf, title } from '../engine/refs.ts';
import { decodeSelector, printRequirement, selects } from '../engine/selector.ts';
import type { KubeObject, Reads } from '../model.ts';

const GROUP = 'grafana.integreatly.org';
const READS: readonly Reads[] = [
  { group: GROUP, kind: 'GrafanaDashboard', scope: 'namespace' },
  { group: GROUP, kind: 'Grafana', scope: 'cluster', when: 'GrafanaDashboard' },
];

/** No Grafana object carries the labels that a GrafanaDashboard asks for, where it may look (grafana-operator 5.24). */
export const grafanaOperatorNoInstance = defineClusterCheck({
  id: 'grafana-operator-no-instance',
  title: 'No Grafana matches the instanceSelector of a GrafanaDashboard',
  kinds: ['GrafanaDashboard'],
  reads: READS,
  beside: true,
  find: ({ world }) => {
    const dashboards = world.all(GROUP, 'GrafanaDashboard').filter(({ body }) => !trueAt(body, 'spec', 'suspend'));
    const lost = dashboards.filter(
      (dashboard) => !grafanasFor(dashboard, world.all(GROUP, 'Grafana')).some(({ here, fits }) => here && fits),
    );
    const gaps = [
      // Not asked for at all: an older snapshot, or files without any.
      ...world.gaps(GROUP, 'GrafanaDashboard').filter(({ reason }) => reason !== 'not-read'),
      ...lost.flatMap(({ metadata, body }) =>
        world.gaps(
          GROUP,
          'Grafana',
          trueAt(body, 'spec', 'allowCrossNamespaceImport') ? undefined : metadata.namespace,
        ),
      ),
    ];
    if (gaps.length > 0) return { unknown: gaps };
    return lost.map((dashboard) => ({
      about: refOf(dashboard),
      evidence: evidenceOf(dashboard, world.all(GROUP, 'Grafana')),
    }));
  },
  explain: ({ wants, grafanas, elsewhere }, about) => ({
    summary: `No Grafana takes ${title(about)}: ${elsewhere.length > 0 ? 'the one that would is in another namespace' : 'none has the labels that its instanceSelector asks for'}.`,
    because: [
      `instanceSelector wants: ${wants}`,
      ...grafanas,
      ...elsewhere.map((name) => `${name} has them; without allowCrossNamespaceImport it does not count.`),
    ],
    remedy:
      elsewhere.length > 0
        ? 'Set spec.allowCrossNamespaceImport: true (it cannot be taken back), or put it into the namespace of the Grafana.'
        : 'Create it again with an instanceSelector that a Grafana matches: the field cannot be changed. Or label the Grafana.',
    fix: {
      kind: 'advise',
      steps:
        elsewhere.length > 0
          ? ['Set spec.allowCrossNamespaceImport: true.']
          : ['Label the Grafana, or make the object anew.'],
      whyNotAutomatic: 'instanceSelector is immutable, and crossing namespaces cannot be taken back.',
    },
  }),
});

interface Candidate {
  readonly grafana: KubeObject;
  readonly here: boolean;
  readonly fits: boolean;
}

function grafanasFor(dashboard: KubeObject, grafanas: readonly KubeObject[]): readonly Candidate[] {
  const selector = decodeSelector(at(dashboard.body, 'spec', 'instanceSelector'), 'nothing');
  const anywhere = trueAt(dashboard.body, 'spec', 'allowCrossNamespaceImport');
  return grafanas.map((grafana) => ({
    grafana,
    here: anywhere || grafana.metadata.namespace === dashboard.metadata.namespace,
    fits: selects(selector, grafana.metadata.labels),
  }));
}

function evidenceOf(
  dashboard: KubeObject,
  grafanas: readonly KubeObject[],
): { wants: string; grafanas: readonly string[]; elsewhere: readonly string[] } {
  const selector = decodeSelector(at(dashboard.body, 'spec', 'instanceSelector'), 'nothing');
  const candidates = grafanasFor(dashboard, grafanas);
  const here = candidates.filter((each) => each.here).map(({ grafana }) => grafana);
  const away = candidates.filter((each) => each.fits && !each.here).map(({ grafana }) => title(refOf(grafana)));
  const anywhere = trueAt(dashboard.body, 'spec', 'allowCrossNamespaceImport');
  const none = `There is no Grafana object${anywhere ? ' at all' : ` in namespace ${dashboard.metadata.namespace ?? ''}`}.`;
  return {
    wants: selector.kind === 'matching' ? selector.requirements.map(printRequirement).join(', ') : selector.kind,
    grafanas: here.length === 0 ? [none] : here.slice(0, 5).map(printLabels),
    elsewhere: away,
  };
}

function printLabels(grafana: KubeObject): string {
  const labels = Object.entries(grafana.metadata.labels).map(([key, value]) => `${key}=${value}`);
  return `${title(refOf(grafana))} has: ${labels.join(', ') || 'no labels'}`;
}
