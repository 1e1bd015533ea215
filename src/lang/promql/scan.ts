import type { Cursor } from '../go/cursor.ts';
import { accept, acceptRun, EOF, inSet, isWord, next, peek } from '../go/cursor.ts';

/*
 * Numbers and durations as Prometheus' lexer cuts them out of an expression (promql/parser/lex.go of v0.313.1). What is
 * cut out need not be valid: the parser reads it again.
 */

const DECIMAL = '0123456789';
const HEX = '0123456789abcdefABCDEF';

/** Cuts a number; false where none is, and the cursor then stands where the lexer would try a duration. */
export function scanNumber(cursor: Cursor): boolean {
  const begin = cursor.pos;
  let digits = DECIMAL;
  if (accept(cursor, '0') && accept(cursor, 'xX')) {
    accept(cursor, '_');
    digits = HEX;
  }
  accept(cursor, '.');
  accept(cursor, digits);
  if (!scanRest(cursor, digits)) return false;
  return cursor.pos !== begin && !isWord(peek(cursor));
}

function scanRest(cursor: Cursor, digits: string): boolean {
  let dot = false;
  let exponent = false;
  const is = (set: string): boolean => inSet(set, peek(cursor));
  while (is(`${digits}._eE`)) {
    if (dot && accept(cursor, '.')) return false;
    if (exponent && accept(cursor, 'eE')) return false;
    if (accept(cursor, '.')) {
      dot = true;
      if (accept(cursor, '_.') || digits === HEX) return false;
    } else if (accept(cursor, 'eE')) {
      exponent = true;
      accept(cursor, '+-');
      if (accept(cursor, '._eE') || peek(cursor) === EOF) return false;
    } else if (accept(cursor, '_')) {
      if (accept(cursor, '._eE') || peek(cursor) === EOF) return false;
    } else acceptRun(cursor, digits);
  }
  return true;
}

/** Cuts the units after the number that `scanNumber` left; one rune beyond the duration is read. */
export function scanDuration(cursor: Cursor): boolean {
  if (!accept(cursor, 'smhdwy')) return false;
  // "ms"; a wrong unit like "hs" is found when the duration is read.
  accept(cursor, 's');
  while (accept(cursor, DECIMAL)) {
    acceptRun(cursor, DECIMAL);
    if (!accept(cursor, 'smhdw')) return false;
    accept(cursor, 's');
  }
  return !isWord(next(cursor));
}
