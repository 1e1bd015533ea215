import { PRINTED } from '../render/report-json.ts';
import { importDashboards } from '../app/dashboard-import.ts';
import { importOutcomes } from '../outcomes.ts';
import { variantById } from '../app/profile.ts';
import { PromwireError } from '../errors.ts';
import { importText } from '../render/text/dashboard-import.ts';
import { chosenDashboards } from '../app/dashboard-choice.ts';
import { defineCommand } from './kit/define-command.ts';
import { openGrafanaOf } from './kit/grafana.ts';
import { printResult } from './kit/output.ts';
import { variantUnder } from './kit/settings.ts';
import { within } from './kit/within.ts';

/** `promwire dashboard import`: through Grafana's HTTP API. A second run changes nothing. */
export const dashboardImport = defineCommand('dashboard import', async (all) => {
  const invocation = within(all, 'the dashboards were in Grafana');
  const { flags, subject: profile, terminal, signal } = invocation;
  const { variant: named, folder = profile.title, overwrite, dryRun } = flags;
  if (named === undefined && profile.variants.length > 1)
    throw new PromwireError(
      'usage',
      '--variant is missing',
      `Say which version runs: --variant ${profile.variants.map(({ id }) => id).join(' or --variant ')}.`,
    );
  const variant = await variantUnder(flags, profile, variantById(profile, named));
  const specs = chosenDashboards(variant, flags.dashboard);
  const { grafana, close } = await openGrafanaOf(invocation);
  try {
    const done = await importDashboards(grafana, specs, { folder, overwrite, dryRun, signal });
    await printResult(
      terminal,
      flags.output,
      () => ({ apiVersion: PRINTED, kind: 'DashboardImport', ...done }),
      () => importText(done, dryRun),
    );
    if (dryRun) terminal.err('Dry run: nothing was written.\n');
    return importOutcomes(done);
  } finally {
    close();
  }
});
