import { formatDuration } from '../go/duration.ts';
import { quote } from '../go/string.ts';
import type { Binary, Expr, Grouping, Length, Matcher, Modifiers, Selector } from './ast.ts';

/*
 * Expressions on one line, as Prometheus prints them (promql/parser/printer.go of v0.313.1). Only what parses without
 * experimental features is printed right.
 */

export function print(expr: Expr): string {
  switch (expr.kind) {
    case 'number':
      return expr.duration ? formatDuration(expr.value * 1000) : number(expr.value);
    case 'string':
      return quote(expr.value);
    case 'selector':
      return series(expr) + modifiers(expr);
    case 'range':
      return `${series(expr.of)}[${length(expr.range)}]${modifiers(expr.of)}`;
    case 'subquery':
      return print(expr.of) + subquerySuffix(expr);
    case 'call':
      return `${expr.name}(${expr.args.map(print).join(', ')})`;
    case 'aggregate': {
      const parameter = expr.parameter === undefined ? '' : `${print(expr.parameter)}, `;
      return `${aggregator(expr.op, expr.grouping)}(${parameter}${print(expr.of)})`;
    }
    case 'binary':
      return `${print(expr.left)} ${operator(expr)} ${print(expr.right)}`;
    case 'unary':
      return expr.op + print(expr.of);
    case 'paren':
      return `(${print(expr.of)})`;
  }
}

/** The operator with all that is between it and its right side. */
export function operator({ op, left, right, matching }: Binary): string {
  const text = matching.bool ? `${op} bool` : op;
  // Matching is forgotten where a side is a number (checkAST of parse.go).
  if (left.type !== 'vector' || right.type !== 'vector') return text;
  const { on, labels, group, include } = matching;
  const matched = on || labels.length > 0 || group ? ` ${on ? 'on' : 'ignoring'} (${names(labels)})` : '';
  return `${text}${matched}${group ? ` group_${group} (${names(include)})` : ''}`;
}

/** An aggregation up to its opening parenthesis. */
export function aggregator(op: string, { without, labels }: Grouping): string {
  return !without && labels.length === 0 ? op : `${op} ${without ? 'without' : 'by'} (${names(labels)}) `;
}

/** `[1h:5m] @ end() offset 1m`. */
export function subquerySuffix(expr: Extract<Expr, { kind: 'subquery' }>): string {
  const step = expr.step === undefined ? '' : length(expr.step);
  // A step that Go rounds to nothing is none.
  return `[${length(expr.range)}:${step === '0s' ? '' : step}]${modifiers(expr)}`;
}

function series({ name = '', matchers }: Selector): string {
  const others = matchers.filter((one) => !(one.name === '__name__' && one.op === '=' && one.value === name && name));
  if (others.length === 0) return name;
  return `${name}{${others.map(matcher).toSorted(byCodePoint).join(',')}}`;
}

const matcher = ({ name, op, value }: Matcher): string => `${label(name)}${op}${quote(value)}`;

function modifiers({ at, offset }: Modifiers): string {
  const time = at === undefined ? '' : ` @ ${typeof at === 'string' ? `${at}()` : timestamp(at)}`;
  const nanoseconds = Math.round(offset * 1e9);
  return nanoseconds === 0 ? time : `${time} offset ${signed(nanoseconds / 1e6)}`;
}

/** An offset below a millisecond keeps its sign: `-0s`. */
const signed = (milliseconds: number): string =>
  milliseconds < 0 ? `-${formatDuration(-milliseconds)}` : formatDuration(milliseconds);

/** Go rounds halves away from zero. */
const timestamp = (seconds: number): string =>
  ((Math.sign(seconds) * Math.round(Math.abs(seconds * 1000))) / 1000).toFixed(3);

const length = (value: Length): string =>
  value.known ? formatDuration(Math.round(value.seconds * 1e9) / 1e6) : (value.variable ?? '');

const names = (labels: readonly string[]): string => labels.map(label).join(', ');

const label = (name: string): string => (/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) ? name : quote(name));

/** strconv.FormatFloat(value, 'f', -1, 64): the shortest digits that read back the same, never with an exponent. */
function number(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  const point = whole.length + Number(exponent);
  const digits = whole + fraction;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  const padded = digits.padEnd(point, '0');
  return sign + padded.slice(0, point) + (padded.length > point ? `.${padded.slice(point)}` : '');
}

/** As Go compares strings: by their UTF-8 bytes, which order as their code points do. */
function byCodePoint(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const at = left.findIndex((rune, index) => rune !== right[index]);
  if (at < 0) return left.length - right.length;
  return (left[at]?.codePointAt(0) ?? -1) - (right[at]?.codePointAt(0) ?? -1);
}
