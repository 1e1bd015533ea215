/** The recorded series that alerts and panels rest on: one per check, whatever the replicas and the error text. */
import type { RecordingRule } from '../../../model/index.ts';
import { CHECK, exported, perCheck } from './expressions.ts';
import { duration, seconds, type RuleSettings } from '../settings.ts';

/** 1 passing, 0 failing; no series for a check that has never run. */
export const STATE = 'check:kuberhealthy_check_state:min';
/** 1 where the newest result says that the check's pod could not be run or never reported, else 0; none if no text says. */
export const COULD_NOT_RUN = 'check:kuberhealthy_check_could_not_run:max';
/** Unix time at which a check that fails now was first seen to fail; no series for the others. */
export const FAILING_SINCE = 'check:kuberhealthy_check_failing_since_timestamp_seconds:min';
/** 1 for a check that has never finished a run; no series for the others. Version 3 only. */
export const NEVER_RUN = 'check:kuberhealthy_check_never_run:max';
/** Seconds since the last success; no series for a check that never succeeded. Version 3 only. */
export const SINCE_SUCCESS = 'check:kuberhealthy_check_seconds_since_success:min';
/** Runs finished, passed or failed. Version 3: since the check was made; version 2: since Prometheus watches it. */
export const RUNS = 'check:kuberhealthy_check_runs:max';
/** How many of these failed. */
export const FAILED_RUNS = 'check:kuberhealthy_check_failed_runs:max';
/** Unix time at which a run was last seen to end. Version 2 only. */
export const LAST_RUN = 'check:kuberhealthy_check_last_run_timestamp_seconds:max';
/** Seconds between two runs of a check, by its own past; no series until it has run often enough. */
export const INTERVAL = 'check:kuberhealthy_check_run_interval_seconds:max';
/** Seconds the last run took. */
export const DURATION = 'check:kuberhealthy_check_duration_seconds:max';
/** Evaluations that knew the state of a check, counted. */
export const KNOWN = 'check:kuberhealthy_check_state:count';
/** How many of these it passed. */
export const PASSED = 'check:kuberhealthy_check_state:sum';
/** A check's own labels, one series for each check that is there. Version 3 only. */
export const LABELS = 'check:kuberhealthy_check_labels:info';
/** Which they are: `kuberhealthy.io/severity` and `kuberhealthy.io/category`. */
export const OWN: readonly string[] = ['severity', 'category'];

/** How far back a value is looked for, and in what steps beyond the near past: all samples of an hour are many. */
interface Reach {
  readonly range: number;
  readonly step: number;
}
const HOUR: Reach = { range: 3600, step: 300 };
export const DAY: Reach = { range: 86_400, step: 1800 };

/** The newest value of a series within reach, at `offset`. */
export function reached(series: string, { range, step }: Reach, offset: string, settings: RuleSettings): string {
  return `last_over_time(${series}[${duration(range, settings)}:${duration(step, settings)}] offset ${offset})`;
}

/**
 * The newest value of a recorded series before this evaluation. Where the series had ended by itself the value may be one
 * step older. What promwire 0.1 recorded had the check's own labels; hence one per check.
 */
export function before(series: string, settings: RuleSettings, reach: Reach = HOUR): string {
  const near = `last_over_time(${series}[${duration(600, settings)}] offset 1ms)`;
  const far = reached(series, reach, '1ms', settings);
  return `(max by (${CHECK}) (${near}) or max by (${CHECK}) (${far}))`;
}

/** What a counter of a check has gained in so many seconds. */
export function gained(counter: string, count: number, settings: RuleSettings): string {
  return `${counter} - on (${CHECK}) max by (${CHECK}) (${counter} offset ${duration(count, settings)})`;
}

export function state(expr: string): RecordingRule {
  const about = '1 for a check whose newest result is a pass, 0 for a failure; no series for one that has never run.';
  return { record: STATE, about, expr };
}

/**
 * Carries the time of the first failure from one evaluation to the next, also over a gap of an hour, unless the check passed
 * last before it. `for:` can not be used for it: the alerts "ran and failed" and "could not run" hand over to each other
 * without starting again. `counter`: of the check's failed runs; where it stood at 0 or has begun again, this is another
 * failure.
 */
export function failingSince(settings: RuleSettings, counter?: string): RecordingRule {
  const another = counter === undefined ? '' : `unless on (${CHECK}) (${beganAgain(counter, settings)}) `;
  return {
    record: FAILING_SINCE,
    about: 'Unix time at which a check that fails now was first seen to fail; no series for the others.',
    expr:
      `${before(FAILING_SINCE, settings)} and on (${CHECK}) ${before(STATE, settings)} == 0 ` +
      `and on (${CHECK}) ${STATE} == 0 ${another}or 0 * (${STATE} == 0) + time()`,
  };
}

/** Holds for a counter that was 0 before, or larger than now. */
function beganAgain(counter: string, settings: RuleSettings): string {
  return `${counter} unless on (${CHECK}) (${before(counter, settings)} > 0 <= on (${CHECK}) ${counter})`;
}

/** `texts`: of runs that could not be run, one regular expression for each, by kuberhealthy's own words. */
export function couldNotRun(texts: readonly string[]): RecordingRule {
  const failed = (error: string) => perCheck('max', `${exported('kuberhealthy_check', [error])} == bool 0`);
  return {
    record: COULD_NOT_RUN,
    about:
      "1 where the newest result is that the check's pod could not be run or never reported, else 0; no series for a " +
      'check that fails without an error text, which may be either.',
    expr: `${failed(`error=~"${texts.join('|')}"`)} or 0 * (${failed('error!=""')} or ${STATE} == 1)`,
  };
}

export const runDuration: RecordingRule = {
  record: DURATION,
  about: 'Seconds that the last run of a check took.',
  expr: perCheck('max', exported('kuberhealthy_check_duration_seconds')),
};

/** Two counters, of which averages over any time are made: of the state of a check, and of how often it was known. */
export function counted(settings: RuleSettings): readonly RecordingRule[] {
  return [
    {
      record: KNOWN,
      about: 'Evaluations that knew the state of a check, counted.',
      expr: `${before(KNOWN, settings, DAY)} + on (${CHECK}) (0 * ${STATE} + 1) or on (${CHECK}) 0 * ${STATE} + 1`,
    },
    {
      record: PASSED,
      about: 'How many of these it passed.',
      expr: `${before(PASSED, settings, DAY)} + on (${CHECK}) ${STATE} or on (${CHECK}) ${STATE}`,
    },
  ];
}

/**
 * A check's rhythm: the shortest of some windows in which it ran three times or more, divided by the runs. Two points
 * of a counter are enough for it. It is measured only when a run has just ended and remembered otherwise, so that a
 * check that stops does not seem to slow down. `passes`: only runs that passed count, because version 3 tries a pod that
 * can not be created again with every look at its checks (kuberhealthy.go, StartCheck), and counts each as a failed run.
 */
export function runInterval(settings: RuleSettings, { passes }: { readonly passes: boolean }): RecordingRule {
  const runs = (window: number) =>
    passes
      ? `(${gained(RUNS, window, settings)}) - on (${CHECK}) (${gained(FAILED_RUNS, window, settings)})`
      : gained(RUNS, window, settings);
  const measured = [3600, 6 * 3600, 86_400]
    .map((window) => `${seconds(window, settings)} / (${runs(window)} >= 3)`)
    .join(` or on (${CHECK}) `);
  const justRan = passes
    ? `${SINCE_SUCCESS} < ${seconds(600, settings)}`
    : `changes(${RUNS}[${duration(600, settings)}]) > 0`;
  const remembered = `${before(INTERVAL, settings)} and on (${CHECK}) ${RUNS}`;
  return {
    record: INTERVAL,
    about:
      `Seconds between two runs of a check${passes ? ' that passed' : ''}, by its own past: measured when one has just ` +
      'ended, remembered otherwise; no series until there were three.',
    expr: `((${measured}) and on (${CHECK}) ${justRan}) or on (${CHECK}) (${remembered})`,
  };
}
