import { PromwireError } from '../errors.ts';
import type { Outcome } from '../errors.ts';
import { grafanaOutcome } from '../app/outcomes.ts';
import type { Datasource, Grafana, GrafanaRefusal, StoredDashboard } from '../io/grafana/index.ts';
import type { DashboardSpec, Json, JsonObject } from '../model/index.ts';
import { isObject } from '../kube/json.ts';
import { renderDashboard, withDatasource } from '../backends/grafana/model/dashboard.ts';
import { chosenDashboards } from './dashboard-choice.ts';
import { grafanaError, openGrafanaOf } from './grafana-access.ts';
import type { GrafanaAsked } from './grafana-access.ts';
import { printResult } from './kit/output.ts';
import { variantById } from '../app/profile.ts';
import { defineCommand } from './kit/define-command.ts';
import type { Flags } from './kit/flags.ts';
import { variantUnder } from './kit/settings.ts';

const FOLDER_UID = 'promwire';
const MESSAGE = 'imported by promwire';
/** Every dashboard of ours carries it. */
export const OUR_TAG = 'promwire';

interface Step {
  readonly what: string;
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'refused';
  readonly detail?: string;
  readonly next?: string;
  readonly reason?: GrafanaRefusal['reason'];
}

/** `promwire dashboard import`: through Grafana's HTTP API. A second run changes nothing. */
export const dashboardImport = defineCommand('dashboard import', async (invocation) => {
  const { flags, subject: profile, terminal } = invocation;
  const { variant: named, dryRun } = flags;
  if (named === undefined)
    throw new PromwireError(
      'usage',
      '--variant is missing',
      `Say which version runs: --variant ${profile.variants.map(({ id }) => id).join(' or --variant ')}.`,
    );
  const variant = await variantUnder(flags, profile, variantById(profile, named));
  const specs = chosenDashboards(variant, flags.dashboard);
  const done = await importDashboards(invocation, profile.title, specs, dryRun);
  await printResult(
    terminal,
    flags.output,
    () => ({ apiVersion: 'promwire.dev/v1alpha1', kind: 'DashboardImport', ...done }),
    () => importText(done, dryRun),
  );
  if (dryRun) terminal.err('Dry run: nothing was written.\n');
  return importOutcomes(done);
});

/** What an import did, or with `dryRun` would do. */
export interface Imported {
  /** Address of the Grafana, without credentials, and the API that it was done by. */
  readonly grafana: string;
  readonly api: string;
  readonly steps: readonly Step[];
}

/** Brings dashboards into the Grafana of --grafana-url, in a folder of that title or of --folder. */
export async function importDashboards(
  invocation: GrafanaAsked & { readonly flags: Flags<'folder' | 'overwrite'> },
  folder: string,
  specs: readonly DashboardSpec[],
  dryRun: boolean,
): Promise<Imported> {
  const { grafana, close } = await openGrafanaOf(invocation);
  try {
    const { folder: named = folder, overwrite } = invocation.flags;
    const steps = await importAll(grafana, named, specs, { overwrite, dryRun }, invocation.signal);
    return { grafana: grafana.name, api: grafana.api, steps };
  } finally {
    close();
  }
}

/** What an import came to; a step that was refused says why. */
export function importOutcomes({ steps }: Imported): readonly Outcome[] {
  return steps.map(({ outcome, reason }) => (outcome === 'refused' ? grafanaOutcome(reason) : 'ok'));
}

export function importText({ grafana, api, steps }: Imported, dryRun: boolean): string {
  const lines = steps.flatMap(({ what, outcome, detail, next }) => [
    `  ${(dryRun ? WOULD[outcome] : outcome).padEnd(dryRun ? 12 : 9)}  ${what}${detail === undefined ? '' : `: ${detail}`}`,
    ...(next === undefined ? [] : [`             ${next}`]),
  ]);
  return `${[`Grafana ${grafana}  (${api} API)`, ...lines].join('\n')}\n`;
}

const WOULD: Readonly<Record<Step['outcome'], string>> = {
  created: 'would create',
  updated: 'would update',
  unchanged: 'unchanged',
  refused: 'refused',
};

async function importAll(
  grafana: Grafana,
  folderTitle: string,
  specs: readonly DashboardSpec[],
  options: { readonly overwrite: boolean; readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<readonly Step[]> {
  const folder = await folderStep(grafana, folderTitle, options.dryRun, signal);
  if (folder.outcome === 'refused') return [folder];
  const datasource = await datasourceOf(grafana, signal);
  const steps: Step[] = [folder];
  for (const spec of specs) {
    const model = datasource ? withDatasource(renderDashboard(spec), datasource) : renderDashboard(spec);
    steps.push(await dashboardStep(grafana, spec, model, options, signal));
  }
  return steps;
}

async function folderStep(grafana: Grafana, title: string, dryRun: boolean, signal: AbortSignal): Promise<Step> {
  const what = `folder ${title}`;
  const there = await grafana.folder(FOLDER_UID, signal);
  if (there.kind === 'refused') return refused(what, there);
  if (there.value !== undefined) return { what: `folder ${there.value}`, outcome: 'unchanged' };
  if (dryRun) return { what, outcome: 'created' };
  const made = await grafana.createFolder(FOLDER_UID, title, signal);
  if (made.kind === 'ok') return { what, outcome: 'created' };
  // Somebody else made it in between.
  const now = made.reason === 'conflict' ? await grafana.folder(FOLDER_UID, signal) : made;
  return now.kind === 'ok' && now.value !== undefined ? { what, outcome: 'unchanged' } : refused(what, made);
}

function refused(what: string, { detail, next, reason }: GrafanaRefusal): Step {
  return { what, outcome: 'refused', detail, next, reason };
}

/** The Prometheus data source that Grafana itself prefers, or the only one; else the reader chooses. */
async function datasourceOf(grafana: Grafana, signal: AbortSignal): Promise<Datasource | undefined> {
  const answer = await grafana.datasources(signal);
  // Listing them needs a right of its own, and the variable does without.
  if (answer.kind === 'refused') {
    if (answer.reason === 'unauthorized') throw grafanaError(answer);
    return undefined;
  }
  const able = answer.value.filter(({ type, uid }) => type === 'prometheus' && uid !== '');
  return able.find(({ isDefault }) => isDefault) ?? (able.length === 1 ? able[0] : undefined);
}

async function dashboardStep(
  grafana: Grafana,
  spec: DashboardSpec,
  model: JsonObject,
  { overwrite, dryRun }: { readonly overwrite: boolean; readonly dryRun: boolean },
  signal: AbortSignal,
): Promise<Step> {
  const what = `dashboard ${spec.title}`;
  const answer = await grafana.dashboard(spec.uid, signal);
  if (answer.kind === 'refused') return refused(what, answer);
  const stored = answer.value;
  const obstacle = stored ? obstacleOf(stored, spec, overwrite) : undefined;
  if (obstacle) return refused(what, obstacle);
  if (stored && stored.folderUid === FOLDER_UID && holds(stored.model, model)) return { what, outcome: 'unchanged' };
  const outcome = stored ? 'updated' : 'created';
  if (dryRun) return { what, outcome };
  const written = await grafana.save(
    { uid: spec.uid, model, folderUid: FOLDER_UID, message: MESSAGE, overwrite, stored },
    signal,
  );
  return written.kind === 'ok' ? { what, outcome } : refused(what, written);
}

function obstacleOf(stored: StoredDashboard, spec: DashboardSpec, overwrite: boolean): GrafanaRefusal | undefined {
  if (stored.provisioned)
    return {
      kind: 'refused',
      reason: 'provisioned',
      detail: `a file or an operator provides ${spec.uid} already, so the API may not change it`,
      next: 'It is there already. To change it, change the ConfigMap, file or object that it comes from.',
    };
  const { tags } = stored.model;
  if (overwrite || (Array.isArray(tags) && tags.includes(OUR_TAG))) return undefined;
  return {
    kind: 'refused',
    reason: 'conflict',
    detail: `there is a dashboard of uid ${spec.uid} that promwire did not make`,
    next: 'Look at it first; --overwrite replaces it.',
  };
}

/** What Grafana adds of its own does not count. */
function holds(stored: Json | undefined, wanted: Json): boolean {
  if (Array.isArray(wanted)) {
    const list = wanted as readonly Json[];
    return (
      Array.isArray(stored) &&
      stored.length === list.length &&
      list.every((item, i) => holds((stored as readonly Json[])[i], item))
    );
  }
  if (!isObject(wanted)) return stored === wanted;
  return (
    isObject(stored) &&
    Object.entries(wanted).every(([key, value]) => key === 'id' || key === 'version' || holds(stored[key], value))
  );
}
