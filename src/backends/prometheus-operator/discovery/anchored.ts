/*
 * The operator writes ports and label values into relabelings as they are, so Prometheus reads them as anchored regular
 * expressions (pkg/prometheus/promcfg.go:2046-2111 of v0.93.0; model/relabel of Prometheus). Almost all are literals.
 */

const LITERAL = /^[\w-]*$/;
/** What the language here and RE2 read alike, without what could take exponential time. */
const SIMPLE = /^[\w.|*+?()[\]\\-]{1,200}$/;
const NESTED = /\)[*+?]|[*+?]{2}|\\(?!\.)|\(\?|(?:[*+].*){4}/;

/** Does the whole of `value` match? A pattern that is more than a simple one is compared as it is. */
export function matchesAnchored(pattern: string, value: string): boolean {
  if (LITERAL.test(pattern)) return pattern === value;
  return compiled(pattern)?.test(value) ?? pattern === value;
}

function compiled(pattern: string): RegExp | undefined {
  if (!SIMPLE.test(pattern) || NESTED.test(pattern)) return undefined;
  try {
    return new RegExp(`^(?:${pattern})$`, 's');
  } catch (error) {
    // Prometheus refuses it as well: no target comes of it.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
