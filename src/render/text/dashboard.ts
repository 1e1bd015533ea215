/** `promwire dashboard preview`: a dashboard's current values for a person. */
import type { DashboardNow, Meaning, PanelContent, PanelNow } from '../../model/index.ts';
import { largest } from '../../kube/extremes.ts';
import { reasonOf, shared } from './shared-reason.ts';
import { wrap } from './style.ts';
import { visible } from '../visible.ts';
import type { Style } from './style.ts';

/** How much of one panel is printed; -o json prints all. */
const MOST_SERIES = 10;
const MOST_ROWS = 20;
const WIDEST_CELL = 48;
/** To which a sentence is cut before columns are left out. */
const LEAST_CELL = 16;
/** Columns between two cells. */
const GAP = 2;

export function previewText(now: DashboardNow, style: Style): string {
  const chosen = Object.entries(now.variables).map(([name, value]) => visible(`${name}=${value}`));
  const unknown = now.rows.flatMap((row) =>
    row.panels.flatMap(({ content }) => (content.shows === 'unknown' ? [content] : [])),
  );
  // What many panels lack is said once, above them.
  const common = shared(unknown.map(reasonOf));
  const said = [
    ...(now.outdated === undefined ? [] : [`old: ${now.outdated}`]),
    ...common.map((reason) => `unknown: ${reason}`),
  ];
  const above = said.flatMap((line) => wrap(visible(line), style.width, '', '  ').map(style.yellow));
  const lines = now.rows.flatMap((row) => {
    const short = row.panels.filter(isShort);
    const width = Math.max(0, ...short.map(({ title }) => title.length));
    return ['', style.bold(row.title), ...row.panels.flatMap((panel) => panelLines(panel, width, style, common))];
  });
  return `${[style.bold(now.title), ...(chosen.length === 0 ? [] : [style.dim(chosen.join('  '))]), ...above, ...lines].join('\n')}\n`;
}

/** One line is enough. */
function isShort({ content }: PanelNow): boolean {
  return (
    content.shows === 'nothing' ||
    content.shows === 'unknown' ||
    (content.shows === 'values' && content.values.length === 1)
  );
}

function panelLines(panel: PanelNow, width: number, style: Style, common: readonly string[]): readonly string[] {
  const { content } = panel;
  if (isShort(panel)) {
    const line = `${panel.title.padEnd(width)}  ${inOneLine(panel, style, common)}`;
    return wrap(line, style.width, '  ', '      ');
  }
  return [`  ${panel.title}`, ...(content.shows === 'rows' ? tableLines(content, style) : seriesLines(content, style))];
}

function inOneLine({ kind, content }: PanelNow, style: Style, common: readonly string[]): string {
  if (content.shows === 'nothing') return style.dim(visible(content.text));
  if (content.shows === 'unknown')
    return style.yellow(common.includes(reasonOf(content)) ? 'unknown' : visible(`unknown: ${content.detail}`));
  const [only] = content.shows === 'values' ? content.values : [];
  if (!only) return '';
  const named = only.name !== '' && kind !== 'stat' ? `${cut(only.name)}: ` : '';
  const leader = only.name !== '' && kind === 'stat' ? `${cut(only.name)} ` : '';
  return coloured(`${named}${leader}${visible(only.text)}`, only.meaning, style);
}

function seriesLines(content: PanelContent, style: Style): readonly string[] {
  if (content.shows !== 'values') return [];
  const shown = content.values
    .toSorted((a, b) => rank(a) - rank(b) || Number(b.value) - Number(a.value))
    .slice(0, MOST_SERIES);
  const width = largest(shown.map(({ name }) => cut(name).length));
  return [
    ...shown.map(
      ({ name, text, meaning }) => `    ${cut(name).padEnd(width)}  ${coloured(visible(text), meaning, style)}`,
    ),
    ...rest(content.values.length - shown.length),
  ];
}

/** What is bad comes first, whatever its number. */
function rank({ meaning }: { readonly meaning?: Meaning }): number {
  return meaning === undefined ? 2 : ['bad', 'warn', '', 'good', 'neutral'].indexOf(meaning);
}

function tableLines(content: PanelContent & { readonly shows: 'rows' }, style: Style): readonly string[] {
  // A column that no row fills says nothing.
  const filled = content.columns.map((_, i) => content.rows.some((row) => row[i] !== null));
  const columns = content.columns.filter((_, i) => filled[i]).map(visible);
  const rows = content.rows.slice(0, MOST_ROWS).map((row) => row.filter((_, i) => filled[i]));
  // A sentence is cut before a column is left out; a name never is.
  const texts = rows.map((row) => row.map((cell) => cut(cell?.text ?? '')));
  const natural = columns.map((title, i) => Math.max(title.length, ...texts.map((row) => (row[i] ?? '').length)));
  const prose = columns.findIndex((_, i) => texts.some((row) => (row[i] ?? '').split(' ').length > 3));
  const over = Math.max(0, natural.reduce((sum, width) => sum + width + GAP, GAP) - style.width);
  const least = Math.max(LEAST_CELL, columns[prose]?.length ?? 0);
  const widths = natural.map((width, i) => (i === prose ? Math.max(Math.min(width, least), width - over) : width));
  const cells = texts.map((row) => row.map((text, i) => cut(text, widths[i])));
  const fits = fitting(widths, style.width);
  const line = (texts: readonly string[], mark: (text: string, i: number) => string): string =>
    `    ${texts
      .slice(0, fits)
      .map((text, i) => mark(text.padEnd(widths[i] ?? 0), i))
      .join('  ')}`.trimEnd();
  return [
    line(columns, (text) => style.dim(text)),
    ...cells.map((row, r) => line(row, (text, i) => coloured(text, rows[r]?.[i]?.meaning, style))),
    ...rest(content.rows.length - rows.length),
    ...(fits < columns.length
      ? wrap(`not shown here: ${columns.slice(fits).join(', ')} (a wider terminal, or -o json)`, style.width, '    ')
      : []),
  ];
}

/** How many columns of these widths, from the first on, a line has room for; at least one. */
function fitting(widths: readonly number[], most: number): number {
  let used = GAP;
  const over = widths.findIndex((width) => (used += width + GAP) > most);
  return over < 0 ? widths.length : Math.max(1, over);
}

function rest(count: number): readonly string[] {
  return count <= 0 ? [] : [`    and ${count} more (-o json prints all)`];
}

function cut(text: string, most: number = WIDEST_CELL): string {
  const characters = [...visible(text)];
  return characters.length <= most ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}

function coloured(text: string, meaning: Meaning | undefined, style: Style): string {
  switch (meaning) {
    case 'good':
      return style.green(text);
    case 'warn':
      return style.yellow(text);
    case 'bad':
      return style.red(text);
    case 'neutral':
      return style.dim(text);
    case undefined:
      return text;
  }
}
