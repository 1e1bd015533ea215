/** Scalars as go-yaml scans them (go-scan.ts): each function goes from the first character of one to behind its last. */
import {
  column,
  cross,
  indent,
  isBlank,
  isBreak,
  LINE_BREAK,
  Refusal,
  SEPARATORS,
  TAB,
  type Scan,
} from './go-scan-state.ts';

const ESCAPE = 'an escape (\\) in a text in double quotes is none that kubectl knows';
export const QUESTION = 'a text in brackets with a question mark in it needs quotes';
export const COLON = 'a text in brackets that begins or ends with a colon needs quotes';

const ESCAPES = /[0abt\tnvfre "'\\N_LPxuU\n\r]/;
const SURROGATE = /^u[dD][89a-fA-F]/;

/** Behind a scalar: it is the key of a block where a colon follows. */
export function maybeKey(s: Scan, start: number, lineStart: number): void {
  s.key = { start, lineStart };
  if (s.flow > 0) return;
  let end = s.at;
  while (s.text[end] === ' ' || s.text[end] === '\t') end += 1;
  if (s.text[end] !== ':' || !isBlank(s.text.charAt(end + 1))) return;
  s.at = end + 1;
  if (indent(s) < start - lineStart) s.indents.push(start - lineStart);
}

export function quoted(s: Scan): void {
  const { at: start, lineStart, text } = s;
  const quote = text.charAt(start);
  for (s.at += 1; ;) {
    if (s.at >= text.length) return;
    const char = text.charAt(s.at);
    if (isBreak(s)) cross(s, true);
    else if (char === quote && quote === "'" && text[s.at + 1] === "'") s.at += 2;
    else if (char === quote) break;
    else if (char === '\\' && quote === '"') {
      const next = text.slice(s.at + 1, s.at + 4);
      if (!ESCAPES.test(next.charAt(0)) || SURROGATE.test(next)) throw new Refusal(s.at, ESCAPE);
      // An escape that YAML 1.2 does not have.
      if (next.startsWith("'")) s.missing.push([s.at, -1]);
      s.at += isBreak(s, s.at + 1) ? 1 : 2;
    } else s.at += 1;
  }
  s.at += 1;
  s.fresh = false;
  maybeKey(s, start, lineStart);
}

export function plain(s: Scan): void {
  const { at: start, lineStart, text } = s;
  s.fresh = false;
  const deep = indent(s) + 1;
  for (;;) {
    const char = text.charAt(s.at);
    if (char === '#' && isBlank(text.charAt(s.at - 1))) break;
    if (char === ':' && isBlank(text.charAt(s.at + 1))) break;
    if (s.flow > 0) {
      if (char === '?') throw new Refusal(start, QUESTION);
      if (char === ':' && ',[]{}'.includes(text.charAt(s.at + 1))) throw new Refusal(start, COLON);
      if (char !== '' && ',[]{}'.includes(char)) break;
    }
    if (SEPARATORS.test(char)) throw new Refusal(s.at, LINE_BREAK);
    if (char === '') break;
    if (!isBlank(char)) {
      s.at += 1;
      continue;
    }
    const end = s.at;
    const before = s.lineStart;
    s.at = overBlank(s, deep);
    const isDeep = s.flow > 0 || s.lineStart === before || column(s) >= deep;
    const isMark = s.at === s.lineStart && /^(?:\.\.\.)(?:\s|$)/.test(text.slice(s.at, s.at + 4));
    if (s.at >= text.length || !isDeep || isMark || text[s.at] === '#') {
      s.fresh = s.lineStart !== before;
      s.key = { start, lineStart };
      if (s.lineStart === before) s.at = end;
      return;
    }
  }
  maybeKey(s, start, lineStart);
}

/** Over spaces and line breaks behind a part of a plain scalar. */
function overBlank(s: Scan, deep: number): number {
  const { text, lineStart } = s;
  for (;;) {
    if (isBreak(s)) cross(s, s.flow > 0);
    else if (text[s.at] === '\t' && s.lineStart !== lineStart && column(s) < deep) throw new Refusal(s.at, TAB);
    else if (text[s.at] === ' ' || text[s.at] === '\t') s.at += 1;
    else return s.at;
  }
}

/** A literal or folded scalar, from its header on. */
export function block(s: Scan): void {
  const { text } = s;
  const end = /[\n\r]|$/.exec(text.slice(s.at))?.index ?? 0;
  const [marks = '', digit] = /^[|>][-+]?([1-9]?)[-+]?/.exec(text.slice(s.at, s.at + end)) ?? [];
  const start = s.at;
  s.at += marks.length;
  if (text[s.at] === '#') s.missing.push([s.at, 1]);
  while (s.at < text.length && !isBreak(s)) s.at += 1;
  const own = digit === '' || digit === undefined ? 0 : Math.max(indent(s), 0) + Number(digit);
  if (s.at < text.length) cross(s, false);
  const widest = overBreaks(s, own);
  const deep = own > 0 ? own : Math.max(widest, indent(s) + 1, 1);
  while (column(s) === deep && s.at < text.length) {
    while (s.at < text.length && !isBreak(s)) s.at += 1;
    if (s.at < text.length) cross(s, false);
    overBreaks(s, deep);
  }
  if (SEPARATORS.test(text.slice(start, s.at))) throw new Refusal(start, LINE_BREAK);
  s.fresh = true;
}

/** Over the indentation of the next line of a block that is not blank; 0: how deep the block is, is not known. Answers the widest. */
function overBreaks(s: Scan, deep: number): number {
  const inside = (): boolean => deep === 0 || column(s) < deep;
  for (let widest = 0; ; cross(s, false)) {
    while (inside() && s.text[s.at] === ' ') s.at += 1;
    widest = Math.max(widest, column(s));
    if (inside() && s.text[s.at] === '\t') throw new Refusal(s.at, TAB);
    if (!isBreak(s)) return widest;
  }
}
