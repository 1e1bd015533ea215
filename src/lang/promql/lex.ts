import type { Cursor } from '../go/cursor.ts';
import * as c from '../go/cursor.ts';
import { scanDuration, scanNumber } from './scan.ts';
import { DURATION, END, ERROR, FILLS, IDENTIFIER, KEYWORDS, METRIC, NUMBER, STRING, VARIABLE } from './token.ts';
import type { Token } from './token.ts';

/*
 * The tokens of an expression, cut as Prometheus' lexer cuts them (promql/parser/lex.go of v0.313.1): what is a keyword
 * outside braces is a label inside, and square brackets know only durations.
 */

interface Lexer extends Cursor {
  readonly tokens: Token[];
  /** Between square brackets a variable of Grafana's may be in the place of a duration. */
  readonly variables: boolean;
  parens: number;
  braces: boolean;
  bracket: boolean;
  /** Right after `[`: a stricter alphabet, until the first number. */
  fresh: boolean;
  colon: boolean;
  /** A number was seen after some `[`; like the original it is never forgotten. */
  duration: boolean;
}

/** All tokens; the last is END, or ERROR where the lexer gives up. `variables`: `[$__range]` is taken, too. */
export function lex(input: string, variables = false): readonly Token[] {
  const lexer: Lexer = {
    ...c.cursorOf(input),
    tokens: [],
    variables,
    parens: 0,
    braces: false,
    bracket: false,
    fresh: false,
    colon: false,
    duration: false,
  };
  for (;;) {
    lexer.start = lexer.pos;
    step(lexer);
    const kind = lexer.tokens.at(-1)?.kind;
    if (kind === END || kind === ERROR) return lexer.tokens;
  }
}

function emit(lexer: Lexer, kind: string): void {
  lexer.tokens.push({ kind, text: c.taken(lexer), start: lexer.start, end: lexer.pos });
}

function fail(lexer: Lexer, message: string): void {
  lexer.tokens.push({ kind: ERROR, text: message, start: lexer.start, end: lexer.pos });
}

function step(lexer: Lexer): void {
  if (lexer.fresh) {
    stepFresh(lexer);
    return;
  }
  const rune = c.next(lexer);
  if (c.isSpace(rune)) return;
  const char = rune === c.EOF ? '' : String.fromCodePoint(rune);
  if (char === '#') comment(lexer);
  else if (char === '"' || char === "'" || char === '`') quoted(lexer, char);
  else if (lexer.braces) stepBraces(lexer, rune, char);
  else stepOpen(lexer, rune, char);
}

function stepOpen(lexer: Lexer, rune: number, char: string): void {
  if (rune === c.EOF) {
    if (lexer.parens !== 0) fail(lexer, 'unclosed left parenthesis');
    else if (lexer.bracket) fail(lexer, 'unclosed left bracket');
    else emit(lexer, END);
  } else if (c.isDigit(rune) || (char === '.' && c.isDigit(c.peek(lexer)))) number(lexer);
  else if (char === '$' && lexer.variables && lexer.bracket) variable(lexer);
  else if (c.isAlpha(rune) || char === ':') word(lexer, rune, char);
  else punctuation(lexer, rune, char);
}

function punctuation(lexer: Lexer, rune: number, char: string): void {
  switch (char) {
    case '(':
    case ')':
      paren(lexer, char);
      break;
    case '{':
      lexer.braces = true;
      emit(lexer, char);
      break;
    case '[':
      if (lexer.bracket) fail(lexer, "unexpected left bracket '['");
      else {
        lexer.bracket = true;
        lexer.fresh = true;
        lexer.colon = false;
        emit(lexer, char);
      }
      break;
    case ']':
      if (!lexer.bracket) fail(lexer, "unexpected right bracket ']'");
      else {
        lexer.bracket = false;
        emit(lexer, char);
      }
      break;
    case ',':
    case '*':
    case '/':
    case '%':
    case '+':
    case '-':
    case '^':
    case '@':
      emit(lexer, char);
      break;
    case '=':
      if (c.accept(lexer, '=')) emit(lexer, '==');
      else if (c.accept(lexer, '~')) fail(lexer, "unexpected character after '=': '~'");
      else emit(lexer, '=');
      break;
    case '!':
      if (c.accept(lexer, '=')) emit(lexer, '!=');
      else fail(lexer, `unexpected character after '!': ${c.quoteRune(c.next(lexer))}`);
      break;
    case '<':
    case '>':
      emit(lexer, c.accept(lexer, '=') ? `${char}=` : c.accept(lexer, '/') ? `${char}/` : char);
      break;
    default:
      fail(lexer, `unexpected character: ${c.quoteRune(rune)}`);
  }
}

function paren(lexer: Lexer, char: string): void {
  lexer.parens += char === '(' ? 1 : -1;
  if (lexer.parens < 0) fail(lexer, "unexpected right parenthesis ')'");
  else emit(lexer, char);
}

function number(lexer: Lexer): void {
  lexer.pos = lexer.start;
  if (scanNumber(lexer)) emit(lexer, NUMBER);
  else if (scanDuration(lexer)) {
    c.backup(lexer);
    emit(lexer, DURATION);
  } else fail(lexer, `bad number or duration syntax: "${c.taken(lexer)}"`);
}

/** A keyword, a name, or, between square brackets, a colon or a word of duration expressions. */
function word(lexer: Lexer, rune: number, char: string): void {
  if (lexer.bracket) {
    if (char === ':') {
      if (lexer.colon) fail(lexer, "unexpected colon ':'");
      else emit(lexer, ':');
      lexer.colon = true;
    } else if (!durationWord(lexer)) fail(lexer, `unexpected character: ${c.quoteRune(rune)}, expected ':'`);
    return;
  }
  for (let r = c.next(lexer); c.isWord(r) || r === 0x3a; r = c.next(lexer));
  c.backup(lexer);
  const text = c.taken(lexer);
  const lower = text.toLowerCase();
  if (lower === 'inf' || lower === 'nan') emit(lexer, NUMBER);
  else if (KEYWORDS.has(lower) && !(FILLS.has(lower) && !parenFollows(lexer))) emit(lexer, lower);
  else emit(lexer, text.includes(':') ? METRIC : IDENTIFIER);
}

/** fill, fill_left and fill_right are names unless a parenthesis follows. */
const parenFollows = (lexer: Lexer): boolean => /^[ \t\n\r]*\(/.test(lexer.input.slice(lexer.pos));

function durationWord(lexer: Lexer): boolean {
  for (let r = c.next(lexer); c.isAlpha(r); r = c.next(lexer));
  c.backup(lexer);
  const lower = c.taken(lexer).toLowerCase();
  if (!['step', 'range', 'max_of', 'min_of'].includes(lower)) return false;
  emit(lexer, lower);
  return true;
}

function variable(lexer: Lexer): void {
  for (let r = c.next(lexer); c.isWord(r); r = c.next(lexer));
  c.backup(lexer);
  emit(lexer, VARIABLE);
}

/** Between `[` and the first number. */
function stepFresh(lexer: Lexer): void {
  const rune = c.next(lexer);
  if (c.isSpace(rune)) return;
  const char = rune === c.EOF ? '' : String.fromCodePoint(rune);
  if (rune === c.EOF) fail(lexer, 'unexpected end of input in duration expression');
  else if (char === ']') {
    lexer.bracket = false;
    lexer.fresh = false;
    lexer.colon = false;
    emit(lexer, char);
  } else if (char === ':') {
    if (!lexer.duration) fail(lexer, 'unexpected colon before duration in duration expression');
    else if (lexer.colon) fail(lexer, 'unexpected repeated colon in duration expression');
    else emit(lexer, char);
    lexer.colon = true;
  } else if (char === '(' || char === ')') paren(lexer, char);
  else if (c.inSet('+-*/%^,', rune)) emit(lexer, char);
  else if (c.isDigit(rune) || (char === '.' && c.isDigit(c.peek(lexer)))) {
    lexer.duration = true;
    lexer.fresh = false;
    number(lexer);
  } else if (char === '$' && lexer.variables) {
    lexer.fresh = false;
    variable(lexer);
  } else if (!c.inSet('srmSRM', rune) || !durationWord(lexer))
    fail(lexer, `unexpected character in duration expression: ${c.quoteRune(rune)}`);
}

/** Between braces, keywords are labels. */
function stepBraces(lexer: Lexer, rune: number, char: string): void {
  if (rune === c.EOF) fail(lexer, 'unexpected end of input inside braces');
  else if (c.isAlpha(rune)) {
    for (let r = c.next(lexer); c.isWord(r); r = c.next(lexer));
    c.backup(lexer);
    emit(lexer, IDENTIFIER);
  } else if (char === ',') emit(lexer, char);
  else if (char === '=') emit(lexer, c.accept(lexer, '~') ? '=~' : '=');
  else if (char === '!') {
    if (c.accept(lexer, '~')) emit(lexer, '!~');
    else if (c.accept(lexer, '=')) emit(lexer, '!=');
    else fail(lexer, `unexpected character after '!' inside braces: ${c.quoteRune(c.next(lexer))}`);
  } else if (char === '}') {
    lexer.braces = false;
    emit(lexer, char);
  } else fail(lexer, `unexpected character inside braces: ${c.quoteRune(rune)}`);
}

function comment(lexer: Lexer): void {
  for (let r = c.next(lexer); r !== c.EOF && r !== 0x0a && r !== 0x0d; r = c.next(lexer));
  c.backup(lexer);
}

const ESCAPES = 'abfnrtv\\';

/** A string with its quotes. Escapes are judged here, read later. */
function quoted(lexer: Lexer, quote: string): void {
  for (;;) {
    const rune = c.next(lexer);
    if (rune === c.RUNE_ERROR) return fail(lexer, 'invalid UTF-8 rune');
    if (rune === c.EOF) return fail(lexer, quote === '`' ? 'unterminated raw string' : 'unterminated quoted string');
    if (rune === quote.charCodeAt(0)) return emit(lexer, STRING);
    if (quote === '`') continue;
    if (rune === 0x0a) return fail(lexer, 'unterminated quoted string');
    if (rune === 0x5c) {
      const problem = escapeProblem(lexer, quote);
      if (problem !== undefined) return fail(lexer, problem);
    }
  }
}

function escapeProblem(lexer: Lexer, quote: string): string | undefined {
  const first = c.next(lexer);
  if (first === c.EOF) return 'escape sequence not terminated';
  if (c.inSet(ESCAPES + quote, first)) return undefined;
  if (!c.inSet('01234567xuU', first)) return `unknown escape sequence ${c.quoteRune(first)}`;
  const octal = c.inSet('01234567', first);
  if (octal) c.backup(lexer);
  const count = octal ? 3 : ({ x: 2, u: 4, U: 8 }[String.fromCodePoint(first)] ?? 0);
  let value = 0;
  for (let i = 0; i < count; i += 1) {
    const rune = c.next(lexer);
    if (rune === c.EOF) return 'escape sequence not terminated';
    if (!c.inSet(octal ? '01234567' : '0123456789abcdefABCDEF', rune))
      return `illegal character ${c.quoteRune(rune)} in escape sequence`;
    value = value * (octal ? 8 : 16) + Number.parseInt(String.fromCodePoint(rune), 16);
  }
  const limit = octal || count === 2 ? 0xff : 0x10ffff;
  return value > limit || (value >= 0xd800 && value < 0xe000)
    ? 'escape sequence is an invalid Unicode code point'
    : undefined;
}
