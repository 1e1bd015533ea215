/** How dashboards get into the Grafana that is there. */
import { gapText } from '../kube/gap-text.ts';
import { numberAt } from '../kube/json.ts';
import { dashboardConfigMap, wantsOwner } from '../backends/grafana/configmap.ts';
import { grafanaOperatorDashboards } from '../backends/grafana/operator-objects.ts';
import { mayRead } from '../backends/grafana/dashboards.ts';
import type { Analysis } from '../judge/analysis.ts';
import { dashboardSidecars } from '../backends/grafana/sidecars.ts';
import type { DashboardSidecar } from '../backends/grafana/sidecars.ts';
import type { App } from '../world/applications.ts';
import { ourLabels } from '../backends/prometheus-operator/placement.ts';
import { title } from '../kube/refs.ts';
import { withoutDatasource } from '../backends/grafana/datasources.ts';
import type { DashboardSpec, Manifest, ProfileVariant, Stack } from '../model/index.ts';
import { renderDashboard } from '../backends/grafana/model/dashboard.ts';
import { applicationWord, command, inNamespace } from '../kube/shell.ts';

export interface DashboardDelivery {
  /** None: nothing in the cluster takes dashboards as objects. */
  readonly manifests: readonly Manifest[];
  /** What takes them up. */
  readonly why: string;
  /** Why there are none, or what its Grafana still wants. */
  readonly notes: readonly string[];
}

/**
 * `byApi`: Grafana's address is given, so no objects are made. Else for a sidecar that can be served, else for a Grafana
 * of grafana-operator, else none: then a person imports the files, or promwire does through the API. A sidecar comes
 * first because it says itself what it reads.
 */
export function dashboardDelivery(
  analysis: Analysis,
  variant: ProfileVariant,
  app: App,
  stack: Stack,
  byApi = false,
): DashboardDelivery {
  // With Grafana's address given they go there; an object as well would be the same dashboard twice.
  if (byApi || variant.dashboards.length === 0) return { manifests: [], why: '', notes: [] };
  const { objects } = analysis.world.snapshot;
  const intent = {
    name: dashboardsName(variant),
    namespace: app.namespace,
    dashboards: dashboardJsons(variant),
    labels: ourLabels(app.profile),
    folder: folderOf(variant),
  };
  const sidecars = inOrder(analysis, stack);
  const passedOver = sidecars.flatMap((sidecar) => wantsOwner(sidecar) ?? []);
  const reasons: string[] = [];
  for (const sidecar of sidecars) {
    const plan = dashboardConfigMap(intent, sidecar);
    if (plan.kind === 'manifest') {
      const blind = withoutDatasource(analysis.world, analysis.stacks, stack, sidecar);
      return {
        manifests: [plan.manifest],
        why: `for the sidecar of ${title(sidecar.workload)}`,
        notes: [...passedOver, ...plan.notes, ...(blind === undefined ? [] : [blind])],
      };
    }
    reasons.push(...plan.why);
  }
  const operator = grafanaOperatorDashboards(intent, objects);
  if (operator?.kind === 'impossible') reasons.push(...operator.why);
  if (operator?.kind === 'manifests')
    return {
      manifests: operator.manifests,
      why: `for grafana-operator, which brings it to ${title(operator.grafana)}`,
      notes: [...passedOver, ...operator.notes],
    };
  const hidden = analysis.world
    .gaps('grafana.integreatly.org', 'Grafana')
    .filter(({ reason }) => reason === 'forbidden')
    .map((gap) => `Whether grafana-operator runs here could not be seen: ${gapText(gap)}`);
  const there = operator === undefined ? [] : ['grafana-operator'];
  const notes = [
    ...new Set([...reasons, ...hidden]),
    whyNone(sidecars.length > 0 ? ['sidecar', ...there] : there, variant, app),
  ];
  return { manifests: [], why: '', notes };
}

/** Sidecars, the best first: one that may read the object, that runs, next to the stack. A neighbour may have some, too. */
function inOrder({ world }: Analysis, stack: Stack): readonly DashboardSidecar[] {
  // Without the field the API server takes 1.
  const rank = (sidecar: DashboardSidecar): number =>
    (mayRead(world, sidecar).allowed === 'no' ? 4 : 0) +
    (numberAt(world.get(sidecar.workload)?.body, 'spec', 'replicas') === 0 ? 2 : 0) +
    (sidecar.workload.namespace === stack.ref.namespace ? 0 : 1);
  return dashboardSidecars(world.snapshot.objects).toSorted((a, b) => rank(a) - rank(b));
}

function whyNone(there: readonly string[], variant: ProfileVariant, { target, namespace }: App): string {
  const found =
    there.length === 0
      ? 'No Grafana with a dashboards sidecar and none of grafana-operator was found'
      : `No ${there.join(' and no ')} of the Grafana that is there can take the dashboards`;
  if (target)
    return `${found}: bring it in with ${command`promwire setup ${applicationWord(target)} ${inNamespace(namespace)} --grafana-url URL`}.`;
  return (
    `${found}: bring them in with ${command`promwire dashboard import --variant ${variant.id} --grafana-url URL`}, or by hand ` +
    `(promwire dashboard export, then Dashboards > New > Import).`
  );
}

/** "Shop 3 / Overview": the application without its version. */
function folderOf({ title: name }: ProfileVariant): string {
  return name.replace(/ \d+$/, '');
}

/** One object holds all dashboards of a variant, and has the name of the first. */
export function dashboardsName(variant: ProfileVariant): string {
  return variant.dashboards[0]?.uid ?? '';
}

/** JSON of every dashboard, by uid. */
export function dashboardJsons(variant: ProfileVariant): Readonly<Record<string, string>> {
  return Object.fromEntries(variant.dashboards.map((spec) => [spec.uid, dashboardJson(spec)]));
}

/** The bytes of one, the same wherever they go. */
export function dashboardJson(spec: DashboardSpec): string {
  return `${JSON.stringify(renderDashboard(spec), null, 2)}\n`;
}
