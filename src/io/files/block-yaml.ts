/**
 * A fast reader for the YAML that kubectl, Helm and people mostly write: block maps and lists, one-line scalars, literal
 * blocks. Whatever else it meets, right or wrong, it leaves to the full parser, which is many times slower and
 * needs a tree in memory: it never guesses and reports no errors.
 */
import type { Json } from '../../model/index.ts';
import { resolvePlain } from './scalar.ts';
import type { Sought } from './sought.ts';

export interface BlockYaml {
  readonly value: Json;
  /** Where it begins, from 1 in this text, and where the members of a top-level `items` begin. */
  readonly line: number;
  readonly itemLines: readonly number[];
}

/** Thrown at the first thing that is out of the ordinary. */
const UNUSUAL = new Error('left to the full parser');
const MAX_DEPTH = 60;

/** Stands on one line that is neither blank nor a comment. */
interface Cursor {
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

/** At a key or a member of a list; answers what `sought` must become behind it. */
function enter(at: Cursor, part: string, column: number): Sought | undefined {
  const before = at.sought;
  at.sought = before?.parts.get(part);
  if (at.sought) at.sought.place = { line: at.line, column };
  return before;
}

// Control characters, other line breaks and byte order marks: a tab only inside a literal block.
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const ODD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;
const KEY = /(?:([A-Za-z_][\w./-]{0,250})|"([^"\\\n\t]{0,250})"|'([^'\n\t]{0,250})'):(?= |\n|$)/y;
const DOUBLE = /"(?:[^"\\\n\t]|\\["\\nrtbf]|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})*"(?= *(?:\n|$| #))/y;
const SINGLE = /'((?:[^'\n\t]|'')*)'(?= *(?:\n|$| #))/y;
const PLAIN_START = /[A-Za-z0-9_/$(.+~<=;^\\\u00a1-\ud7ff]|-[^ \n]/y;

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Moves to the next line that says something, beginning at the offset of a line. */
function seek(at: Cursor, from: number): void {
  const { text } = at;
  for (let start = from; start < text.length;) {
    let first = start;
    while (text.charCodeAt(first) === 32) first++;
    const end = lineEnd(text, first);
    const code = text.charCodeAt(first);
    if (code === 9) throw UNUSUAL;
    if (first < end && code !== 35) {
      [at.start, at.end, at.indent] = [first, end, first - start];
      return;
    }
    start = end + 1;
    at.line++;
  }
  [at.done, at.indent] = [true, -1];
}

function nextLine(at: Cursor): void {
  at.line++;
  seek(at, at.end + 1);
}

/** After a scalar: a line that is indented deeper than its parent would go on with it, or be wrong. */
function endScalar(at: Cursor, parent: number): void {
  nextLine(at);
  if (at.indent > parent) throw UNUSUAL;
}

function isDash(at: Cursor): boolean {
  const { text, start } = at;
  if (at.done || text.charCodeAt(start) !== 45) return false;
  return start + 1 === at.end || text.charCodeAt(start + 1) === 32;
}

/** Lines of a literal block, from the line after its header. */
function literal(at: Cursor, parent: number, keep: boolean): string {
  const { text } = at;
  const lines: string[] = [];
  let start = at.end + 1;
  let indent = -1;
  let blank = 0;
  let used = 0;
  while (start < text.length) {
    const end = lineEnd(text, start);
    let first = start;
    while (first < end && text.charCodeAt(first) === 32) first++;
    if (indent < 0) {
      // Go refuses a tab where the indentation of the block is found out.
      if (first === end || first - start <= parent || text.charCodeAt(first) === 9) throw UNUSUAL;
      indent = first - start;
    }
    if (first === end && first - start <= indent) {
      blank++;
      lines.push('');
    } else {
      if (first - start < indent) {
        // Between the parent and the block nothing but a comment may stand.
        if (first - start > parent || text.charCodeAt(first) === 9) throw UNUSUAL;
        break;
      }
      blank = 0;
      lines.push(text.slice(start + indent, end));
    }
    used++;
    start = end + 1;
  }
  if (indent < 0) throw UNUSUAL;
  at.line += 1 + used;
  const content = lines.slice(0, lines.length - blank).join('\n');
  seek(at, start);
  if (at.indent > parent) throw UNUSUAL;
  // At the end of the text without a line break there is none in the value either.
  if (at.done && !text.endsWith('\n')) throw UNUSUAL;
  return keep ? `${content}\n` : content;
}

/** The unquoted text of a value, without a comment behind it. */
function plainText(at: Cursor): string {
  PLAIN_START.lastIndex = at.start;
  if (!PLAIN_START.test(at.text)) throw UNUSUAL;
  const line = at.text.slice(at.start, at.end);
  const comment = line.indexOf(' #');
  const text = (comment < 0 ? line : line.slice(0, comment)).replace(/ +$/, '');
  if (text.includes(': ') || text.endsWith(':') || text.includes('\t')) throw UNUSUAL;
  return text;
}

function plainValue(at: Cursor): Json {
  const resolved = resolvePlain(plainText(at));
  if ('refused' in resolved) throw UNUSUAL;
  return typeof resolved.value === 'bigint' ? Number(resolved.value) : resolved.value;
}

function match(pattern: RegExp, at: Cursor): RegExpExecArray {
  pattern.lastIndex = at.start;
  const found = pattern.exec(at.text);
  if (found === null) throw UNUSUAL;
  return found;
}

/** A scalar, or an empty collection, that begins at the cursor; `parent` is the indentation it belongs to. */
function scalar(at: Cursor, parent: number): Json {
  const line = at.text.slice(at.start, at.end);
  const first = line.charCodeAt(0);
  let value: Json;
  if (first === 34) value = JSON.parse(match(DOUBLE, at)[0]) as string;
  else if (first === 39) value = (match(SINGLE, at)[1] ?? '').replaceAll("''", "'");
  else if (line === '{}') value = {};
  else if (line === '[]') value = [];
  else if (line === '|' || line === '|-') return literal(at, parent, line === '|');
  else value = plainValue(at);
  endScalar(at, parent);
  return value;
}

/** What follows "key:" or "-" on its line, or stands below it. */
function valueBehind(at: Cursor, parent: number, depth: number, lists: boolean, lines?: number[]): Json {
  while (at.text.charCodeAt(at.start) === 32) at.start++;
  if (at.start < at.end && at.text.charCodeAt(at.start) !== 35) return scalar(at, parent);
  nextLine(at);
  if (at.indent > parent) return collection(at, depth + 1, lines);
  // A list may stand at the indentation of its key.
  return lists && at.indent === parent && isDash(at) ? list(at, depth + 1, lines) : null;
}

function keyOf(at: Cursor): string {
  const [whole, plain, double, single] = match(KEY, at);
  at.start += whole.length;
  if (plain === undefined) return double ?? single ?? '';
  const resolved = resolvePlain(plain);
  if ('refused' in resolved || resolved.value === null) throw UNUSUAL;
  return String(resolved.value);
}

function map(at: Cursor, depth: number, lines?: number[]): Json {
  const { indent } = at;
  const result: Record<string, Json> = {};
  while (at.indent === indent && !isDash(at)) {
    const key = keyOf(at);
    if (key === '__proto__') throw UNUSUAL;
    const outer = enter(at, key, indent + 1);
    result[key] = valueBehind(at, indent, depth, true, depth === 0 && key === 'items' ? lines : undefined);
    at.sought = outer;
  }
  if (at.indent > indent) throw UNUSUAL;
  return result;
}

function list(at: Cursor, depth: number, lines?: number[]): Json {
  const { indent } = at;
  const result: Json[] = [];
  while (at.indent === indent && isDash(at)) {
    lines?.push(at.line);
    at.start++;
    while (at.text.charCodeAt(at.start) === 32) at.start++;
    KEY.lastIndex = at.start;
    // "- - x" and "- key: x" open a collection whose indentation is the column behind the dash.
    const column = at.start - at.text.lastIndexOf('\n', at.start) - 1;
    const outer = enter(at, String(result.length), column + 1);
    if (at.start < at.end && (isDash(at) || KEY.test(at.text))) {
      at.indent = column;
      result.push(collection(at, depth + 1));
    } else result.push(valueBehind(at, indent, depth, false));
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
