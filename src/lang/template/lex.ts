import type { Cursor } from '../go/cursor.ts';
import { accept, acceptRun, cursorOf, EOF, inSet, isSpace, next, peek, quoteRune, taken } from '../go/cursor.ts';

/*
 * The tokens of a template, cut as Go's text/template/parse cuts them (lex.go, go 1.26).
 */

export type TokenKind =
  | 'text'
  | 'left'
  | 'right'
  | 'space'
  | 'keyword'
  | 'identifier'
  | 'field'
  | 'variable'
  | 'dot'
  | 'nil'
  | 'bool'
  | 'char'
  | 'complex'
  | 'number'
  | 'string'
  | 'raw'
  | 'pipe'
  | 'assign'
  | 'declare'
  | '('
  | ')'
  | 'other'
  | 'end'
  | 'error';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
}

interface Lexer extends Cursor {
  readonly tokens: Token[];
  action: boolean;
  parens: number;
}

const KEYWORDS: ReadonlySet<string> = new Set('block break continue define else end if range template with'.split(' '));
const LEFT_TRIM = /^-[ \t\r\n]/;
const RIGHT_TRIM = /^[ \t\r\n]-/;

/** All tokens; the last is 'end', or 'error' where the lexer gives up (its text is the message). */
export function lex(input: string): readonly Token[] {
  const lexer: Lexer = { ...cursorOf(input), tokens: [], action: false, parens: 0 };
  for (;;) {
    lexer.start = lexer.pos;
    if (lexer.action) inAction(lexer);
    else outside(lexer);
    const kind = lexer.tokens.at(-1)?.kind;
    if (kind === 'end' || kind === 'error') return lexer.tokens;
  }
}

function emit(lexer: Lexer, kind: TokenKind): void {
  lexer.tokens.push({ kind, text: taken(lexer), start: lexer.start });
}

function fail(lexer: Lexer, text: string): void {
  lexer.tokens.push({ kind: 'error', text, start: lexer.start });
}

/** Text up to the next `{{`, then that and, when it opens a comment, the comment. */
function outside(lexer: Lexer): void {
  const { input } = lexer;
  const open = input.indexOf('{{', lexer.pos);
  const trim = open >= 0 && LEFT_TRIM.test(input.slice(open + 2, open + 4));
  const raw = input.slice(lexer.pos, open < 0 ? input.length : open);
  const text = trim ? raw.replace(/[ \t\r\n]+$/, '') : raw;
  if (text !== '') lexer.tokens.push({ kind: 'text', text, start: lexer.start });
  if (open < 0) {
    lexer.pos = input.length;
    lexer.start = lexer.pos;
    emit(lexer, 'end');
    return;
  }
  lexer.start = open;
  lexer.pos = open + 2 + (trim ? 2 : 0);
  if (input.startsWith('/*', lexer.pos)) {
    comment(lexer);
    return;
  }
  emit(lexer, 'left');
  lexer.action = true;
  lexer.parens = 0;
}

function comment(lexer: Lexer): void {
  const close = lexer.input.indexOf('*/', lexer.pos + 2);
  if (close < 0) return fail(lexer, 'unclosed comment');
  lexer.pos = close + 2;
  if (!rightDelimiter(lexer)) fail(lexer, 'comment ends before closing delimiter');
}

/** Consumes `}}` or ` -}}` with the space after it. */
function rightDelimiter(lexer: Lexer): boolean {
  const trim = atTrimmedRight(lexer, lexer.pos);
  if (!trim && !lexer.input.startsWith('}}', lexer.pos)) return false;
  lexer.pos += trim ? 4 : 2;
  if (trim) acceptRun(lexer, ' \t\r\n');
  return true;
}

const atTrimmedRight = (lexer: Lexer, pos: number): boolean =>
  RIGHT_TRIM.test(lexer.input.slice(pos, pos + 2)) && lexer.input.startsWith('}}', pos + 2);

function right(lexer: Lexer): void {
  rightDelimiter(lexer);
  lexer.tokens.push({ kind: 'right', text: '}}', start: lexer.start });
  lexer.action = false;
}

function inAction(lexer: Lexer): void {
  if (atTrimmedRight(lexer, lexer.pos) || lexer.input.startsWith('}}', lexer.pos)) {
    if (lexer.parens === 0) right(lexer);
    else fail(lexer, 'unclosed left paren');
    return;
  }
  const rune = next(lexer);
  const char = rune === EOF ? '' : String.fromCodePoint(rune);
  if (rune === EOF) fail(lexer, 'unclosed action');
  else if (isSpace(rune)) space(lexer);
  else if (char === '$') afterSigil(lexer, 'variable');
  else if (char === '.' && !inSet('0123456789', peekUnlessEnd(lexer))) afterSigil(lexer, 'field');
  else if (inSet('.+-0123456789', rune)) number(lexer);
  else if (isName(rune)) word(lexer);
  else punctuation(lexer, rune, char);
}

/** A dot at the very end may start a number, says the original. */
const peekUnlessEnd = (lexer: Lexer): number => (lexer.pos < lexer.input.length ? peek(lexer) : 0x30);

function punctuation(lexer: Lexer, rune: number, char: string): void {
  if (char === '=') emit(lexer, 'assign');
  else if (char === ':') {
    if (accept(lexer, '=')) emit(lexer, 'declare');
    else fail(lexer, 'expected :=');
  } else if (char === '|') emit(lexer, 'pipe');
  else if (char === '"') quoted(lexer, char, 'string', 'unterminated quoted string');
  else if (char === "'") quoted(lexer, char, 'char', 'unterminated character constant');
  else if (char === '`') raw(lexer);
  else if (char === '(') {
    lexer.parens += 1;
    emit(lexer, '(');
  } else if (char === ')') {
    lexer.parens -= 1;
    if (lexer.parens < 0) fail(lexer, 'unexpected right paren');
    else emit(lexer, ')');
  } else if (rune > 0x20 && rune < 0x7f) emit(lexer, 'other');
  else fail(lexer, `unrecognized character in action: ${quoteRune(rune)}`);
}

/** Spaces; the last may belong to a trimming delimiter. */
function space(lexer: Lexer): void {
  acceptRun(lexer, ' \t\r\n');
  if (atTrimmedRight(lexer, lexer.pos - 1)) {
    lexer.pos -= 1;
    if (lexer.pos === lexer.start) {
      right(lexer);
      return;
    }
  }
  emit(lexer, 'space');
}

const NAME = /^[_\p{L}\p{Nd}]$/u;
const isName = (rune: number): boolean => rune !== EOF && NAME.test(String.fromCodePoint(rune));

function names(lexer: Lexer): void {
  while (isName(peek(lexer))) next(lexer);
}

/** May a name end here? */
function terminated(lexer: Lexer): boolean {
  const rune = peek(lexer);
  return rune === EOF || isSpace(rune) || inSet('.,|:()', rune) || lexer.input.startsWith('}}', lexer.pos);
}

function word(lexer: Lexer): void {
  names(lexer);
  const text = taken(lexer);
  if (!terminated(lexer)) fail(lexer, `bad character ${quoteRune(peek(lexer))}`);
  else if (KEYWORDS.has(text)) emit(lexer, 'keyword');
  else if (text === 'nil') emit(lexer, 'nil');
  else emit(lexer, text === 'true' || text === 'false' ? 'bool' : 'identifier');
}

/** After `$` or `.`: a name, or nothing. */
function afterSigil(lexer: Lexer, kind: 'variable' | 'field'): void {
  if (terminated(lexer)) {
    emit(lexer, kind === 'variable' ? 'variable' : 'dot');
    return;
  }
  names(lexer);
  if (terminated(lexer)) emit(lexer, kind);
  else fail(lexer, `bad character ${quoteRune(peek(lexer))}`);
}

function quoted(lexer: Lexer, quote: string, kind: TokenKind, problem: string): void {
  for (;;) {
    let rune = next(lexer);
    if (rune === 0x5c) {
      rune = next(lexer);
      if (rune !== EOF && rune !== 0x0a) continue;
    }
    if (rune === EOF || rune === 0x0a) return fail(lexer, problem);
    if (rune === quote.charCodeAt(0)) return emit(lexer, kind);
  }
}

function raw(lexer: Lexer): void {
  const close = lexer.input.indexOf('`', lexer.pos);
  if (close < 0) return fail(lexer, 'unterminated raw quoted string');
  lexer.pos = close + 1;
  emit(lexer, 'raw');
}

function number(lexer: Lexer): void {
  lexer.pos = lexer.start;
  const good = scanNumber(lexer);
  if (good && !inSet('+-', peek(lexer))) return emit(lexer, 'number');
  if (good && scanNumber(lexer) && lexer.input[lexer.pos - 1] === 'i') return emit(lexer, 'complex');
  fail(lexer, `bad number syntax: ${JSON.stringify(taken(lexer))}`);
}

function scanNumber(lexer: Lexer): boolean {
  accept(lexer, '+-');
  let digits = '0123456789_';
  if (accept(lexer, '0')) {
    if (accept(lexer, 'xX')) digits = '0123456789abcdefABCDEF_';
    else if (accept(lexer, 'oO')) digits = '01234567_';
    else if (accept(lexer, 'bB')) digits = '01_';
  }
  acceptRun(lexer, digits);
  if (accept(lexer, '.')) acceptRun(lexer, digits);
  const exponent = digits.length === 11 ? 'eE' : digits.length === 23 ? 'pP' : '';
  if (exponent !== '' && accept(lexer, exponent)) {
    accept(lexer, '+-');
    acceptRun(lexer, '0123456789_');
  }
  accept(lexer, 'i');
  if (!isName(peek(lexer))) return true;
  next(lexer);
  return false;
}
