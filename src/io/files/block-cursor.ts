/** Where the fast reader (block-yaml.ts) is in its text, and its steps from line to line. */
import type { Place, Sought } from './sought.ts';

/** Thrown at the first thing that is out of the ordinary. */
export const UNUSUAL = new Error('left to the full parser');

/** On a line that is neither blank nor a comment. */
export interface Cursor {
  readonly text: string;
  /** Number of the line, from 1. */
  line: number;
  /** Column of what is read next: behind "- " it moves on within the line. */
  indent: number;
  /** Offsets of what is read next and of the end of its line. */
  start: number;
  end: number;
  done: boolean;
  /** Paths that are looked for, from the cursor on. */
  sought?: Sought | undefined;
}

export const SPACE = 32;
export const HASH = 35;
export const DASH = 45;
const TAB = 9;

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Moves to the next line with content, beginning at the offset of a line. */
export function seek(at: Cursor, from: number): void {
  const { text } = at;
  for (let start = from; start < text.length;) {
    let first = start;
    while (text.charCodeAt(first) === SPACE) first++;
    const end = lineEnd(text, first);
    const code = text.charCodeAt(first);
    if (code === TAB) throw UNUSUAL;
    if (first < end && code !== HASH) {
      [at.start, at.end, at.indent] = [first, end, first - start];
      return;
    }
    start = end + 1;
    at.line++;
  }
  [at.done, at.indent] = [true, -1];
}

export function nextLine(at: Cursor): void {
  at.line++;
  seek(at, at.end + 1);
}

export function skipSpaces(at: Cursor): void {
  while (at.text.charCodeAt(at.start) === SPACE) at.start++;
}

/** Behind a value: only a comment may follow on its line, and no line that is indented deeper than its parent. */
export function endValue(at: Cursor, parent: number): void {
  const from = at.start;
  skipSpaces(at);
  if (at.start < at.end && (at.start === from || at.text.charCodeAt(at.start) !== HASH)) throw UNUSUAL;
  nextLine(at);
  if (at.indent > parent) throw UNUSUAL;
}

/** At a key or a member of a list; answers what `sought` must become behind it. */
export function enter(at: Cursor, part: string, place: Place): Sought | undefined {
  const before = at.sought;
  at.sought = before?.parts.get(part);
  if (at.sought) at.sought.place = place;
  return before;
}

/** The place of an offset in a line, where `part` is looked for: to find the begin of a long line takes time. */
export function placeOf({ text, sought }: Cursor, part: string, line: number, offset: number): Place {
  const column = sought?.parts.has(part) === true ? offset - text.lastIndexOf('\n', offset - 1) : 0;
  return { line, column };
}
