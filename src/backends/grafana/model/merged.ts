/** Rows of all queries of a table, joined where the labels that both have are equal: Grafana's transformation "merge". */
import type { Labels, Sample } from '../../../model/index.ts';

export interface Row {
  readonly labels: Labels;
  /** By index of the query. */
  readonly values: ReadonlyMap<number, string>;
}

/** Rows with labels of the same names, and where they are by the values of some of them. */
interface Group {
  readonly names: readonly string[];
  readonly at: readonly number[];
  readonly byShared: Map<string, Map<string, number[]>>;
}

/** The rows, in no order that tells anything. */
export function merged(results: readonly (readonly Sample[])[]): readonly Row[] {
  const rows: Row[] = [];
  for (const [index, samples] of results.entries()) {
    // A sample joins rows of the queries before.
    const groups = groupsOf(rows);
    for (const { labels, value } of samples) {
      const same = groups
        .flatMap((group) => agreeing(group, rows, labels))
        .filter((at) => !rows[at]?.values.has(index));
      if (same.length === 0) rows.push({ labels, values: new Map([[index, value]]) });
      for (const at of same) {
        const row = rows[at];
        if (row) rows[at] = { labels: { ...row.labels, ...labels }, values: new Map([...row.values, [index, value]]) };
      }
    }
  }
  return rows;
}

function groupsOf(rows: readonly Row[]): readonly Group[] {
  const groups = new Map<string, { names: readonly string[]; at: number[]; byShared: Group['byShared'] }>();
  for (const [at, { labels }] of rows.entries()) {
    const names = Object.keys(labels).toSorted();
    const key = JSON.stringify(names);
    const group = groups.get(key);
    if (group) group.at.push(at);
    else groups.set(key, { names, at: [at], byShared: new Map() });
  }
  return [...groups.values()];
}

/** Where the rows of a group are that have the same values of the labels that both have. */
function agreeing({ names, at, byShared }: Group, rows: readonly Row[], labels: Labels): readonly number[] {
  const shared = names.filter((name) => Object.hasOwn(labels, name));
  const valuesOf = (of: Labels): string => JSON.stringify(shared.map((name) => of[name]));
  const key = JSON.stringify(shared);
  let index = byShared.get(key);
  if (!index) {
    index = new Map();
    for (const one of at) {
      const values = valuesOf(rows[one]?.labels ?? {});
      const known = index.get(values);
      if (known) known.push(one);
      else index.set(values, [one]);
    }
    byShared.set(key, index);
  }
  return index.get(valuesOf(labels)) ?? [];
}
