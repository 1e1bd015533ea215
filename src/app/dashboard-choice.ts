/** Which dashboards of a profile a command is about. */
import { PromwireError } from '../errors.ts';
import type { DashboardSpec, ProfileVariant } from '../model/index.ts';

/** The end of a title, as a person types it: "Shop 3 / Overview" is "overview". */
function shortName({ title }: DashboardSpec): string {
  return (title.split('/').at(-1) ?? title).trim().toLowerCase();
}

/** The dashboards that --dashboard names, all of them without the flag. Throws PromwireError 'usage'. */
export function chosenDashboards(variant: ProfileVariant, name: string | undefined): readonly DashboardSpec[] {
  if (name === undefined) return variant.dashboards;
  const found = variant.dashboards.filter((spec) => spec.uid === name || shortName(spec) === name.toLowerCase());
  if (found.length > 0) return found;
  throw new PromwireError(
    'usage',
    `--dashboard ${name}: ${variant.title} has none of that name`,
    `There are: ${variant.dashboards.map(shortName).join(', ')}.`,
  );
}
