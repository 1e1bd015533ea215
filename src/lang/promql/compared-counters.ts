import { answerOf } from '../go/refusal.ts';
import type { Expr } from './ast.ts';
import { partsOf } from './ast.ts';
import { ALL_FEATURES } from './metrics.ts';
import { parseTree } from './parse.ts';

/** A metric whose value itself, or the sum or highest of it, must be above a number, or be exactly that. */
export interface ComparedMetric {
  readonly metric: string;
  readonly op: string;
  readonly number: number;
}

/** The metrics whose comparison with a number decides alone, and of which the expression asks in no other way. */
export function comparedMetrics(text: string): readonly ComparedMetric[] {
  const answer = answerOf(() => {
    const root = parseTree(text, ALL_FEATURES);
    const found = comparisons(root);
    return { kind: 'ok' as const, found: found.filter(({ metric }) => uses(root, metric) === 1) };
  });
  return answer.kind === 'ok' ? answer.found : [];
}

const MIRRORED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '==': '==', '!=': '!=' };

/** Those that decide alone whether the expression yields anything: with a guard or in an aggregation they do not. */
function comparisons(expr: Expr): readonly ComparedMetric[] {
  if (expr.kind === 'paren') return comparisons(expr.of);
  if (expr.kind !== 'binary') return [];
  if (expr.op === 'or') return [...comparisons(expr.left), ...comparisons(expr.right)];
  // With bool there is a value in any case.
  if (expr.matching.bool) return [];
  const sides = [
    { op: expr.op, of: expr.left, than: expr.right },
    { op: MIRRORED[expr.op] ?? '', of: expr.right, than: expr.left },
  ];
  return sides.flatMap(({ op, of, than }) => {
    const number = than.kind === 'paren' ? than.of : than;
    if (number.kind !== 'number') return [];
    const metric = asksForHeight(op, number.value) ? valueOf(of) : undefined;
    return metric === undefined ? [] : [{ metric, op, number: number.value }];
  });
}

/** Of a counter `== 0` asks whether nothing happened yet, which is a question; `!= 0` is `> 0`. */
function asksForHeight(op: string, number: number): boolean {
  if (op === '==') return number > 0;
  return op === '>' || op === '>=' || (op === '!=' && number === 0);
}

/** The metric of which an expression is the value, at one time. */
function valueOf(expr: Expr): string | undefined {
  if (expr.kind === 'paren') return valueOf(expr.of);
  if (expr.kind === 'aggregate') return ['sum', 'max', 'min', 'avg'].includes(expr.op) ? valueOf(expr.of) : undefined;
  if (expr.kind !== 'selector' || expr.offset !== 0 || expr.offsetExpression || expr.at !== undefined) return undefined;
  return expr.name;
}

/** How many selectors name the metric: one that is asked for in two ways is not only compared. */
function uses(expr: Expr, metric: string): number {
  if (expr.kind === 'selector') return expr.name === metric ? 1 : 0;
  return partsOf(expr).reduce((sum, part) => sum + uses(part, metric), 0);
}
