/** Building blocks of kuberhealthy's PromQL. */

/** What makes one check: its name and its own namespace. */
export const CHECK = 'check, check_namespace';

/**
 * Gives every series `check` (bare name) and `check_namespace` (the check's own namespace), whatever the scrape did
 * to its labels: honorLabels false puts the check's namespace in `exported_namespace`, honorLabels true in
 * `namespace`, enforcedNamespaceLabel overwrites `namespace`, and v2 writes `<namespace>/<name>` into `check`.
 * The prefix is read before it is stripped: under honorLabels with enforcement it is all that tells two checks apart,
 * and stripping it first fails the whole rule ("vector cannot contain metrics with the same labelset").
 */
function normalised(vector: string): string {
  const steps: readonly (readonly [string, string, string])[] = [
    ['check_namespace', 'namespace', '(.+)'],
    ['check_namespace', 'exported_namespace', '(.+)'],
    ['check_namespace', 'check', '(.+)/.+'],
    ['check', 'check', '.*/(.+)'],
  ];
  return steps.reduce(
    (inner, [target, source, regex]) => `label_replace(${inner}, "${target}", "$1", "${source}", "${regex}")`,
    vector,
  );
}

/** One value per check out of every replica's series. `keep` names further labels of the check to keep. */
export function perCheck(operator: 'max' | 'min', vector: string, keep: readonly string[] = []): string {
  return `${operator} by (${[CHECK, ...keep].join(', ')}) (${normalised(vector)})`;
}
