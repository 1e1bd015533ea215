/** A page of metrics that is read piece by piece; what Prometheus would refuse ends the reading. */

export interface Page {
  readonly text: string;
  /** U+FFFD is in place of bytes that are not UTF-8, which Prometheus refuses in names, values of labels and help. */
  readonly mangled?: boolean;
  at: number;
}

/** Ends the reading of a page; caught where the reading began. */
export class BrokenPage extends Error {
  /** Where in the text. */
  readonly at: number;
  constructor(at: number, why: string) {
    super(why);
    this.at = at;
  }
}

/** One sample, without its value. */
export interface Sample {
  readonly name: string;
  readonly labels: readonly (readonly [name: string, value: string])[];
  /** It brings a time of its own. */
  readonly timed: boolean;
}

/** What a page tells, line by line. */
export type Entry =
  | { readonly kind: 'sample'; readonly sample: Sample }
  | { readonly kind: 'type' | 'help' | 'unit'; readonly name: string; readonly text: string };

/** Longest piece of a page that is quoted in a sentence. */
const QUOTED = 24;

/** Throws BrokenPage: what was expected at this place, and what is there. */
export function expected(page: Page, what: string, at = page.at): never {
  if (at >= page.text.length) throw new BrokenPage(at, `${what} expected, and the page ends`);
  if (page.text[at] === '\n') throw new BrokenPage(at, `${what} expected, and the line ends`);
  const [line = ''] = page.text.slice(at, at + QUOTED).split('\n');
  throw new BrokenPage(at, `${what} expected, found ${JSON.stringify(line)}`);
}

/** What the pattern (sticky) finds at this place; goes on behind it. */
export function take(page: Page, pattern: RegExp): string | undefined {
  pattern.lastIndex = page.at;
  const found = pattern.exec(page.text)?.[0];
  if (found !== undefined) page.at += found.length;
  return found;
}

/**
 * A text in double quotes as it is written, without them; undefined where there is none. By hand, since a page may hold
 * one of millions of characters. `lines`: it may go over several lines.
 */
export function takeQuoted(page: Page, lines: boolean): string | undefined {
  const { text, at } = page;
  if (text[at] !== '"') return undefined;
  for (let end = at + 1; end < text.length; end += 1) {
    const char = text[end];
    if (char === '"') {
      page.at = end + 1;
      return text.slice(at + 1, end);
    }
    if (char === '\n' && !lines) return undefined;
    // A backslash at the end of a line quotes nothing.
    if (char === '\\') {
      end += 1;
      if (text[end] === '\n') return undefined;
    }
  }
  return undefined;
}

/** Ends the reading at bytes that are not UTF-8. */
export function mustBeUtf8({ text, mangled }: Page, from: number, to: number, what: string): void {
  if (mangled !== true) return;
  const at = text.slice(from, to).indexOf('\uFFFD');
  if (at >= 0) throw new BrokenPage(from + at, `${what} holds bytes that are not UTF-8`);
}

/** The rest of the line, without its end. */
export function takeLine(page: Page): string {
  const end = page.text.indexOf('\n', page.at);
  const line = page.text.slice(page.at, end < 0 ? page.text.length : end);
  page.at += line.length;
  return line;
}

/** A text of the page as it is meant. */
export function meant(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\(["\\n])/g, (_, char: string) => (char === 'n' ? '\n' : char));
}

/** Line and column, from 1, of a place. */
export function placeIn(text: string, at: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', start)) {
    line += 1;
    start = end + 1;
  }
  return { line, column: [...text.slice(start, Math.min(at, start + 100_000))].length + 1 };
}
