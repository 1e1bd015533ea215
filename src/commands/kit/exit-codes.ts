import type { Outcome } from '../../errors.ts';

interface Ending {
  readonly outcome: Outcome;
  readonly code: number;
  readonly meaning: string;
}

/** Worst first: a command that broke or was interrupted has no result. 70 is EX_SOFTWARE of sysexits.h. */
const WORST_FIRST: readonly Ending[] = [
  { outcome: 'internal', code: 70, meaning: 'a bug in promwire' },
  { outcome: 'interrupted', code: 130, meaning: 'interrupted (143 by SIGTERM, 129 by SIGHUP)' },
  { outcome: 'usage', code: 2, meaning: 'usage or configuration' },
  { outcome: 'unknown', code: 3, meaning: 'could not reach, or an unknown that touches the question' },
  {
    outcome: 'findings',
    code: 1,
    meaning: 'findings, drift, blocked, not met (--fail-on moves only this one), or the question answered with no',
  },
  { outcome: 'ok', code: 0, meaning: 'all well' },
];

/** Codes and meanings for help, the lowest first; a test holds docs/use.md to them. */
export const EXIT_CODES: readonly Omit<Ending, 'outcome'>[] = WORST_FIRST.toSorted((a, b) => a.code - b.code);

/**
 * Signals that end a command in order. Git and kubectl die of them, which a shell shows as 128 and the number of the signal;
 * so does a service manager see which one it was.
 */
export const INTERRUPTIONS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** The worst of what parts came to. */
export function worstOf(outcomes: readonly Outcome[]): Outcome {
  return WORST_FIRST.find(({ outcome }) => outcomes.includes(outcome))?.outcome ?? 'ok';
}

/**
 * The exit code of a command that came to all of `outcomes`: that of the worst, 0 for none. `by`: the signal, if one came.
 */
export function exitCode(outcomes: readonly Outcome[], by: keyof typeof INTERRUPTIONS = 'SIGINT'): number {
  const worst = WORST_FIRST.find(({ outcome }) => outcomes.includes(outcome));
  return worst?.outcome === 'interrupted' ? INTERRUPTIONS[by] : (worst?.code ?? 0);
}
