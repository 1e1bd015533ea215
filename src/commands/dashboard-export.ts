import { PromwireError } from '../errors.ts';
import { writeFiles } from '../io/files/write-files.ts';
import type { DashboardSpec } from '../model/index.ts';
import { forGrafanaCom } from '../backends/grafana/model/dashboard.ts';
import { variantAsGiven } from '../app/settings.ts';
import { chosenDashboards } from './dashboard-choice.ts';
import { dashboardJson } from '../app/dashboard-way.ts';
import { choice } from './kit/flags.ts';
import { dashboardFile } from '../app/manifests.ts';
import { printWritten } from './kit/output.ts';
import { profileOf } from '../app/read.ts';
import type { Command } from './kit/command.ts';
import { variantOf } from '../app/wire.ts';

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
    return ['ok'];
  }
  const files = specs.map((spec) => dashboardFile(spec, '', text(spec)));
  printWritten(terminal, await writeFiles(folder, files));
  return ['ok'];
};
