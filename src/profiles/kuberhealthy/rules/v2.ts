/** Version 2: one gauge per check, no counters, and nothing at all for a check that has never run. */
import type { AlertingRule, RecordingRule, RuleGroup } from '../../../model/index.ts';
import { alert, checkAlert, GAP, newestError, WHAT } from './alerts.ts';
import { availabilityAlerts } from './alerts-availability.ts';
import { failingAlerts } from './alerts-failing.ts';
import { staleAlert, trendAlerts } from './alerts-trends.ts';
import { CHECK, exported, named, perCheck } from './expressions.ts';
import { duration, seconds, type RuleSettings } from '../settings.ts';
import {
  before,
  counted,
  couldNotRun,
  DURATION,
  FAILED_RUNS,
  failingSince,
  INTERVAL,
  LAST_RUN,
  runDuration,
  runInterval,
  RUNS,
  state,
  STATE,
} from './states.ts';
import { trendRecords } from './trends.ts';

/**
 * Version 2 counts no runs, but each leaves a duration of its own, to the microsecond: a duration that has changed since
 * the last evaluation is a run. These counters begin at 0 when Prometheus first sees the check, and again after it was
 * down for an hour.
 */
function countedRuns(settings: RuleSettings): readonly RecordingRule[] {
  const ran = `(${DURATION} != bool ${before(DURATION, settings)})`;
  const failed = `(${ran} * on (${CHECK}) (${STATE} == bool 0))`;
  const counter = (record: string, about: string, more: string) => ({
    record,
    about,
    expr: `${before(record, settings)} + on (${CHECK}) ${more} or on (${CHECK}) 0 * ${DURATION}`,
  });
  const [now, then] = [
    `(0 * ${RUNS} + time()) and on (${CHECK}) ${RUNS} > on (${CHECK}) ${before(RUNS, settings)}`,
    `${before(LAST_RUN, settings)} and on (${CHECK}) ${RUNS}`,
  ];
  return [
    counter(RUNS, 'Runs of a check that ended since Prometheus watches it, told by changes of its duration.', ran),
    counter(FAILED_RUNS, 'How many of these failed.', failed),
    {
      record: LAST_RUN,
      about: 'Unix time at which a run of a check was last seen to end.',
      expr: `(${now}) or on (${CHECK}) (${then})`,
    },
    runInterval(settings, { passes: false }),
  ];
}

/** How version 2 begins each text of its own, whatever went wrong (docs/kuberhealthy-texts.md). */
const NOT_RUN = ['Check execution error.*'];

/** Only for checks that passed last: those that fail have an alert. */
function stale(settings: RuleSettings): string {
  const since = `(time() - ${LAST_RUN})`;
  return (
    `${since} > on (${CHECK}) (${settings.missedRuns} * ${INTERVAL}) ` +
    `and ${since} > ${seconds(600, settings)} and on (${CHECK}) ${STATE} == 1`
  );
}

/** A khjob runs once, so its result stays until it is run again or deleted. */
function jobFailed(settings: RuleSettings): AlertingRule {
  return checkAlert(
    {
      alert: 'KuberhealthyJobFailed',
      expr: `${perCheck('max', `${exported('kuberhealthy_job')} == bool 0`)} == 1`,
      for: settings.failingFor,
      severity: 'warning',
      summary: `Kuberhealthy job ${WHAT} failed.`,
      description:
        `Job ${WHAT} failed, or could not be run if its text begins with “Job execution error”. ` +
        newestError('kuberhealthy_job'),
    },
    settings,
  );
}

/** The rule groups of version 2, the recording rules first. */
export function rulesV2(settings: RuleSettings): readonly RuleGroup[] {
  return [
    {
      name: 'kuberhealthy-checks',
      rules: [
        ...named(['kuberhealthy_check', 'kuberhealthy_check_duration_seconds', 'kuberhealthy_job'], settings),
        state(perCheck('min', exported('kuberhealthy_check'))),
        couldNotRun(NOT_RUN),
        failingSince(settings),
        runDuration,
        ...counted(settings),
        ...countedRuns(settings),
        ...failingAlerts(settings),
        jobFailed(settings),
      ],
    },
    {
      name: 'kuberhealthy-trends',
      interval: duration(60, settings),
      rules: [...trendRecords(settings), staleAlert(stale(settings), settings), ...trendAlerts(settings)],
    },
    {
      name: 'kuberhealthy-availability',
      rules: [
        ...availabilityAlerts(settings),
        alert(
          {
            alert: 'KuberhealthyClusterUnhealthy',
            expr: 'max by (namespace) (kuberhealthy_cluster_state) == 0',
            for: 900,
            keepFiringFor: GAP,
            severity: 'warning',
            summary: 'Kuberhealthy calls the cluster unhealthy.',
            description: 'At least one check or job has had an error for 15 minutes.',
          },
          settings,
        ),
      ],
    },
  ];
}
