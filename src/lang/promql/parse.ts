import type { Expr } from './ast.ts';
import { check } from './check.ts';
import type { Features } from './features.ts';
import { featuresOf } from './features.ts';
import { wholeExpression } from './grammar.ts';
import { lex } from './lex.ts';

/**
 * The tree of an expression, checked as Prometheus checks it. `variables`: variables of Grafana's may be in the place of
 * durations. Throws Refusal, TooDeep.
 */
export function parse(text: string, features: Features = featuresOf(), variables = false): Expr {
  const expr = wholeExpression({ tokens: lex(text, variables), features, at: 0, depth: 0 });
  check(expr);
  return expr;
}
