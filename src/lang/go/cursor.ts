/** A place in a text that is read rune by rune, as Go's lexers do. */
export interface Cursor {
  readonly input: string;
  pos: number;
  /** Where the current token begins. */
  start: number;
  /** Of the rune read last, in UTF-16 units; 0 at the end. */
  width: number;
}

/** What `next` answers at the end of the text. */
export const EOF = -1;
/** What Go makes of a byte sequence that is not a character; a lone surrogate arrives there as this. */
export const RUNE_ERROR = 0xfffd;

export const cursorOf = (input: string): Cursor => ({ input, pos: 0, start: 0, width: 0 });

/** Reads one code point, EOF at the end. */
export function next(cursor: Cursor): number {
  if (cursor.pos >= cursor.input.length) {
    cursor.width = 0;
    return EOF;
  }
  const rune = cursor.input.codePointAt(cursor.pos) ?? EOF;
  cursor.width = rune > 0xffff ? 2 : 1;
  cursor.pos += cursor.width;
  return rune >= 0xd800 && rune <= 0xdfff ? RUNE_ERROR : rune;
}

/** Steps back over the rune read last; once per `next`. */
export function backup(cursor: Cursor): void {
  cursor.pos -= cursor.width;
}

export function peek(cursor: Cursor): number {
  const rune = next(cursor);
  backup(cursor);
  return rune;
}

export const inSet = (set: string, rune: number): boolean =>
  rune >= 0 && rune < 0x80 && set.includes(String.fromCharCode(rune));

/** Consumes the next rune when it is one of the ASCII set. */
export function accept(cursor: Cursor, set: string): boolean {
  if (inSet(set, next(cursor))) return true;
  backup(cursor);
  return false;
}

export function acceptRun(cursor: Cursor, set: string): void {
  while (inSet(set, next(cursor)));
  backup(cursor);
}

export const taken = (cursor: Cursor): string => cursor.input.slice(cursor.start, cursor.pos);

export const isSpace = (rune: number): boolean => rune === 0x20 || rune === 0x09 || rune === 0x0a || rune === 0x0d;
export const isDigit = (rune: number): boolean => rune >= 0x30 && rune <= 0x39;
/** A to Z, a to z and the underscore. */
export const isAlpha = (rune: number): boolean =>
  rune === 0x5f || (rune >= 0x61 && rune <= 0x7a) || (rune >= 0x41 && rune <= 0x5a);
export const isWord = (rune: number): boolean => isAlpha(rune) || isDigit(rune);

/** The rune as Go's %q prints it, for messages. */
export const quoteRune = (rune: number): string => (rune === EOF ? 'end of input' : `'${String.fromCodePoint(rune)}'`);
