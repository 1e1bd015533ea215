import type { ValueType } from './functions.ts';

export interface Matcher {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** Modifiers of a selector or subquery; filled in while what follows it is read. */
export interface Modifiers {
  /** Seconds; an offset of 0 counts as none, as it does for Prometheus. */
  offset: number;
  offsetExpression: boolean;
  /** `@ 1234`. */
  timestamp: boolean;
  /** `@ start()` or `@ end()`. */
  boundary: boolean;
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
  readonly group: boolean;
  readonly include: readonly string[];
  readonly fill: boolean;
}

type Node =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | Selector
  | { readonly kind: 'range'; readonly of: Expr }
  | ({ readonly kind: 'subquery'; readonly of: Expr } & Modifiers)
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expr[] }
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
  | { readonly kind: 'unary'; readonly of: Expr }
  | { readonly kind: 'paren'; readonly of: Expr };

/** A parsed expression. `start` is where it begins in the text; `type` what it yields. */
export type Expr = Node & { readonly start: number; readonly type: ValueType };
export type Binary = Extract<Expr, { kind: 'binary' }>;
export type BinaryMatching = Matching;
