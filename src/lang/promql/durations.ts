import { parseDuration } from '../go/duration.ts';
import { parseFloat64, parseInt64 } from '../go/number.ts';
import { Refusal } from '../go/refusal.ts';
import { isAtLeast } from '../versions.ts';
import type { Length } from './ast.ts';
import type { Stream } from './stream.ts';
import { accept, expect, nested, peek, take, unexpected } from './stream.ts';
import type { Token } from './token.ts';
import { DURATION, NUMBER, VARIABLE } from './token.ts';

/*
 * Numbers, and the durations in `[…]` and after `offset`. Without the feature promql-duration-expr only a literal with
 * signs passes; the grammar around it is Prometheus' own, with its corners (generated_parser.y of v0.313.1).
 */

const COMPUTED: Length = { known: false };
const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ['+', 1],
  ['-', 1],
  ['*', 2],
  ['/', 2],
  ['%', 2],
  ['^', 3],
]);
const UNARY = 2;
/** Seconds of Go's largest time.Duration. */
const MOST_SECONDS = 2 ** 63 / 1e9;

/** The value of a NUMBER or DURATION token (in seconds). Throws Refusal. */
export function numberOf(token: Token): number {
  if (token.kind === DURATION) {
    const duration = parseDuration(token.text);
    if (duration.kind === 'invalid') throw new Refusal(duration.message, token.start);
    return duration.milliseconds / 1000;
  }
  const whole = parseInt64(token.text);
  const value = whole === undefined ? parseFloat64(token.text) : Number(whole);
  if (value === undefined) throw new Refusal(`error parsing number: ${token.text}`, token.start);
  return value;
}

export const isNumber = (token: Token): boolean => token.kind === NUMBER || token.kind === DURATION;

/**
 * Takes a NUMBER or DURATION where one of them is meant. They stand for each other since Prometheus 2.54, with which
 * operators read rules since 0.76 (generated_parser.y of Prometheus v0.54.0 and v0.52.0). Throws Refusal.
 */
export function literal(stream: Stream, meant: typeof NUMBER | typeof DURATION): number {
  const token = take(stream);
  if (token.kind !== meant && !isAtLeast(stream.features.operator, '0.76.0'))
    throw new Refusal(`unexpected ${token.kind} ${JSON.stringify(token.text)}, expected ${meant}`, token.start);
  return numberOf(token);
}

function known(seconds: number, at: number): Length {
  if (seconds > MOST_SECONDS || seconds < -MOST_SECONDS) throw new Refusal('duration out of range', at);
  return { known: true, seconds };
}

function experimental(stream: Stream, at: number): void {
  if (!stream.features.durationExpressions) throw new Refusal('experimental duration expression is not enabled', at);
}

const negated = (length: Length, sign: Token): Length =>
  length.known ? known(sign.kind === '-' ? -length.seconds : length.seconds, sign.start) : COMPUTED;

/** A duration inside square brackets: greater than 0 where it is known. Throws Refusal. */
export function positiveDuration(stream: Stream): Length {
  const { start } = peek(stream);
  const length = durationExpression(stream, 0);
  if (length.known && length.seconds <= 0) throw new Refusal('duration must be greater than 0', start);
  return length;
}

function durationExpression(stream: Stream, least: number): Length {
  return nested(stream, () => continued(stream, operand(stream), least));
}

function continued(stream: Stream, first: Length, least: number): Length {
  let length = first;
  for (;;) {
    const operator = peek(stream);
    const precedence = PRECEDENCE.get(operator.kind);
    if (precedence === undefined || precedence < least) return length;
    take(stream);
    const right = durationExpression(stream, precedence + 1);
    experimental(stream, operator.start);
    if ((operator.kind === '/' || operator.kind === '%') && right.known && right.seconds === 0)
      throw new Refusal(operator.kind === '/' ? 'division by zero' : 'modulo by zero', operator.start);
    length = COMPUTED;
  }
}

function operand(stream: Stream): Length {
  const token = peek(stream);
  if (isNumber(token)) return known(literal(stream, DURATION), token.start);
  if (token.kind === VARIABLE) return { known: false, variable: take(stream).text };
  if (token.kind === '+' || token.kind === '-') {
    take(stream);
    return negated(durationExpression(stream, UNARY + 1), token);
  }
  if (token.kind === '(') {
    const length = parenthesised(stream);
    experimental(stream, token.start);
    return length;
  }
  return durationCall(stream) ?? unexpected(stream, 'duration', 'number, duration, step(), or range()');
}

function parenthesised(stream: Stream): Length {
  take(stream);
  const length = durationExpression(stream, 0);
  expect(stream, ')', 'duration');
  return length;
}

/** step(), range(), max_of(a, b), min_of(a, b); undefined where none begins. */
function durationCall(stream: Stream): Length | undefined {
  const word = peek(stream);
  const pair = word.kind === 'max_of' || word.kind === 'min_of';
  if (!pair && word.kind !== 'step' && word.kind !== 'range') return undefined;
  take(stream);
  expect(stream, '(', 'duration');
  if (pair) {
    durationExpression(stream, 0);
    expect(stream, ',', 'duration');
    durationExpression(stream, 0);
  }
  expect(stream, ')', 'duration');
  experimental(stream, word.start);
  return COMPUTED;
}

/**
 * What follows `offset`. A literal, or a sign before a literal, a call or parentheses, ends here: what comes after it
 * belongs to the expression (`foo offset 5m + 3`). Parentheses or two signs open a whole duration expression. Throws Refusal.
 */
export function offsetDuration(stream: Stream): Length {
  const token = peek(stream);
  if (isNumber(token)) return known(literal(stream, DURATION), token.start);
  if (token.kind === '+' || token.kind === '-') return signedOffset(stream, take(stream));
  return durationCall(stream) ?? durationExpression(stream, 0);
}

function signedOffset(stream: Stream, sign: Token): Length {
  const token = peek(stream);
  if (isNumber(token)) return negated(known(literal(stream, DURATION), token.start), sign);
  if (accept(stream, '(')) {
    const length = durationExpression(stream, 0);
    expect(stream, ')', 'duration');
    return negated(length, sign);
  }
  const call = durationCall(stream);
  if (call !== undefined) return call;
  return continued(stream, negated(durationExpression(stream, UNARY + 1), sign), 0);
}
