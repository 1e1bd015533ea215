import type { NameScheme } from './labels.ts';

/** What evaluates the rules: their versions count differently. */
export type Evaluator = 'prometheus' | 'thanos';

const VERSION = /^\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?\s*$/;

/**
 * Is a spec.version at least `minimum` ("2.41.0")? Read as the operator does (semver.ParseTolerant): a leading v and
 * missing parts are fine, a pre-release comes before its release. Absent or unreadable: the newest.
 */
export function isAtLeast(version: string | undefined, minimum: string): boolean {
  const have = VERSION.exec(version ?? '');
  const want = VERSION.exec(minimum);
  if (have === null || want === null) return true;
  for (const part of [1, 2, 3]) {
    const difference = Number(have[part] ?? 0) - Number(want[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return have[4] === undefined;
}

/** Operators before it hold every Prometheus to names of letters, digits and _ (CHANGELOG of prometheus-operator v0.86.0). */
export const UTF8_SINCE = '0.86.0';

/** pkg/operator/validations.go:23-36 of prometheus-operator v0.93.0. */
export function nameScheme(evaluator: Evaluator, version: string | undefined, operator?: string): NameScheme {
  if (!isAtLeast(operator, UTF8_SINCE)) return 'legacy';
  return isAtLeast(version, evaluator === 'thanos' ? '0.38.0' : '3.0.0') ? 'utf8' : 'legacy';
}
