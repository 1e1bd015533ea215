/** Which alerts that compare a check with its past fire, as a person would expect it. */
import { countsOf } from './past.ts';
import { type Fires, type Given, present, shares, underSeverity } from './given.ts';
import { checksIn, lastAt, lastSeen } from './sight.ts';
import { and, anyOf, fires, type Verdict } from './verdict.ts';

const HOUR = 3600;
/** A check that passed within so many seconds is never stale. */
const FRESH = 600;

export function trendAlerts(given: Given): Fires {
  const { keys, evaluations } = given;
  const told = evaluations.trends.map((at) => given.told[lastAt(evaluations.checks, at)] ?? []);
  return keys.flatMap((key) => [
    ...underSeverity(['KuberhealthyCheckBudgetBurnFast', key, 'warning'], burning(given, key), told),
    ...underSeverity(
      ['KuberhealthyCheckStale', key, 'warning'],
      fires(stale(given, key), evaluations.trends, { after: given.ms(60) }),
      told,
    ),
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

/** How often a check is known to pass: the longest time between two passes that can be taken for usual; null: none. */
function usual({ told, evaluations: { checks }, ms }: Given, key: string, last: number): number | null {
  const counts = (index: number) => countsOf(told[index] ?? [], key)?.passes;
  const now = counts(last);
  if (now === undefined) return null;
  let ran = last;
  while (ran > 0 && counts(ran - 1)?.low === now.low) ran -= 1;
  // It is measured for ten minutes after a pass, over an hour that the check must have been there for.
  const [then, old] = [FRESH, 0].map((later) => counts(lastAt(checks, checks[ran]! - ms(HOUR) + ms(later))));
  const passes = then === undefined || old === undefined ? 0 : now.low - then.high;
  return passes < 4 ? null : ms(HOUR) / (passes - 1);
}

/** A check that passed last and has not passed for some of its intervals, and for ten minutes. */
function stale(given: Given, key: string): readonly Verdict[] {
  const { told, evaluations, limits, ms } = given;
  return evaluations.trends.map((at) => {
    const readings = lastSeen(evaluations.checks, at).flatMap((last) =>
      checksIn(told[last] ?? [], key).map((check): Verdict => {
        if (check === undefined || check === null || check.result !== 'passed') return 'no';
        const since = at - limits.begun - ms(check.lastPassed ?? 0);
        // The hour over which it is measured may hold one run more than the interval says.
        const shortest = ms(HOUR) / (HOUR / check.runInterval + 1);
        if (since <= Math.max(ms(FRESH), limits.missedRuns * shortest)) return 'no';
        const missed = usual(given, key, last);
        if (missed === null) return 'either';
        return since - limits.lag > Math.max(ms(FRESH), limits.missedRuns * missed) ? 'yes' : 'either';
      }),
    );
    return anyOf(readings);
  });
}
