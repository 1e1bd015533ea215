import type { Signature, ValueType } from './functions.ts';

export interface Matcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/**
 * A length in seconds that is known while parsing, or one that is computed at query time. `variable`: it is one of
 * Grafana's, as written.
 */
export type Length =
  { readonly known: true; readonly seconds: number } | { readonly known: false; readonly variable?: string };

/** Modifiers of a selector or subquery; filled in while what follows it is read. */
export interface Modifiers {
  /** Seconds; an offset of 0 counts as none, as it does for Prometheus. */
  offset: number;
  offsetExpression: boolean;
  /** The time after `@`: seconds, or the word of `start()` and `end()`. */
  at?: number | 'start' | 'end';
}

export interface Selector extends Modifiers {
  readonly kind: 'selector';
  readonly name?: string;
  readonly matchers: readonly Matcher[];
  anchored: boolean;
  smoothed: boolean;
}

/** `by (…)`, which no grouping at all comes to, or `without (…)`. */
export interface Grouping {
  readonly without: boolean;
  readonly labels: readonly string[];
}

interface Matching {
  readonly bool: boolean;
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly group?: 'left' | 'right';
  readonly include: readonly string[];
  readonly fill: boolean;
}

type Node =
  | { readonly kind: 'number'; readonly value: number; readonly duration: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | Selector
  | { readonly kind: 'range'; readonly of: Selector & Typed; readonly range: Length }
  | ({ readonly kind: 'subquery'; readonly of: Expr; readonly range: Length; readonly step?: Length } & Modifiers)
  | { readonly kind: 'call'; readonly name: string; readonly signature: Signature; readonly args: readonly Expr[] }
  | {
      readonly kind: 'aggregate';
      readonly op: string;
      readonly parameter?: Expr;
      readonly of: Expr;
      readonly grouping: Grouping;
    }
  | {
      readonly kind: 'binary';
      readonly op: string;
      readonly left: Expr;
      readonly right: Expr;
      readonly matching: Matching;
      readonly opStart: number;
    }
  | { readonly kind: 'unary'; readonly op: string; readonly of: Expr }
  | { readonly kind: 'paren'; readonly of: Expr };

/** `start` is where it begins in the text; `type` what it yields. */
interface Typed {
  readonly start: number;
  readonly type: ValueType;
}

/** A parsed expression. */
export type Expr = Node & Typed;
export type Binary = Extract<Expr, { kind: 'binary' }>;
export type BinaryMatching = Matching;

/** The expressions directly inside one. */
export function partsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'number':
    case 'string':
    case 'selector':
      return [];
    case 'binary':
      return [expr.left, expr.right];
    case 'call':
      return expr.args;
    case 'aggregate':
      return expr.parameter === undefined ? [expr.of] : [expr.of, expr.parameter];
    default:
      return [expr.of];
  }
}
