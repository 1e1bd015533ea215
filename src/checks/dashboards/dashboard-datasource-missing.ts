import type { DashboardSidecar } from '../../backends/grafana/sidecars.ts';
import { defineClusterCheck } from '../check.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { DASHBOARDS } from '../../world/reads.ts';
import { title } from '../../kube/refs.ts';
import type { Gap, JsonObject } from '../../model/index.ts';
import { provisioned } from '../../backends/grafana/datasources.ts';
import { orOpen, perMap, takenFiles } from '../../backends/grafana/find.ts';

/** A dashboard names a datasource that is not among those provisioned. */
export const dashboardDatasourceMissing = defineClusterCheck({
  id: 'dashboard-datasource-missing',
  title: 'A dashboard names a datasource that is not provisioned',
  kinds: ['ConfigMap'],
  reads: DASHBOARDS,
  beside: true,
  find: ({ world }) => {
    const naming = takenFiles(world).filter(({ file }) => objectsAt(file.dashboard, 'datasources').length > 0);
    const blind = naming.filter(({ sidecar }) => provisioned(world, sidecar).length === 0);
    const found = perMap(world, ({ file, sidecar }) => {
      const known = provisioned(world, sidecar);
      const missing = objectsAt(file.dashboard, 'datasources').filter(
        (named) => !known.some((each) => isMeant(named, each)),
      );
      if (known.length === 0 || missing.length === 0) return undefined;
      return { key: file.key, missing: missing.map(printNamed), known: known.map(printKnown) };
    });
    return 'unknown' in found || found.length > 0
      ? found
      : orOpen(
          [],
          blind.map(({ sidecar }) => notSeen(sidecar)),
        );
  },
  explain: ({ key, missing, known }, about) => ({
    severity: 'warning',
    summary: `${key} of ${title(about)} names a datasource that is not provisioned in Grafana: ${missing.join(', ')}.`,
    because: [
      `provisioned: ${known.join(', ')}`,
      'One that was made by hand or over the API is not seen here. Names are compared with capital letters.',
    ],
    remedy: 'Use a variable of type datasource in the dashboard, or the uid of one that is there.',
    fix: {
      kind: 'advise',
      steps: [
        'Replace the fixed datasource by {"type": "prometheus", "uid": "${datasource}"} and a variable called datasource.',
      ],
      whyNotAutomatic: 'The JSON belongs to its author.',
    },
  }),
});

/** A string may be a name or a uid; a uid that is not given comes from the name, by a hash that is not made here. */
function isMeant(named: JsonObject, each: JsonObject): boolean {
  const [name, uid] = [stringAt(each, 'name'), stringAt(each, 'uid')];
  const wanted = stringAt(named, 'uid') ?? stringAt(named, 'name');
  if (wanted === name || wanted === uid) return true;
  return uid === undefined && /^P[0-9A-F]{16}$/.test(wanted ?? '');
}

const printNamed = (named: JsonObject): string => {
  const uid = stringAt(named, 'uid');
  return uid === undefined ? `"${stringAt(named, 'name') ?? ''}"` : `uid "${uid}"`;
};
const printKnown = (each: JsonObject): string => {
  const uid = stringAt(each, 'uid');
  return `"${stringAt(each, 'name') ?? ''}"${uid === undefined ? '' : ` (uid ${uid})`}`;
};

function notSeen({ workload }: DashboardSidecar): Gap {
  const sentence = `The datasources of ${title(workload)} are in no ConfigMap that is read, so whether those that dashboards name are there is not known.`;
  return { reason: 'not-read', reads: { group: '', kind: 'Secret', namespace: workload.namespace ?? '' }, sentence };
}
