import { answerOf } from '../go/refusal.ts';
import type { Expr } from './ast.ts';
import { parseTree } from './parse.ts';

/** Does an expression yield an element without a label whatever the data are, as `vector(1)` does? */
export function yieldsAlways(text: string): boolean {
  const answer = answerOf(() => ({ kind: 'ok' as const, always: isConstant(parseTree(text)) }));
  return answer.kind === 'ok' && answer.always;
}

function isConstant(expr: Expr): boolean {
  if (expr.kind === 'paren') return isConstant(expr.of);
  return expr.kind === 'call' && expr.name === 'vector' && expr.args.every(({ kind }) => kind === 'number');
}
