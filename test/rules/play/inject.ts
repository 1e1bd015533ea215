/** Rules made to look at one case only, so that many cases can be played in one Prometheus side by side. */
import { lex } from '../../../src/lang/promql/lex.ts';
import type { Expr } from '../../../src/lang/promql/ast.ts';
import { wholeExpression } from '../../../src/lang/promql/grammar.ts';
import { featuresOf } from '../../../src/lang/promql/index.ts';
import type { RuleGroup } from '../../../src/model/index.ts';
import { asLoaded } from '../as-loaded.ts';

function startsOf(root: Expr): readonly number[] {
  const found: number[] = [];
  const open: Expr[] = [root];
  for (let expr = open.pop(); expr !== undefined; expr = open.pop()) {
    if (expr.kind === 'selector') found.push(expr.start);
    else if (expr.kind === 'binary') open.push(expr.left, expr.right);
    else if (expr.kind === 'call') open.push(...expr.args);
    else if (expr.kind === 'aggregate') open.push(expr.of, ...(expr.parameter === undefined ? [] : [expr.parameter]));
    else if (expr.kind !== 'number' && expr.kind !== 'string') open.push(expr.of);
  }
  return found.toSorted((a, b) => b - a);
}

/**
 * The expression with a matcher `case="…"` in every selector of what is scraped. Recorded series have a name per case
 * instead: a further label of theirs would be missing in what they are matched with.
 */
function onlyOf(name: string, expr: string, recorded: ReadonlySet<string> = new Set()): string {
  const matcher = `case=${JSON.stringify(name)}`;
  return startsOf(wholeExpression({ tokens: lex(expr), features: featuresOf(), at: 0, depth: 0 })).reduce(
    (text, start) => {
      const metric = /^[A-Za-z_:][\w:]*/.exec(text.slice(start))?.[0] ?? '';
      const end = start + metric.length;
      if (recorded.has(metric)) return `${text.slice(0, end)}${suffixOf(name)}${text.slice(end)}`;
      const braces = /^\s*\{/.exec(text.slice(end))?.[0];
      if (braces === undefined) return `${text.slice(0, end)}{${matcher}}${text.slice(end)}`;
      const rest = text.slice(end + braces.length);
      const comma = /^\s*\}/.test(rest) ? '' : ',';
      return `${text.slice(0, end)}{${matcher}${comma}${rest}`;
    },
    expr,
  );
}

const suffixOf = (name: string): string => `_${name.replaceAll('-', '_')}`;

/**
 * Groups that read series of case `name` and write series and alerts of case `writes`, evaluated every `stepMs`
 * milliseconds or, where a group has an interval of its own that is longer, as often as that.
 */
export function groupsOf(options: {
  readonly name: string;
  readonly writes?: string;
  readonly groups: readonly RuleGroup[];
  readonly stepMs: number;
}): readonly object[] {
  const { name, writes = name, groups, stepMs } = options;
  const recorded = new Set(
    groups.flatMap(({ rules }) => rules.flatMap((rule) => ('record' in rule ? [rule.record] : []))),
  );
  const suffixed = (text: string): string =>
    [...recorded].reduce((all, record) => all.replaceAll(`${record}{`, `${record}${suffixOf(name)}{`), text);
  return asLoaded(groups).map((group) => ({
    name: `${writes} ${group.name}`,
    interval: `${Math.max(stepMs, millisecondsOf(group.interval ?? '0s'))}ms`,
    rules: group.rules.map((rule) => {
      const expr = onlyOf(name, rule.expr, recorded);
      if ('record' in rule) return { record: `${rule.record}${suffixOf(name)}`, expr };
      const annotations = Object.entries(rule.annotations ?? {}).map(
        // The query of the newest error text.
        ([key, text]) => [key, suffixed(text)] as const,
      );
      return { ...rule, expr, labels: { ...rule.labels, case: writes }, annotations: Object.fromEntries(annotations) };
    }),
  }));
}

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

function millisecondsOf(duration: string): number {
  return [...duration.matchAll(/(\d+)(ms|[dhms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0),
    0,
  );
}
