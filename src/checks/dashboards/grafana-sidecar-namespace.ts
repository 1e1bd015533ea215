import { defineClusterCheck } from '../check.ts';
import { dashboardsOf, hiddenMaps, mayRead, openAbout, sidecarName, takes } from '../../backends/grafana/dashboards.ts';
import { DASHBOARDS, RIGHTS } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Gap, Ref } from '../../model/index.ts';
import type { DashboardSidecar } from '../../backends/grafana/sidecars.ts';
import { orOpen } from '../../backends/grafana/find.ts';

/** The sidecar does not look into the namespace of the ConfigMap, or may not. */
export const grafanaSidecarNamespace = defineClusterCheck({
  id: 'grafana-sidecar-namespace',
  title: 'The dashboards sidecar of Grafana does not look into the namespace',
  kinds: ['ConfigMap', 'Deployment', 'StatefulSet'],
  reads: [...DASHBOARDS, ...RIGHTS],
  beside: true,
  find: ({ world }) => {
    const { sidecars, maps, hidden } = dashboardsOf(world);
    const gaps: Gap[] = sidecars.flatMap((sidecar) => hiddenMaps(world, sidecar));
    const elsewhere = maps.flatMap((map) => {
      const answers = sidecars.map((sidecar) => ({ sidecar, answer: takes(sidecar, map) }));
      const [nearest] = answers.filter(({ answer }) => answer === 'namespace').map(({ sidecar }) => sidecar);
      if (!nearest || answers.some(({ answer }) => answer === 'taken')) return [];
      const open = [
        ...hidden,
        ...answers.flatMap(({ sidecar, answer }) => (answer === 'unknown' ? openAbout(world, sidecar) : [])),
      ];
      gaps.push(...open);
      if (open.length > 0) return [];
      return [{ about: refOf(map), evidence: { by: 'namespace', ...placesOf(nearest) } }];
    });
    // Files seldom hold the roles that are there.
    const asked = world.snapshot.source === 'files' ? [] : sidecars.filter(({ unknown }) => unknown.length === 0);
    const barred = asked.flatMap((sidecar) => {
      const may = mayRead(world, sidecar);
      if (may.allowed === 'unknown') gaps.push(...may.gaps);
      if (may.allowed !== 'no') return [];
      const { serviceAccount: account, workload: about } = sidecar;
      return [{ about, evidence: { by: 'rights', ...placesOf(sidecar), account, lacks: may.lacks } }];
    });
    return orOpen<{ readonly about: (typeof barred)[number]['about']; readonly evidence: Evidence }>(
      [...elsewhere, ...barred],
      gaps,
    );
  },
  explain: ({ by, sidecar, workload, namespaces, account = '', lacks = [] }, about) => {
    const where = namespaces.length === 0 ? 'all namespaces' : namespaces.join(', ');
    return by === 'namespace'
      ? {
          summary: `The dashboards sidecar does not look into namespace ${about.namespace ?? ''}, where ${title(about)} is.`,
          because: [
            `${sidecar} looks into: ${where}`,
            'Without NAMESPACE it looks into the namespace of its own pod only.',
          ],
          remedy: `Put the ConfigMap into ${where}, or have the owner of Grafana set sidecar.dashboards.searchNamespace to ALL.`,
          values: {
            ...{ object: workload, chart: 'grafana' },
            set: [{ path: 'sidecar.dashboards.searchNamespace', becomes: 'ALL' }],
          },
          fix: {
            kind: 'advise',
            steps: [`Create it in namespace ${namespaces[0] ?? ''} instead.`],
            whyNotAutomatic: 'Whether it may be moved is for its owner to say.',
          },
        }
      : {
          summary: `The dashboards sidecar of ${title(about)} may not read ConfigMaps in ${where}.`,
          because: [
            `${sidecar} looks into: ${where}`,
            `ServiceAccount ${about.namespace ?? ''}/${account} may not ${lacks.join(', ')} configmaps there.`,
          ],
          remedy:
            'Have the owner of Grafana give the right (rbac.namespaced: false), or name in NAMESPACE only what it may read.',
          values: { object: workload, chart: 'grafana', set: [{ path: 'rbac.namespaced', becomes: false }] },
          fix: {
            kind: 'advise',
            steps: ['Grant get, list and watch on configmaps to that ServiceAccount.'],
            whyNotAutomatic: 'Rights of Grafana belong to its owner.',
          },
        };
  },
});

function placesOf(sidecar: DashboardSidecar): Pick<Evidence, 'sidecar' | 'workload' | 'namespaces'> {
  const { workload, namespaces } = sidecar;
  return { sidecar: sidecarName(sidecar), workload, namespaces: namespaces === 'all' ? [] : namespaces };
}

interface Evidence {
  readonly by: string;
  readonly sidecar: string;
  readonly workload: Ref;
  readonly namespaces: readonly string[];
  readonly account?: string;
  readonly lacks?: readonly string[];
}
