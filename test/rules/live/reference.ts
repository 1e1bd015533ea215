/**
 * Which alerts a person would expect of a play of kuberhealthy 3, told from the play's own state and from nothing that
 * Prometheus computed. Where Prometheus cannot know yet, either answer is right.
 */
import { type CheckNow } from '../../bed/kuberhealthy3/nouns.ts';
import {
  and,
  anyOf,
  checkIn,
  heldFor,
  keyOf,
  lastAt,
  lastSeen,
  momentsIn,
  nobodyIn,
  not,
  ofViews,
  or,
  type Scrape,
  type Sight,
  sightOf,
  type Told,
  type Verdict,
  verdict,
  type View,
  type Views,
  viewsOf,
} from './sight.ts';
import { changesIn, type Counts, gainIn, type Range, rangeOf, shareIn } from './past.ts';

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
type Fires = ReadonlyMap<string, readonly Verdict[]>;

export interface Expected {
  readonly keys: readonly string[];
  /** The views that the rules have of a check at Unix time `at`. */
  readonly views: (key: string, at: number) => Views;
  /** Share of the play in which a check passed, as the trends of `at` know it; null where it has no share. */
  readonly passed: (key: string, at: number) => readonly (Range | null)[];
  /** Alerts that may fire at Unix time `at`, with `yes` for those that must. */
  readonly firing: (at: number) => ReadonlyMap<string, Verdict>;
}

const FAILS: readonly View[] = ['failed', 'could not run'];
const fails = (view: View): boolean => FAILS.includes(view);
const known = (view: View): boolean => view === 'passed' || fails(view);

const OWN = ['KuberhealthyCheckFailing', 'KuberhealthyCheckCouldNotRun'] as const;

export function expectedOf(
  { pods, evaluations }: { readonly pods: readonly (readonly Scrape[])[]; readonly evaluations: Evaluations },
  limits: Limits,
): Expected {
  const sight = sightOf(pods);
  const told = evaluations.checks.map((at) => sight.at(at));
  const keys = [
    ...new Set(told.flatMap((one) => momentsIn(one).flatMap(({ checks }) => checks.map(keyOf)))),
  ].toSorted();
  const views = new Map(keys.map((key) => [key, told.map((one) => viewsOf(one, key))]));
  const ms = (seconds: number): number => (seconds * 1000) / limits.scale;
  const given: Given = { sight, told, keys, views, evaluations, limits, ms };

  const groups: readonly (readonly [times: readonly number[], fires: Fires])[] = [
    [evaluations.checks, ofChecks(given)],
    [evaluations.trends, ofTrends(given)],
    [evaluations.availability, ofAvailability(given, pods.length)],
  ];
  return {
    keys,
    views: (key, at) => views.get(key)?.[lastAt(evaluations.checks, at)] ?? new Set(['gone']),
    passed: (key, at) => {
      const trend = evaluations.trends[lastAt(evaluations.trends, at)];
      return trend === undefined ? [null] : shares(given, key, trend, Number.POSITIVE_INFINITY);
    },
    firing: (at) => {
      const now = new Map<string, Verdict>();
      for (const [times, fires] of groups) {
        const index = lastAt(times, at);
        for (const [alert, verdicts] of fires) {
          const one = verdicts[index] ?? 'no';
          if (one !== 'no') now.set(alert, one);
        }
      }
      return now;
    },
  };
}

interface Given {
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
function underSeverity(
  alert: string,
  key: string,
  severity: string,
  verdicts: readonly Verdict[],
  told: readonly Told[],
): readonly (readonly [string, readonly Verdict[]])[] {
  /** At each evaluation; null: there is no such check. */
  const severities = told.map((one) =>
    momentsIn(one).map((moment) => {
      const check = checkIn(moment, key);
      return check === undefined ? null : (check.severity ?? severity);
    }),
  );
  const owns = new Set(severities.flat().filter((own) => own !== null));
  return [...owns].map((own) => [
    `${alert} ${key} ${own}`,
    verdicts.map((one, index) =>
      and(one, nobodyIn(told[index]!) ? 'either' : verdict(severities[index]!, (seen) => seen === own)),
    ),
  ]);
}

/** Alerts evaluated with the states of the checks. */
function ofChecks(given: Given): Fires {
  const { told, keys, views, evaluations, limits, ms } = given;
  const times = evaluations.checks;
  const each = (test: (view: View) => boolean) =>
    new Map(keys.map((key) => [key, views.get(key)!.map((seen) => ofViews(seen, test))]));
  const [failing, isKnown] = [each(fails), each(known)];
  const long = new Map(keys.map((key) => [key, heldFor(failing.get(key)!, times, ms(limits.failingFor))]));

  const all = times.map((_, index): Verdict => {
    const of = keys.map((key) => [isKnown.get(key)![index]!, long.get(key)![index]!] as const);
    const count = (least: readonly Verdict[]) => of.filter(([there]) => least.includes(there)).length;
    const enough: Verdict =
      count(['yes']) >= limits.together ? 'yes' : count(['yes', 'either']) >= limits.together ? 'either' : 'no';
    return and(enough, ...of.map(([there, fail]) => or(not(there), fail)));
  });

  const fires: (readonly [string, readonly Verdict[]])[] = [['KuberhealthyAllChecksFailing critical', all]];
  for (const key of keys) {
    /** Whether all that is known of the last minutes is that the check could not be run. */
    const notRun = times.map((at, index): Verdict => {
      const window = views.get(key)!.filter((_, k) => k <= index && times[k]! > at - ms(limits.failingFor));
      return and(...window.map((seen) => verdict(seen, (view) => !known(view) || view === 'could not run')));
    });
    const alone = times.map((_, index) => and(long.get(key)![index]!, not(all[index]!)));
    const own = [
      alone.map((one, index) => and(one, not(notRun[index]!))),
      alone.map((one, index) => and(one, notRun[index]!)),
    ];
    OWN.forEach((alert, index) => fires.push(...underSeverity(alert, key, 'warning', own[index]!, told)));
    fires.push(
      ...underSeverity(
        'KuberhealthyCheckFailingLong',
        key,
        'critical',
        heldFor(failing.get(key)!, times, ms(limits.failingLong)),
        told,
      ),
      ...underSeverity('KuberhealthyCheckFlapping', key, 'info', flapping(given, key), told),
      ...underSeverity('KuberhealthyCheckFailsOften', key, 'warning', often(given, key, long.get(key)!), told),
      ...underSeverity('KuberhealthyCheckNeverSucceeded', key, 'warning', neverPassed(given, key), told),
    );
  }
  return new Map(fires);
}

/** Evaluations of the checks that a reader at `at` may take for the last, each with those of the time before it. */
function windowsAt({ evaluations: { checks } }: Given, at: number, ms: number): readonly (readonly number[])[] {
  return lastSeen(checks, at).map((last) =>
    checks.flatMap((time, index) => (index <= last && time > at - ms ? [index] : [])),
  );
}

const viewsIn = ({ views }: Given, key: string, window: readonly number[]): readonly Views[] =>
  window.map((index) => views.get(key)![index]!);

/** Whether a check is there for a reader of the recorded states at `at`. */
function present(given: Given, key: string, at: number, test: (view: View) => boolean = known): Verdict {
  const seen = lastSeen(given.evaluations.checks, at).map((index) => given.views.get(key)![index]);
  return anyOf(seen.map((views) => (views === undefined ? 'no' : ofViews(views, test))));
}

function shares(given: Given, key: string, at: number, ms: number): readonly (Range | null)[] {
  return windowsAt(given, at, ms).flatMap((window) => {
    const there = verdict(given.views.get(key)![window.at(-1) ?? -1] ?? new Set<View>(['gone']), known);
    const share = shareIn(viewsIn(given, key, window));
    return there === 'yes' ? [share] : there === 'no' ? [null] : [share, null];
  });
}

/** What the trends of the last evaluations before `at` say. */
function byTrends({ evaluations: { trends } }: Given, at: number, say: (trend: number) => Verdict): Verdict {
  return anyOf(lastSeen(trends, at).map((index) => (index < 0 ? 'no' : say(trends[index]!))));
}

const atLeast = ({ low, high }: Range, limit: number): Verdict =>
  low >= limit ? 'yes' : high < limit ? 'no' : 'either';

function changed(given: Given, key: string, trend: number, ms: number, least: number): Verdict {
  const enough = anyOf(
    windowsAt(given, trend, ms).map((window) => atLeast(changesIn(viewsIn(given, key, window)), least)),
  );
  return and(present(given, key, trend), enough);
}

function flapping(given: Given, key: string): readonly Verdict[] {
  const { evaluations, limits, ms } = given;
  return evaluations.checks.map((at) =>
    byTrends(given, at, (trend) => changed(given, key, trend, ms(3600), limits.flaps)),
  );
}

/** So many of the runs of the last hour failed, in which there were enough, but the check does not fail for good. */
function often(given: Given, key: string, long: readonly Verdict[]): readonly Verdict[] {
  const { told, evaluations, limits, ms } = given;
  const counts = told.map((one) => countsOf(one, key));
  return evaluations.checks.map((at, index) => {
    const then = lastAt(evaluations.checks, at - ms(3600));
    const gains = gainIn(counts[then], counts[index]!);
    if (gains === null) return 'no';
    const share = { low: gains.failures.low / gains.runs.high, high: gains.failures.high / gains.runs.low };
    return and(
      gains.surely ? 'yes' : 'either',
      atLeast(gains.runs, limits.ofRuns),
      atLeast(share, limits.failedRuns / limits.ofRuns),
      byTrends(given, at, (trend) => changed(given, key, trend, Number.POSITIVE_INFINITY, 3)),
      not(long[index]!),
    );
  });
}

/** The counters of a check as they may be told; null where it is not there. */
function countsOf(told: Told, key: string): Counts | null {
  const checks = momentsIn(told).map((moment) => checkIn(moment, key));
  const there = checks.filter((check): check is CheckNow => check !== undefined);
  if (there.length === 0) return null;
  return {
    runs: rangeOf(there.map(({ successes, failures }) => successes + failures)),
    failures: rangeOf(there.map(({ failures }) => failures)),
    surely: there.length === checks.length && !nobodyIn(told),
  };
}

function neverPassed({ told, evaluations, ms }: Given, key: string): readonly Verdict[] {
  const now = told.map((one) => {
    const checks = momentsIn(one).map((moment) => checkIn(moment, key));
    return verdict(checks, (check) => check !== undefined && check.lastPassed === null && check.failures > 0);
  });
  return heldFor(now, evaluations.checks, ms(3600));
}

/** Alerts that compare a check with its past. */
function ofTrends(given: Given): Fires {
  const { keys, evaluations, limits, ms } = given;
  const told = evaluations.trends.map((at) => given.told[lastAt(evaluations.checks, at)] ?? []);
  const limit = 14.4 * (1 - limits.objective);
  const lost = (key: string, at: number, seconds: number): Verdict =>
    anyOf(
      shares(given, key, at, ms(seconds)).map((share) =>
        share === null ? 'no' : 1 - share.high > limit ? 'yes' : 1 - share.low <= limit ? 'no' : 'either',
      ),
    );
  return new Map(
    keys.flatMap((key) => {
      const burns = evaluations.trends.map((at) =>
        and(lost(key, at, 3600), lost(key, at, 300), present(given, key, at - ms(3600))),
      );
      return [
        ...underSeverity('KuberhealthyCheckBudgetBurnFast', key, 'warning', burns, told),
        ...underSeverity('KuberhealthyCheckStale', key, 'warning', stale(given, key), told),
      ];
    }),
  );
}

/** How often a check is known to run: the longest time between two runs that Prometheus can take for usual; null: none. */
function usual({ told, evaluations: { checks }, ms }: Given, key: string, at: number): number | null {
  const counts = (index: number) => countsOf(told[index] ?? [], key)?.runs;
  const last = lastAt(checks, at);
  const now = counts(last);
  if (now === undefined) return null;
  let ran = last;
  while (ran > 0 && counts(ran - 1)?.low === now.low) ran -= 1;
  const then = counts(lastAt(checks, checks[ran]! - ms(3600) + ms(600)));
  const old = counts(lastAt(checks, checks[ran]! - ms(3600)));
  const runs = then === undefined || old === undefined ? 0 : now.low - then.high;
  return runs < 4 ? null : ms(3600) / (runs - 1);
}

/** A check that passed last and has not passed for some of its intervals, and for ten minutes. */
function stale(given: Given, key: string): readonly Verdict[] {
  const { told, evaluations, limits, ms } = given;
  return evaluations.trends.map((at) => {
    const seen = told[lastAt(evaluations.checks, at)] ?? [];
    const checks = momentsIn(seen).map((moment) => checkIn(moment, key));
    const last = checks.findLast((check) => check?.result === 'passed');
    if (last === undefined) return 'no';
    const since = at - limits.begun - ms(last.lastPassed ?? 0);
    const [least, most] = [ms(600), limits.missedRuns * ms(last.runInterval)];
    const missed = usual(given, key, at);
    if (since <= Math.max(least, 0.85 * most)) return 'no';
    const surely = missed !== null && since - limits.lag > Math.max(least, limits.missedRuns * missed);
    return and(
      surely ? 'yes' : 'either',
      present(given, key, at, (view) => view === 'passed'),
    );
  });
}

/** Alerts on kuberhealthy's pods. They read what is scraped, not what the other rules made of it. */
function ofAvailability(given: Given, pods: number): Fires {
  const { sight, keys, evaluations, ms } = given;
  const times = evaluations.availability;
  const told = times.map((at) => sight.at(at));
  const held = (seconds: number, verdicts: readonly Verdict[]) => heldFor(verdicts, times, ms(seconds));
  const healthy = (one: Told): Verdict =>
    or(...one.map((moments) => verdict(moments, (moment) => moment !== null && isHealthy(moment))));
  const nobody = (one: Told): Verdict => and(...one.map((moments) => verdict(moments, (moment) => moment === null)));
  const leads = (one: Told): Verdict =>
    or(...one.map((moments, pod) => verdict(moments, (moment) => moment?.pods[pod]?.leads === true)));
  const down = Array.from({ length: pods }, (_, pod) =>
    told.map((one) => verdict(one[pod]!, (moment) => moment === null)),
  );
  return new Map([
    ['KuberhealthyAbsent critical', held(600, told.map(nobody))],
    ...down.map((verdicts, pod): [string, readonly Verdict[]] => [
      `KuberhealthyTargetDown kuberhealthy-${pod} warning`,
      held(600, verdicts),
    ]),
    [
      'KuberhealthyClusterUnhealthy warning',
      held(
        900,
        told.map((one, index) =>
          and(
            not(healthy(one)),
            not(nobody(one)),
            ...keys.map((key) => not(present(given, key, times[index]!, (view) => view === 'never ran'))),
          ),
        ),
      ),
    ],
    [
      'KuberhealthySchedulerStuck critical',
      held(
        300,
        times.map((at) => stuck(given, at)),
      ),
    ],
    [
      'KuberhealthyNoLeader critical',
      held(
        300,
        told.map((one) => and(not(leads(one)), not(nobody(one)))),
      ),
    ],
  ]);
}

/** Whether checks were due in a quarter of an hour, minute by minute, and no run of any ended. */
function stuck({ sight, told, keys, evaluations, ms }: Given, at: number): Verdict {
  const minute = ms(60);
  const from = at - ms(900);
  const first = Math.floor(from / minute) + 1;
  const due = Array.from({ length: Math.floor(at / minute) - first + 1 }, (_, index) => {
    const moments = sight.at((first + index) * minute, at);
    if (moments.every((one) => one.every((moment) => moment === null))) return null;
    return or(...moments.map((one, pod) => verdict(one, (moment) => (moment?.pods[pod]?.due ?? 0) > 0)));
  }).filter((one) => one !== null);
  const ran = lastSeen(evaluations.checks, at).map((now) => {
    const then = Math.max(0, lastAt(evaluations.checks, from));
    return or(
      ...keys.map((key) => {
        // Of a check that is younger than that, since it was first seen.
        const first = told.findIndex((one, index) => index >= then && countsOf(one, key)?.surely === true);
        const gain = gainIn(countsOf(told[first] ?? [], key), countsOf(told[now] ?? [], key));
        if (gain === null || gain.runs.high <= 0) return 'no';
        return gain.runs.low > 0 && gain.surely ? 'yes' : 'either';
      }),
    );
  });
  return and(due.length === 0 ? 'no' : and(...due), not(anyOf(ran)));
}

/** What kuberhealthy says of the cluster: whether every check passed. */
export const isHealthy = ({
  lists,
  checks,
}: {
  readonly lists: boolean;
  readonly checks: readonly CheckNow[];
}): boolean => lists && checks.every(({ result }) => result === 'passed');
