import { KEPT, withCommandsWhole } from './commands-whole.ts';

/** How text is marked up. Without colour every mark is the text itself, so both say the same. */
export interface Style {
  /** Columns that a line of prose may take. Commands, YAML and JSON stay on their lines. */
  readonly width: number;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  readonly cyan: (text: string) => string;
}

const same = (text: string): string => text;
/** Columns where no terminal says otherwise. */
const USUAL_WIDTH = 100;
/** Fewer are not readable. */
const LEAST_WIDTH = 60;
/** More are not readable either. */
const MOST_WIDTH = 500;

export const plain: Style = {
  width: USUAL_WIDTH,
  bold: same,
  dim: same,
  red: same,
  yellow: same,
  green: same,
  cyan: same,
};

const sgr =
  (on: number, off: number) =>
  (text: string): string =>
    `\u001b[${on}m${text}\u001b[${off}m`;
export const coloured: Style = {
  width: USUAL_WIDTH,
  bold: sgr(1, 22),
  dim: sgr(2, 22),
  red: sgr(31, 39),
  yellow: sgr(33, 39),
  green: sgr(32, 39),
  cyan: sgr(36, 39),
};

/** The columns that `stated` (the environment's COLUMNS) or else a terminal has; the usual ones where neither is a width. */
export function widthOf(stated: string | undefined, terminal: number | undefined): number {
  const columns = stated !== undefined && /^[1-9]\d{0,5}$/.test(stated) ? Number(stated) : terminal;
  if (columns === undefined || !Number.isSafeInteger(columns) || columns <= 0) return USUAL_WIDTH;
  return Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, columns));
}

/**
 * Breaks text into lines of at most `width` columns, each with `indent` in front; a longer word stays whole, and so does a
 * command, which is copied.
 */
export function wrap(text: string, width: number, indent: string, hanging: string = indent): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  for (const part of withCommandsWhole(text.replaceAll(/[\t\n]/g, ' ')).split(' ')) {
    const word = part.replaceAll(KEPT, ' ');
    if (!empty && shownLength(line) + 1 + word.length > width) {
      lines.push(line.trimEnd());
      line = hanging;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line.trimEnd()];
}

/** The columns of a text in which colours are switched on and off. */
function shownLength(text: string): number {
  return uncoloured(text).length;
}

/** A text without the sequences of `coloured`. */
export function uncoloured(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the sequences of `coloured`
  return text.replaceAll(/\u001b\[\d+m/g, '');
}

/** "2 targets"; where it is not known whether some get through relabelings: "at least 1 of 2 targets". */
export function targetCount(count: number, open = 0): string {
  if (open === 0) return plural(count, 'target');
  return `${open < count ? `at least ${count - open} of` : 'up to'} ${plural(count, 'target')}`;
}

/** "1 target", "2 targets". */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
