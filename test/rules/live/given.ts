/** What is known of a play, for alerts and numbers to be told from. */
import { type Range, shareIn } from './past.ts';
import { checksIn, known, lastSeen, type Sight, type Told, type View, type Views } from './sight.ts';
import { and, anyOf, type Verdict, verdict } from './verdict.ts';

/** The durations, in seconds, and numbers of docs/alerts.md, and how the play runs. */
export interface Limits {
  readonly failingFor: number;
  readonly failingLong: number;
  readonly together: number;
  readonly flaps: number;
  readonly failedRuns: number;
  readonly ofRuns: number;
  readonly missedRuns: number;
  readonly objective: number;
  /** Unix time in milliseconds at which the play began. */
  readonly begun: number;
  /** By how much the play is faster than a clock. */
  readonly scale: number;
  /** Milliseconds by which a recorded value may be older than the evaluation that reads it. */
  readonly lag: number;
}

/** When each group of rules was evaluated, in Unix milliseconds. */
export interface Evaluations {
  readonly checks: readonly number[];
  readonly trends: readonly number[];
  readonly availability: readonly number[];
}

/** Name of an alert with what it is about and its severity -> whether it fires at each evaluation of its group. */
export type Fires = readonly (readonly [name: string, fires: readonly Verdict[]])[];

/** What is known of a play, for the alerts to be told from. */
export interface Given {
  readonly pods: number;
  readonly sight: Sight;
  /** At each evaluation of the checks. */
  readonly told: readonly Told[];
  readonly keys: readonly string[];
  readonly views: ReadonlyMap<string, readonly Views[]>;
  readonly evaluations: Evaluations;
  readonly limits: Limits;
  /** Milliseconds that so many seconds of the play last. */
  readonly ms: (seconds: number) => number;
}

/** The alert of a check under each severity that the check may have: its own, else that of the alert. */
export function underSeverity(
  [alert, key, severity]: readonly [alert: string, key: string, severity: string],
  verdicts: readonly Verdict[],
  told: readonly Told[],
): Fires {
  /** At each evaluation; null: there is no such check. */
  const severities = told.map((one) =>
    checksIn(one, key).map((check) => (check === undefined || check === null ? null : (check.severity ?? severity))),
  );
  const owns = new Set(severities.flat().filter((own) => own !== null));
  return [...owns].map((own) => [
    `${alert} ${key} ${own}`,
    verdicts.map((one, index) =>
      and(
        one,
        verdict(severities[index]!, (seen) => seen === own),
      ),
    ),
  ]);
}

/** Indexes of evaluations of the checks, in order. */
export type Window = readonly number[];

/** Evaluations of the checks that a reader at `at` may take for the last, each with those of the time before it. */
export function windowsAt({ evaluations: { checks } }: Given, at: number, ms: number): readonly Window[] {
  return lastSeen(checks, at).map((last) =>
    checks.flatMap((time, index) => (index <= last && time > at - ms ? [index] : [])),
  );
}

export const viewsIn = ({ views }: Given, key: string, window: Window): readonly Views[] =>
  window.map((index) => views.get(key)![index]!);

/** Whether a check is there for a reader of the recorded states at `at`. */
export function present(given: Given, key: string, at: number, test: (view: View) => boolean = known): Verdict {
  const seen = lastSeen(given.evaluations.checks, at).map((index) => given.views.get(key)![index]);
  return anyOf(seen.map((views) => (views === undefined ? 'no' : verdict(views, test))));
}

/** A check that was away for longer than this … */
const AWAY = 540;
/** … loses up to so many seconds of what was counted before. */
const LOST = 1800;

/** A window without what may be lost of it: of each time that the check was away, all of its losses. */
function afterLosses({ views, evaluations: { checks }, ms }: Given, key: string, window: Window) {
  const seen = window.filter((index) => verdict(views.get(key)![index]!, known) !== 'no');
  const gaps = seen.filter((index, k) => k + 1 < seen.length && checks[seen[k + 1]!]! - checks[index]! > ms(AWAY));
  return gaps.flatMap((gap) => {
    const lost = seen.filter((index) => index <= gap && checks[index]! > checks[gap]! - ms(LOST) - ms(60));
    return lost.map((first) => window.filter((index) => index < first || index > gap));
  });
}

/** Share of the last milliseconds in which a check passed; null where it has no result. */
export function shares(given: Given, key: string, at: number, ms: number): readonly (Range | null)[] {
  return windowsAt(given, at, ms).flatMap((window) => {
    const last = given.views.get(key)![window.at(-1) ?? -1] ?? new Set<View>();
    const share = shareIn(viewsIn(given, key, window));
    const now = verdict(last, known);
    return now === 'yes' ? [share] : now === 'no' ? [null] : [share, null];
  });
}

/** Share of its life in which a check passed, as far as it is remembered. */
export function lifeShares(given: Given, key: string, at: number): readonly (Range | null)[] {
  const whole = shares(given, key, at, Number.POSITIVE_INFINITY);
  if (whole.every((share) => share === null)) return whole;
  const windows = windowsAt(given, at, Number.POSITIVE_INFINITY);
  return [
    ...whole,
    ...windows.flatMap((window) => afterLosses(given, key, window).map((rest) => shareIn(viewsIn(given, key, rest)))),
  ].filter((share, index) => share !== null || index < whole.length);
}
