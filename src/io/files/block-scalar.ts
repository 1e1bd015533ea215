/** Scalars of the fast reader (block-yaml.ts): plain and quoted over any number of lines, literal and folded blocks. */
import type { Json } from '../../model/index.ts';
import { nextLine, seek, SPACE, UNUSUAL, type Cursor } from './block-cursor.ts';
import { resolvePlain } from './scalar.ts';

const PLAIN_START = /[A-Za-z0-9_/$(.+~<=;^\\\u00a1-\ud7ff]|[-:?][^ \n]/y;
const BLOCK = /^([|>])([1-9]?)([-+]?)$/;
const SURROGATE = /\\u[dD][89a-fA-F]/;

/** Lines of a scalar joined as YAML folds them: a line break is a space, and of several the first is dropped. */
function fold(lines: readonly string[], lineBreak: string): string {
  let result = '';
  let breaks = 0;
  for (const [index, line] of lines.entries()) {
    if (index > 0) breaks++;
    if (line === '' && index < lines.length - 1) continue;
    result += breaks === 1 ? ' ' : lineBreak.repeat(Math.max(0, breaks - 1));
    result += line;
    breaks = 0;
  }
  return result;
}

/** The value of an unquoted text. */
export function plainValue(text: string): Json {
  const resolved = resolvePlain(text);
  if ('refused' in resolved) throw UNUSUAL;
  return typeof resolved.value === 'bigint' ? Number(resolved.value) : resolved.value;
}

/** An unquoted key. */
export function plainKey(text: string): string {
  const resolved = resolvePlain(text);
  if ('refused' in resolved || resolved.value === null || text === '<<') throw UNUSUAL;
  return String(resolved.value);
}

/** One line of an unquoted scalar, and whether a comment follows it. */
function plainLine(at: Cursor): readonly [line: string, commented: boolean] {
  const line = at.text.slice(at.start, at.end);
  const comment = line.indexOf(' #');
  const text = (comment < 0 ? line : line.slice(0, comment)).replace(/ +$/, '');
  if (text.includes(': ') || text.endsWith(':') || text.includes('\t')) throw UNUSUAL;
  return [text, comment >= 0];
}

/** An unquoted scalar; `parent` is the indentation of the collection it belongs to. */
export function plain(at: Cursor, parent: number): Json {
  PLAIN_START.lastIndex = at.start;
  if (!PLAIN_START.test(at.text)) throw UNUSUAL;
  let [text, commented] = plainLine(at);
  let { line, end } = at;
  nextLine(at);
  if (at.indent <= parent) return plainValue(text);
  const lines = [text];
  while (at.indent > parent) {
    // A comment ends the scalar, so what follows it is an error; "- x" is where readers of YAML differ.
    if (commented || at.text.slice(end, at.start).trim() !== '') throw UNUSUAL;
    if (/^[-?:](?: |$)/.test(at.text.slice(at.start, at.start + 2).trimEnd())) throw UNUSUAL;
    for (let blank = line + 1; blank < at.line; blank++) lines.push('');
    [text, commented] = plainLine(at);
    lines.push(text);
    ({ line, end } = at);
    nextLine(at);
  }
  return plainValue(fold(lines, '\n'));
}

/** Offset of the quote that ends the scalar at the cursor. */
function closingQuote(at: Cursor, quote: string): number {
  const { text } = at;
  for (let end = text.indexOf(quote, at.start + 1); end >= 0; end = text.indexOf(quote, end + 1)) {
    if (quote === "'") {
      if (text.charAt(end + 1) !== quote) return end;
      end++;
    } else {
      let escapes = 0;
      while (text.charAt(end - 1 - escapes) === '\\') escapes++;
      if (escapes % 2 === 0) return end;
    }
  }
  throw UNUSUAL;
}

/** Content of a quoted scalar in JSON's escapes: an escaped line break is taken out, an escaped space is not an edge. */
function asJsonEscapes(content: string): string {
  if (SURROGATE.test(content)) throw UNUSUAL;
  return content.replace(/\\(\n *|u[\da-fA-F]{4}|[^])/g, (escape, what: string, offset: number) => {
    if (what === ' ') return String.raw`\u0020`;
    if (what.startsWith('\n')) {
      if (content.charAt(offset + escape.length) === '\n') throw UNUSUAL;
      return '';
    }
    if (what.length === 1 && !'"\\nrtbf'.includes(what)) throw UNUSUAL;
    return escape;
  });
}

/** A quoted scalar, over any number of lines. Leaves the cursor behind its closing quote. */
export function quoted(at: Cursor, parent: number): string {
  const { text, start } = at;
  const double = text.charAt(start) === '"';
  const end = closingQuote(at, double ? '"' : "'");
  let content = text.slice(start + 1, end);
  if (content.includes('\t')) throw UNUSUAL;
  if (end > at.end) {
    for (let from = at.end + 1; from <= end; from = at.end + 1) {
      let first = from;
      while (text.charCodeAt(first) === SPACE) first++;
      at.line++;
      const next = text.indexOf('\n', first);
      at.end = next < 0 ? text.length : next;
      if (first < at.end && first - from <= parent) throw UNUSUAL;
    }
  }
  at.start = end + 1;
  const escaped = double && content.includes('\\');
  if (escaped) content = asJsonEscapes(content);
  if (content.includes('\n')) content = fold(content.split(/ *\n */), escaped ? '\\n' : '\n');
  if (!double) return content.replaceAll("''", "'");
  return escaped ? (JSON.parse(`"${content}"`) as string) : content;
}

/** A literal or folded block, from its header on. */
export function block(at: Cursor, parent: number): string {
  const { text } = at;
  const [header, style, indicator, chomping] = BLOCK.exec(text.slice(at.start, at.end)) ?? [];
  if (header === undefined) throw UNUSUAL;
  const lines: string[] = [];
  let start = at.end + 1;
  let indent = indicator === '' ? -1 : parent + Number(indicator);
  let [blank, widest, used] = [0, 0, 0];
  while (start < text.length) {
    let end = text.indexOf('\n', start);
    if (end < 0) end = text.length;
    let first = start;
    while (first < end && text.charCodeAt(first) === SPACE) first++;
    const column = first - start;
    if (first === end && (indent < 0 || column <= indent)) {
      widest = Math.max(widest, column);
      blank++;
      lines.push('');
    } else {
      // Go refuses a tab where the indentation of the block is found out.
      if (indent < 0 && (column <= parent || widest > column || text.charCodeAt(first) === 9)) throw UNUSUAL;
      if (indent < 0) indent = column;
      if (column < indent) {
        // Between the parent and the block only a comment is allowed.
        if (column > parent || text.charCodeAt(first) === 9) throw UNUSUAL;
        break;
      }
      blank = 0;
      lines.push(text.slice(start + indent, end));
    }
    used++;
    start = end + 1;
  }
  if (blank === lines.length) throw UNUSUAL;
  at.line += 1 + used;
  seek(at, start);
  if (at.indent > parent) throw UNUSUAL;
  // At the end of the text without a line break there is none in the value either.
  if (at.done && !text.endsWith('\n')) throw UNUSUAL;
  const content = lines.slice(0, lines.length - blank);
  // Readers of YAML differ on spaces alone at the end of a block.
  if (content.at(-1)?.trimStart() === '') throw UNUSUAL;
  // Lines that are indented deeper, or blank ones at the start, are folded by other rules.
  if (style === '>' && (content[0] === '' || content.some((line) => /^[ \t]/.test(line)))) throw UNUSUAL;
  const end = chomping === '-' ? '' : '\n'.repeat(chomping === '+' ? 1 + blank : 1);
  return (style === '>' ? fold(content, '\n') : content.join('\n')) + end;
}
