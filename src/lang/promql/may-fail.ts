import { answerOf } from '../go/refusal.ts';
import type { Expr } from './ast.ts';
import { partsOf } from './ast.ts';
import { ALL_FEATURES } from './metrics.ts';
import { parseTree } from './parse.ts';

/** Set operators take any number of series on both sides. */
const SETS: ReadonlySet<string> = new Set(['and', 'or', 'unless']);
const RELABEL: ReadonlySet<string> = new Set(['label_replace', 'label_join']);

/**
 * Do the labels of series decide whether the expression can be evaluated? Several series on both sides of an operation
 * match one another, or two results get the same labels (Prometheus v0.313.1 promql/engine.go: VectorBinop, ContainsSameLabelset).
 */
export function mayFail(text: string): boolean {
  const answer = answerOf(() => ({ kind: 'ok' as const, fails: fails(parseTree(text, ALL_FEATURES)) }));
  return answer.kind === 'ok' && answer.fails;
}

function fails(expr: Expr): boolean {
  const here =
    expr.kind === 'binary'
      ? expr.left.type === 'vector' && expr.right.type === 'vector' && !SETS.has(expr.op)
      : expr.kind === 'call' && RELABEL.has(expr.name);
  return here || partsOf(expr).some(fails);
}
