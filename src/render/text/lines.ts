/** Lists, a line each, and pages. */
import { command } from '../../kube/shell.ts';
import { largest } from '../../kube/extremes.ts';
import { uncoloured, wrap } from './style.ts';
import type { Style } from './style.ts';
import { visible } from '../visible.ts';

/** Files that were written, and those that were there already, in order. */
export function writtenText({
  written,
  unchanged,
}: {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
}): string {
  return `${[...written, ...unchanged.map((path) => `${path} (unchanged)`)].map(visible).sort().join('\n')}\n`;
}

/** What a line of ours can begin with; what follows hangs below it. */
const LABEL = /^(?:promwire|note|next|cause): /;

/** A line that is copied as a whole: a command, with no full stop behind it. */
const COPIED = /^\s*(?:promwire|kubectl|helm|npx|Usage:) .*[^.]$/;

/** Lines of prose as wide as the terminal, each with its own indent; what is a command stays on its line. */
export function proseText(text: string, { width }: Pick<Style, 'width'>): string {
  const lines = text.split('\n').flatMap((line) => {
    const seen = uncoloured(line);
    if (seen.length <= width || COPIED.test(seen)) return [line];
    const indent = /^ */.exec(line)?.[0] ?? '';
    const hanging = ' '.repeat(LABEL.exec(seen)?.[0].length ?? indent.length);
    return wrap(line.slice(indent.length), width, indent, hanging === '' ? '  ' : hanging);
  });
  return lines.join('\n');
}

/** What can be wrong: the id of each cause, and its title. */
export function causesText(
  causes: readonly { readonly id: string; readonly title: string }[],
  { width }: Style,
): string {
  return `${columns(
    causes.map(({ id, title }) => [id, title]),
    width,
    '',
  ).join('\n')}\n`;
}

/** What a message may come from, the likeliest first. `causes`: by which each has its title. */
export function messageText(
  found: readonly { readonly id: string; readonly means: string; readonly command: string }[],
  causes: readonly { readonly id: string; readonly title: string }[],
  { width }: Style,
): string {
  const head =
    found.length === 1
      ? 'One cause is known for this message.'
      : 'These causes are known for this message, the likeliest first.';
  const parts = found.flatMap(({ id, means, command: toldBy }) => [
    '',
    ...wrap(`${id}  ${causes.find((cause) => cause.id === id)?.title ?? ''}`, width, '', '  '),
    ...wrap(means, width, '  ', '  '),
    `  Told by: ${toldBy}`,
    `  Page:    ${command`promwire explain ${id}`}`,
  ]);
  return `${[head, ...parts].join('\n')}\n`;
}

/** Rows of a name and a text; a long text is wrapped, below its name where that leaves little room. */
export function columns(
  rows: readonly (readonly [name: string, text: string])[],
  width: number,
  indent: string,
): readonly string[] {
  const left = largest(rows.map(([name]) => name.length)) + 2;
  const room = width - indent.length - left;
  return rows.flatMap(([name, text]) =>
    room < NARROW
      ? [`${indent}${name}`, ...wrap(text, width, `${indent}    `)]
      : wrap(text, width, `${indent}${name.padEnd(left)}`, ' '.repeat(indent.length + left)),
  );
}

/** A column of fewer columns is not readable. */
const NARROW = 26;

/** The mark of a list's item. */
const ITEM = /^(?:\d+\.|[-*]) /;

/** A page of Markdown with its prose as wide as the terminal; tables, code and headings stay on their lines. */
export function pageText(page: string, { width }: Style): string {
  const lines: string[] = [];
  let prose = '';
  let code = false;
  const flush = (): void => {
    const hanging = ITEM.exec(prose)?.[0].length ?? 0;
    if (prose !== '') lines.push(...wrap(prose, width, '', ' '.repeat(hanging)));
    prose = '';
  };
  for (const line of page.replace(/\n$/, '').split('\n')) {
    if (/^\s*```/.test(line)) code = !code;
    const continues = ITEM.test(prose) && /^\s+(?![-*|`#]|\d+\.)\S/.test(line);
    const fixed = code || (!continues && /^\s*(?:```|#|\|)|^\s+\S|^$/.test(line));
    if (fixed || ITEM.test(line)) flush();
    if (fixed) lines.push(line);
    else prose += prose === '' ? line : ` ${line.trim()}`;
  }
  flush();
  return `${lines.join('\n')}\n`;
}
