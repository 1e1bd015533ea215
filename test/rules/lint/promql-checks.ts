/** What pint documents of expressions, by the names of its checks. */
import type { Expr, Matcher } from '../../../src/lang/promql/ast.ts';
import { parseDuration } from '../../../src/lang/go/duration.ts';
import { parseExpression } from '../../../src/lang/promql/index.ts';
import type { RuleGroup } from '../../../src/model/index.ts';
import { canHave, labelsOf, recordedIn, type LabelSet } from './labels.ts';
import { type Failure, inExpressions, lintedRules, nodesOf, unwrapped } from './tree.ts';

type Check = (groups: readonly RuleGroup[]) => readonly Failure[];

const ARITHMETIC = ['+', '-', '*', '/', '%', '^'];
const SETS = ['and', 'or', 'unless'];
/** Labels of a target: a recorded series that has them is one per replica. */
const OF_TARGETS = ['instance', 'pod', 'job'];
const OF_A_CHECK = ['check', 'check_namespace'];
/** Prometheus' own default. */
const RETENTION_MS = 15 * 86_400_000;

const namesOf = (set: LabelSet): string =>
  'only' in set ? [...set.only].toSorted().join(', ') : `any but ${[...set.but].join(', ')}`;

/** Vectors that can match nothing, by their labels. */
function impossible(node: Expr, labels: (expr: Expr) => LabelSet): string | undefined {
  if (node.kind === 'aggregate' && !node.grouping.without) {
    const lost = node.grouping.labels.find((label) => !canHave(labels(node.of), label));
    return lost === undefined ? undefined : `${node.op} by (${lost}), which is gone before it`;
  }
  if (node.kind !== 'binary' || node.left.type === 'scalar' || node.right.type === 'scalar') return undefined;
  const [left, right] = [labels(node.left), labels(node.right)];
  if (node.matching.on) {
    const lost = node.matching.labels.find((label) => !canHave(left, label) || !canHave(right, label));
    if (lost !== undefined) return `${node.op} on (${lost}), which one side can not have`;
  } else if (node.op !== 'or' && 'only' in left && 'only' in right && node.matching.labels.length === 0) {
    if (namesOf(left) !== namesOf(right)) return `${node.op} between {${namesOf(left)}} and {${namesOf(right)}}`;
  }
  const adds = (part: Expr) => nodesOf(part).some((one) => one.kind === 'binary' && one.matching.include.length > 0);
  return ['and', 'unless'].includes(node.op) && adds(node.right)
    ? `labels added right of ${node.op} are lost`
    : undefined;
}

const zeroFree = (divisor: Expr): boolean => {
  const part = unwrapped(divisor);
  if (part.kind === 'number') return part.value !== 0;
  if (part.kind === 'call' && part.name === 'clamp_min')
    return part.args[1]?.kind === 'number' && part.args[1].value > 0;
  if (part.kind === 'aggregate') return zeroFree(part.of);
  return (
    part.kind === 'binary' &&
    ['>', '>='].includes(part.op) &&
    !part.matching.bool &&
    part.right.kind === 'number' &&
    (part.op === '>' ? part.right.value >= 0 : part.right.value > 0)
  );
};

function regexpOf({ name, op, value }: Matcher): string | undefined {
  if (op !== '=~' && op !== '!~') return undefined;
  if (!/[.*+?()[\]{}|\\^$]/.test(value)) return `${name}${op}"${value}" is not a pattern`;
  if (/^\^|\$$/.test(value)) return `${name}${op}"${value}" is anchored anyway`;
  return /\.[*+]/.test(value) && /[a-zA-Z]{2}/.test(value) ? `${name}${op}"${value}" picks a label apart` : undefined;
}

const aggregations = (expr: Expr) => nodesOf(expr).filter((node) => node.kind === 'aggregate');
const metricsOf = (expr: Expr): string =>
  [...new Set(nodesOf(expr).flatMap((node) => (node.kind === 'selector' ? [node.name ?? ''] : [])))].join();

/** Ranges, steps and offsets as they are written. */
const longest = (text: string): number =>
  Math.max(
    0,
    ...[...text.matchAll(/(?:\[|offset )(\d+[a-z]+)/g)].map(([, length = '']) => {
      const answer = parseDuration(length);
      return answer.kind === 'ok' ? answer.milliseconds : Number.POSITIVE_INFINITY;
    }),
  );

export const promqlChecks: Readonly<Record<string, Check>> = {
  'promql/syntax': (groups) =>
    lintedRules(groups).flatMap(({ name, rule }) => {
      const answer = parseExpression(rule.expr);
      return answer.kind === 'ok'
        ? []
        : [{ rule: name, says: answer.kind === 'invalid' ? answer.message : answer.kind }];
    }),
  'promql/impossible': (groups) => {
    const recorded = recordedIn(groups);
    return inExpressions((node) => impossible(node, (expr) => labelsOf(expr, recorded)))(groups);
  },
  'promql/nan': inExpressions((node) =>
    node.kind === 'aggregate' &&
    ['sum', 'avg', 'stddev', 'stdvar'].includes(node.op) &&
    nodesOf(node.of).some((part) => part.kind === 'binary' && ['/', '%'].includes(part.op) && !zeroFree(part.right))
      ? `${node.op} over a division by what may be 0`
      : undefined,
  ),
  'promql/regexp': inExpressions((node) =>
    node.kind === 'selector' ? node.matchers.map(regexpOf).find((says) => says !== undefined) : undefined,
  ),
  'promql/fragile': inExpressions((node, { rule }) => {
    if (!('alert' in rule)) return undefined;
    if (node.kind === 'aggregate' && ['topk', 'bottomk', 'limitk', 'limit_ratio'].includes(node.op))
      return `${node.op} answers others each time`;
    if (node.kind !== 'binary' || !ARITHMETIC.includes(node.op) || rule.for !== undefined) return undefined;
    const [left, right] = [aggregations(node.left), aggregations(node.right)];
    return left.length > 0 && right.length > 0 && metricsOf(node.left) !== metricsOf(node.right)
      ? 'two aggregations that may be half filled after a restart, and no for'
      : undefined;
  }),
  // Needs what is recorded, which pint asks of a server; our own groups are all there is.
  'promql/performance': (groups) =>
    lintedRules(groups).flatMap(({ name, rule }) =>
      lintedRules(groups)
        .filter((other) => 'record' in other.rule && other.name !== name && rule.expr.includes(other.rule.expr))
        .map((other) => ({ rule: name, says: `computes what ${other.name} has` })),
    ),
  'promql/range_query': (groups) =>
    lintedRules(groups).flatMap(({ name, rule }) =>
      longest(rule.expr) < RETENTION_MS ? [] : [{ rule: name, says: 'looks back further than is kept' }],
    ),
  // Configured: what is recorded names its check, and is one whatever the replicas.
  'promql/aggregate': (groups) => {
    const recorded = recordedIn(groups);
    return lintedRules(groups).flatMap(({ name, rule, expr }) => {
      if (!('record' in rule) || expr === undefined) return [];
      const labels = labelsOf(expr, recorded);
      return [
        ...OF_A_CHECK.filter((label) => !canHave(labels, label)).map((label) => ({
          rule: name,
          says: `loses ${label}`,
        })),
        ...OF_TARGETS.filter((label) => canHave(labels, label)).map((label) => ({
          rule: name,
          says: `keeps ${label}`,
        })),
      ];
    });
  },
};

/** An alert's expression that holds only under a condition. */
export function conditional(expr: Expr): boolean {
  const part = unwrapped(expr);
  if (part.kind === 'call')
    return part.name.startsWith('absent') || part.args.some((argument) => conditional(argument));
  if (part.kind === 'aggregate' || part.kind === 'unary' || part.kind === 'range' || part.kind === 'subquery')
    return conditional(part.of);
  if (part.kind !== 'binary') return false;
  if (part.op === 'or') return conditional(part.left) && conditional(part.right);
  if (part.op === 'unless') return conditional(part.left);
  if (!ARITHMETIC.includes(part.op) && !SETS.includes(part.op)) return !part.matching.bool;
  return conditional(part.left) || conditional(part.right);
}
