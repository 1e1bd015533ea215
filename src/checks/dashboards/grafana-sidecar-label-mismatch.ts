import { defineClusterCheck } from '../check.ts';
import {
  dashboardsOf,
  filesOf,
  hiddenMaps,
  isDashboard,
  openAbout,
  sidecarName,
  takes,
  USUAL_LABELS,
} from '../../backends/grafana/dashboards.ts';
import type { DashboardSidecar } from '../../backends/grafana/sidecars.ts';
import { DASHBOARDS } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Gap, KubeObject } from '../../model/index.ts';
import { orOpen } from '../../backends/grafana/find.ts';

/** Written by people who switch a dashboard off. */
const OFF: readonly string[] = ['0', 'false', 'no', 'off', 'disabled', ''];

/** A ConfigMap with a dashboard lacks the label that the sidecar asks for. */
export const grafanaSidecarLabelMismatch = defineClusterCheck({
  id: 'grafana-sidecar-label-mismatch',
  title: 'The dashboards sidecar of Grafana asks for another label',
  kinds: ['ConfigMap'],
  reads: DASHBOARDS,
  beside: true,
  find: ({ world }) => {
    const { sidecars, maps, hidden } = dashboardsOf(world);
    const gaps: Gap[] = sidecars.flatMap((sidecar) => hiddenMaps(world, sidecar));
    const hits = maps.flatMap((map) => {
      const answers = sidecars.map((sidecar) => ({ sidecar, answer: takes(sidecar, map) }));
      // Taken, or kept away by its namespace alone, which is another cause.
      if (answers.some(({ answer }) => answer === 'taken' || answer === 'namespace')) return [];
      const open = [
        ...hidden,
        ...answers.flatMap(({ sidecar, answer }) => (answer === 'unknown' ? openAbout(world, sidecar) : [])),
      ];
      gaps.push(...open);
      const [nearest, second] = answers;
      if (open.length > 0 || !nearest) return [];
      return [
        {
          about: refOf(map),
          evidence: {
            sidecar: sidecarName(nearest.sidecar),
            wants: wants(nearest.sidecar, nearest.answer),
            has: has(map, nearest.sidecar),
            key: nearest.answer === 'label' ? (nearest.sidecar.label ?? '') : '',
            value: nearest.sidecar.value ?? '1',
            wanted: isWanted(map, nearest.sidecar),
            ...(second ? { other: wish(second) } : {}),
          },
        },
      ];
    });
    return orOpen(hits, gaps);
  },
  explain: ({ sidecar, wants, has, key, value, wanted, other }, about) => ({
    severity: wanted ? 'error' : 'info',
    summary: `No dashboards sidecar takes ${title(about)}: ${wanted ? 'the labels differ' : 'it does not carry the label'}.`,
    because: [`${sidecar} wants: ${wants}`, ...(other ? [other] : []), `${title(about)} has: ${has}`],
    remedy:
      key === ''
        ? 'Have the owner of Grafana change what its sidecar takes, or import the dashboard in another way.'
        : `Set ${key}: ${JSON.stringify(value)} in metadata.labels of ${title(about)}${other ? ', or what the other Grafana wants' : ''}.`,
    ...(key === '' || other ? {} : { fix: { kind: 'labels', object: about, set: { [key]: value }, remove: [] } }),
  }),
});

const wish = ({ sidecar, answer }: { readonly sidecar: DashboardSidecar; readonly answer: string }): string =>
  `${sidecarName(sidecar)} wants: ${wants(sidecar, answer)}`;

function wants({ label, value, names }: DashboardSidecar, answer: string): string {
  if (answer === 'name') return `one of the names ${(names ?? []).join(', ')} (RESOURCE_NAME)`;
  if (answer === 'resource') return 'Secrets only (RESOURCE is secret)';
  return value === undefined ? `the label ${label ?? ''}, with any value` : `${label ?? ''}=${value}`;
}

/** The name or the labels that the sidecar looks at. */
function has({ metadata: { labels, name } }: KubeObject, { label, names }: DashboardSidecar): string {
  if (names) return `the name ${name}`;
  const own = Object.entries(labels).filter(([key]) => key === label || USUAL_LABELS.includes(key));
  return own.length === 0 ? `no label ${label ?? ''}` : own.map(([key, value]) => `${key}=${value}`).join(', ');
}

/** It is labelled for a sidecar; one without any such label may be mounted, or not be meant for a sidecar. */
function isWanted(map: KubeObject, { label }: DashboardSidecar): boolean {
  const values = [label, ...USUAL_LABELS].flatMap((key) =>
    key !== undefined && Object.hasOwn(map.metadata.labels, key) ? (map.metadata.labels[key] ?? '') : [],
  );
  return (
    values.some((value) => !OFF.includes(value.toLowerCase())) &&
    (filesOf(map).some(isDashboard) || filesOf(map).length === 0)
  );
}
