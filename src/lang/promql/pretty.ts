import { answerOf, Refusal } from '../go/refusal.ts';
import type { Expr } from './ast.ts';
import { featuresOf } from './features.ts';
import { lex } from './lex.ts';
import { parseTree } from './parse.ts';
import { aggregator, operator, print, subquerySuffix } from './print.ts';
import { stringOf } from './selectors.ts';
import { STRING } from './token.ts';

/*
 * Expressions over several lines, as `promtool promql format` prints them (promql/parser/prettier.go of v0.313.1): a
 * part that is longer than a line is split, each level two spaces deeper than the one around it.
 */

const LONGEST = 100;

/**
 * The expression in Prometheus' own layout; undefined where it is none without experimental features, or where it holds
 * bytes that are not text. `variables`: `[$__range]` and the like are kept as they are.
 */
export function pretty(text: string, { variables = false } = {}): string | undefined {
  const answer = answerOf(() => {
    const expr = parseTree(text, featuresOf(), variables);
    for (const token of lex(text, variables))
      if (token.kind === STRING && !stringOf(token).utf8) throw new Refusal('no UTF-8', token.start);
    return { kind: 'ok' as const, text: split(expr, 0) };
  });
  return answer.kind === 'ok' ? answer.text : undefined;
}

function split(expr: Expr, level: number): string {
  const line = print(expr);
  const fits = new TextEncoder().encode(line).length <= LONGEST;
  const indent = '  '.repeat(level);
  switch (expr.kind) {
    case 'subquery':
      // One that fits is not indented: so it is in the original.
      return fits ? line : split(expr.of, level) + subquerySuffix(expr);
    case 'unary':
      return indent + expr.op + split(expr.of, level).trim();
    case 'call':
      return indent + (fits ? line : enclosed(expr.name, expr.args, level));
    case 'paren':
      return indent + (fits ? line : enclosed('', [expr.of], level));
    case 'aggregate': {
      const parts = expr.parameter === undefined ? [expr.of] : [expr.parameter, expr.of];
      return indent + (fits ? line : enclosed(aggregator(expr.op, expr.grouping), parts, level));
    }
    case 'binary':
      if (fits) return indent + line;
      return `${split(expr.left, level + 1)}\n${indent}${operator(expr)}\n${split(expr.right, level + 1)}`;
    default:
      return indent + line;
  }
}

function enclosed(before: string, parts: readonly Expr[], level: number): string {
  return `${before}(\n${parts.map((part) => split(part, level + 1)).join(',\n')}\n${'  '.repeat(level)})`;
}
