import type { Gap, JsonObject, KubeObject, Ref } from '../../model/index.ts';
import { dashboardSidecars, declaredSidecars } from './sidecars.ts';
import type { DashboardSidecar } from './sidecars.ts';
import { isObject, objectAt, stringAt } from '../../kube/json.ts';
import { compareRefs, keyOf, mayShare, refOf, title } from '../../kube/refs.ts';
import { mayDo } from '../../world/rights.ts';
import type { Allowed } from '../../world/rights.ts';
import type { World } from '../../world/world.ts';
import { memo } from '../../kube/memo.ts';
import { hiding } from '../../world/hiding.ts';

/** A key of a ConfigMap: a file in the sidecar's folder. `dashboard` is there where the text is one. */
export interface DashboardFile {
  readonly key: string;
  readonly dashboard?: JsonObject;
}

/** What a sidecar makes of a ConfigMap; else the first thing that stands against it. */
export type Taking = 'taken' | 'label' | 'name' | 'resource' | 'namespace' | 'unknown';

/** ConfigMaps that are, or are meant to be, dashboards of a sidecar, and what may not be seen of them. */
export interface Dashboards {
  readonly sidecars: readonly DashboardSidecar[];
  readonly maps: readonly KubeObject[];
  /** Where more sidecars may run. */
  readonly hidden: readonly Gap[];
}

/** Keys of labels that people put on dashboards, whatever the sidecar here asks for. */
export const USUAL_LABELS: readonly string[] = ['grafana_dashboard'];

export const dashboardsOf = memo((world: World): Dashboards => {
  const { sidecars, hidden } = sidecarsIn(world);
  const keys = new Set(labelsOf(sidecars));
  needDashboards(world);
  // grafana-operator reads what one of its objects names, labelled or not.
  const elsewhere = new Set(world.all('grafana.integreatly.org', 'GrafanaDashboard').map(referred));
  const maps = world
    .all('', 'ConfigMap')
    .filter((map) => Object.keys(map.metadata.labels).some((key) => keys.has(key)) || filesOf(map).some(isLikeOne))
    .filter((map) => !elsewhere.has(keyOf(refOf(map))))
    .toSorted((a, b) => compareRefs(refOf(a), refOf(b)));
  return { sidecars, maps, hidden };
});

function sidecarsIn(world: World): Pick<Dashboards, 'sidecars' | 'hidden'> {
  const workloads = ['Deployment', 'StatefulSet'] as const;
  const found = workloads.flatMap((kind) => world.all('apps', kind));
  return {
    sidecars: [
      ...dashboardSidecars(found),
      ...declaredSidecars(world.all('grafana.integreatly.org', 'Grafana'), found),
    ],
    hidden: hiding(workloads.flatMap((kind) => world.workloadGaps(kind))),
  };
}

const labelsOf = (sidecars: readonly DashboardSidecar[]): readonly string[] => [
  ...new Set([...USUAL_LABELS, ...sidecars.flatMap(({ label }) => label ?? [])]),
];

/** The label of what provisions datasources; the sidecar for it looks into Grafana's own namespace only. */
export const DATASOURCES = 'grafana_datasource';

/**
 * An answer looks at the dashboards of one namespace, or at all of them and what they rest on: ConfigMaps by the label
 * that a sidecar here asks for, or by name. Where no sidecar can be, nothing is looked at.
 */
export function needDashboards(world: World, namespace?: string): void {
  const { sidecars, hidden } = sidecarsIn(world);
  // Where workloads are still to be read, they say first whether there is a sidecar.
  if (sidecars.length === 0 && hidden.every(({ reason }) => reason === 'not-read')) return;
  for (const label of labelsOf(sidecars)) world.needs('', 'ConfigMap', namespace, label);
  if (namespace !== undefined) return;
  for (const { workload, names = [], namespaces } of sidecars) {
    world.needs('', 'ConfigMap', workload.namespace, DATASOURCES);
    for (const place of namespaces === 'all' ? [] : namespaces)
      for (const name of names) world.gaps('', 'ConfigMap', place, name);
  }
}

function referred({ metadata, body }: KubeObject): string {
  const name = stringAt(body, 'spec', 'configMapRef', 'name') ?? '';
  const ref: Ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: metadata.namespace ?? '', name };
  return keyOf(ref);
}

export function filesOf({ body }: KubeObject): readonly DashboardFile[] {
  const keys = objectAt(body, 'facts', 'keys') ?? {};
  return Object.entries(keys).map(([key, fact]) => {
    const dashboard = objectAt(fact, 'dashboard');
    return { key, ...(isObject(dashboard) ? { dashboard } : {}) };
  });
}

/** What tells that a file is one whatever it is called: any JSON may be in a "config.json". */
const OWN_FIELDS = ['uid', 'types', 'queries', 'datasources', 'hasInputs', 'library'] as const;

const isLikeOne = ({ dashboard }: DashboardFile): boolean =>
  dashboard !== undefined && OWN_FIELDS.some((field) => dashboard[field] !== undefined);

export function isDashboard({ dashboard }: DashboardFile): boolean {
  return dashboard !== undefined && dashboard['invalid'] !== true;
}

/** k8s-sidecar 2.10.1: names instead of labels where RESOURCE_NAME is set; a key without a value takes any value. */
export function takes(
  sidecar: DashboardSidecar,
  { metadata }: { readonly metadata: Pick<KubeObject['metadata'], 'name' | 'namespace' | 'labels'> },
): Taking {
  if (sidecar.unknown.length > 0) return 'unknown';
  if (sidecar.refused !== undefined && sidecar.names === undefined) return 'label';
  if (sidecar.label === undefined) return 'unknown';
  if (sidecar.names) {
    if (!sidecar.names.includes(metadata.name)) return 'name';
  } else {
    const { label, value } = sidecar;
    const has = Object.hasOwn(metadata.labels, label) ? metadata.labels[label] : undefined;
    if (has === undefined || (value !== undefined && has !== value)) return 'label';
  }
  if (!sidecar.configMaps) return 'resource';
  const { namespaces } = sidecar;
  if (namespaces !== 'all' && !namespaces.some((each) => mayShare(each, metadata.namespace))) return 'namespace';
  return 'taken';
}

/** The ConfigMaps that a sidecar takes. */
export function takenBy(world: World, sidecar: DashboardSidecar): readonly KubeObject[] {
  return dashboardsOf(world).maps.filter((map) => takes(sidecar, map) === 'taken');
}

/** "Deployment monitoring/grafana (container grafana-sc-dashboard)". */
export function sidecarName({ workload, container }: DashboardSidecar): string {
  return `${title(workload)} (container ${container})`;
}

/** May the sidecar list and watch the ConfigMaps where it looks? */
export function mayRead(world: World, sidecar: DashboardSidecar): Allowed {
  const { workload, serviceAccount, namespaces } = sidecar;
  const right = { group: '', resource: 'configmaps', verbs: ['get', 'list', 'watch'] };
  const asked = namespaces === 'all' ? [undefined] : namespaces;
  const answers = asked.map((namespace) => mayDo(world, { ref: workload, serviceAccount }, right, namespace));
  return answers.find(({ allowed }) => allowed !== 'yes') ?? { allowed: 'yes' };
}

/** Why a ConfigMap that a sidecar would take may not be among those seen. */
export function hiddenMaps(world: World, sidecar: DashboardSidecar): readonly Gap[] {
  const { coverage, source, gaps } = world.snapshot;
  // Files are rarely all; what is among them is judged.
  if (source === 'files') return [];
  const whole = coverage.some(
    ({ group, kind, namespaces, names, label, complete }) =>
      group === '' &&
      kind === 'ConfigMap' &&
      complete &&
      !names &&
      namespaces === 'all' &&
      (label ?? sidecar.label) === sidecar.label,
  );
  if (whole) return [];
  const refused = gaps.filter(({ reads }) => reads.group === '' && reads.kind === 'ConfigMap');
  return refused.length > 0 ? refused : world.gaps('', 'ConfigMap');
}

/** What keeps an answer about one sidecar's dashboards from being complete. */
export function openAbout(world: World, sidecar: DashboardSidecar): readonly Gap[] {
  const { kind, namespace = '' } = sidecar.workload;
  const settings = sidecar.unknown.map((text): Gap => ({
    reason: 'unreachable',
    reads: { group: 'apps', kind, namespace },
    sentence: `What ${sidecarName(sidecar)} takes is not known: ${text}`,
  }));
  return settings.length > 0 ? settings : hiddenMaps(world, sidecar);
}

/** Secrets may hold dashboards for a sidecar that reads them, too. */
export function secretsAbout({ secrets, workload, container }: DashboardSidecar): readonly Gap[] {
  if (!secrets) return [];
  const sentence = `Container ${container} of ${title(workload)} takes dashboards from Secrets too, which are never read.`;
  return [{ reason: 'not-read', reads: { group: '', kind: 'Secret' }, sentence, about: 'unreferred' }];
}
