/** What the texts of Prometheus' query engine mean (v0.313.1 promql/engine.go). */
const MEANS: readonly (readonly [RegExp, string, string])[] = [
  [
    /many-to-many|found duplicate series for the match group|multiple matches for labels/,
    'Both sides of an operation have several series with the same labels: often a metric that is scraped twice, or two replicas.',
    'Aggregate one side (max by (...)), or add the labels that tell the series apart to on(). See duplicate-scrape.',
  ],
  [
    /same labelset/,
    'The result would have two series with the same labels.',
    'Keep a label that tells them apart, or aggregate.',
  ],
  [
    /too many samples|timed out|canceled/,
    'The query is too heavy.',
    'Narrow the selectors or the range, or record a part of it.',
  ],
  [/template|executing/i, 'A label or an annotation of the alert cannot be filled in.', 'Correct the template.'],
];

/** What an error of the query engine means, '' where that is not known, and what to do. */
export function engineError(text: string): { readonly means: string; readonly remedy: string } {
  const [, means = '', remedy = 'Run the expression by hand and look at the labels of both sides.'] =
    MEANS.find(([pattern]) => pattern.test(text)) ?? [];
  return { means, remedy };
}
