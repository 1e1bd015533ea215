/** Lists in brackets and maps in braces for the fast reader (block-yaml.ts), over any number of lines. */
import type { Json } from '../../model/index.ts';
import { placeOf, enter, nextLine, skipSpaces, UNUSUAL, type Cursor } from './block-cursor.ts';
import { plainKey, plainValue, quoted } from './block-scalar.ts';

/** Without a question mark, which go-yaml takes for that of a key. */
const PLAIN = /(?:[A-Za-z0-9_/$(.+]|-[^\s,[\]{}:#'"?])(?:[^\n\t,[\]{}:#'"?]|:(?=[^\s,[\]{}#'"?]))*/y;
const LONGEST_KEY = 250;
const MAX_DEPTH = 20;

/** The character that is read next, spaces and line breaks passed over. */
function peek(at: Cursor, parent: number): string {
  skipSpaces(at);
  if (at.start >= at.end) {
    nextLine(at);
    if (at.indent <= parent) throw UNUSUAL;
  }
  return at.text.charAt(at.start);
}

/** An unquoted text that ends on this line. */
function plain(at: Cursor): string {
  PLAIN.lastIndex = at.start;
  const found = PLAIN.exec(at.text)?.[0];
  if (found === undefined) throw UNUSUAL;
  at.start += found.length;
  return found.replace(/ +$/, '');
}

/** Behind a member: true where another may follow. */
function separated(at: Cursor, parent: number, close: string): boolean {
  const next = peek(at, parent);
  if (next === ',') at.start++;
  else if (next !== close) throw UNUSUAL;
  return peek(at, parent) !== close;
}

function key(at: Cursor, parent: number): string {
  const { line, start } = at;
  const first = at.text.charAt(at.start);
  const value = first === '"' || first === "'" ? quoted(at, parent) : plainKey(plain(at));
  if (at.line !== line || value === '__proto__' || at.start - start > LONGEST_KEY) throw UNUSUAL;
  if (at.text.charAt(at.start) !== ':' || at.text.charAt(at.start + 1) !== ' ') throw UNUSUAL;
  at.start++;
  return value;
}

function map(at: Cursor, parent: number, depth: number): Json {
  at.start++;
  const result: Record<string, Json> = {};
  for (let more = peek(at, parent) !== '}'; more; more = separated(at, parent, '}')) {
    const { line, start } = at;
    const name = key(at, parent);
    const outer = enter(at, name, placeOf(at, name, line, start));
    result[name] = member(at, parent, depth);
    at.sought = outer;
  }
  at.start++;
  return result;
}

function list(at: Cursor, parent: number, depth: number): Json {
  at.start++;
  const result: Json[] = [];
  for (let more = peek(at, parent) !== ']'; more; more = separated(at, parent, ']')) {
    const part = String(result.length);
    const outer = enter(at, part, placeOf(at, part, at.line, at.start));
    result.push(member(at, parent, depth));
    at.sought = outer;
  }
  at.start++;
  return result;
}

function member(at: Cursor, parent: number, depth: number): Json {
  const first = peek(at, parent);
  if (first === '"' || first === "'") return quoted(at, parent);
  return first === '[' || first === '{' ? flow(at, parent, depth + 1) : plainValue(plain(at));
}

/** A collection that begins at the cursor with its bracket; leaves the cursor behind the closing one. */
export function flow(at: Cursor, parent: number, depth = 0): Json {
  if (depth > MAX_DEPTH) throw UNUSUAL;
  return at.text.charAt(at.start) === '{' ? map(at, parent, depth) : list(at, parent, depth);
}
