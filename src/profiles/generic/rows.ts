/** Families in rows by the beginnings of their names, so that a reader finds one among many. */
import { groupBy } from '../../kube/group.ts';
import type { DashboardRow, Family } from '../../model/index.ts';
import { chunks, panelsOf, sharedPanels } from './panels.ts';
import { plain } from './query.ts';

/** So many families have panels of their own; of more, those of a row share graphs. */
const FEW = 60;
/** A row of more families is divided further. */
const ROW = 40;
/** Rows stay so many, about, whatever there is. */
const ROWS = 40;
/** Where families share graphs, a row has at least so many. */
const SHARING = 8;
/** With more panels than these a dashboard begins folded. */
const OPEN = 40;

interface Group {
  readonly title: string;
  readonly families: readonly Family[];
}

const partsOf = ({ name }: Family): readonly string[] => name.split(/[^A-Za-z0-9]+/);

/** Families by the next part of their names; a group of few joins the other small ones. `depth`: parts that all share. */
function grouped(families: readonly Family[], depth: number, least: number): readonly Group[] {
  const groups = groupBy(families, (family) =>
    partsOf(family)
      .slice(0, depth + 1)
      .join('_'),
  );
  const small: Family[] = [];
  const rows = [...groups].flatMap(([prefix, group]): readonly Group[] => {
    const divisible = group.length > ROW && group.some((family) => partsOf(family).length > depth + 2);
    if (divisible) return grouped(group, depth + 1, least);
    if (group.length >= least) return [{ title: prefix, families: group }];
    small.push(...group);
    return [];
  });
  if (small.length === 0) return rows;
  const [first] = small;
  const above = depth === 0 || first === undefined ? '' : partsOf(first).slice(0, depth).join('_');
  return [...rows, { title: above === '' ? 'Other' : `${above}, other`, families: small }];
}

/** A row per beginning of the names. */
export function familyRows(families: readonly Family[], matchers: readonly string[]): readonly DashboardRow[] {
  const few = families.length <= FEW;
  const least = Math.max(few ? 3 : SHARING, Math.ceil(families.length / ROWS));
  const groups = grouped(families, 0, families.length <= 3 ? 1 : least).flatMap(({ title, families: all }) => {
    const parts = chunks(all, 3 * ROW);
    return parts.map((part, index) => ({
      title: plain(parts.length === 1 ? title : `${title} (${index + 1} of ${parts.length})`),
      families: part,
    }));
  });
  const rows = groups.map(({ title, families: all }) => ({
    title,
    panels: few ? all.flatMap((family) => panelsOf(family, matchers)) : sharedPanels(all, matchers, title),
  }));
  const panels = rows.reduce((sum, row) => sum + row.panels.length, 0);
  return panels <= OPEN ? rows : rows.map((row) => ({ ...row, collapsed: true }));
}
