import type { Expr, Matcher } from './ast.ts';
import { partsOf } from './ast.ts';
import type { Features } from './features.ts';
import { featuresOf } from './features.ts';
import type { ValueType } from './functions.ts';
import { parse } from './parse.ts';
import type { TooDeepAnswer } from '../go/refusal.ts';
import { answerOf } from '../go/refusal.ts';

export { featuresOf } from './features.ts';
export type { Features } from './features.ts';
export type { Matcher } from './ast.ts';

/** One vector selector of an expression. `matchers` holds the metric's name too, as a matcher of __name__. */
export interface SelectorOf {
  readonly metric?: string;
  readonly matchers: readonly Matcher[];
}

export type ExpressionAnswer =
  | { readonly kind: 'ok'; readonly type: ValueType; readonly selectors: readonly SelectorOf[] }
  /** `offset` counts UTF-16 units from the start of the text. */
  | { readonly kind: 'invalid'; readonly message: string; readonly offset: number }
  /** It nests deeper than we follow. */
  | TooDeepAnswer;

/**
 * Reads an expression and answers what Prometheus v0.313.1 (3.13) and the operator v0.93.0 with it would: the grammar,
 * types, numbers of arguments, and matchers. The type is what it yields; the selectors come in the order of the text.
 */
export function parseExpression(text: string, features: Features = featuresOf()): ExpressionAnswer {
  return answerOf((): ExpressionAnswer => {
    const expr = parse(text, features);
    return { kind: 'ok', type: expr.type, selectors: selectorsOf(expr) };
  });
}

function selectorsOf(root: Expr): readonly SelectorOf[] {
  const found: (SelectorOf & { readonly start: number })[] = [];
  const open: Expr[] = [root];
  for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
    if (expr.kind === 'selector') {
      const { name, matchers, start } = expr;
      const metric = name ?? matchers.find((matcher) => matcher.name === '__name__' && matcher.op === '=')?.value;
      found.push({ ...(metric === undefined ? {} : { metric }), matchers, start });
    } else open.push(...partsOf(expr));
  }
  return found
    .toSorted((a, b) => a.start - b.start)
    .map(({ metric, matchers }) => ({ ...(metric === undefined ? {} : { metric }), matchers }));
}
