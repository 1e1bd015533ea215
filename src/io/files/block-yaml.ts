/**
 * A fast reader for the YAML that kubectl, Helm and people mostly write (ADR 0015). Whatever else it meets, right or
 * wrong (anchors, tags, merge keys, errors), it leaves to the full parser, which is many times slower and needs a
 * tree in memory: it never guesses and reports no errors.
 */
import type { Json } from '../../model/index.ts';
import {
  DASH,
  endValue,
  enter,
  HASH,
  nextLine,
  seek,
  skipSpaces,
  SPACE,
  UNUSUAL,
  type Cursor,
} from './block-cursor.ts';
import { flow } from './block-flow.ts';
import { block, plain, plainKey, quoted } from './block-scalar.ts';
import type { Sought } from './sought.ts';

export interface BlockYaml {
  readonly value: Json;
  /** Where it begins, from 1 in this text, and where the members of a top-level `items` begin. */
  readonly line: number;
  readonly itemLines: readonly number[];
}

const MAX_DEPTH = 60;

// Control characters, other line breaks and byte order marks: a tab only inside a literal block.
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const ODD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;
const KEY = /(?:((?:[A-Za-z0-9_/]|\.\w)[\w./@-]{0,250})|"([^"\\\n\t]{0,250})"|'([^'\n\t]{0,250})'):(?= |\n|$)/y;

function isDash(at: Cursor): boolean {
  const { text, start } = at;
  if (at.done || text.charCodeAt(start) !== DASH) return false;
  return start + 1 === at.end || text.charCodeAt(start + 1) === SPACE;
}

function isKey(at: Cursor): boolean {
  KEY.lastIndex = at.start;
  return KEY.test(at.text);
}

/** Whether the line is over, but for a comment. */
function isLineOver(at: Cursor): boolean {
  return at.start >= at.end || at.text.charCodeAt(at.start) === HASH;
}

/** A scalar, or a collection in brackets, that begins at the cursor; `parent` is the indentation it belongs to. */
function inline(at: Cursor, parent: number): Json {
  const first = at.text.charAt(at.start);
  if (first === '|' || first === '>') return block(at, parent);
  let value: Json;
  if (first === '"' || first === "'") value = quoted(at, parent);
  else if (first === '{' || first === '[') value = flow(at, parent);
  else return plain(at, parent);
  endValue(at, parent);
  return value;
}

/** What begins on a line of its own. */
function below(at: Cursor, parent: number, depth: number, lines?: number[]): Json {
  return isDash(at) || isKey(at) ? collection(at, depth + 1, lines) : inline(at, parent);
}

/** What follows "key:" on its line or below it. */
function valueOf(at: Cursor, parent: number, depth: number, lines?: number[]): Json {
  skipSpaces(at);
  if (!isLineOver(at)) return inline(at, parent);
  nextLine(at);
  if (at.indent > parent) return below(at, parent, depth, lines);
  // A list may be at the indentation of its key.
  return at.indent === parent && isDash(at) ? list(at, depth + 1, lines) : null;
}

function keyOf(at: Cursor): string {
  KEY.lastIndex = at.start;
  const found = KEY.exec(at.text);
  if (found === null) throw UNUSUAL;
  const [whole, unquoted, double, single] = found;
  at.start += whole.length;
  return unquoted === undefined ? (double ?? single ?? '') : plainKey(unquoted);
}

function map(at: Cursor, depth: number, lines?: number[]): Json {
  const { indent } = at;
  const result: Record<string, Json> = {};
  while (at.indent === indent && !isDash(at)) {
    const key = keyOf(at);
    if (key === '__proto__') throw UNUSUAL;
    const outer = enter(at, key, { line: at.line, column: indent + 1 });
    result[key] = valueOf(at, indent, depth, depth === 0 && key === 'items' ? lines : undefined);
    at.sought = outer;
  }
  if (at.indent > indent) throw UNUSUAL;
  return result;
}

function list(at: Cursor, depth: number, lines?: number[]): Json {
  const { indent } = at;
  const result: Json[] = [];
  while (at.indent === indent && isDash(at)) {
    const dash = at.start;
    at.start++;
    skipSpaces(at);
    let place = { line: at.line, column: indent + at.start - dash + 1 };
    // "- - x" and "- key: x" open a collection whose indentation is the column behind the dash.
    at.indent = place.column - 1;
    if (isLineOver(at)) nextLine(at);
    const empty = at.indent <= indent;
    if (!empty) place = { line: at.line, column: at.indent + 1 };
    lines?.push(place.line);
    const outer = enter(at, String(result.length), place);
    result.push(empty ? null : below(at, indent, depth));
    at.sought = outer;
  }
  if (at.indent > indent) throw UNUSUAL;
  return result;
}

function collection(at: Cursor, depth: number, lines?: number[]): Json {
  if (depth > MAX_DEPTH) throw UNUSUAL;
  return isDash(at) ? list(at, depth, lines) : map(at, depth, lines);
}

/**
 * Reads one document; undefined where it needs the full parser. `sought`: fields whose places are written into it.
 */
export function readBlockYaml(source: string, sought?: Sought): BlockYaml | undefined {
  const text = source.includes('\r') ? source.replaceAll('\r\n', '\n') : source;
  if (ODD.test(text)) return undefined;
  const at: Cursor = { text, line: 1, indent: -1, start: 0, end: 0, done: false, sought };
  try {
    seek(at, 0);
    if (at.done) return undefined;
    const { line } = at;
    const itemLines: number[] = [];
    const value = collection(at, 0, itemLines);
    return at.done ? { value, line, itemLines } : undefined;
  } catch (error) {
    if (error === UNUSUAL) return undefined;
    throw error;
  }
}
