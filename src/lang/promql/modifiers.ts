import { Refusal } from '../go/refusal.ts';
import type { Expr, Length, Modifiers, Selector } from './ast.ts';
import { isNumber, literal, offsetDuration, positiveDuration } from './durations.ts';
import type { Stream } from './stream.ts';
import { accept, expect, peek, take, unexpected } from './stream.ts';
import { NUMBER } from './token.ts';

/** Tokens that change the expression before them. */
export const MODIFIERS: ReadonlySet<string> = new Set(['[', 'offset', '@', 'anchored', 'smoothed']);

const MAX_INT64 = 2 ** 63;

/** Reads the modifier that comes next. Throws Refusal. */
export function applyModifier(stream: Stream, expr: Expr): Expr {
  const { kind, start } = take(stream);
  if (kind === '[') return ranged(stream, expr, start);
  if (kind === 'offset') addOffset(expr, offsetDuration(stream));
  else if (kind === '@') at(stream, expr);
  else extend(stream, expr, kind === 'anchored');
  return expr;
}

/** `[5m]` makes a range of a selector, `[5m:1m]` a subquery of anything. */
function ranged(stream: Stream, of: Expr, bracket: number): Expr {
  const { start } = of;
  const range = positiveDuration(stream);
  if (accept(stream, ':')) {
    const step = peek(stream).kind === ']' ? undefined : positiveDuration(stream);
    expect(stream, ']', 'subquery selector');
    const steps = step === undefined ? {} : { step };
    return { kind: 'subquery', of, range, ...steps, start, type: 'matrix', offset: 0, offsetExpression: false };
  }
  if (peek(stream).kind !== ']') unexpected(stream, 'subquery or range', '":" or "]"');
  take(stream);
  if (of.kind !== 'selector') throw new Refusal('ranges only allowed for vector selectors', bracket);
  if (hasOffset(of)) throw new Refusal('no offset modifiers allowed before range', bracket);
  if (typeof of.at === 'number') throw new Refusal('no @ modifiers allowed before range', bracket);
  return { kind: 'range', of, range, start, type: 'matrix' };
}

/** Go rounds to nanoseconds; what rounds to none is not an offset. */
const hasOffset = (target: Modifiers): boolean => !(Math.abs(target.offset * 1e9) < 0.5);

/** The node that carries offset and @; Refusal where the expression can have none. */
function carrier(expr: Expr, modifier: string): Modifiers {
  if (expr.kind === 'selector' || expr.kind === 'subquery') return expr;
  if (expr.kind === 'range') return expr.of;
  const message = 'must be preceded by an instant vector selector or range vector selector or a subquery';
  throw new Refusal(`${modifier} modifier ${message}`, expr.start);
}

function addOffset(expr: Expr, length: Length): void {
  const target = carrier(expr, 'offset');
  if (hasOffset(target) || target.offsetExpression)
    throw new Refusal('offset may not be set multiple times', expr.start);
  if (length.known) target.offset = length.seconds;
  else target.offsetExpression = true;
}

function at(stream: Stream, expr: Expr): void {
  const target = (): Modifiers => {
    const found = carrier(expr, '@');
    if (found.at !== undefined) throw new Refusal('@ <timestamp> may not be set multiple times', expr.start);
    return found;
  };
  const boundary = accept(stream, 'start') ?? accept(stream, 'end');
  if (boundary) {
    expect(stream, '(', '@');
    expect(stream, ')', '@');
    target().at = boundary.kind === 'start' ? 'start' : 'end';
    return;
  }
  const sign = accept(stream, '-') ?? accept(stream, '+');
  if (!isNumber(peek(stream))) unexpected(stream, '@', 'timestamp');
  const seconds = literal(stream, NUMBER);
  if (!(Math.abs(seconds) < MAX_INT64))
    throw new Refusal(`timestamp out of bounds for @ modifier: ${seconds}`, expr.start);
  target().at = sign?.kind === '-' ? -seconds : seconds;
}

function extend(stream: Stream, expr: Expr, anchored: boolean): void {
  const name = anchored ? 'anchored' : 'smoothed';
  if (!stream.features.extendedRangeSelectors)
    throw new Refusal(`${name} modifier is experimental and not enabled`, expr.start);
  if (expr.kind === 'subquery') throw new Refusal(`${name} modifier is not supported for subqueries`, expr.start);
  const target: Selector | undefined = expr.kind === 'selector' ? expr : expr.kind === 'range' ? expr.of : undefined;
  if (target === undefined) throw new Refusal(`${name} modifier not implemented`, expr.start);
  if (anchored) target.anchored = true;
  else target.smoothed = true;
  if (target.anchored && target.smoothed)
    throw new Refusal('anchored and smoothed modifiers cannot be used together', expr.start);
}
