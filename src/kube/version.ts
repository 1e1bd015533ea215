import type { Stack } from '../model/index.ts';

/** major, minor, patch of "v3.5.1", "2.21.0-rc.1", "1.36.3+k3s1"; undefined where it is not a version. */
export function parseVersion(text: string | undefined): readonly [number, number, number] | undefined {
  const match = VERSION.exec(text ?? '');
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

const VERSION = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?:-(rc|alpha|beta)\b)?/;

/**
 * Is `version` at least `minimum`? A release candidate comes before its release. An absent or unreadable version is
 * the operator's newest: true.
 */
export function atLeast(version: string | undefined, minimum: string): boolean {
  const have = parseVersion(version);
  const want = parseVersion(minimum);
  if (!have || !want) return true;
  for (let i = 0; i < 3; i += 1) {
    const difference = (have[i] ?? 0) - (want[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return VERSION.exec(version ?? '')?.[4] === undefined;
}

/** The oldest version among the operators that are known to reconcile this stack; absent: to be taken for the newest. */
export function oldestOperator(stack: Stack): string | undefined {
  return (stack.operators ?? [])
    .map(({ version }) => version)
    .filter((version) => parseVersion(version) !== undefined)
    .reduce<string | undefined>(
      (oldest, version) => (atLeast(version, oldest ?? '') ? (oldest ?? version) : version),
      undefined,
    );
}

/** No operator that is known to reconcile this stack is older than `minimum`. One whose version is not known counts as new. */
export function operatorsAtLeast(stack: Stack, minimum: string): boolean {
  return (stack.operators ?? []).every((operator) => atLeast(operator.version, minimum));
}
