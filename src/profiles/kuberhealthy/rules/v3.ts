/** Version 3: state, counters and time since success per check, and a leader that runs them. */
import type { AlertingRule, RecordingRule, RuleGroup } from '../../../model/index.ts';
import { alert, checkAlert, GAP, newestError, WHAT } from './alerts.ts';
import { availabilityAlerts } from './alerts-availability.ts';
import { failingAlerts } from './alerts-failing.ts';
import { staleAlert, trendAlerts } from './alerts-trends.ts';
import { CHECK, exported, named, perCheck } from './expressions.ts';
import { duration, seconds, type RuleSettings } from '../settings.ts';
import {
  counted,
  couldNotRun,
  FAILED_RUNS,
  FAILING_SINCE,
  failingSince,
  INTERVAL,
  LABELS,
  NEVER_RUN,
  OWN,
  runDuration,
  runInterval,
  RUNS,
  SINCE_SUCCESS,
  state,
  STATE,
} from './states.ts';
import { trendRecords } from './trends.ts';

const SINCE = 'kuberhealthy_check_seconds_since_success';
const SUCCESSES = 'kuberhealthy_check_success_total';
const FAILURES = 'kuberhealthy_check_failure_total';

/**
 * Version 3's own texts (docs/kuberhealthy-texts.md), also where KH_PROM_ERROR_LABEL_MAX_LENGTH cuts them: the first two
 * tell of a pod that the API server refused, the last of a run that did not report in time.
 */
const NOT_RUN = ['failed to create check.*', 'check pod creation failed', 'check run [^ ]+ ?(?:t|ti.*)?'];

/** Only for checks that passed last: those that fail have an alert, and their last run is not known. */
function stale(settings: RuleSettings): string {
  return (
    `${SINCE_SUCCESS} > on (${CHECK}) (${settings.missedRuns} * ${INTERVAL}) ` +
    `and ${SINCE_SUCCESS} > ${seconds(600, settings)} and on (${CHECK}) ${STATE} == 1`
  );
}

function controllerAlerts(settings: RuleSettings): readonly AlertingRule[] {
  const quarter = duration(900, settings);
  return [
    alert(
      {
        alert: 'KuberhealthyClusterUnhealthy',
        // A check that has never run makes the state 0, too; then the state says nothing.
        expr: `max by (namespace) (kuberhealthy_cluster_state) == 0 unless on () ${NEVER_RUN}`,
        for: 900,
        keepFiringFor: GAP,
        severity: 'warning',
        summary: 'Kuberhealthy calls the cluster unhealthy.',
        description: 'At least one check has failed for 15 minutes.',
      },
      settings,
    ),
    alert(
      {
        alert: 'KuberhealthyNoLeader',
        expr: 'max by (namespace) (kuberhealthy_controller_leader) == 0',
        for: 300,
        keepFiringFor: GAP,
        severity: 'critical',
        summary: 'No kuberhealthy pod is the leader.',
        description: 'kuberhealthy runs in namespace {{ $labels.namespace }}, but no pod leads: no check is started.',
      },
      settings,
    ),
    alert(
      {
        alert: 'KuberhealthyMultipleLeaders',
        // By instance, so that a pod scraped twice counts once.
        expr: 'count by (namespace) (max by (namespace, instance) (kuberhealthy_controller_leader) == 1) > 1',
        for: 300,
        keepFiringFor: GAP,
        severity: 'warning',
        summary: '{{ $value }} kuberhealthy pods say that they are the leader.',
        description: 'Checks may run twice, and their results overwrite each other.',
      },
      settings,
    ),
    alert(
      {
        alert: 'KuberhealthySchedulerStuck',
        expr:
          `min_over_time(max by (namespace) (kuberhealthy_scheduler_due_checks)[${quarter}:${duration(60, settings)}]) > 0 ` +
          // Not by what the counters were a quarter of an hour ago: a check may be younger, or made again.
          `unless on () changes(${RUNS}[${quarter}]) > 0`,
        for: 300,
        keepFiringFor: GAP,
        severity: 'critical',
        summary: 'Kuberhealthy starts no checks although some are due.',
        description: '{{ $value }} checks or more have been due for a quarter of an hour, and none has finished a run.',
      },
      settings,
    ),
  ];
}

/** An alert on a check asks whether the check is there, and has the severity and category that the check has now. */
function withOwnLabels(rule: AlertingRule | RecordingRule): AlertingRule | RecordingRule {
  const onCheck = 'alert' in rule && rule.labels['namespace'] !== undefined;
  const own = `* on (${CHECK}) group_left (${OWN.join(', ')}) ${LABELS}`;
  return onCheck ? { ...rule, expr: `(${rule.expr}) ${own}` } : rule;
}

/** The rule groups of version 3, the recording rules first. */
export function rulesV3(settings: RuleSettings): readonly RuleGroup[] {
  return groupsV3(settings).map((group) => ({ ...group, rules: group.rules.map((rule) => withOwnLabels(rule)) }));
}

function groupsV3(settings: RuleSettings): readonly RuleGroup[] {
  return [
    {
      name: 'kuberhealthy-checks',
      rules: [
        ...named(['kuberhealthy_check', 'kuberhealthy_check_duration_seconds', SINCE, SUCCESSES, FAILURES], settings),
        {
          record: LABELS,
          about: "A check's own labels, one series for each check that is there; the others are by check alone.",
          // Two pods may tell two of a check for the time of a scrape, after a label was changed.
          expr: `0 * topk by (${CHECK}) (1, count by (${[CHECK, ...OWN].join(', ')}) (${exported('kuberhealthy_check')})) + 1`,
        },
        {
          record: FAILED_RUNS,
          about: 'Runs of a check that failed since it was made.',
          expr: perCheck('max', exported(FAILURES)),
        },
        {
          record: NEVER_RUN,
          about: '1 for a check that has never finished a run; no series for the others.',
          // A check that never ran says value 0 and -1 seconds; one whose first run failed says so too but counts it.
          expr: `${perCheck('max', `${exported(SINCE)} == bool -1`)} == 1 and on (${CHECK}) ${FAILED_RUNS} == 0`,
        },
        state(`${perCheck('min', exported('kuberhealthy_check'))} unless on (${CHECK}) ${NEVER_RUN}`),
        couldNotRun(NOT_RUN),
        failingSince(settings, FAILED_RUNS),
        runDuration,
        ...counted(settings),
        {
          record: SINCE_SUCCESS,
          about: 'Seconds since a check last passed; no series for one that never has.',
          // The smallest of the replicas: the one that has heard of the newest run.
          expr: `${perCheck('min', exported(SINCE))} >= 0`,
        },
        {
          record: RUNS,
          about: 'Runs of a check that ended since it was made, passed or failed.',
          expr: `${perCheck('max', exported(SUCCESSES))} + on (${CHECK}) ${FAILED_RUNS}`,
        },
        runInterval(settings, { passes: true }),
        ...failingAlerts(settings),
        checkAlert(
          {
            alert: 'KuberhealthyCheckNeverSucceeded',
            // Not by a `for`, which starts again after each gap.
            expr:
              `time() - ${FAILING_SINCE} >= ${seconds(3600, settings)} ` +
              `and on (${CHECK}) ${perCheck('max', exported(SINCE))} == -1`,
            severity: 'warning',
            summary: `Kuberhealthy check ${WHAT} has never succeeded.`,
            description: `Check ${WHAT} runs and has never passed: a mistake in it is likely. ${newestError()}`,
          },
          settings,
        ),
      ],
    },
    {
      name: 'kuberhealthy-trends',
      interval: duration(60, settings),
      rules: [...trendRecords(settings), staleAlert(stale(settings), settings), ...trendAlerts(settings)],
    },
    { name: 'kuberhealthy-availability', rules: [...availabilityAlerts(settings), ...controllerAlerts(settings)] },
  ];
}
