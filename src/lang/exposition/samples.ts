/** What both formats have in common: names, labels in braces, numbers. */
import { parseFloat64 } from '../go/number.ts';
import { BrokenPage, expected, meant, mustBeUtf8, take, takeQuoted } from './page.ts';
import type { Page } from './page.ts';

export const METRIC = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const NO_BLANKS = /(?:)/y;

export interface Manners {
  /** What may stand between two pieces. */
  readonly blanks: RegExp;
  /** Values of labels may go over several lines. */
  readonly lines: boolean;
  /** Between two labels a comma must stand. */
  readonly commas: boolean;
}

/** Format 0.0.4 and 1.0.0 (promlex.l of Prometheus v3.13). */
export const TEXT: Manners = { blanks: /[ \t]*/y, lines: true, commas: false };
/** OpenMetrics 1.0 (openmetricslex.l of Prometheus v3.13). */
export const OPENMETRICS: Manners = { blanks: NO_BLANKS, lines: false, commas: true };

export interface Braces {
  /** A name in quotes, as version 1.0.0 writes names of other characters. */
  readonly name?: string;
  readonly labels: readonly (readonly [name: string, value: string])[];
}

/** Reads on behind an opening brace up to the closing one. `named`: the name stands in front of it, or there is none. */
export function takeBraces(page: Page, { blanks, lines, commas }: Manners, named: boolean): Braces {
  const labels: (readonly [string, string])[] = [];
  let name: string | undefined;
  // As a scrape looks at them (scrape/scrape.go): it refuses the whole page for one such name.
  const seen = new Set(named ? ['__name__'] : []);
  for (;;) {
    take(page, blanks);
    if (page.text[page.at] === '}') break;
    const from = page.at;
    const quoted = takeQuoted(page, true);
    const label = quoted ?? take(page, LABEL) ?? expected(page, 'the name of a label');
    mustBeUtf8(page, from, page.at, 'a name');
    take(page, blanks);
    const next = page.text[page.at];
    if (quoted !== undefined && (next === ',' || next === '}')) {
      if (named || name !== undefined) throw new BrokenPage(from, 'the name of the metric is there twice');
      name = meant(quoted);
      if (name === '') throw new BrokenPage(from, 'the name of the metric is empty');
      if (seen.has('__name__')) throw new BrokenPage(from, 'the name of the metric is there twice');
      seen.add('__name__');
    } else {
      if (next !== '=') expected(page, '=');
      page.at += 1;
      take(page, blanks);
      const opened = page.at;
      const value = takeQuoted(page, lines) ?? unquoted(page, lines);
      mustBeUtf8(page, opened, page.at, 'the value of a label');
      const known = meant(label);
      if (known === '') throw new BrokenPage(from, 'the name of a label is empty');
      if (seen.has(known)) {
        const shown = JSON.stringify(known.slice(0, 40));
        throw new BrokenPage(from, `the label ${shown} is there twice`);
      }
      seen.add(known);
      labels.push([known, meant(value)]);
      take(page, blanks);
    }
    if (page.text[page.at] === ',') page.at += 1;
    else if (commas && page.text[page.at] !== '}') expected(page, ', or }');
  }
  page.at += 1;
  return name === undefined ? { labels } : { name, labels };
}

function unquoted(page: Page, lines: boolean): never {
  if (page.text[page.at] !== '"') return expected(page, 'the value of a label in double quotes');
  const [line = ''] = page.text.slice(page.at, page.at + 1000).split('\n');
  const why = line.endsWith('\\')
    ? 'the value of a label ends in a backslash'
    : lines
      ? 'the quotes of a label are not closed up to the end of the page'
      : 'the quotes of a label are not closed on the same line';
  throw new BrokenPage(page.at, why);
}

/** As Prometheus reads the value of a sample: no underscores, no hexadecimal exponents. */
export function numberOf(text: string, at: number): number {
  const value = /[pP_]/.test(text) ? undefined : parseFloat64(text);
  if (value !== undefined) return value;
  const shown = JSON.stringify(text.length > 24 ? `${text.slice(0, 24)}…` : text);
  const why = text.endsWith('\r') ? ': lines end with a carriage return' : '';
  throw new BrokenPage(at, `a number expected, found ${shown}${why}`);
}
