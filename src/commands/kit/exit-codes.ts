import type { Outcome } from '../../errors.ts';

interface Ending {
  readonly outcome: Outcome;
  readonly code: number;
  readonly meaning: string;
}

/** Worst first: a command that broke or was interrupted has no result. 70 is EX_SOFTWARE of sysexits.h. */
const WORST_FIRST: readonly Ending[] = [
  { outcome: 'internal', code: 70, meaning: 'a bug in promwire' },
  { outcome: 'interrupted', code: 130, meaning: 'interrupted' },
  { outcome: 'usage', code: 2, meaning: 'usage or configuration' },
  { outcome: 'unknown', code: 3, meaning: 'could not reach, or an unknown that touches the question' },
  {
    outcome: 'findings',
    code: 1,
    meaning: 'findings, drift, blocked, not met (--fail-on moves only this one), or the question answered with no',
  },
  { outcome: 'ok', code: 0, meaning: 'all well' },
];

/** Codes and meanings for help, the lowest first; a test holds README.md to them. */
export const EXIT_CODES: readonly Omit<Ending, 'outcome'>[] = WORST_FIRST.toSorted((a, b) => a.code - b.code);

/** The exit code of a command that came to all of `outcomes`: that of the worst, 0 for none. */
export function exitCode(outcomes: readonly Outcome[]): number {
  return WORST_FIRST.find(({ outcome }) => outcomes.includes(outcome))?.code ?? 0;
}
