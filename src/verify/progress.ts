import type { Verification } from '../model/index.ts';

/**
 * Whether waiting can still change a verdict without another step: the stack is at work, or something that failed
 * now may succeed on the next scrape or evaluation. `also`: who is waited for besides.
 */
export function mayChange(
  { outcome, waitingOn }: Verification,
  also: readonly NonNullable<Verification['waitingOn']>[] = [],
): boolean {
  if (outcome === 'met') return false;
  if (waitingOn === undefined) return outcome === 'not-met';
  return waitingOn === 'stack' || also.includes(waitingOn);
}

/** One line for a person who waits: what is done, and what is waited for. Same input, same line. */
export function progressLine(verifications: readonly Verification[]): string {
  const met = verifications.filter((verification) => verification.outcome === 'met').length;
  const open = verifications.filter((verification) => verification.outcome !== 'met');
  const waits = [...new Set(open.flatMap(({ waitingFor }) => (waitingFor === undefined ? [] : [waitingFor])))];
  const first = open.find((verification) => verification.expectation.kind === 'target-up') ?? open[0];
  const waiting = waits.length === 0 ? '' : `, waiting for ${waits.join(', ')}`;
  return `${met}/${verifications.length} verified${waiting}${first ? ` (${first.detail})` : ''}`;
}
