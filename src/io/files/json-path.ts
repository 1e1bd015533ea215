/** Walks along some paths of a JSON text without reading the rest of it. */
import { skipString } from './json.ts';
import type { Sought } from './sought.ts';

const SPACE = /[\t\n\r ]*/y;
const PRIMITIVE = /[^\t\n\r ,\]}]*/y;

function end(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  pattern.test(text);
  return pattern.lastIndex;
}

/** The offset behind the value at `from`. */
function skipValue(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return skipString(text, from) + 1;
  if (first !== '{' && first !== '[') return end(PRIMITIVE, text, from);
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = skipString(text, at);
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return at + 1;
  }
  return text.length;
}

/** Turns offsets, which only grow, into lines and columns. */
interface Lines {
  line: number;
  /** Offset of the line's first character. */
  start: number;
  /** Offset of the break that ends it. */
  end: number;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

function placeAt(text: string, lines: Lines, offset: number): Sought['place'] & object {
  while (lines.end < offset) {
    lines.line++;
    lines.start = lines.end + 1;
    lines.end = lineEnd(text, lines.start);
  }
  return { line: lines.line, column: offset - lines.start + 1 };
}

/** Looks into the map or list at `from`; the offset behind it. */
function walk(text: string, from: number, sought: Sought, lines: Lines): number {
  const isMap = text[from] === '{';
  if (!isMap && text[from] !== '[') return skipValue(text, from);
  let at = end(SPACE, text, from + 1);
  for (let index = 0; at < text.length && text[at] !== '}' && text[at] !== ']'; index++) {
    const start = at;
    let name = String(index);
    if (isMap) {
      const quote = skipString(text, at);
      name = JSON.parse(text.slice(at, quote + 1)) as string;
      at = end(SPACE, text, end(SPACE, text, quote + 1) + 1);
    }
    const next = sought.parts.get(name);
    if (next) next.place = placeAt(text, lines, start);
    at = end(SPACE, text, next ? walk(text, at, next, lines) : skipValue(text, at));
    if (text[at] === ',') at = end(SPACE, text, at + 1);
  }
  return at + 1;
}

/** Finds places in the value at `from`: of a key, or of a member of a list. The text must be JSON. */
export function findInJson(text: string, from: number, sought: Sought): void {
  walk(text, from, sought, { line: 1, start: 0, end: lineEnd(text, 0) });
}
