/** What an error of Node says of itself. Never by instanceof: under a test runner such errors are of another realm. */
import { asList, asText, isObject } from '../kube/json.ts';

/** The error's code (ENOENT, ECONNREFUSED …), looked for in the errors of a happy-eyeballs attempt too; '' where it has none. */
export function codeOf(error: unknown): string {
  if (!isObject(error)) return '';
  const [first] = asList(error['errors']);
  return asText(error['code']) ?? (first === undefined ? '' : codeOf(first));
}

/** The error's own words; '' where it has none. */
export function messageOf(error: unknown): string {
  return isObject(error) ? (asText(error['message']) ?? '') : '';
}
