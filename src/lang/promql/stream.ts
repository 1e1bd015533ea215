import { MAX_DEPTH, Refusal, TooDeep } from '../go/refusal.ts';
import type { Features } from './features.ts';
import type { Token } from './token.ts';
import { END, ERROR } from './token.ts';

/** The tokens and the place in them; what every part of the grammar works on. */
export interface Stream {
  readonly tokens: readonly Token[];
  readonly features: Features;
  at: number;
  depth: number;
}

const NOTHING: Token = { kind: END, text: '', start: 0, end: 0 };

export const peek = (stream: Stream, ahead = 0): Token => stream.tokens[stream.at + ahead] ?? NOTHING;

export function take(stream: Stream): Token {
  const token = peek(stream);
  stream.at += 1;
  return token;
}

/** Takes the next token when it is of that kind. */
export function accept(stream: Stream, kind: string): Token | undefined {
  return peek(stream).kind === kind ? take(stream) : undefined;
}

/** Takes the next token, which must be of that kind. Throws Refusal. */
export function expect(stream: Stream, kind: string, where: string): Token {
  return accept(stream, kind) ?? unexpected(stream, where, `"${kind}"`);
}

/** Throws Refusal about the next token; the lexer's own complaint goes first. */
export function unexpected(stream: Stream, where: string, wanted?: string): never {
  const { kind, text, start } = peek(stream);
  if (kind === ERROR) throw new Refusal(text, start);
  const what = kind === END ? END : kind === text ? `"${text}"` : `${kind} ${JSON.stringify(text)}`;
  const place = where === '' ? '' : ` in ${where}`;
  throw new Refusal(`unexpected ${what}${place}${wanted === undefined ? '' : `, expected ${wanted}`}`, start);
}

/** Runs one more level of nesting. Throws TooDeep. */
export function nested<T>(stream: Stream, work: () => T): T {
  stream.depth += 1;
  if (stream.depth > MAX_DEPTH) throw new TooDeep(`the expression nests deeper than ${MAX_DEPTH} levels`);
  const result = work();
  stream.depth -= 1;
  return result;
}
