import { askDirect, askInCluster, variantScraped } from '../app/ask.ts';
import type { Ask } from '../app/ask.ts';
import { previewOutcome } from '../outcomes.ts';
import { whyNotScraped } from '../app/preview-age.ts';
import { previewDashboard } from '../app/preview.ts';
import { variantById } from '../app/profile.ts';
import { PromwireError } from '../errors.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import type { DirectPrometheus } from '../io/prometheus/direct.ts';
import type { ProfileVariant } from '../model/index.ts';
import { PRINTED } from '../render/report-json.ts';
import { previewText } from '../render/text/dashboard.ts';
import { defineCommand } from './kit/define-command.ts';
import type { Invocation } from './kit/define-command.ts';
import { pairs } from './kit/flags.ts';
import { printResult } from './kit/output.ts';
import { directOf } from './kit/prometheus.ts';
import { proposeIn } from './kit/proposal.ts';
import { variantUnder } from './kit/settings.ts';
import { openCluster } from './kit/source.ts';
import { visible } from '../render/visible.ts';
import { within } from './kit/within.ts';

type Asked = Invocation<'dashboard preview'>;

/** `promwire dashboard preview`: the panels' current values, asked of Prometheus itself. */
export const dashboardPreview = defineCommand('dashboard preview', async (all) => {
  const invocation = within(all, 'Prometheus answered');
  const { flags, subject: profile, terminal } = invocation;
  const values = Object.fromEntries(
    pairs(
      flags.set,
      /^(\w+)=(.*)$/,
      (text) => new PromwireError('usage', `--set ${text}: not NAME=VALUE`, 'Write it like --set check=daemonset.'),
    ),
  );
  const at = directOf(flags, invocation) ?? (await openCluster(invocation));
  try {
    const { variant, ask, notScraped } = await askOf(at, invocation);
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

/** Whom to ask, and the variant that runs there. */
async function askOf(
  at: DirectPrometheus | Kube,
  invocation: Asked,
): Promise<{ readonly variant: ProfileVariant; readonly ask: Ask; readonly notScraped?: string | undefined }> {
  const { flags, subject: profile, signal } = invocation;
  if (!('transport' in at)) {
    const proposal = await proposeIn(at, { ...invocation, subject: { kind: 'profile', profile } });
    const ask = await askInCluster(at, proposal, signal);
    return { variant: proposal.variant, ask, notScraped: whyNotScraped(proposal) };
  }
  const ask = askDirect(at, signal);
  const shipped =
    flags.variant === undefined ? await variantScraped(profile, ask) : variantById(profile, flags.variant);
  return { variant: await variantUnder(flags, profile, shipped), ask };
}
