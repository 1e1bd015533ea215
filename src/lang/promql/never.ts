import { groupBy } from '../../kube/group.ts';
import { answerOf } from '../go/refusal.ts';
import { anchoredTest } from '../re2/index.ts';
import type { Binary, Expr, Matcher } from './ast.ts';
import { ALL_FEATURES } from './metrics.ts';
import { parseTree } from './parse.ts';
import { print } from './print.ts';
import { ANY, arithmetic, callRange, hull, aggregateRange, restrict } from './ranges.ts';
import type { Range } from './ranges.ts';
import { labelsOf } from './series-labels.ts';

/*
 * Whether an expression yields nothing, whatever the data are. What is not followed may have any value, and NaN, of which
 * every comparison but != is false. Rules of Prometheus v0.313.1 promql/engine.go: VectorBinop, aggregation, funcAbsent.
 */

/** Why an expression yields nothing, whatever the data are, in one sentence; undefined where it may yield something. */
export function neverYields(text: string): string | undefined {
  const answer = answerOf(() => ({ kind: 'ok' as const, never: look(parseTree(text, ALL_FEATURES)).never }));
  return answer.kind === 'ok' ? answer.never : undefined;
}

/** The values that may come, and why none does. */
interface Seen extends Range {
  readonly never?: string;
}

function look(expr: Expr): Seen {
  switch (expr.kind) {
    case 'number':
      return Number.isNaN(expr.value) ? ANY : { lo: expr.value, hi: expr.value };
    case 'string':
      return ANY;
    case 'selector': {
      const never = contradiction(expr.matchers);
      return never === undefined ? ANY : { ...ANY, never };
    }
    case 'unary': {
      const of = look(expr.of);
      return expr.op === '-' ? { ...of, lo: -of.hi, hi: -of.lo } : of;
    }
    case 'range':
    case 'subquery':
    case 'paren':
      return look(expr.of);
    case 'call':
      return ofCall(expr);
    case 'aggregate': {
      const of = look(expr.of);
      return { ...aggregateRange(expr.op, of), ...because(of) };
    }
    case 'binary':
      return ofBinary(expr);
  }
}

const because = ({ never }: Pick<Seen, 'never'>): Pick<Seen, 'never'> => (never === undefined ? {} : { never });

/** They yield something where their argument has no series. */
const GOES_ON: ReadonlySet<string> = new Set(['absent', 'absent_over_time', 'vector', 'scalar', 'info']);

function ofCall({ name, args }: Extract<Expr, { kind: 'call' }>): Seen {
  const of = args.map(look);
  const range = callRange(name, of);
  if (GOES_ON.has(name)) return range;
  const empty = of.find(({ never }, i) => never !== undefined && args[i]?.type !== 'scalar');
  return { ...range, ...(empty ? because(empty) : {}) };
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=']);

function ofBinary(expr: Binary): Seen {
  const { op, matching } = expr;
  const [left, right] = [look(expr.left), look(expr.right)];
  if (matching.fill) return ANY;
  if (op === 'or') return bothNever(left, right);
  if (op === 'unless') return left;
  const empty = [left, right].find(({ never }) => never !== undefined);
  if (op === 'and') return { ...left, ...because(empty ?? apart(expr)) };
  const value: Seen = COMPARISONS.has(op) ? compared(expr, left, right) : arithmetic(op, left, right);
  return { ...value, ...because(empty ?? (value.never === undefined ? apart(expr) : value)) };
}

function bothNever(left: Seen, right: Seen): Seen {
  return left.never !== undefined && right.never !== undefined
    ? left
    : left.never !== undefined
      ? right
      : right.never !== undefined
        ? left
        : hull(left, right);
}

function compared(expr: Binary, left: Seen, right: Seen): Seen {
  const { op, matching } = expr;
  const kept = restrict(op, left, right);
  if (matching.bool) return kept ? { lo: 0, hi: 1 } : { lo: 0, hi: 0 };
  // A number on the left: the value that passes is that of the other side.
  const value = expr.left.type === 'scalar' ? right : left;
  if (kept) return expr.left.type === 'scalar' ? value : kept;
  const sides = [bound(expr.left, left), bound(expr.right, right)].flatMap((side) => side ?? []);
  return { ...value, never: `${shown(expr)} never holds: ${sides.join(', and ')}.` };
}

function bound(of: Expr, { lo, hi }: Range): string | undefined {
  if (of.kind === 'number') return undefined;
  const text = shown(of);
  if (lo === hi) return `${text} is always ${lo}`;
  if (Number.isFinite(lo) && Number.isFinite(hi)) return `${text} is between ${lo} and ${hi}`;
  if (Number.isFinite(lo)) return `${text} is at least ${lo}`;
  return Number.isFinite(hi) ? `${text} is at most ${hi}` : `${text} may be anything`;
}

const LONGEST = 80;

function shown(expr: Expr): string {
  const text = print(expr);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** Both sides have a label by which they are matched, each with another value. */
function apart(expr: Binary): Pick<Seen, 'never'> {
  const { left, right, matching } = expr;
  if (left.type !== 'vector' || right.type !== 'vector') return {};
  const [known, others] = [labelsOf(left).known, labelsOf(right).known];
  const label = Object.keys(known).find(
    (name) =>
      Object.hasOwn(others, name) && known[name] !== others[name] && matching.labels.includes(name) === matching.on,
  );
  if (label === undefined) return {};
  return {
    never: `${shown(expr)} matches nothing: ${label} is "${known[label] ?? ''}" on the left and "${others[label] ?? ''}" on the right.`,
  };
}

/** Two matchers of one label that no value meets. */
function contradiction(matchers: readonly Matcher[]): string | undefined {
  for (const [name, group] of groupBy(matchers, (matcher) => matcher.name)) {
    const value = group.find(({ op }) => op === '=')?.value;
    const other = value === undefined ? undefined : group.find((each) => !meets(each, value));
    if (other) return `No series has ${name}="${value ?? ''}" and ${name}${other.op}"${other.value}".`;
  }
  return undefined;
}

function meets({ op, value }: Matcher, text: string): boolean {
  if (op === '=' || op === '!=') return (text === value) === (op === '=');
  const pattern = anchoredTest(value);
  return pattern.kind !== 'ok' || pattern.matches(text) === (op === '=~');
}
