/** Version 2: one gauge per check, no counters, and nothing at all for a check that has never run. */
import type { AlertingRule, RuleGroup } from '../../model.ts';
import { alert, checkAlert, newestError, WHAT } from './alerts.ts';
import { availabilityAlerts } from './alerts-availability.ts';
import { failingAlerts } from './alerts-failing.ts';
import { staleAlert, trendAlerts } from './alerts-trends.ts';
import { CHECK, perCheck } from './expressions.ts';
import { duration, type RuleSettings } from './settings.ts';
import { couldNotRun, DURATION, failingSince, runDuration, STATE } from './states.ts';
import { trendRecords } from './trends.ts';

/** The exporter writes the namespace into `check`. */
const EXPORTED_CHECK = '(printf "%s/%s" $labels.check_namespace $labels.check)';

/**
 * No run is counted in version 2, but each leaves a duration of its own. A check that changed it often and then not at
 * all has stopped: for an hour where it ran every twenty minutes or faster, for six where it ran every two hours. The
 * last part keeps the alert once its own past has fallen out of the windows.
 */
function stale(settings: RuleSettings): string {
  const [hour, six, day] = [3600, 6 * 3600, 86_400].map((count) => duration(count, settings)) as [
    string,
    string,
    string,
  ];
  const ten = duration(600, settings);
  const still = (window: string) => `changes(${DURATION}[${window}]) == 0`;
  const fired = `max by (${CHECK}) (last_over_time(ALERTS{alertname="KuberhealthyCheckStale",alertstate="firing"}[${ten}]))`;
  return [
    `((${still(hour)} and changes(${DURATION}[${six}] offset ${hour}) >= 18)`,
    `or (${still(six)} and changes(${DURATION}[${day}] offset ${six}) >= 12)`,
    `or (${still(hour)} and on (${CHECK}) ${fired}))`,
    `and on (${CHECK}) ${STATE} == 1`,
  ].join(' ');
}

/** A khjob runs once, so its result stays until it is run again or deleted. */
function jobFailed(settings: RuleSettings): AlertingRule {
  return checkAlert(
    {
      alert: 'KuberhealthyJobFailed',
      expr: `${perCheck('max', 'kuberhealthy_job == bool 0')} == 1`,
      for: settings.failingFor,
      severity: 'warning',
      summary: `Kuberhealthy job ${WHAT} failed.`,
      description: `Job ${WHAT} ran and failed. ${newestError(EXPORTED_CHECK, 'kuberhealthy_job')}`,
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
        { record: STATE, expr: perCheck('min', 'kuberhealthy_check') },
        couldNotRun('Check execution error.*', []),
        failingSince(settings),
        runDuration([]),
        ...failingAlerts(EXPORTED_CHECK, settings),
        jobFailed(settings),
      ],
    },
    {
      name: 'kuberhealthy-trends',
      interval: duration(60, settings),
      rules: [
        ...trendRecords(settings),
        staleAlert(stale(settings), EXPORTED_CHECK, settings),
        ...trendAlerts(EXPORTED_CHECK, settings),
      ],
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
