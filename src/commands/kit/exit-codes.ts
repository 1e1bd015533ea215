/** What the process ends with; a test holds README.md to it. */
export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'all well'],
  [1, 'findings, drift, blocked, not met (--fail-on moves only this one), or the question answered with no'],
  [2, 'usage or configuration'],
  [3, 'could not reach, or an unknown that touches the question'],
  [130, 'interrupted'],
];
