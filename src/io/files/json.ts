/** JSON text, also several values one after the other as `jq` and `kubectl` streams print them. */
import type { Json } from '../../model/index.ts';

export interface JsonValue {
  readonly value: Json;
  /** Offset of its first character. */
  readonly start: number;
  readonly line: number;
  /** Lines on which the members of a top-level list, or of its `items`, begin. */
  readonly itemLines: readonly number[];
}

interface Extent {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly itemLines: readonly number[];
}

const QUOTE = 34;
const BACKSLASH = 92;
const NEWLINE = 10;
const OPEN = new Set([123, 91]);
const CLOSE = new Set([125, 93]);

/** The offset of the quote that ends the string whose first quote is at `from`. */
export function skipString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    at += code === BACKSLASH ? 2 : 1;
  }
  return text.length;
}

/** Where the top-level values lie; undefined where the brackets do not close or something else stands between. */
function extents(text: string): readonly Extent[] | undefined {
  const found: Extent[] = [];
  let depth = 0;
  let line = 1;
  let start = 0;
  let startLine = 1;
  let lines: number[] = [];
  /** Depth at which members of the list stand; 0 outside such a list. */
  let memberDepth = 0;
  let key = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE) line++;
    else if (code === QUOTE && depth > 0) {
      const end = skipString(text, at);
      if (depth === 1) key = text.slice(at + 1, Math.min(end, at + 16));
      at = end;
    } else if (OPEN.has(code)) {
      if (depth === 0) [start, startLine, lines, key] = [at, line, [], ''];
      if (memberDepth > 0 && depth === memberDepth) lines.push(line);
      depth++;
      if (code === 91 && (depth === 1 || (depth === 2 && key === 'items'))) memberDepth = depth;
    } else if (CLOSE.has(code)) {
      if (depth === memberDepth) memberDepth = 0;
      depth--;
      if (depth < 0) return undefined;
      if (depth === 0) found.push({ start, end: at + 1, line: startLine, itemLines: lines });
    } else if (depth === 0 && code > 32) return undefined;
  }
  return depth === 0 ? found : undefined;
}

/** The values of a JSON text; undefined where it is not JSON (it may be YAML). */
export function scanJson(text: string): readonly JsonValue[] | undefined {
  if (!/^\s*[[{]/.test(text.slice(0, 4096))) return undefined;
  const found = extents(text);
  if (found === undefined) return undefined;
  try {
    return found.map(({ start, end, line, itemLines }) => ({
      value: JSON.parse(text.slice(start, end)) as Json,
      start,
      line,
      itemLines,
    }));
  } catch (error) {
    // Flow style YAML begins with the same characters; the YAML reader says where it breaks.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
