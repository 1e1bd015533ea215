import { PRINTED } from '../render/report-json.ts';
import { planDashboardRemoval, removeDashboards } from '../app/dashboard-removal.ts';
import type { PlannedRemoval } from '../app/dashboard-removal.ts';
import { grafanaOutcome, refusalOutcome } from '../app/outcomes.ts';
import { planRemoval } from '../app/removal.ts';
import { remove } from '../app/remove.ts';
import { PromwireError } from '../errors.ts';
import type { Outcome } from '../errors.ts';
import type { Grafana } from '../io/grafana/index.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { get } from '../io/kube/list.ts';
import { title } from '../kube/refs.ts';
import type { Refusal, Removal } from '../model/index.ts';
import { asRefusalText, dashboardRemovalText, removalText } from '../render/text/removal.ts';
import type { Context } from './kit/command.ts';
import { confirm } from './kit/confirm.ts';
import { defineCommand } from './kit/define-command.ts';
import { openGrafanaOf } from './kit/grafana.ts';
import { printResult } from './kit/output.ts';
import { openCluster } from './kit/source.ts';

/** What dashboards are in where they did not go through Grafana's API. */
const SHOWN: readonly string[] = ['ConfigMap', 'GrafanaDashboard'];
const NOT_ASKED = "note: dashboards that went through Grafana's API stay there; --grafana-url takes them back.\n";

/** `promwire uninstall`: takes back what setup did, and nothing else. */
export const uninstall = defineCommand('uninstall', async (invocation) => {
  const { flags, subject: profile, terminal, signal } = invocation;
  const { namespace } = flags;
  const kube = await openCluster(invocation);
  let opened: { readonly grafana: Grafana; readonly close: () => void } | undefined;
  try {
    const removal = await planRemoval(kube, profile.id, { namespace, signal });
    if (flags.grafanaUrl !== undefined) opened = await openGrafanaOf(invocation);
    const dashboards = opened && (await planDashboardRemoval(opened.grafana, profile, { namespace, signal }));
    await printResult(
      terminal,
      flags.output,
      () => ({
        apiVersion: PRINTED,
        kind: 'Uninstall',
        ...removal,
        ...(dashboards ? { grafana: dashboards.removal } : {}),
      }),
      () =>
        removalText(removal, terminal.outStyle) +
        (dashboards ? dashboardRemovalText(dashboards.removal, terminal.outStyle) : ''),
    );
    if (!dashboards && !removal.remove.some(({ ref }) => SHOWN.includes(ref.kind))) terminal.err(NOT_ASKED);
    for (const detail of removal.unseen)
      terminal.err(`not known: what setup put into other namespaces for this one. ${detail}\n`);
    const hidden = removal.unseen.map((): Outcome => 'unknown');
    const count = removal.remove.length + removal.restore.length + (dashboards?.removal.remove.length ?? 0);
    if (count === 0 && namespace !== undefined) await mustExist(kube, namespace, signal);
    if (count === 0 || flags.dryRun) return hidden;
    await confirm(invocation, {
      question: `Take back ${count === 1 ? 'this' : `these ${count}`}?`,
      undone: 'nothing was changed',
      hint: 'Give --yes to go on, or --dry-run to look only.',
    });
    const refusals = await carryOut(kube, invocation, removal);
    const kept = opened && dashboards ? await removeIn(opened.grafana, invocation, dashboards) : [];
    return [...hidden, ...kept, ...refusals.map(refusalOutcome)];
  } finally {
    opened?.close();
    kube.close();
  }
});

/** Throws PromwireError 'failed' where the namespace of -n is known not to exist. */
async function mustExist(kube: Kube, name: string, signal: AbortSignal): Promise<void> {
  const got = await get(kube, { apiVersion: 'v1', kind: 'Namespace', name }, signal);
  if (got.kind === 'missing')
    throw new PromwireError('failed', `there is no namespace ${name}`, 'kubectl get namespaces lists them.');
}

/** The steps that were refused. After Ctrl-C it says what is left. */
async function carryOut(kube: Kube, { terminal, signal }: Context, removal: Removal): Promise<readonly Refusal[]> {
  const left = new Set([...removal.remove, ...removal.restore].map(({ ref }) => title(ref)));
  try {
    const steps = await remove(kube, removal, {
      signal,
      onStep: ({ ref, action, refusal }) => {
        left.delete(title(ref));
        terminal.err(refusal ? asRefusalText(ref, refusal) : `${action} ${title(ref)}\n`);
      },
    });
    return steps.flatMap(({ refusal }) => refusal ?? []);
  } catch (error) {
    if (left.size > 0) terminal.err(`not taken back, or not known to be: ${[...left].join(', ')}\n`);
    if (!signal.aborted) throw error;
    throw new PromwireError('interrupted', 'interrupted', 'Run the same command again: it converges.', {
      cause: error,
    });
  }
}

async function removeIn(
  grafana: Grafana,
  { terminal, signal }: Context,
  planned: PlannedRemoval,
): Promise<readonly Outcome[]> {
  const refusals = await removeDashboards(grafana, planned, {
    signal,
    onStep: (dashboard, refusal) =>
      terminal.err(refusal ? `${refusal.detail}\n${refusal.next}\n` : `removed dashboard ${dashboard.title}\n`),
  });
  return refusals.map(({ reason }) => grafanaOutcome(reason));
}
