/*
 * Quoted strings as Go's strconv.Unquote and Prometheus' strutil.Unquote read them, and strconv.Quote writes them. An escape may name a single byte
 * (\xff, \377), so the result may be no text at all: that is told, since Prometheus refuses such names and patterns.
 */

/** What the quotes hold. `utf8` is false where the bytes are not UTF-8; `text` has U+FFFD for them. */
export interface Unquoted {
  readonly text: string;
  readonly utf8: boolean;
}

const SIMPLE: Readonly<Record<string, number>> = {
  a: 0x07,
  b: 0x08,
  f: 0x0c,
  n: 0x0a,
  r: 0x0d,
  t: 0x09,
  v: 0x0b,
  '\\': 0x5c,
};
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

interface Escape {
  /** A byte, or a code point when `rune`. */
  readonly value: number;
  readonly rune: boolean;
  readonly end: number;
}

/** A lone surrogate reaches Go as U+FFFD. */
const wellFormed = (text: string): string => text.replaceAll(/\p{Cs}/gu, '\ufffd');

/** The escape whose backslash is at `at`; undefined when it is none. `quote` may be escaped, the other quote not. */
export function readEscape(text: string, at: number, quote: string): Escape | undefined {
  const char = text[at + 1] ?? '';
  const simple = SIMPLE[char] ?? (char === quote && quote !== '' ? char.charCodeAt(0) : undefined);
  if (simple !== undefined) return { value: simple, rune: false, end: at + 2 };
  const octal = /^[0-7]{3}/.exec(text.slice(at + 1, at + 4))?.[0];
  if (octal !== undefined) {
    const value = Number.parseInt(octal, 8);
    return value > 0xff ? undefined : { value, rune: false, end: at + 4 };
  }
  const count = HEX_DIGITS[char];
  if (count === undefined) return undefined;
  const digits = text.slice(at + 2, at + 2 + count);
  if (digits.length < count || !/^[0-9a-fA-F]+$/.test(digits)) return undefined;
  const value = Number.parseInt(digits, 16);
  if (char !== 'x' && (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))) return undefined;
  return { value, rune: char !== 'x', end: at + 2 + count };
}

/**
 * The value of a quoted string, quotes included: "…", `…`, and '…' too when `singleToo` (Prometheus' strings). Undefined
 * where Go answers "invalid syntax".
 */
export function unquote(quoted: string, singleToo: boolean): Unquoted | undefined {
  const quote = quoted[0] ?? '';
  if (quoted.length < 2 || quoted.at(-1) !== quote) return undefined;
  const inner = quoted.slice(1, -1);
  if (quote === '`') {
    if (inner.includes('`')) return undefined;
    // Go drops carriage returns in raw strings; Prometheus keeps them.
    return { text: wellFormed(singleToo ? inner : inner.replaceAll('\r', '')), utf8: true };
  }
  if (quote !== '"' && !(singleToo && quote === "'")) return undefined;
  if (inner.includes('\n')) return undefined;
  return inner.includes('\\') || inner.includes(quote)
    ? withEscapes(inner, quote)
    : { text: wellFormed(inner), utf8: true };
}

function withEscapes(inner: string, quote: string): Unquoted | undefined {
  let text = '';
  let bytes: number[] = [];
  let utf8 = true;
  const flush = (): void => {
    if (bytes.length === 0) return;
    const part = decode(bytes);
    text += part.text;
    utf8 &&= part.utf8;
    bytes = [];
  };
  for (let at = 0; at < inner.length;) {
    const char = String.fromCodePoint(inner.codePointAt(at) ?? 0);
    if (char === quote) return undefined;
    if (char !== '\\') {
      flush();
      text += char;
      at += char.length;
      continue;
    }
    const escape = readEscape(inner, at, quote);
    if (escape === undefined) return undefined;
    if (!escape.rune && escape.value > 0x7f) bytes.push(escape.value);
    else {
      flush();
      text += String.fromCodePoint(escape.value);
    }
    at = escape.end;
  }
  flush();
  return { text: wellFormed(text), utf8 };
}

function decode(bytes: readonly number[]): Unquoted {
  const array = Uint8Array.from(bytes);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(array);
  const again = new TextEncoder().encode(text);
  return { text, utf8: again.length === array.length && again.every((byte, i) => byte === array[i]) };
}

const NAMED: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};
/** unicode.IsPrint: letters, marks, numbers, punctuation, symbols, and of all spaces the one. */
const UNPRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u;

/** Text in double quotes as strconv.Quote writes it. */
export function quote(text: string): string {
  return `"${Array.from(wellFormed(text), quotedRune).join('')}"`;
}

function quotedRune(rune: string): string {
  const named = NAMED[rune];
  if (named !== undefined || !UNPRINTABLE.test(rune)) return named ?? rune;
  const code = rune.codePointAt(0) ?? 0;
  const [letter, digits] = code < 0x80 ? ['x', 2] : code < 0x10000 ? ['u', 4] : ['U', 8];
  return `\\${letter}${code.toString(16).padStart(digits, '0')}`;
}
