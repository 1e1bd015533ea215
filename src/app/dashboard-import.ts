/** Dashboards into a Grafana, through its HTTP API. */
import { renderDashboard, withDatasource } from '../backends/grafana/model/dashboard.ts';
import type { Datasource, Grafana, GrafanaRefusal, StoredDashboard } from '../io/grafana/index.ts';
import { isObject } from '../kube/json.ts';
import type { DashboardSpec, ImportResult, ImportStep, Json, JsonObject } from '../model/index.ts';
import { cutShort } from './deadline.ts';
import { grafanaError } from './grafana.ts';

const FOLDER_UID = 'promwire';
const MESSAGE = 'imported by promwire';
/** Every dashboard of ours carries it. */
export const OUR_TAG = 'promwire';

export interface ImportOptions {
  /** Title of the folder in Grafana, made if it is missing. */
  readonly folder: string;
  /** Replace a dashboard that another person changed, or that is not promwire's. */
  readonly overwrite?: boolean;
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

/** Creates or updates dashboards; a second run changes nothing. Throws PromwireError 'forbidden' (no login). */
export async function importDashboards(
  grafana: Grafana,
  specs: readonly DashboardSpec[],
  options: ImportOptions,
): Promise<ImportResult> {
  const { overwrite = false, dryRun = false, signal = new AbortController().signal } = options;
  const result = (steps: readonly ImportStep[]): ImportResult => ({ grafana: grafana.name, api: grafana.api, steps });
  const steps: ImportStep[] = [];
  try {
    const folder = await folderStep(grafana, options.folder, dryRun, signal);
    steps.push(folder);
    if (folder.outcome === 'refused') return result(steps);
    const datasource = await datasourceOf(grafana, signal);
    for (const spec of specs) {
      const model = datasource ? withDatasource(renderDashboard(spec), datasource) : renderDashboard(spec);
      steps.push(await dashboardStep(grafana, spec, model, { overwrite, dryRun }, signal));
    }
  } catch (error) {
    if (!signal.aborted || dryRun) throw error;
    const done = steps.filter(({ outcome }) => outcome === 'created' || outcome === 'updated');
    const written = done.map(({ what }) => what).join(', ');
    const left = `in Grafana by now: ${written === '' ? 'nothing that was not there before' : written}`;
    throw cutShort(
      signal,
      `${left}; what was under way may be, too`,
      'Run the same command again: it goes on from there.',
    );
  }
  return result(steps);
}

async function folderStep(grafana: Grafana, title: string, dryRun: boolean, signal: AbortSignal): Promise<ImportStep> {
  const what = `folder ${title}`;
  const there = await grafana.folder(FOLDER_UID, signal);
  if (there.kind === 'refused') return refused(what, there);
  if (there.value !== undefined) return { what: `folder ${there.value}`, outcome: 'unchanged' };
  if (dryRun) return { what, outcome: 'created' };
  const made = await grafana.createFolder(FOLDER_UID, title, signal);
  if (made.kind === 'ok') return { what, outcome: 'created' };
  // Another owner made it in between.
  const now = made.reason === 'conflict' ? await grafana.folder(FOLDER_UID, signal) : made;
  return now.kind === 'ok' && now.value !== undefined ? { what, outcome: 'unchanged' } : refused(what, unsure(made));
}

/** A write without an answer that tells may have been done. */
export function unsure(refusal: GrafanaRefusal): GrafanaRefusal {
  if (refusal.reason !== 'unreachable') return refusal;
  return { ...refusal, detail: `${refusal.detail}; it is not known whether it was done` };
}

function refused(what: string, { detail, next, reason }: GrafanaRefusal): ImportStep {
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
): Promise<ImportStep> {
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
  return written.kind === 'ok' ? { what, outcome } : refused(what, unsure(written));
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
