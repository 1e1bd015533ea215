/** Alerts on checks that fail, the same in every version. */
import { computed } from '../../../lang/holes/value.ts';
import type { Value } from '../../../lang/holes/value.ts';
import type { AlertingRule } from '../../../model/index.ts';
import { alert, checkAlert, newestError, RAN_AND_FAILED, WHAT } from './alerts.ts';
import { CHECK } from './expressions.ts';
import { duration, seconds, type RuleSettings } from '../settings.ts';
import { COULD_NOT_RUN, FAILED_RUNS, FAILING_SINCE, gained, RUNS, STATE } from './states.ts';
import { CHANGES_1H, CHANGES_6H } from './trends.ts';

function failingFor(count: Value, settings: RuleSettings): string {
  return `time() - ${FAILING_SINCE} >= ${seconds(count, settings)}`;
}

/** Holds while every check has failed for long enough, where there are enough checks to tell of them together. */
function allFailing(settings: RuleSettings): string {
  return (
    `count(${failingFor(settings.failingFor, settings)}) == count(${STATE}) ` +
    `and count(${STATE}) >= ${settings.together}`
  );
}

/**
 * n of the last m: the share of failed runs in the shortest of some windows that holds m runs. A check that fails for
 * good has an alert already, and one that failed once for long and recovered changed its state only twice.
 */
function failsOften(settings: RuleSettings): string {
  const [hour, six] = [3600, 6 * 3600];
  const share = (window: number) =>
    `(${FAILED_RUNS} - ${FAILED_RUNS} offset ${duration(window, settings)}) / on (${CHECK}) (${gained(RUNS, window, settings)} >= ${settings.ofRuns})`;
  return (
    `(${share(hour)} or on (${CHECK}) ${share(six)}) >= ${computed('failedRuns/ofRuns', { ...settings })} ` +
    `and on (${CHECK}) ${CHANGES_6H} >= 3 ` +
    `unless on (${CHECK}) (${failingFor(settings.failingFor, settings)})`
  );
}

/** Of a check that fails, exactly one of "ran and failed", "could not run" and "all fail" holds. */
export function failingAlerts(settings: RuleSettings): readonly AlertingRule[] {
  const failing = failingFor(settings.failingFor, settings);
  const notRun = `min_over_time(${COULD_NOT_RUN}[${duration(settings.failingFor, settings)}]) == 1`;
  const one = `unless on () (${allFailing(settings)})`;
  const since = 'for {{ $value | humanizeDuration }}';
  return [
    checkAlert(
      {
        alert: 'KuberhealthyCheckFailing',
        expr: `(${failing}) unless on (${CHECK}) (${notRun}) ${one}`,
        severity: 'warning',
        summary: `Kuberhealthy check ${WHAT} ${RAN_AND_FAILED}.`,
        description: `Check ${WHAT} has failed ${since}. ${newestError()}`,
      },
      settings,
    ),
    checkAlert(
      {
        alert: 'KuberhealthyCheckCouldNotRun',
        expr: `(${failing}) and on (${CHECK}) (${notRun}) ${one}`,
        severity: 'warning',
        summary: `Kuberhealthy check ${WHAT} could not run.`,
        description:
          `The pod of check ${WHAT} could not be run or never reported, ${since}: ` +
          `nothing is known about what it checks. ${newestError()}`,
      },
      settings,
    ),
    alert(
      {
        alert: 'KuberhealthyAllChecksFailing',
        expr: allFailing(settings),
        severity: 'critical',
        summary: 'All {{ $value }} kuberhealthy checks fail.',
        description:
          'Every check fails at the same time: look for one cause (the API server, DNS, nodes, kuberhealthy itself) ' +
          'before the single checks, whose own alerts are held back.',
      },
      settings,
    ),
    checkAlert(
      {
        alert: 'KuberhealthyCheckFailingLong',
        expr: failingFor(settings.failingLong, settings),
        severity: 'critical',
        summary: `Kuberhealthy check ${WHAT} has failed ${since}.`,
        description: `Nobody has fixed what check ${WHAT} found, or it checks something that no longer exists. ${newestError()}`,
      },
      settings,
    ),
    checkAlert(
      {
        alert: 'KuberhealthyCheckFailsOften',
        expr: failsOften(settings),
        severity: 'warning',
        summary: `Kuberhealthy check ${WHAT} fails again and again.`,
        description:
          `{{ $value | humanizePercentage }} of the last runs of check ${WHAT} failed, none of them for long. ` +
          newestError(),
      },
      settings,
    ),
    checkAlert(
      {
        alert: 'KuberhealthyCheckFlapping',
        expr: `${CHANGES_1H} >= ${settings.flaps}`,
        severity: 'info',
        summary: `Kuberhealthy check ${WHAT} passes and fails in turn.`,
        description: `The result of check ${WHAT} changed {{ $value }} times within an hour. ${newestError()}`,
      },
      settings,
    ),
  ];
}
