/** Of lists that others may make as long as they like: spread into Math.max, a hundred thousand numbers overflow the stack. */

/** -Infinity of none, as Math.max. */
export function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, number) => Math.max(most, number), -Infinity);
}

/** Infinity of none, as Math.min. */
export function smallest(numbers: readonly number[]): number {
  return numbers.reduce((least, number) => Math.min(least, number), Infinity);
}
