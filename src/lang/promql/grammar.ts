import { Refusal } from '../go/refusal.ts';
import type { Binary, BinaryMatching, Expr, Grouping } from './ast.ts';
import { isNumber, literal, numberOf } from './durations.ts';
import { signatureOf } from './functions.ts';
import { applyModifier, MODIFIERS } from './modifiers.ts';
import { labelList, selector, stringOf } from './selectors.ts';
import type { Stream } from './stream.ts';
import { accept, expect, nested, peek, take, unexpected } from './stream.ts';
import type { Token } from './token.ts';
import * as t from './token.ts';

/*
 * The grammar of PromQL (promql/parser/generated_parser.y of v0.313.1), by precedence climbing. Types and matchers are
 * checked afterwards, in check.ts, as Prometheus does.
 */

const PLAIN: BinaryMatching = { bool: false, on: false, labels: [], include: [], fill: false };

/** A whole text. Throws Refusal, TooDeep. */
export function wholeExpression(stream: Stream): Expr {
  if (peek(stream).kind === t.END) throw new Refusal('no expression found in input', 0);
  const expr = expression(stream, 0);
  if (peek(stream).kind !== t.END) unexpected(stream, '');
  return expr;
}

/** Reads on as long as operators bind at least as tightly as `least`. */
function expression(stream: Stream, least: number): Expr {
  return nested(stream, () => {
    let left = modified(stream, operand(stream));
    for (;;) {
      const operator = peek(stream);
      const precedence = t.PRECEDENCE.get(operator.kind);
      if (precedence === undefined || precedence < least) return left;
      take(stream);
      const matching = binaryModifiers(stream);
      const right = expression(stream, operator.kind === '^' ? precedence : precedence + 1);
      left = binary(stream, operator, matching, left, right);
    }
  });
}

function binary(stream: Stream, operator: Token, matching: BinaryMatching, left: Expr, right: Expr): Binary {
  if (matching.fill && !stream.features.binopFillModifiers)
    throw new Refusal('binop fill modifiers are experimental and not enabled', left.start);
  const type = left.type === 'scalar' && right.type === 'scalar' ? 'scalar' : 'vector';
  const { start } = left;
  return { kind: 'binary', op: operator.kind, left, right, matching, opStart: operator.start, start, type };
}

/** Range, subquery, offset, @, anchored, smoothed: each binds tighter than any operator. */
function modified(stream: Stream, first: Expr): Expr {
  let expr = first;
  while (MODIFIERS.has(peek(stream).kind)) expr = applyModifier(stream, expr);
  return expr;
}

function operand(stream: Stream): Expr {
  const token = peek(stream);
  const { start, kind } = token;
  const call = peek(stream, 1).kind === '(';
  if (isNumber(token))
    return { kind: 'number', value: literal(stream, t.NUMBER), duration: kind === t.DURATION, start, type: 'scalar' };
  if (kind === t.STRING) return { kind: 'string', value: stringOf(take(stream)).text, start, type: 'string' };
  if (kind === '+' || kind === '-') return unary(stream, take(stream));
  if (kind === '(') return paren(stream);
  if (t.AGGREGATORS.has(kind) && (call || ['by', 'without'].includes(peek(stream, 1).kind))) return aggregate(stream);
  if (call && (kind === t.IDENTIFIER || t.PREPROCESSORS.has(kind))) return functionCall(stream);
  return selector(stream);
}

function unary(stream: Stream, sign: Token): Expr {
  const of = expression(stream, t.PRECEDENCE.get('^') ?? 0);
  const { start } = sign;
  if (of.kind === 'number') return { ...of, value: sign.kind === '-' ? -of.value : of.value, start };
  return { kind: 'unary', op: sign.kind, of, start, type: of.type };
}

function paren(stream: Stream): Expr {
  const { start } = take(stream);
  const of = expression(stream, 0);
  expect(stream, ')', '');
  return { kind: 'paren', of, start, type: of.type };
}

/** `(a, b)`, parentheses included. */
function callArguments(stream: Stream, where: string): readonly Expr[] {
  expect(stream, '(', where);
  const args: Expr[] = [];
  if (accept(stream, ')')) return args;
  for (;;) {
    args.push(expression(stream, 0));
    if (accept(stream, ')')) return args;
    const comma = expect(stream, ',', where);
    if (peek(stream).kind === ')') throw new Refusal('trailing commas not allowed in function call args', comma.start);
  }
}

function functionCall(stream: Stream): Expr {
  const { text: name, start } = take(stream);
  const signature = signatureOf(name, stream.features.operator);
  const args = callArguments(stream, `call to "${name}"`);
  if (signature === undefined) throw new Refusal(`unknown function with name "${name}"`, start);
  if (signature.experimental && !stream.features.experimentalFunctions)
    throw new Refusal(`function "${name}" is not enabled`, start);
  return { kind: 'call', name, signature, args, start, type: signature.returns };
}

function aggregate(stream: Stream): Expr {
  const { kind: op, start } = take(stream);
  const before = grouping(stream);
  const args = callArguments(stream, 'aggregation');
  const grouped = before ?? grouping(stream) ?? { without: false, labels: [] };
  if (args.length === 0) throw new Refusal('no arguments for aggregate expression provided', start);
  if (t.EXPERIMENTAL_AGGREGATORS.has(op) && !stream.features.experimentalFunctions)
    throw new Refusal(
      `${op}() is experimental and must be enabled with --enable-feature=promql-experimental-functions`,
      start,
    );
  const wanted = t.AGGREGATOR_PARAMETERS.has(op) ? 2 : 1;
  const of = args[wanted - 1];
  if (args.length !== wanted || of === undefined)
    throw new Refusal(
      `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`,
      start,
    );
  const parameter = wanted === 2 ? args[0] : undefined;
  return {
    kind: 'aggregate',
    op,
    of,
    grouping: grouped,
    start,
    type: 'vector',
    ...(parameter === undefined ? {} : { parameter }),
  };
}

/** by (…) or without (…), when one stands here. */
function grouping(stream: Stream): Grouping | undefined {
  const word = accept(stream, 'by') ?? accept(stream, 'without');
  return word && { without: word.kind === 'without', labels: labelList(stream) };
}

/** What may stand between an operator and its right side. */
function binaryModifiers(stream: Stream): BinaryMatching {
  const bool = accept(stream, 'bool') !== undefined;
  const word = accept(stream, 'on') ?? accept(stream, 'ignoring');
  const labels = word === undefined ? [] : labelList(stream);
  const group = word && (accept(stream, 'group_left') ?? accept(stream, 'group_right'));
  const include = group && peek(stream).kind === '(' ? labelList(stream) : [];
  const many =
    group === undefined ? {} : { group: group.kind === 'group_left' ? ('left' as const) : ('right' as const) };
  const fill = fillModifiers(stream);
  return { ...PLAIN, bool, on: word?.kind === 'on', labels, ...many, include, fill };
}

function fillModifiers(stream: Stream): boolean {
  const word = accept(stream, 'fill') ?? accept(stream, 'fill_left') ?? accept(stream, 'fill_right');
  if (word === undefined) return false;
  fillValue(stream);
  if (word.kind === 'fill_left' && accept(stream, 'fill_right')) fillValue(stream);
  else if (word.kind === 'fill_right' && accept(stream, 'fill_left')) fillValue(stream);
  return true;
}

function fillValue(stream: Stream): void {
  expect(stream, '(', 'fill');
  if (!accept(stream, '-')) accept(stream, '+');
  if (!isNumber(peek(stream))) unexpected(stream, 'fill', 'number');
  numberOf(take(stream));
  expect(stream, ')', 'fill');
}
