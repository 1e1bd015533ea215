import type { Words } from '../../world/context.ts';
import { defineClusterCheck } from '../check.ts';
import { printSight } from '../../backends/grafana/operators.ts';
import { trueAt } from '../../kube/json.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Reads, Ref } from '../../model/index.ts';
import { evidenceOf, grafanasFor, hiddenFrom, openAbout, sightOf } from '../../backends/grafana/instances.ts';

const GROUP = 'grafana.integreatly.org';
const READS: readonly Reads[] = [
  { group: GROUP, kind: 'GrafanaDashboard', scope: 'namespace' },
  { group: GROUP, kind: 'Grafana', scope: 'cluster', when: 'GrafanaDashboard' },
  { group: 'apps', kind: 'Deployment', scope: 'cluster', when: 'GrafanaDashboard' },
];

/** No Grafana object carries the labels that a GrafanaDashboard asks for, where it may look (grafana-operator 5.24). */
export const grafanaOperatorNoInstance = defineClusterCheck({
  id: 'grafana-operator-no-instance',
  title: 'No Grafana matches the instanceSelector of a GrafanaDashboard',
  kinds: ['GrafanaDashboard'],
  reads: READS,
  beside: true,
  find: ({ world }, asks) => {
    const dashboards = world
      .all(GROUP, 'GrafanaDashboard')
      .filter((dashboard) => !trueAt(dashboard.body, 'spec', 'suspend') && asks(refOf(dashboard)));
    if (dashboards.length > 0) world.needs(GROUP, 'Grafana');
    const grafanas = world.all(GROUP, 'Grafana');
    const lost = dashboards.filter(
      (dashboard) => !grafanasFor(dashboard, grafanas).some(({ here, fits }) => here && fits),
    );
    const open = hiddenFrom(world, lost, grafanas.length > 0);
    if (open.length > 0) return { unknown: open };
    const seen = dashboards.filter((dashboard) => !lost.includes(dashboard)).map((each) => sightOf(each, world));
    const unseen = seen.filter(({ sight }) => sight === 'no');
    const unclear = seen
      .filter(({ sight }) => sight === 'unknown')
      .flatMap(({ operators }) => operators.map(openAbout));
    // Which operators run is asked for only where nothing else is wrong.
    const hidden =
      seen.length === 0 ? [] : world.workloadGaps('Deployment').filter(({ reason }) => reason === 'forbidden');
    if (lost.length + unseen.length === 0 && unclear.length + hidden.length > 0)
      return { unknown: [...unclear, ...hidden] };
    return [
      ...lost.map((dashboard) => ({ about: refOf(dashboard), evidence: evidenceOf(dashboard, grafanas) })),
      ...unseen.map(({ dashboard, operators }) => ({
        about: refOf(dashboard),
        evidence: { wants: '', grafanas: operators.map(printSight), elsewhere: [], unseen: true },
      })),
    ];
  },
  explain: ({ wants, grafanas, elsewhere, unseen }, about) =>
    unseen
      ? notWatched(grafanas, about)
      : {
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
                : ['Label the Grafana, or create the object again.'],
            whyNotAutomatic: 'instanceSelector is immutable, and crossing namespaces cannot be taken back.',
          },
        },
});

function notWatched(operators: readonly string[], about: Ref): Words {
  return {
    summary: `No grafana-operator looks at ${title(about)} and at a Grafana that it selects.`,
    because: operators,
    remedy:
      'Put it where the operator looks, with the labels that it asks for, or have its owner widen what it watches.',
    fix: {
      kind: 'advise',
      steps: [
        'Move it, label it, or change watchNamespaces (Helm) or WATCH_NAMESPACE of the operator, and restart that.',
      ],
      whyNotAutomatic: 'What the operator watches is for its owner to say.',
    },
  };
}
