import type { Expr } from './ast.ts';
import { parseTree } from './parse.ts';
import { answerOf } from '../go/refusal.ts';

/**
 * What is certain about the labels of the series that an expression yields, whatever the data are: `known` labels
 * have that value on each of them ('' is: never there), `possible` ones may be there with any value, and no others
 * are there.
 */
export interface SeriesLabels {
  readonly known: Readonly<Record<string, string>>;
  readonly possible: 'any' | readonly string[];
}

const ANYTHING: SeriesLabels = { known: {}, possible: 'any' };
const NOTHING: SeriesLabels = { known: {}, possible: [] };

/**
 * The labels of an expression's series; anything where it does not parse. Rules of Prometheus v0.313.1
 * promql/engine.go: aggregation, VectorBinop, resultMetric, funcAbsent, funcLabelReplace.
 */
export function seriesLabels(text: string): SeriesLabels {
  const answer = answerOf(() => ({ kind: 'ok' as const, labels: labelsOf(parseTree(text)) }));
  return answer.kind === 'ok' ? answer.labels : ANYTHING;
}

/** The same of a part. */
export function labelsOf(expr: Expr): SeriesLabels {
  switch (expr.kind) {
    case 'number':
    case 'string':
      return NOTHING;
    case 'selector':
      return { known: equalities(expr), possible: 'any' };
    case 'range':
    case 'subquery':
    case 'unary':
    case 'paren':
      return labelsOf(expr.of);
    case 'call':
      return ofCall(expr);
    case 'aggregate':
      return ofAggregate(expr);
    case 'binary':
      return ofBinary(expr);
  }
}

/** A label that two matchers want differently selects nothing; either value will do then. */
function equalities({ matchers }: Extract<Expr, { kind: 'selector' }>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    matchers.filter(({ name, op }) => op === '=' && name !== '__name__').map(({ name, value }) => [name, value]),
  );
}

function ofCall({ name, args }: Extract<Expr, { kind: 'call' }>): SeriesLabels {
  const series = args.find(({ type }) => type === 'vector' || type === 'matrix');
  if (!series || name === 'scalar') return NOTHING;
  const of = labelsOf(series);
  if (name === 'info') return ANYTHING;
  if (name === 'absent' || name === 'absent_over_time') return absent(series);
  if (name === 'histogram_quantile' || name === 'histogram_fraction') return loosened(of, ['le']);
  if (name !== 'label_replace' && name !== 'label_join') return of;
  const [, target] = args;
  return target?.kind === 'string' ? loosened(of, [target.value]) : ANYTHING;
}

/** Only labels with one equality matcher, and only of a plain selector. */
function absent(series: Expr): SeriesLabels {
  const inner = series.kind === 'range' ? series.of : series;
  if (inner.kind !== 'selector') return NOTHING;
  const twice = (name: string): boolean => inner.matchers.filter((matcher) => matcher.name === name).length > 1;
  const known = Object.entries(equalities(inner)).filter(([name, value]) => !twice(name) && value !== '');
  return { known: Object.fromEntries(known), possible: [] };
}

const KEEPING: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);

function ofAggregate({ op, of, grouping, parameter }: Extract<Expr, { kind: 'aggregate' }>): SeriesLabels {
  const inner = labelsOf(of);
  if (KEEPING.has(op)) return inner;
  const { labels, without } = grouping;
  const keeps = (name: string): boolean => labels.includes(name) !== without;
  const known = Object.fromEntries(Object.entries(inner.known).filter(([name]) => keeps(name)));
  const possible = inner.possible === 'any' ? (without ? 'any' : labels) : inner.possible.filter((name) => keeps(name));
  // What `without` takes away is certainly not there.
  const gone = without ? Object.fromEntries(labels.map((name) => [name, ''])) : {};
  const grouped: SeriesLabels = { known: { ...known, ...gone }, possible };
  return op === 'count_values' && parameter?.kind === 'string' ? loosened(grouped, [parameter.value]) : grouped;
}

function ofBinary({ op, left, right, matching }: Extract<Expr, { kind: 'binary' }>): SeriesLabels {
  if (right.type === 'scalar') return labelsOf(left);
  if (left.type === 'scalar') return labelsOf(right);
  if (op === 'and' || op === 'unless') return labelsOf(left);
  const both = either(labelsOf(left), labelsOf(right));
  if (op === 'or') return both;
  // Which side is the many one, and what it takes over from the other, is not followed.
  if (matching.group || matching.fill) return { ...both, possible: 'any' };
  const { on, labels } = matching;
  const keeps = (name: string): boolean => labels.includes(name) === on;
  const known = Object.fromEntries(Object.entries(both.known).filter(([name]) => keeps(name)));
  return { known, possible: both.possible === 'any' ? (on ? labels : 'any') : both.possible.filter(keeps) };
}

/** Series of the one or of the other. */
function either(a: SeriesLabels, b: SeriesLabels): SeriesLabels {
  const known = Object.fromEntries(Object.entries(a.known).filter(([name, value]) => b.known[name] === value));
  const rest = [...Object.keys(a.known), ...Object.keys(b.known)].filter((name) => !Object.hasOwn(known, name));
  return {
    known,
    possible: a.possible === 'any' || b.possible === 'any' ? 'any' : [...a.possible, ...b.possible, ...rest],
  };
}

/** The same, but for labels that are overwritten. */
function loosened({ known, possible }: SeriesLabels, names: readonly string[]): SeriesLabels {
  return {
    known: Object.fromEntries(Object.entries(known).filter(([name]) => !names.includes(name))),
    possible: possible === 'any' ? 'any' : [...possible, ...names],
  };
}
