import { featuresOf, parseExpression } from './index.ts';

/** The metrics that an expression asks for. */
export type AskedMetrics =
  | {
      readonly kind: 'read';
      readonly names: readonly string[];
      /** The patterns of `{__name__=~"…"}`. */
      readonly patterns: readonly string[];
    }
  /** Of a text that Prometheus cannot read: every word in it, any of which may have been meant as a metric. */
  | { readonly kind: 'unreadable'; readonly words: readonly string[] };

/** Everything that can be enabled: some Prometheus reads it. */
export const ALL_FEATURES = featuresOf([
  'promql-experimental-functions',
  'promql-duration-expr',
  'promql-extended-range-selectors',
  'promql-binop-fill-modifiers',
]);

/** The metrics that an expression asks for; a name in a comment, in a label's value or after `by` is none. */
export function metricsOf(expression: string): AskedMetrics {
  const plain = parseExpression(expression);
  const parsed = plain.kind === 'ok' ? plain : parseExpression(expression, ALL_FEATURES);
  if (parsed.kind !== 'ok') return { kind: 'unreadable', words: expression.match(/[a-zA-Z_:][\w:]*/g) ?? [] };
  const patterns = parsed.selectors
    .filter(({ metric }) => metric === undefined)
    .flatMap(({ matchers }) => matchers)
    .flatMap(({ name, op, value }) => (name === '__name__' && op === '=~' ? [value] : []));
  return { kind: 'read', names: parsed.selectors.flatMap(({ metric }) => metric ?? []), patterns };
}
