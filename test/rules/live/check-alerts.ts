/** Which alerts on failing checks fire, as a person would expect it. */
import { changesIn, type Counts, countsOf, gainIn, type Range } from './past.ts';
import { type Fires, type Given, present, underSeverity, viewsIn, type Window, windowsAt } from './given.ts';
import { checksIn, fails, known, knownOf, lastAt, lastSeen } from './sight.ts';
import { and, anyOf, lasts, not, or, type Verdict, verdict } from './verdict.ts';

const HOUR = 3600;

/** Alerts evaluated with the states of the checks. */
export function checkAlerts(given: Given): Fires {
  const { told, keys, views, evaluations, limits, ms } = given;
  const times = evaluations.checks;
  // Whoever cannot be seen for less than an hour goes on to fail.
  const failing = (key: string, seconds: number): readonly Verdict[] =>
    lasts(
      views.get(key)!.map((seen) => knownOf(seen, fails)),
      times,
      { ms: ms(seconds), bridge: ms(HOUR) },
    );
  const long = new Map(keys.map((key) => [key, failing(key, limits.failingFor)]));
  const all = times.map((_, index): Verdict => {
    const of = keys.map((key) => [verdict(views.get(key)![index]!, known), long.get(key)![index]!] as const);
    const count = (least: readonly Verdict[]) => of.filter(([there]) => least.includes(there)).length;
    const enough = [count(['yes']), count(['yes', 'either'])].map((some) => some >= limits.together);
    return and(
      verdict(enough, (one) => one),
      ...of.map(([there, fail]) => or(not(there), fail)),
    );
  });
  const ofOne = keys.flatMap((key) => {
    /** Whether all that is known of the last minutes is that the check could not be run. */
    const notRun = times.map((at, index): Verdict => {
      const window = views.get(key)!.filter((_, k) => k <= index && times[k]! > at - ms(limits.failingFor));
      return and(...window.map((seen) => verdict(seen, (view) => !known(view) || view === 'could not run')));
    });
    const alone = times.map((_, index) => and(long.get(key)![index]!, not(all[index]!)));
    const never = verdictsOf(given, key, (check) => check.lastPassed === null);
    const hour = failing(key, HOUR);
    const alerts: readonly (readonly [alert: string, severity: string, verdicts: readonly Verdict[]])[] = [
      ['CheckFailing', 'warning', alone.map((one, index) => and(one, not(notRun[index]!)))],
      ['CheckCouldNotRun', 'warning', alone.map((one, index) => and(one, notRun[index]!))],
      ['CheckFailingLong', 'critical', failing(key, limits.failingLong)],
      ['CheckFlapping', 'info', flapping(given, key)],
      ['CheckFailsOften', 'warning', often(given, key, long.get(key)!)],
      ['CheckNeverSucceeded', 'warning', hour.map((one, index) => and(one, never[index]!))],
    ];
    return alerts.flatMap(([alert, severity, verdicts]) =>
      underSeverity([`Kuberhealthy${alert}`, key, severity], verdicts, told),
    );
  });
  return [['KuberhealthyAllChecksFailing critical', all], ...ofOne];
}

/** What holds of a check at each evaluation, by its status. */
function verdictsOf(
  { told }: Given,
  key: string,
  holds: (check: { readonly lastPassed: number | null }) => boolean,
): readonly Verdict[] {
  return told.map((one) =>
    verdict(checksIn(one, key), (check) => check !== undefined && check !== null && holds(check)),
  );
}

/** What the trends of the last evaluations before `at` say. */
function byTrends({ evaluations: { trends } }: Given, at: number, say: (trend: number) => Verdict): Verdict {
  return anyOf(lastSeen(trends, at).map((index) => (index < 0 ? 'no' : say(trends[index]!))));
}

const atLeast = ({ low, high }: Range, limit: number): Verdict =>
  low >= limit ? 'yes' : high < limit ? 'no' : 'either';

/** Whether the check's state changed so often in one of these windows. */
function changed(given: Given, key: string, trend: number, windows: readonly Window[], least: number): Verdict {
  const enough = windows.map((window) => atLeast(changesIn(viewsIn(given, key, window)), least));
  return and(present(given, key, trend), anyOf(enough));
}

/** The whole past, of which only what holds at each full minute is looked at: what is shorter is no state, and the newest waits. */
function minutesAt(given: Given, trend: number): readonly Window[] {
  const { evaluations, ms } = given;
  const minute = ms(60);
  return windowsAt(given, trend, Number.POSITIVE_INFINITY).map((window) => {
    const [first, last] = [window[0] ?? 0, window.at(-1) ?? -1];
    const looked = new Set<number>();
    for (let at = Math.ceil((evaluations.checks[first] ?? trend) / minute) * minute; at <= trend; at += minute)
      looked.add(Math.min(lastAt(evaluations.checks, at), last));
    return window.filter((index) => looked.has(index));
  });
}

function flapping(given: Given, key: string): readonly Verdict[] {
  const { evaluations, limits, ms } = given;
  return evaluations.checks.map((at) =>
    byTrends(given, at, (trend) => changed(given, key, trend, windowsAt(given, trend, ms(HOUR)), limits.flaps)),
  );
}

/** So many of the runs of the last hour failed, in which there were enough, but the check does not fail for good. */
function often(given: Given, key: string, long: readonly Verdict[]): readonly Verdict[] {
  const { told, evaluations, limits, ms } = given;
  const counts: readonly (Counts | null)[] = told.map((one) => countsOf(one, key));
  return evaluations.checks.map((at, index) => {
    const gains = gainIn(counts[lastAt(evaluations.checks, at - ms(HOUR))], counts[index]);
    if (gains === null) return 'no';
    const share = { low: gains.failures.low / gains.runs.high, high: gains.failures.high / gains.runs.low };
    return and(
      gains.surely ? 'yes' : 'either',
      atLeast(gains.runs, limits.ofRuns),
      atLeast(share, limits.failedRuns / limits.ofRuns),
      byTrends(given, at, (trend) => changed(given, key, trend, minutesAt(given, trend), 3)),
      not(long[index]!),
    );
  });
}
