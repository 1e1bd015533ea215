/** Lists, a line each. */

/** Files that were written, and those that were there already, in order. */
export function writtenText({
  written,
  unchanged,
}: {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
}): string {
  return `${[...written, ...unchanged.map((path) => `${path} (unchanged)`)].sort().join('\n')}\n`;
}

/** What can be wrong: the id of each cause, and its title. */
export function causesText(causes: readonly { readonly id: string; readonly title: string }[]): string {
  const width = Math.max(...causes.map(({ id }) => id.length)) + 2;
  return `${causes.map(({ id, title }) => `${id.padEnd(width)}${title}`).join('\n')}\n`;
}
