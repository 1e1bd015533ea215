import { gapText } from '../../src/kube/gap-text.ts';
import type { Judgement } from '../../src/model/index.ts';
import type { KubeThing } from '../bed/object.ts';
import type { Truth } from './truth.ts';

/** One pair on which we and the operator do not agree, or on which the operator contradicts itself. */
export interface Disagreement {
  readonly pair: string;
  readonly truth: Truth;
  /** Absent: we did not know of the pair at all. */
  readonly ours: Judgement | undefined;
}

export interface Comparison {
  readonly pairs: number;
  /** Pairs by what the operator did: "selected", "selected, without effect", "rejected", "open: paused" … and by kind. */
  readonly table: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Pairs by the ids of our checks that hold. */
  readonly causes: ReadonlyMap<string, number>;
  readonly disagreements: readonly Disagreement[];
}

/** Compares every pair of the operator's; pure. */
export const compare = (truths: ReadonlyMap<string, Truth>, ours: ReadonlyMap<string, Judgement>): Comparison => {
  const table = new Map<string, Map<string, number>>();
  const causes = new Map<string, number>();
  const disagreements: Disagreement[] = [];
  for (const [pair, truth] of truths) {
    const match = ours.get(pair);
    const row = rowOf(truth);
    const columns = table.get(row) ?? new Map<string, number>();
    table.set(row, columns.set(truth.object.kind, (columns.get(truth.object.kind) ?? 0) + 1));
    for (const id of match?.causes ?? []) causes.set(id, (causes.get(id) ?? 0) + 1);
    if (!agrees(truth, match)) disagreements.push({ pair, truth, ours: match });
  }
  return { pairs: truths.size, table, causes, disagreements };
};

export const agrees = (truth: Truth, match: Judgement | undefined): boolean =>
  match !== undefined &&
  truth.odd === undefined &&
  truth.verdicts.includes(match.verdict) &&
  match.configured === truth.effective;

const rowOf = ({ open, odd, verdicts, effective }: Truth): string => {
  if (odd !== undefined) return `odd: ${odd}`;
  if (open !== undefined) return `open: ${open}`;
  const [verdict = ''] = verdicts;
  return verdict === 'selected' && !effective ? 'selected, without effect' : verdict;
};

/** Both as one; for the sum of many rounds. */
export const added = (a: Comparison, b: Comparison): Comparison => ({
  pairs: a.pairs + b.pairs,
  table: new Map(
    [...new Set([...a.table.keys(), ...b.table.keys()])].map((row) => [row, sums(a.table.get(row), b.table.get(row))]),
  ),
  causes: sums(a.causes, b.causes),
  disagreements: [...a.disagreements, ...b.disagreements],
});

export const NOTHING: Comparison = { pairs: 0, table: new Map(), causes: new Map(), disagreements: [] };

const sums = (
  a: ReadonlyMap<string, number> = new Map(),
  b: ReadonlyMap<string, number> = new Map(),
): ReadonlyMap<string, number> =>
  new Map([...new Set([...a.keys(), ...b.keys()])].map((key) => [key, (a.get(key) ?? 0) + (b.get(key) ?? 0)]));

/** Pairs in a row of the table, over all kinds. */
export const inRow = ({ table }: Comparison, row: string): number =>
  [...(table.get(row)?.values() ?? [])].reduce((sum, count) => sum + count, 0);

/** The table as text: verdict by kind, then causes. */
export const printTable = (comparison: Comparison): string => {
  const { pairs, table, causes, disagreements } = comparison;
  const kinds = [...new Set([...table.values()].flatMap((row) => [...row.keys()]))].toSorted();
  const cell = (text: string | number): string => String(text).padStart(19);
  const rows = [...table.keys()].toSorted().map((row) => {
    const counts = kinds.map((kind) => cell(table.get(row)?.get(kind) ?? 0));
    const total = inRow(comparison, row);
    return `${row.padEnd(28)}${counts.join('')}${cell(total)}${cell(`${((100 * total) / pairs).toFixed(1)} %`)}`;
  });
  return [
    `${''.padEnd(28)}${kinds.map(cell).join('')}${cell('all')}${cell('share')}`,
    ...rows,
    `pairs: ${pairs}, in disagreement: ${disagreements.length}`,
    'pairs by cause:',
    ...[...causes].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([id, count]) => `  ${id.padEnd(32)}${count}`),
  ].join('\n');
};

/** What to look at when a pair disagrees. */
const printDisagreement = ({ pair, truth, ours }: Disagreement): string =>
  [
    pair,
    `  the operator: ${truth.verdicts.join(' or ')}${truth.effective ? ', effective' : ''}` +
      `${truth.open === undefined ? '' : ` (${truth.open})`}${truth.odd === undefined ? '' : ` ODD: ${truth.odd}`}` +
      (truth.message === '' ? '' : `: ${truth.message}`),
    ours === undefined
      ? '  promwire: no verdict'
      : `  promwire: ${ours.verdict}${ours.configured ? ', effective' : ''} by ${ours.by}: ${ours.causes.join(', ') || 'no check holds'}` +
        ours.gaps.map((gap) => `\n    unknown: ${gapText(gap)}`).join(''),
    `  object ${shown(truth.object)}`,
    `  stack  ${shown(truth.stack)}`,
  ].join('\n');

/** Disagreements of one sort together: one mistake of ours shows in many pairs. */
export const bySort = (disagreements: readonly Disagreement[]): readonly (readonly Disagreement[])[] => {
  const sorts = new Map<string, Disagreement[]>();
  for (const disagreement of disagreements) {
    const { truth, ours } = disagreement;
    const said = truth.message.replaceAll(/[^ ]*\d[^ ]*/g, 'N').replaceAll(/"[^"]*"/g, 'Q');
    const sort = [truth.object.kind, rowOf(truth), truth.effective, ours?.verdict, ours?.causes.join(), said].join('|');
    sorts.set(sort, [...(sorts.get(sort) ?? []), disagreement]);
  }
  return [...sorts.values()];
};

/** The first disagreement of each sort, with how many there are of it. */
export const printDisagreements = (disagreements: readonly Disagreement[], atMost: number): string => {
  const sorts = bySort(disagreements);
  const shownOnes = sorts.slice(0, atMost).map(([first, ...more]) => {
    const text = first === undefined ? '' : printDisagreement(first);
    return more.length === 0 ? text : `${text}\n  and ${more.length} more of this sort`;
  });
  const hidden = sorts.length - shownOnes.length;
  return [...shownOnes, ...(hidden > 0 ? [`and ${hidden} more sorts`] : [])].join('\n');
};

const shown = ({ metadata, spec }: KubeThing): string =>
  JSON.stringify({ labels: metadata.labels, annotations: metadata.annotations, spec });
