import { defineClusterCheck } from '../check.ts';
import { dashboardsOf, hiddenMaps, openAbout, sidecarName, takes } from '../../backends/grafana/dashboards.ts';
import { DASHBOARDS } from '../../world/reads.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Gap } from '../../model/index.ts';
import { orOpen } from '../../backends/grafana/find.ts';
import { has, isWanted, nearOf, valuesFor, wants, wish } from './sidecar-labels.ts';

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
            near: nearOf(map, nearest.sidecar),
            refused: nearest.answer === 'label' ? nearest.sidecar.refused : undefined,
            value: nearest.sidecar.value ?? '1',
            wanted: isWanted(map, nearest.sidecar),
            ...(second ? { other: wish(second) } : {}),
          },
        },
      ];
    });
    return orOpen(hits, gaps);
  },
  explain: ({ sidecar, wants, has, key, near, refused, value, wanted, other }, about) => ({
    severity: wanted ? 'error' : 'info',
    summary: `No dashboards sidecar takes ${title(about)}: ${wanted ? 'the labels differ' : 'it does not carry the label'}.`,
    because: [`${sidecar} wants: ${wants}`, ...(other ? [other] : []), `${title(about)} has: ${has}`],
    remedy:
      refused !== undefined
        ? valuesFor(refused)
        : key === ''
          ? 'Have the owner of Grafana change what its sidecar takes, or import the dashboard in another way.'
          : `${near === undefined ? '' : `The label ${near} is a slip of the pen for ${key}. `}Set ${key}: ${JSON.stringify(value)} in metadata.labels of ${title(about)}${other ? ', or what the other Grafana wants' : ''}.`,
    ...(key === '' || other
      ? {}
      : // A label of another name may be what another reader asks for: it stays.
        { fix: { kind: 'labels', object: about, set: { [key]: value }, remove: [] } }),
  }),
});
