import { answerOf } from '../go/refusal.ts';
import type { Expr, Selector } from './ast.ts';
import { partsOf } from './ast.ts';
import { ALL_FEATURES } from './metrics.ts';
import { parseTree } from './parse.ts';

/** A function that yields nothing of a series with fewer than two samples in its window, over the series of a selector. */
export interface OverTwoSamples {
  readonly name: string;
  readonly seconds: number;
  readonly matchers: Selector['matchers'];
}

/** promql/functions.go of Prometheus v3.13: extrapolatedRate, instantValue, funcDeriv, funcPredictLinear. */
const TWO: readonly string[] = ['rate', 'increase', 'delta', 'irate', 'idelta', 'deriv', 'predict_linear'];

/** Those of an expression whose window is a plain number; none of one that cannot be read. */
export function overTwoSamples(text: string): readonly OverTwoSamples[] {
  const answer = answerOf(() => {
    const found: OverTwoSamples[] = [];
    const open: Expr[] = [parseTree(text, ALL_FEATURES)];
    for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
      open.push(...partsOf(expr));
      const [range] = expr.kind === 'call' && TWO.includes(expr.name) ? expr.args : [];
      // With these words Prometheus takes samples from in front of the window, too.
      if (expr.kind !== 'call' || range?.kind !== 'range' || range.of.smoothed || range.of.anchored) continue;
      if (range.range.known) found.push({ name: expr.name, seconds: range.range.seconds, matchers: range.of.matchers });
    }
    return { kind: 'ok' as const, found };
  });
  return answer.kind === 'ok' ? answer.found : [];
}
