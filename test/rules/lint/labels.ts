/** Which labels the result of an expression can have, as far as the expression tells. */
import type { Expr } from '../../../src/lang/promql/ast.ts';
import type { RuleGroup } from '../../../src/model/index.ts';
import { lintedRules, unwrapped } from './tree.ts';

/** `only`: these and no others. `but`: any except these. */
export type LabelSet = { readonly only: ReadonlySet<string> } | { readonly but: ReadonlySet<string> };

const only = (names: Iterable<string> = []): LabelSet => ({ only: new Set(names) });
const ANY: LabelSet = { but: new Set() };
const COMPARES = ['and', 'unless'];

const both = (a: ReadonlySet<string>, b: ReadonlySet<string>) => new Set([...a].filter((one) => b.has(one)));
const without = (a: ReadonlySet<string>, b: ReadonlySet<string>) => new Set([...a].filter((one) => !b.has(one)));

export const canHave = (set: LabelSet, label: string): boolean =>
  'only' in set ? set.only.has(label) : !set.but.has(label);

function either(a: LabelSet, b: LabelSet): LabelSet {
  if ('only' in a && 'only' in b) return only([...a.only, ...b.only]);
  if ('but' in a && 'but' in b) return { but: both(a.but, b.but) };
  const [open, closed] = 'but' in a ? [a, b] : [b, a];
  return 'but' in open && 'only' in closed ? { but: without(open.but, closed.only) } : ANY;
}

const keeping = (set: LabelSet, labels: readonly string[]): LabelSet =>
  only(labels.filter((label) => canHave(set, label)));
const losing = (set: LabelSet, labels: readonly string[]): LabelSet =>
  'only' in set ? { only: without(set.only, new Set(labels)) } : { but: new Set([...set.but, ...labels]) };
const gaining = (set: LabelSet, labels: readonly string[]): LabelSet => either(set, only(labels));

/** Looks up what the recorded series of some groups can have. */
export type Recorded = (metric: string) => LabelSet | undefined;

export function recordedIn(groups: readonly RuleGroup[]): Recorded {
  const records = lintedRules(groups).filter(({ rule }) => 'record' in rule);
  const known = new Map<string, LabelSet>();
  const open = new Set<string>();
  const look: Recorded = (metric) => {
    const own = records.filter(({ name }) => name === metric);
    if (own.length === 0) return undefined;
    // A series that is made from itself has of it no labels but those it gets elsewhere.
    if (open.has(metric)) return only();
    open.add(metric);
    const seen = own
      .map(({ expr, rule }) => gaining(expr === undefined ? ANY : labelsOf(expr, look), Object.keys(rule.labels ?? {})))
      .reduce((a, b) => either(a, b));
    open.delete(metric);
    if (open.size === 0) known.set(metric, seen);
    return seen;
  };
  return (metric) => known.get(metric) ?? look(metric);
}

export function labelsOf(expr: Expr, recorded: Recorded): LabelSet {
  const of = (part: Expr) => labelsOf(part, recorded);
  switch (expr.kind) {
    case 'selector': {
      const metric = expr.name ?? '';
      return recorded(metric) ?? ANY;
    }
    case 'aggregate':
      if (['topk', 'bottomk'].includes(expr.op)) return of(expr.of);
      return expr.grouping.without
        ? losing(of(expr.of), expr.grouping.labels)
        : keeping(of(expr.of), expr.grouping.labels);
    case 'call': {
      const [first, second] = expr.args;
      if (expr.name === 'label_replace' && first !== undefined && second?.kind === 'string')
        return gaining(of(first), [second.value]);
      if (expr.name.startsWith('absent')) return ANY;
      const vector = expr.args.find(({ type }) => type === 'vector' || type === 'matrix');
      return vector === undefined ? only() : of(vector);
    }
    case 'binary': {
      const { op, left, right, matching } = expr;
      if (left.type === 'scalar') return of(right);
      if (right.type === 'scalar' || COMPARES.includes(op)) return of(left);
      if (op === 'or') return either(of(left), of(right));
      if (matching.group) return gaining(of(left), matching.include);
      if (matching.on) return keeping(either(of(left), of(right)), matching.labels);
      return losing(of(left), matching.labels);
    }
    case 'range':
    case 'subquery':
    case 'unary':
    case 'paren':
      return of(unwrapped(expr.of));
    default:
      return only();
  }
}
