/** Between which values the results of PromQL's functions and operators are (promql/functions.go, engine.go of v0.313.1). */

/** Both ends count. A value may be NaN besides. */
export interface Range {
  readonly lo: number;
  readonly hi: number;
}

export const ANY: Range = { lo: Number.NEGATIVE_INFINITY, hi: Number.POSITIVE_INFINITY };
const FROM_ZERO: Range = { lo: 0, hi: Number.POSITIVE_INFINITY };
const FROM_ONE: Range = { lo: 1, hi: Number.POSITIVE_INFINITY };
const ONE: Range = { lo: 1, hi: 1 };

const FUNCTIONS: Readonly<Record<string, Range>> = {
  absent: ONE,
  absent_over_time: ONE,
  present_over_time: ONE,
  count_over_time: FROM_ONE,
  abs: FROM_ZERO,
  changes: FROM_ZERO,
  resets: FROM_ZERO,
  stddev_over_time: FROM_ZERO,
  stdvar_over_time: FROM_ZERO,
  mad_over_time: FROM_ZERO,
  exp: FROM_ZERO,
  sqrt: FROM_ZERO,
  sgn: { lo: -1, hi: 1 },
  hour: { lo: 0, hi: 23 },
  minute: { lo: 0, hi: 59 },
  day_of_week: { lo: 0, hi: 6 },
  day_of_month: { lo: 1, hi: 31 },
  days_in_month: { lo: 28, hi: 31 },
  day_of_year: { lo: 1, hi: 366 },
  month: { lo: 1, hi: 12 },
};

/** Functions whose value is one of those of their first argument, or between two of them. */
const WITHIN: ReadonlySet<string> = new Set([
  'vector',
  'scalar',
  'sort',
  'sort_desc',
  'sort_by_label',
  'sort_by_label_desc',
  'label_replace',
  'label_join',
  'last_over_time',
  'first_over_time',
  'min_over_time',
  'max_over_time',
  'avg_over_time',
]);

/** The values of a call, by those of its arguments. */
export function callRange(name: string, args: readonly Range[]): Range {
  const fixed = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (fixed) return { ...fixed };
  const [first = ANY, second = ANY, third = ANY] = args.map(({ lo, hi }) => ({ lo, hi }));
  if (WITHIN.has(name)) return first;
  if (name === 'clamp_min') return { lo: Math.max(first.lo, second.lo), hi: Math.max(first.hi, second.hi) };
  if (name === 'clamp_max') return { lo: Math.min(first.lo, second.lo), hi: Math.min(first.hi, second.hi) };
  if (name === 'clamp') return { lo: second.lo, hi: third.hi };
  return ANY;
}

/** The values of an aggregation. */
export function aggregateRange(op: string, { lo, hi }: Range): Range {
  switch (op) {
    case 'count':
    case 'count_values':
      return FROM_ONE;
    case 'group':
      return ONE;
    case 'stddev':
    case 'stdvar':
      return FROM_ZERO;
    case 'sum':
      return { lo: lo >= 0 ? lo : ANY.lo, hi: hi <= 0 ? hi : ANY.hi };
    case 'min':
    case 'max':
    case 'avg':
    case 'topk':
    case 'bottomk':
    case 'limitk':
    case 'limit_ratio':
      return { lo, hi };
    default:
      return ANY;
  }
}

/** The values of `left op right`. */
export function arithmetic(op: string, left: Range, right: Range): Range {
  const all = (values: readonly number[]): Range =>
    values.some(Number.isNaN) ? ANY : { lo: Math.min(...values), hi: Math.max(...values) };
  switch (op) {
    case '+':
      return all([left.lo + right.lo, left.hi + right.hi]);
    case '-':
      return all([left.lo - right.hi, left.hi - right.lo]);
    case '*':
      return all([left.lo * right.lo, left.lo * right.hi, left.hi * right.lo, left.hi * right.hi]);
    case '/':
      if (right.lo === right.hi && right.lo !== 0) return all([left.lo / right.lo, left.hi / right.lo]);
      return left.lo >= 0 && right.lo >= 0 ? FROM_ZERO : ANY;
    default:
      return ANY;
  }
}

/** The values on the left for which a comparison may hold; undefined: it holds for none. */
export function restrict(op: string, left: Range, right: Range): Range | undefined {
  switch (op) {
    case '>':
      return left.hi > right.lo ? { lo: Math.max(left.lo, right.lo), hi: left.hi } : undefined;
    case '>=':
      return left.hi >= right.lo ? { lo: Math.max(left.lo, right.lo), hi: left.hi } : undefined;
    case '<':
      return left.lo < right.hi ? { lo: left.lo, hi: Math.min(left.hi, right.hi) } : undefined;
    case '<=':
      return left.lo <= right.hi ? { lo: left.lo, hi: Math.min(left.hi, right.hi) } : undefined;
    case '==': {
      const both = { lo: Math.max(left.lo, right.lo), hi: Math.min(left.hi, right.hi) };
      return both.lo <= both.hi ? both : undefined;
    }
    default:
      return { lo: left.lo, hi: left.hi };
  }
}

/** The values of one or the other. */
export function hull(a: Range, b: Range): Range {
  return { lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi) };
}
