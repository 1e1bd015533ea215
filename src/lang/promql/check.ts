import { matchesMatcher } from '../re2/index.ts';
import { Refusal } from '../go/refusal.ts';
import type { Binary, Expr, Matcher, Selector } from './ast.ts';
import type { ValueType } from './functions.ts';
import type { Signature } from './functions.ts';
import { AGGREGATOR_PARAMETERS, COMPARISONS, SET_OPERATORS } from './token.ts';

/*
 * What Prometheus checks once the grammar is satisfied (checkAST of promql/parser/parse.go, v0.313.1): types, numbers of
 * arguments, operators, matchers.
 */

const NAMES: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  string: 'string',
  vector: 'instant vector',
  matrix: 'range vector',
};

function expectType(expr: Expr, wanted: ValueType, where: string): void {
  check(expr);
  if (expr.type !== wanted)
    throw new Refusal(`expected type ${NAMES[wanted]} in ${where}, got ${NAMES[expr.type]}`, expr.start);
}

/** Throws Refusal about the first thing that Prometheus would refuse. */
export function check(expr: Expr): void {
  switch (expr.kind) {
    case 'number':
    case 'string':
      break;
    case 'selector':
      checkSelector(expr, expr.start);
      break;
    case 'range':
    case 'paren':
      check(expr.of);
      break;
    case 'subquery':
      check(expr.of);
      if (expr.of.type !== 'vector')
        throw new Refusal(`subquery is only allowed on instant vector, got ${expr.of.type} instead`, expr.start);
      break;
    case 'unary':
      check(expr.of);
      if (expr.of.type !== 'scalar' && expr.of.type !== 'vector')
        throw new Refusal(
          `unary expression only allowed on expressions of type scalar or instant vector, got "${NAMES[expr.of.type]}"`,
          expr.start,
        );
      break;
    case 'aggregate':
      expectType(expr.of, 'vector', 'aggregation expression');
      if (expr.parameter !== undefined)
        expectType(expr.parameter, AGGREGATOR_PARAMETERS.get(expr.op) ?? 'scalar', 'aggregation parameter');
      break;
    case 'binary':
      checkChain(expr);
      break;
    case 'call':
      checkCall(expr.name, expr.signature, expr.args, expr.start);
      break;
  }
}

/** `a + b + c + …` nests to the left without end: walked, not recursed. */
function checkChain(outermost: Binary): void {
  const chain: Binary[] = [];
  let left: Expr = outermost;
  for (; left.kind === 'binary'; left = left.left) chain.push(left);
  check(left);
  for (const expr of chain.toReversed()) {
    check(expr.right);
    checkBinary(expr);
  }
}

function checkBinary({ op, left, right, matching, opStart, start }: Binary): void {
  const scalars = left.type === 'scalar' && right.type === 'scalar';
  if (matching.bool && !COMPARISONS.has(op))
    throw new Refusal('bool modifier can only be used on comparison operators', opStart);
  if (COMPARISONS.has(op) && !matching.bool && scalars)
    throw new Refusal('comparisons between scalars must use BOOL modifier', opStart);
  const twice = matching.on ? matching.labels.find((label) => matching.include.includes(label)) : undefined;
  if (twice !== undefined) throw new Refusal(`label "${twice}" must not occur in ON and GROUP clause at once`, opStart);
  for (const side of [left, right])
    if (side.type !== 'scalar' && side.type !== 'vector')
      throw new Refusal('binary expression must contain only scalar and instant vector types', side.start);
  if (left.type !== 'vector' || right.type !== 'vector') {
    if (matching.labels.length > 0) throw new Refusal('vector matching only allowed between instant vectors', start);
    if (matching.fill) throw new Refusal('filling in missing series only allowed between instant vectors', start);
    if (SET_OPERATORS.has(op)) throw new Refusal(`set operator "${op}" not allowed in binary scalar expression`, start);
  } else if (SET_OPERATORS.has(op)) {
    if (matching.group) throw new Refusal(`no grouping allowed for "${op}" operation`, start);
    if (matching.fill) throw new Refusal('filling in missing series not allowed for set operators', start);
  }
}

function checkCall(name: string, signature: Signature, args: readonly Expr[], start: number): void {
  const count = signature.args.length;
  const { variadic } = signature;
  const least = variadic === 0 ? count : count - 1;
  const most = variadic < 0 ? Infinity : variadic === 0 ? count : count - 1 + variadic;
  if (args.length < least || args.length > most) {
    const bound = variadic === 0 ? '' : args.length < least ? 'at least ' : 'at most ';
    const wanted = args.length < least ? least : most;
    throw new Refusal(`expected ${bound}${wanted} argument(s) in call to "${name}", got ${args.length}`, start);
  }
  const data = name === 'info' ? args[1] : undefined;
  if (data !== undefined && (data.kind !== 'selector' || data.name !== undefined))
    throw new Refusal('expected label selectors only', data.start);
  args.forEach((arg, i) => {
    const wanted = signature.args[Math.min(i, count - 1)] ?? 'vector';
    if (arg !== data) expectType(arg, wanted, `call to function "${name}"`);
  });
}

const NAME = '__name__';

function checkSelector({ name, matchers }: Selector, start: number): void {
  if (name !== undefined) {
    const again = matchers.slice(0, -1).find((matcher) => matcher.name === NAME);
    if (again !== undefined)
      throw new Refusal(`metric name must not be set twice: "${name}" or "${again.value}"`, start);
  } else if (matchers.every(matchesEmpty))
    throw new Refusal('vector selector must contain at least one non-empty matcher', start);
}

/** Does the matcher hold for a series without the label? */
function matchesEmpty({ op, value }: Matcher): boolean {
  if (op === '=' || op === '!=') return (value === '') === (op === '=');
  return matchesMatcher(value, '') === (op === '=~');
}
