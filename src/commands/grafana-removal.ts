/** What uninstall takes back of a Grafana that --grafana-url leads to. */
import type { Grafana, GrafanaRefusal, StoredDashboard } from '../io/grafana/index.ts';
import type { DashboardSpec, Profile } from '../model/index.ts';
import { visible } from '../render/text/style.ts';
import type { Style } from '../render/text/style.ts';
import { OUR_TAG } from './dashboard-import.ts';
import { grafanaError, openGrafanaOf } from './grafana-access.ts';
import type { GrafanaAsked } from './grafana-access.ts';
import type { Context } from './kit/command.ts';

/** Dashboards in one Grafana, by uid. */
export interface GrafanaRemoval {
  /** Address of the Grafana, without credentials. */
  readonly grafana: string;
  readonly remove: readonly Entry[];
  readonly left: readonly (Entry & { readonly why: string })[];
}
interface Entry {
  readonly uid: string;
  readonly title: string;
}
interface Opened {
  readonly removal: GrafanaRemoval;
  /** Deletes them; what Grafana refused. */
  readonly carryOut: () => Promise<readonly GrafanaRefusal[]>;
  readonly close: () => void;
}

/**
 * Dashboards of every version of an application that carry promwire's uid and its tag: a copy has another uid, and a
 * dashboard of somebody's with our uid has no such tag. undefined without --grafana-url. Throws PromwireError.
 */
export async function planGrafanaRemoval(
  invocation: GrafanaAsked & { readonly flags: { readonly namespace: string | undefined } },
  profile: Profile,
): Promise<Opened | undefined> {
  const { flags, signal, terminal } = invocation;
  if (flags.grafanaUrl === undefined) return undefined;
  const { grafana, close } = await openGrafanaOf(invocation);
  try {
    const found = new Map<string, StoredDashboard>();
    const specs = profile.variants.flatMap(({ dashboards }) => dashboards);
    for (const { uid } of specs) {
      const answer = await grafana.dashboard(uid, signal);
      if (answer.kind === 'refused') throw grafanaError(answer);
      if (answer.value) found.set(uid, answer.value);
    }
    const removal = removalOf(grafana.name, specs, found, flags.namespace);
    return { removal, close, carryOut: async () => await remove(grafana, removal, found, { signal, terminal }) };
  } catch (error) {
    close();
    throw error;
  }
}

function removalOf(
  grafana: string,
  specs: readonly DashboardSpec[],
  found: ReadonlyMap<string, StoredDashboard>,
  namespace: string | undefined,
): GrafanaRemoval {
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

async function remove(
  grafana: Grafana,
  { remove: entries }: GrafanaRemoval,
  found: ReadonlyMap<string, StoredDashboard>,
  { signal, terminal }: Pick<Context, 'signal' | 'terminal'>,
): Promise<readonly GrafanaRefusal[]> {
  const refusals: GrafanaRefusal[] = [];
  for (const { uid, title } of entries) {
    const stored = found.get(uid);
    if (!stored) continue;
    const answer = await grafana.remove(uid, stored, signal);
    if (answer.kind === 'ok') terminal.err(`removed dashboard ${title}\n`);
    else {
      refusals.push(answer);
      terminal.err(`${answer.detail}\n${answer.next}\n`);
    }
  }
  return refusals;
}

/** For a person. The folder stays: deleting one deletes all that is in it. */
export function grafanaRemovalText({ grafana, remove: entries, left }: GrafanaRemoval, style: Style): string {
  const lines = [
    ...entries.map(({ title }) => `  ${style.red('-')} dashboard ${visible(title)}`),
    ...left.map(({ title, why }) => `    dashboard ${visible(title)} is left: ${why}.`),
  ];
  const none = ['  no dashboard of promwire'];
  return `${[`Grafana ${visible(grafana)}`, ...(lines.length > 0 ? lines : none)].join('\n')}\n`;
}
