import { defineClusterCheck } from '../check.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Reads } from '../../model/index.ts';
import { asksOfDashboards } from '../../backends/grafana/queries.ts';
import { sourcesFor } from '../../backends/prometheus-operator/series/sources.ts';
import { foundIn } from './found.ts';
import { lackText, severityOf } from './lack-words.ts';
import { listed } from './listed.ts';

const READS: readonly Reads[] = [{ group: '', kind: 'ConfigMap', scope: 'cluster', labelled: true }];

/** A panel asks for series that no Prometheus here has. Asked only for a dashboard by its name, or of files with an address. */
export const dashboardSelectsNothing = defineClusterCheck({
  id: 'dashboard-selects-nothing',
  title: 'A panel asks for series that are not there',
  kinds: ['ConfigMap'],
  reads: READS,
  beside: true,
  live: true,
  find: (context, asks) => {
    const maps = context.world.all('', 'ConfigMap').filter((map) => asks(refOf(map)));
    return foundIn(
      maps.flatMap((map) => {
        const sources = sourcesFor(context, map);
        // Nothing is parsed that nobody asked for.
        return sources.length === 0
          ? []
          : [{ about: refOf(map), asks: asksOfDashboards(map), sources, any: true as const }];
      }),
    );
  },
  explain: (lack, about) => {
    const { what, because, remedy } = lackText(lack);
    return {
      severity: severityOf(lack),
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
