/** Which alerts that compare a check with its past fire, as a person would expect it. */
import { countsOf } from './past.ts';
import { type Fires, type Given, present, shares, underSeverity } from './given.ts';
import { checksIn, lastAt } from './sight.ts';
import { and, anyOf, type Verdict } from './verdict.ts';

const HOUR = 3600;
/** A check that passed within so many seconds is never stale. */
const FRESH = 600;
/** By how much the interval that is measured may be shorter than that of the check: the hour holds one run more. */
const SHORT = 0.85;

export function trendAlerts(given: Given): Fires {
  const { keys, evaluations } = given;
  const told = evaluations.trends.map((at) => given.told[lastAt(evaluations.checks, at)] ?? []);
  return keys.flatMap((key) => [
    ...underSeverity(['KuberhealthyCheckBudgetBurnFast', key, 'warning'], burning(given, key), told),
    ...underSeverity(['KuberhealthyCheckStale', key, 'warning'], stale(given, key), told),
  ]);
}

/** In the last hour and in the last minutes the check failed so much that its budget of a month is gone in two days. */
function burning(given: Given, key: string): readonly Verdict[] {
  const { evaluations, limits, ms } = given;
  const limit = 14.4 * (1 - limits.objective);
  const lost = (at: number, seconds: number): Verdict =>
    anyOf(
      shares(given, key, at, ms(seconds)).map((share) =>
        share === null ? 'no' : 1 - share.high > limit ? 'yes' : 1 - share.low <= limit ? 'no' : 'either',
      ),
    );
  return evaluations.trends.map((at) => and(lost(at, HOUR), lost(at, 300), present(given, key, at - ms(HOUR))));
}

/** How often a check is known to run: the longest time between two runs that can be taken for usual; null: none. */
function usual({ told, evaluations: { checks }, ms }: Given, key: string, at: number): number | null {
  const counts = (index: number) => countsOf(told[index] ?? [], key)?.runs;
  const last = lastAt(checks, at);
  const now = counts(last);
  if (now === undefined) return null;
  let ran = last;
  while (ran > 0 && counts(ran - 1)?.low === now.low) ran -= 1;
  // It is measured for ten minutes after a run, over an hour that the check must have been there for.
  const [then, old] = [FRESH, 0].map((later) => counts(lastAt(checks, checks[ran]! - ms(HOUR) + ms(later))));
  const runs = then === undefined || old === undefined ? 0 : now.low - then.high;
  return runs < 4 ? null : ms(HOUR) / (runs - 1);
}

/** A check that passed last and has not passed for some of its intervals, and for ten minutes. */
function stale(given: Given, key: string): readonly Verdict[] {
  const { told, evaluations, limits, ms } = given;
  return evaluations.trends.map((at) => {
    const last = checksIn(told[lastAt(evaluations.checks, at)] ?? [], key).findLast(
      (check) => check?.result === 'passed',
    );
    if (last === undefined || last === null) return 'no';
    const since = at - limits.begun - ms(last.lastPassed ?? 0);
    if (since <= Math.max(ms(FRESH), SHORT * limits.missedRuns * ms(last.runInterval))) return 'no';
    const missed = usual(given, key, at);
    const surely = missed !== null && since - limits.lag > Math.max(ms(FRESH), limits.missedRuns * missed);
    return and(
      surely ? 'yes' : 'either',
      present(given, key, at, (view) => view === 'passed'),
    );
  });
}
