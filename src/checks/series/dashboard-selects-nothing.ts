import { defineClusterCheck } from '../check.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { KubeObject, Reads } from '../../model/index.ts';
import { orOpen } from '../../backends/grafana/find.ts';
import { asksOfDashboards, libraryGaps, mapOf, unseenIn } from '../../backends/grafana/queries.ts';
import { sourcesFor } from '../../backends/prometheus-operator/series/sources.ts';
import { foundIn } from './found.ts';
import { lackText, severityOf } from './lack-words.ts';
import { listed } from './listed.ts';

const GROUP = 'grafana.integreatly.org';
const READS: readonly Reads[] = [
  { group: '', kind: 'ConfigMap', scope: 'cluster', labelled: true },
  { group: GROUP, kind: 'GrafanaDashboard', scope: 'namespace', when: 'GrafanaDashboard' },
];

/** A panel asks for series that no Prometheus here has. Asked only for a dashboard by its name, or of files with an address. */
export const dashboardSelectsNothing = defineClusterCheck({
  id: 'dashboard-selects-nothing',
  title: 'A panel asks for series that are not there',
  kinds: ['ConfigMap', 'GrafanaDashboard'],
  reads: READS,
  beside: true,
  live: true,
  find: (context, asks) => {
    const { world } = context;
    const isAsked = (each: KubeObject | undefined): boolean => each !== undefined && asks(refOf(each));
    // What stands in a ConfigMap is told of that one, where it is asked about.
    const objects = [...world.all('', 'ConfigMap'), ...world.all(GROUP, 'GrafanaDashboard')].filter(
      (each) => isAsked(each) && !isAsked(mapOf(each, world)),
    );
    const asking = objects.map((object) => ({
      object,
      sources: sourcesFor(context, object),
      open: [...unseenIn(object, world), ...libraryGaps(object)],
    }));
    const compared = asking.filter(({ sources }) => sources.length > 0);
    const found = foundIn(
      // Nothing is parsed that nobody asked for.
      compared.map(({ object, sources }) => ({
        about: refOf(object),
        asks: asksOfDashboards(object, world),
        sources,
        any: true,
      })),
    );
    const open = compared.flatMap((each) => each.open);
    return 'unknown' in found ? { unknown: [...found.unknown, ...open] } : orOpen(found, open);
  },
  explain: (lack, about) => {
    const { what, because, remedy } = lackText(lack);
    return {
      // It may ask Thanos, where the label is.
      severity: lack.external ? 'info' : severityOf(lack),
      summary: `Panels of ${title(about)} ask for ${what}`,
      because: [
        `asked by ${listed(lack.by, 5)}`,
        ...because,
        'A panel whose query has no series is empty; values that Grafana fills in are not looked at.',
      ],
      remedy,
      fix: {
        kind: 'advise',
        steps: [remedy],
        whyNotAutomatic: 'Absence may be right here and wrong in another cluster.',
      },
    };
  },
});
