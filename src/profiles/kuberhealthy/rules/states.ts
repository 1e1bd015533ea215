/** The recorded series that alerts and panels rest on: one per check, whatever the replicas and the error text. */
import type { RecordingRule } from '../../../model/index.ts';
import { CHECK, exported, perCheck } from './expressions.ts';
import { duration, seconds, type RuleSettings } from '../settings.ts';

/** 1 passing, 0 failing; no series for a check that has never run. */
export const STATE = 'check:kuberhealthy_check_state:min';
/** 1 where the newest result says that the check's pod could not be run or never reported, else 0. */
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

/**
 * The newest value of a recorded series before this evaluation, an hour old at most. Beyond ten minutes it is looked for
 * in steps: all samples of an hour are many. Where the series had ended by itself the value may be one step older.
 */
export function before(series: string, settings: RuleSettings): string {
  const near = `[${duration(600, settings)}] offset 1ms`;
  const far = `[${duration(3600, settings)}:${duration(300, settings)}]`;
  return `(last_over_time(${series}${near}) or last_over_time(${series}${far}))`;
}

export function state(expr: string): RecordingRule {
  const about = '1 for a check whose newest result is a pass, 0 for a failure; no series for one that has never run.';
  return { record: STATE, about, expr };
}

/**
 * Carries the time of the first failure from one evaluation to the next. `for:` can not be used for it: the alerts
 * "ran and failed" and "could not run" hand over to each other without starting again. The second line finds the
 * time again after Prometheus was down for longer than its look-back, unless the check has passed since.
 */
export function failingSince(settings: RuleSettings): RecordingRule {
  const hour = duration(3600, settings);
  const failing = `(${STATE} == 0)`;
  const carried = (from: string) => `0 * ${failing} + on (${CHECK}) group_left () max by (${CHECK}) (${from})`;
  return {
    record: FAILING_SINCE,
    about: 'Unix time at which a check that fails now was first seen to fail; no series for the others.',
    expr: [
      carried(FAILING_SINCE),
      carried(`last_over_time(${FAILING_SINCE}[${hour}]) and on (${CHECK}) max_over_time(${STATE}[${hour}]) == 0`),
      `0 * ${failing} + time()`,
    ].join(' or '),
  };
}

/**
 * The texts of runs that could not be run. Both versions: what begins so, by the exporter's own words.
 * `keep`: further labels of a check.
 */
export function couldNotRun(text: string, keep: readonly string[]): RecordingRule {
  const vector = perCheck('max', `${exported('kuberhealthy_check', [`error=~"${text}"`])} == bool 0`, keep);
  return {
    record: COULD_NOT_RUN,
    about: "1 where the newest result is that the check's pod could not be run or never reported, else 0.",
    expr: `${vector} or 0 * ${STATE}`,
  };
}

/** `keep`: further labels of a check. */
export function runDuration(keep: readonly string[]): RecordingRule {
  return {
    record: DURATION,
    about: 'Seconds that the last run of a check took.',
    expr: perCheck('max', exported('kuberhealthy_check_duration_seconds'), keep),
  };
}

/**
 * A check's rhythm: the shortest of some windows in which it ran three times or more, divided by the runs. Two points
 * of a counter are enough for it. It is measured only when a run has just ended and remembered otherwise, so that a
 * check that stops does not seem to slow down.
 */
export function runInterval(settings: RuleSettings): RecordingRule {
  const measured = [3600, 6 * 3600, 86_400]
    .map((window) => `${seconds(window, settings)} / (${RUNS} - ${RUNS} offset ${duration(window, settings)} >= 3)`)
    .join(` or on (${CHECK}) `);
  const justRan = `changes(${RUNS}[${duration(600, settings)}]) > 0`;
  const remembered = `${before(INTERVAL, settings)} and on (${CHECK}) ${RUNS}`;
  return {
    record: INTERVAL,
    about:
      'Seconds between two runs of a check, by its own past: measured when a run has just ended, remembered otherwise; ' +
      'no series until it has run three times.',
    expr: `((${measured}) and on (${CHECK}) ${justRan}) or on (${CHECK}) (${remembered})`,
  };
}
