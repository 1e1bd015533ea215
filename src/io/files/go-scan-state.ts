/** Where a walk through YAML as go-yaml scans it is (go-scan.ts), and its steps over lines. */

export const TAB = 'a tab is where only spaces may indent';
export const LINE_BREAK = 'it contains a line break (U+2028 or U+2029) that most editors do not show';
export const SEPARATORS = /[\u2028\u2029]/;
/** Of a key in one line, in characters. */
export const LONGEST_KEY = 1024;

export class Refusal extends Error {
  readonly offset: number;
  constructor(offset: number, reason: string) {
    super(reason);
    this.offset = offset;
  }
}

/** A place in the text, and what is known of the way to it. */
export interface Scan {
  readonly text: string;
  at: number;
  lineStart: number;
  /** Columns of the block collections around. */
  readonly indents: number[];
  /** Brackets around. */
  flow: number;
  /** Where a key may begin in a block, a tab may not be. */
  fresh: boolean;
  /** What may be the key of a colon in brackets. */
  key: { readonly start: number; readonly lineStart: number } | undefined;
  explicit: boolean;
  /** Where spaces are missing for a parser of YAML 1.2, and how many; -1: a character too much. */
  readonly missing: (readonly [offset: number, spaces: number])[];
}

export const isBlank = (char: string): boolean => char === '' || /[ \t\n\r]/.test(char);
export const indent = (s: Scan): number => s.indents.at(-1) ?? -1;
export const column = (s: Scan): number => s.at - s.lineStart;

/** Over a line break; a line in brackets or quotes must be deeper than its block for YAML 1.2. */
export function cross(s: Scan, padded: boolean): void {
  if (s.text[s.at] === '\r') s.at += 1;
  s.at += 1;
  s.lineStart = s.at;
  if (!padded) return;
  let end = s.at;
  while (s.text[end] === ' ') end += 1;
  const spaces = indent(s) + 1 - (end - s.at);
  const isMark = s.text.startsWith('...', s.at) && isBlank(s.text.charAt(s.at + 3));
  if (spaces > 0 && !isMark && !'\r\n'.includes(s.text.charAt(end))) s.missing.push([s.at, spaces]);
}

export const isBreak = (s: Scan, at = s.at): boolean =>
  s.text[at] === '\n' || (s.text[at] === '\r' && s.text[at + 1] === '\n');
