import { quote } from '../go/string.ts';

/** The end of a matcher, operator and value, of exactly these values of a label: `="a"`, `=~"a|b"`. */
export function oneOf(values: readonly string[]): string {
  const [first = '', ...more] = values;
  if (more.length === 0) return `=${quote(first)}`;
  return `=~${quote(values.map((value) => value.replaceAll(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`)).join('|'))}`;
}
