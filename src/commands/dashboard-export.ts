import { PromwireError } from '../errors.ts';
import { writeFiles } from '../io/files/write-files.ts';
import type { DashboardSpec } from '../model/index.ts';
import { forGrafanaCom } from '../backends/grafana/model/dashboard.ts';
import { chosenDashboards } from '../app/dashboard-choice.ts';
import { dashboardJson } from '../app/dashboard-delivery.ts';
import { dashboardFile } from '../app/manifests.ts';
import { printWritten } from './kit/output.ts';
import { variantById } from '../app/profile.ts';
import { defineCommand } from './kit/define-command.ts';
import { variantUnder } from './kit/settings.ts';

/** `promwire dashboard export`: dashboard JSON for a person to import. Nothing is asked of any cluster. */
export const dashboardExport = defineCommand('dashboard export', async ({ flags, subject: profile, terminal }) => {
  const { variant: named, for: purpose = 'import', out: folder } = flags;
  const shipped = named === undefined ? profile.variants : [variantById(profile, named)];
  const variants = await Promise.all(shipped.map(async (variant) => await variantUnder(flags, profile, variant)));
  const specs = variants.flatMap((variant) => chosenDashboards(variant, flags.dashboard));
  const text = (spec: DashboardSpec): string =>
    purpose === 'import' ? dashboardJson(spec) : `${JSON.stringify(forGrafanaCom(spec), null, 2)}\n`;
  if (folder === undefined) {
    const [only, other] = specs;
    if (!only || other)
      throw new PromwireError(
        'usage',
        `there are ${specs.length} dashboards, and one goes to stdout: ${specs.map(({ uid }) => uid).join(', ')}`,
        'Give --out FOLDER for all of them, or --variant and --dashboard for one.',
      );
    terminal.out(text(only));
    return ['ok'];
  }
  const files = specs.map((spec) => dashboardFile(spec, '', text(spec)));
  printWritten(terminal, await writeFiles(folder, files));
  return ['ok'];
});
