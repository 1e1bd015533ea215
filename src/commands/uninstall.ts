import { planDashboardRemoval, removeDashboards } from '../app/dashboard-removal.ts';
import { grafanaOutcome, refusalOutcome } from '../outcomes.ts';
import type { RemoveDashboardsOptions } from '../app/dashboard-removal.ts';
import { mustBeThere, planRemoval } from '../app/plan-removal.ts';
import { removedBy, wiredIn } from '../app/metrics/removed.ts';
import { remove } from '../app/remove.ts';
import { applicationWord } from '../app/subject.ts';
import type { Outcome } from '../errors.ts';
import type { Grafana } from '../io/grafana/index.ts';
import { title } from '../kube/refs.ts';
import { removalJson } from '../render/plan-json.ts';
import { asRefusalText, NOTHING_REMOVED, removalNotes, removalText, removedText } from '../render/text/removal.ts';
import { confirm } from './kit/confirm.ts';
import { defineCommand } from './kit/define-command.ts';
import { openGrafanaOf } from './kit/grafana.ts';
import { printResult } from './kit/output.ts';
import { openCluster } from './kit/source.ts';
import { visible } from '../render/visible.ts';
import { within } from './kit/within.ts';

/** `promwire uninstall`: takes back what setup did, and nothing else. */
export const uninstall = defineCommand('uninstall', async (all) => {
  const invocation = within(all, 'all was taken back');
  const { flags, subject, terminal, signal } = invocation;
  const { namespace } = flags;
  const kube = await openCluster(invocation);
  let opened: { readonly grafana: Grafana; readonly close: () => void } | undefined;
  try {
    const byApi = flags.grafanaUrl !== undefined;
    const { id, profile, namespace: home } = await removedBy(kube, subject, { namespace, byApi, signal });
    const removal = await planRemoval(kube, id, { namespace: home, signal });
    const others =
      subject.kind === 'profile' && subject.unnamed ? await wiredIn(kube, { namespace, signal }) : undefined;
    if (byApi) opened = await openGrafanaOf(invocation);
    const dashboards =
      opened && profile && (await planDashboardRemoval(opened.grafana, profile, { namespace, signal }));
    const word = subject.kind === 'file' ? undefined : applicationWord(subject);
    const asText = (): string => removalText(removal, terminal.outStyle, dashboards?.removal, word);
    await printResult(terminal, flags.output, () => removalJson(removal, dashboards?.removal), asText);
    terminal.err(removalNotes(removal, dashboards !== undefined, others));
    const hidden = removal.unseen.map((): Outcome => 'unknown');
    const count = removal.remove.length + removal.restore.length + (dashboards?.removal.remove.length ?? 0);
    if (count === 0 && namespace !== undefined) await mustBeThere(kube, namespace, signal);
    if (flags.dryRun && count > 0) terminal.err(NOTHING_REMOVED);
    if (count === 0 || flags.dryRun) return hidden;
    await confirm(invocation, {
      question: `Take back ${count === 1 ? 'this' : `these ${count}`}?`,
      undone: 'nothing was changed',
      hint: 'Give --yes to go on, or --dry-run to look only.',
    });
    const steps = await remove(kube, removal, {
      signal,
      onStep: ({ ref, action, refusal }) =>
        terminal.err(refusal ? asRefusalText(ref, refusal) : `${action} ${visible(title(ref))}\n`),
      onStop: (left) => terminal.err(`not taken back, or not known to be: ${visible(left.map(title).join(', '))}\n`),
    });
    const onStep: RemoveDashboardsOptions['onStep'] = (dashboard, refusal) =>
      terminal.err(removedText(dashboard, refusal));
    const kept = opened && dashboards ? await removeDashboards(opened.grafana, dashboards, { signal, onStep }) : [];
    return [
      ...hidden,
      ...kept.map(({ reason }) => grafanaOutcome(reason)),
      ...steps.flatMap(({ refusal }) => (refusal ? [refusalOutcome(refusal)] : [])),
    ];
  } finally {
    opened?.close();
    kube.close();
  }
});
