import { matcherTest } from '../re2/index.ts';
import { parseExpression } from './index.ts';
import { lex } from './lex.ts';
import { IDENTIFIER, METRIC } from './token.ts';

/** The metrics that an expression asks for. */
export interface AskedMetrics {
  readonly names: readonly string[];
  /** Does `{__name__=~"…"}` take the metric? */
  readonly takes: (metric: string) => boolean;
}

/**
 * The metrics that an expression asks for; a name in a comment, in a label's value or after `by` is none. Of a text that
 * Prometheus cannot read: whatever may be the name of a metric in it.
 */
export function metricsOf(expression: string): AskedMetrics {
  const parsed = parseExpression(expression);
  if (parsed.kind !== 'ok') {
    const tokens = lex(expression).filter(({ kind }) => kind === IDENTIFIER || kind === METRIC);
    return { names: tokens.map(({ text }) => text), takes: () => false };
  }
  const tests = parsed.selectors
    .filter(({ metric }) => metric === undefined)
    .flatMap(({ matchers }) => matchers)
    .flatMap(({ name, op, value }) => (name === '__name__' && op === '=~' ? [matcherTest(value)] : []));
  return {
    names: parsed.selectors.flatMap(({ metric }) => metric ?? []),
    takes: (metric) => tests.some((test) => test(metric)),
  };
}
