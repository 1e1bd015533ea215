/** Which value of a Helm chart sets the labels of an object that it renders. */
import { groupBy } from '../group.ts';
import { atLeast, parseVersion } from '../version.ts';
import { BITNAMI } from './bitnami.ts';
import { EXPORTERS } from './exporters.ts';
import { PROJECTS } from './projects.ts';

/**
 * One row. In the text: `chart | versions | kind | template | value`. Versions: `*`, `<1.7`, `>=1.7`. Template: its path
 * below templates/, without its ending; `*` where every object of the kind has the same value; behind `~` a word of the
 * object's name, where the template's folder is none. Value: the path that takes a map of labels, `-` where the chart has
 * none.
 */
interface Row {
  readonly chart: string;
  readonly versions: string;
  readonly kind: string;
  readonly template: string;
  /** Letters and digits that the name of such an object holds; empty: none is known. */
  readonly word: string;
  readonly value: string;
  readonly bitnami: boolean;
}

/** What an object tells of itself: its chart, the chart's version, its template and its name, where they are known. */
export interface Rendered {
  readonly chart: string;
  readonly version?: string;
  readonly kind: string;
  readonly template?: string;
  readonly name: string;
  /** Its images are bitnami's, which has charts of the names of others. */
  readonly bitnami?: boolean;
}

/**
 * The rows of each chart, in groups of those that one repository ships.
 */
const ROWS: ReadonlyMap<string, readonly (readonly Row[])[]> = groupBy(
  [PROJECTS, EXPORTERS, BITNAMI]
    .flatMap((text) =>
      text.split('# ').map((block) => {
        const [title = '', ...lines] = block.split('\n');
        return lines.flatMap((line) => readRow(line, title.startsWith('bitnami/')));
      }),
    )
    .filter((rows) => rows.length > 0),
  ([row]) => row?.chart ?? '',
);

function readRow(line: string, bitnami: boolean): readonly Row[] {
  const [chart = '', versions = '', kind = '', where = '', value = ''] = line.split('|').map((part) => part.trim());
  if (value === '') return [];
  const [template = '', word] = where.split('~');
  return [{ chart, versions, kind, template, word: plain(word ?? folderOf(template)), value, bitnami }];
}

/** "argocd-server" of "argocd-server/servicemonitor"; a template without a folder says nothing of its object's name. */
function folderOf(template: string): string {
  return template.split('/').at(-2) ?? '';
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** How many charts the table knows. */
export const CHARTS: number = ROWS.size;

/**
 * The value that takes labels for this object: its path; null where the chart has no such value; undefined where the
 * chart is not in the table, or has several values and it is not known which one is this object's.
 */
export function labelsValue(object: Rendered): string | null | undefined {
  const charts = (ROWS.get(object.chart) ?? [])
    .map((rows) => rows.filter(({ kind, versions }) => kind === object.kind && holds(versions, object.version)))
    .filter((rows) => rows.length > 0)
    .toSorted(([a], [b]) => rank(a, object) - rank(b, object));
  const exact = charts.map((rows) => rows.filter(({ template }) => template === object.template));
  const rows = exact.find((some) => some.length > 0) ?? charts[0] ?? [];
  const [only, ...others] = new Set(rows.map(({ value }) => value));
  const value = others.length === 0 ? only : byName(rows, object.name);
  return value === '-' ? null : value;
}

/** Bitnami's charts come last, and first where the images are bitnami's. */
function rank(row: Row | undefined, { bitnami = false }: Rendered): number {
  return row?.bitnami === bitnami ? 0 : 1;
}

/**
 * Of several rows the one whose word ends last in the name: "keda-operator-metrics-apiserver" is of the second word.
 * Where none is in it, the one row without a word counts.
 */
function byName(rows: readonly Row[], name: string): string | undefined {
  const text = plain(name);
  const found = rows
    .filter(({ word }) => word !== '' && text.includes(word))
    .map(({ word, value }) => ({ value, end: text.lastIndexOf(word) + word.length, length: word.length }))
    .toSorted((a, b) => b.end - a.end || b.length - a.length);
  const plainly = rows.filter(({ word }) => word === '');
  return found[0]?.value ?? (plainly.length === 1 ? plainly[0]?.value : undefined);
}

/** A version that is not known may be any. */
function holds(versions: string, version: string | undefined): boolean {
  const bound = /^(<|>=)(.+)$/.exec(versions);
  if (!bound || parseVersion(version) === undefined) return true;
  const [, sign, than = ''] = bound;
  return atLeast(version, than.includes('.') ? than : `${than}.0`) === (sign === '>=');
}
