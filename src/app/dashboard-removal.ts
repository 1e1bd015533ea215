/** What uninstall takes back of a Grafana. */
import type { Grafana, GrafanaRefusal, StoredDashboard } from '../io/grafana/index.ts';
import type { DashboardRemoval, DashboardSpec, Profile, StoredTitle } from '../model/index.ts';
import { OUR_TAG, unsure } from './dashboard-import.ts';
import { grafanaError } from './grafana.ts';

/** A removal, and the dashboards as Grafana has them, by uid. */
export interface PlannedRemoval {
  readonly removal: DashboardRemoval;
  readonly found: ReadonlyMap<string, StoredDashboard>;
}

/**
 * Dashboards of every version of an application that carry promwire's uid and its tag: a copy has another uid, and
 * another owner's dashboard with our uid has no such tag. With a namespace all are left: they show others too. Throws
 * PromwireError as grafanaError makes it.
 */
export async function planDashboardRemoval(
  grafana: Grafana,
  profile: Profile,
  {
    namespace,
    signal = new AbortController().signal,
  }: { readonly namespace?: string | undefined; readonly signal?: AbortSignal } = {},
): Promise<PlannedRemoval> {
  const found = new Map<string, StoredDashboard>();
  const specs = profile.variants.flatMap(({ dashboards }) => dashboards);
  for (const { uid } of specs) {
    const answer = await grafana.dashboard(uid, signal);
    if (answer.kind === 'refused') throw grafanaError(answer);
    if (answer.value) found.set(uid, answer.value);
  }
  return { removal: removalOf(grafana.name, specs, found, namespace), found };
}

function removalOf(
  grafana: string,
  specs: readonly DashboardSpec[],
  found: ReadonlyMap<string, StoredDashboard>,
  namespace: string | undefined,
): DashboardRemoval {
  const judged = specs.flatMap(({ uid, title }) => {
    const stored = found.get(uid);
    return stored ? [{ uid, title, why: whyLeft(stored, namespace) }] : [];
  });
  return {
    grafana,
    remove: judged.flatMap(({ why, ...entry }) => (why === undefined ? [entry] : [])),
    left: judged.flatMap(({ why, ...entry }) => (why === undefined ? [] : [{ ...entry, why }])),
  };
}

function whyLeft({ model, provisioned }: StoredDashboard, namespace: string | undefined): string | undefined {
  const { tags } = model;
  if (provisioned) return 'a file or an operator provides it: remove it where it comes from';
  if (!Array.isArray(tags) || !tags.includes(OUR_TAG)) return `it has no tag ${OUR_TAG}: promwire did not make it`;
  if (namespace !== undefined) return 'it shows other namespaces too: without -n it goes';
  return undefined;
}

export interface RemoveDashboardsOptions {
  /** Called for each, with what Grafana refused. */
  readonly onStep?: (dashboard: StoredTitle, refusal?: GrafanaRefusal) => void;
  readonly signal?: AbortSignal;
}

/** Deletes them; what Grafana refused. */
export async function removeDashboards(
  grafana: Grafana,
  { removal, found }: PlannedRemoval,
  { onStep, signal = new AbortController().signal }: RemoveDashboardsOptions = {},
): Promise<readonly GrafanaRefusal[]> {
  const refusals: GrafanaRefusal[] = [];
  for (const dashboard of removal.remove) {
    const stored = found.get(dashboard.uid);
    if (!stored) continue;
    const answer = await grafana.remove(dashboard.uid, stored, signal);
    const refusal = answer.kind === 'refused' ? unsure(answer) : undefined;
    if (refusal) refusals.push(refusal);
    onStep?.(dashboard, refusal);
  }
  return refusals;
}
