import { TooDeep } from '../go/refusal.ts';
import type { Expr } from './ast.ts';
import { partsOf } from './ast.ts';
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

/** Levels that what walks a tree by recursion may meet. `a + b + c` leans to the left: as deep as it is long. */
const MAX_LEVELS = 300;

/** As `parse`, for what walks the tree by recursion: throws TooDeep too where `parse` goes on. */
export function parseTree(text: string, features?: Features, variables?: boolean): Expr {
  const root = parse(text, features, variables);
  let level: readonly Expr[] = [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_LEVELS) throw new TooDeep(`the expression nests or chains more than ${MAX_LEVELS} levels`);
    level = level.flatMap(partsOf);
  }
  return root;
}
