import { PromwireError } from '../errors.ts';
import { writeFiles } from '../io/write-files.ts';
import type { DashboardSpec } from '../model.ts';
import { forGrafanaCom } from '../render/dashboard.ts';
import { variantAsGiven } from './alert-settings.ts';
import { chosenDashboards } from './dashboard-choice.ts';
import { dashboardJson } from './dashboard-way.ts';
import { choice } from './flags.ts';
import { dashboardFile } from './manifests.ts';
import { printWritten } from './output.ts';
import { profileOf } from './source.ts';
import type { Command } from './table.ts';
import { variantOf } from './wiring.ts';

/** `promwire dashboard export`: dashboard JSON for a person to import. Nothing is asked of any cluster. */
export const dashboardExport: Command = async ({ given, terminal }) => {
  const profile = profileOf(given);
  const purpose = choice(given, 'for', ['import', 'grafana.com'], 'import');
  const named = given.text('variant');
  const shipped = named === undefined ? profile.variants : [variantOf(profile, named)];
  const variants = await Promise.all(shipped.map(async (variant) => await variantAsGiven(given, profile, variant)));
  const specs = variants.flatMap((variant) => chosenDashboards(variant, given));
  const text = (spec: DashboardSpec): string =>
    purpose === 'import' ? dashboardJson(spec) : `${JSON.stringify(forGrafanaCom(spec), null, 2)}\n`;
  const folder = given.text('out');
  if (folder === undefined) {
    const [only, other] = specs;
    if (!only || other)
      throw new PromwireError(
        'usage',
        `there are ${specs.length} dashboards, and one goes to stdout: ${specs.map(({ uid }) => uid).join(', ')}`,
        'Give --out FOLDER for all of them, or --variant and --dashboard for one.',
      );
    terminal.out(text(only));
    return 0;
  }
  const files = specs.map((spec) => dashboardFile(spec, '', text(spec)));
  printWritten(terminal, await writeFiles(folder, files));
  return 0;
};
