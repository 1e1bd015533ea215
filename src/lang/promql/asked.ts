import { answerOf } from '../go/refusal.ts';
import type { Expr, Matcher } from './ast.ts';
import { partsOf } from './ast.ts';
import { ALL_FEATURES } from './metrics.ts';
import { parseTree } from './parse.ts';

/** What it means where a selector of an expression has no series. */
export interface AskedSelector {
  readonly metric?: string;
  /** Without the one that names the metric. */
  readonly matchers: readonly Matcher[];
  /**
   * `needed`: what it is part of is then empty. `absence`: it is there to be absent, as in `absent()` and after `unless`.
   * `spare`: it is one side of an `or`, so the other one may be the one that has series here.
   */
  readonly role: 'needed' | 'absence' | 'spare';
}

const NAME = '__name__';

/** The selectors of an expression, in the order of the text; undefined where it cannot be read. */
export function askedSelectors(text: string): readonly AskedSelector[] | undefined {
  const answer = answerOf(() => {
    const found: (AskedSelector & { readonly start: number })[] = [];
    collect(parseTree(text, ALL_FEATURES, true), 'needed', found);
    return { kind: 'ok' as const, found };
  });
  if (answer.kind !== 'ok') return undefined;
  return answer.found.toSorted((a, b) => a.start - b.start).map(({ start: _start, ...asked }) => asked);
}

function collect(expr: Expr, role: AskedSelector['role'], into: (AskedSelector & { readonly start: number })[]): void {
  switch (expr.kind) {
    case 'selector': {
      const names = expr.matchers.filter(({ name, op }) => name === NAME && op === '=');
      const metric = expr.name ?? names[0]?.value;
      const matchers = expr.matchers.filter((each) => metric === undefined || !names.includes(each));
      into.push({ ...(metric === undefined ? {} : { metric }), matchers, role, start: expr.start });
      return;
    }
    case 'call': {
      const within = /^absent(?:_over_time)?$/.test(expr.name) ? 'absence' : role;
      // The second argument of info() says which labels to add, and asks for no series of its own.
      for (const part of expr.name === 'info' ? expr.args.slice(0, 1) : expr.args) collect(part, within, into);
      return;
    }
    case 'binary': {
      const isSpare = expr.op === 'or' || expr.matching.fill;
      const left = isSpare && role === 'needed' ? 'spare' : role;
      collect(expr.left, left, into);
      collect(expr.right, expr.op === 'unless' ? 'absence' : left, into);
      return;
    }
    default:
      for (const part of partsOf(expr)) collect(part, role, into);
  }
}
