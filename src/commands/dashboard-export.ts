import { PromwireError } from '../errors.ts';
import { chosenDashboards } from '../app/dashboard-choice.ts';
import { dashboardText, exportDashboards } from '../app/dashboard-export.ts';
import { variantById } from '../app/profile.ts';
import { writtenText } from '../render/text/lines.ts';
import { defineCommand } from './kit/define-command.ts';
import { variantUnder } from './kit/settings.ts';

/** `promwire dashboard export`: dashboard JSON for a person to import. Nothing is asked of any cluster. */
export const dashboardExport = defineCommand('dashboard export', async ({ flags, subject: profile, terminal }) => {
  const { variant: named, for: purpose = 'import', out: folder } = flags;
  const shipped = named === undefined ? profile.variants : [variantById(profile, named)];
  const variants = await Promise.all(shipped.map(async (variant) => await variantUnder(flags, profile, variant)));
  const specs = variants.flatMap((variant) => chosenDashboards(variant, flags.dashboard));
  if (folder === undefined) {
    const [only, other] = specs;
    if (!only || other)
      throw new PromwireError(
        'usage',
        `there are ${specs.length} dashboards, and one goes to stdout: ${specs.map(({ uid }) => uid).join(', ')}`,
        'Give --out FOLDER for all of them, or --variant and --dashboard for one.',
      );
    terminal.out(dashboardText(only, purpose));
    return ['ok'];
  }
  terminal.out(writtenText(await exportDashboards(folder, specs, purpose, flags)));
  return ['ok'];
});
