/** Rules as their linter sees them: each with its group and its expression's tree. */
import type { Expr } from '../../../src/lang/promql/ast.ts';
import { wholeExpression } from '../../../src/lang/promql/grammar.ts';
import { lex } from '../../../src/lang/promql/lex.ts';
import { featuresOf, parseExpression } from '../../../src/lang/promql/index.ts';
import type { AlertingRule, RecordingRule, RuleGroup } from '../../../src/model/index.ts';

export interface Linted {
  readonly name: string;
  readonly group: RuleGroup;
  readonly rule: AlertingRule | RecordingRule;
  /** Absent where the expression is none. */
  readonly expr?: Expr;
}

export interface Failure {
  /** Name of the rule, or of the group. */
  readonly rule: string;
  readonly says: string;
}

export const treeOf = (text: string): Expr =>
  wholeExpression({ tokens: lex(text), features: featuresOf(), at: 0, depth: 0 });

export function lintedRules(groups: readonly RuleGroup[]): readonly Linted[] {
  return groups.flatMap((group) =>
    group.rules.map((rule) => ({
      name: 'record' in rule ? rule.record : rule.alert,
      group,
      rule,
      ...(parseExpression(rule.expr).kind === 'ok' ? { expr: treeOf(rule.expr) } : {}),
    })),
  );
}

function childrenOf(expr: Expr): readonly Expr[] {
  if (expr.kind === 'binary') return [expr.left, expr.right];
  if (expr.kind === 'call') return expr.args;
  if (expr.kind === 'aggregate') return [expr.of, ...(expr.parameter === undefined ? [] : [expr.parameter])];
  return expr.kind === 'number' || expr.kind === 'string' || expr.kind === 'selector' ? [] : [expr.of];
}

/** The expression and all that it is made of. */
export function nodesOf(expr: Expr): readonly Expr[] {
  return [expr, ...childrenOf(expr).flatMap((child) => nodesOf(child))];
}

export const unwrapped = (expr: Expr): Expr => (expr.kind === 'paren' ? unwrapped(expr.of) : expr);

/** What is wrong with a rule's expression, part by part. */
export const inExpressions =
  (wrong: (node: Expr, linted: Linted) => string | undefined) =>
  (groups: readonly RuleGroup[]): readonly Failure[] =>
    lintedRules(groups).flatMap((linted) =>
      (linted.expr === undefined ? [] : nodesOf(linted.expr)).flatMap((node) => {
        const says = wrong(node, linted);
        return says === undefined ? [] : [{ rule: linted.name, says }];
      }),
    );
