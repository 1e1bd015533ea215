import { PromwireError } from '../errors.ts';
import { previewOutcome } from '../outcomes.ts';
import { previewDashboard } from '../app/preview.ts';
import { PRINTED } from '../render/report-json.ts';
import { previewText } from '../render/text/dashboard.ts';
import { defineCommand } from './kit/define-command.ts';
import { askOf } from './kit/preview-source.ts';
import { pairs } from './kit/flags.ts';
import { printResult } from './kit/output.ts';
import { directOf } from './kit/prometheus.ts';
import { openCluster } from './kit/source.ts';
import { visible } from '../render/visible.ts';
import { within } from './kit/within.ts';

/** `promwire dashboard preview`: the panels' current values, asked of Prometheus itself. */
export const dashboardPreview = defineCommand('dashboard preview', async (all) => {
  const invocation = within(all, 'Prometheus answered');
  const { flags, terminal } = invocation;
  const values = Object.fromEntries(
    pairs(
      flags.set,
      /^(\w+)=(.*)$/,
      (text) => new PromwireError('usage', `--set ${text}: not NAME=VALUE`, 'Write it like --set check=daemonset.'),
    ),
  );
  const at = directOf(flags, invocation) ?? (await openCluster(invocation));
  try {
    const { profile, variant, ask, notScraped } = await askOf(at, invocation);
    const options = { dashboard: flags.dashboard, values, rangeMs: flags.range, notScraped };
    const { now, blind } = await previewDashboard(profile, variant, ask, options);
    if (blind) terminal.err(`promwire: ${visible(`${blind.detail} ${blind.next}`)}\n`);
    await printResult(
      terminal,
      flags.output,
      () => ({ apiVersion: PRINTED, kind: 'DashboardPreview', ...now }),
      () => previewText(now, terminal.outStyle),
    );
    return [blind ? 'unknown' : previewOutcome(now)];
  } finally {
    at.close();
  }
});
