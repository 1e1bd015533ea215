/** Dashboards of kuberhealthy 3: all checks and the controller that runs them, and one check. */
import type { DashboardSpec, DashboardVariable, PanelSpec } from '../../../model/index.ts';
import { CHOSEN_ONE, checkDashboard, moreOfACheckV3 } from './check.ts';
import {
  alertsFiring,
  belowObjective,
  checkVariables,
  CLUSTER,
  clusterState,
  failingCount,
  noneIsGood,
  notRunCount,
  number,
  podsScraped,
  runbooks,
  type Version,
  worstRate,
} from './panels.ts';
import { flapping, runDurations, sinceSuccess, stateTimeline, successRates } from './panels-history.ts';
import { alertTable, CARRIED, checkTable, failingTable } from './panels-tables.ts';
import type { RuleSettings } from '../settings.ts';
import { NEVER_RUN, SINCE_SUCCESS, STATE } from '../rules/states.ts';

const UID = 'promwire-kuberhealthy-v3';
const TITLE = 'Kuberhealthy 3';

/** A selector of all checks, those that have never run included. */
const known = (matchers: string): string => `{__name__=~"${STATE}|${NEVER_RUN}",${matchers}}`;

function version(chosen: string, settings: RuleSettings): Version {
  return {
    choose: (series) => `${series}${chosen}`,
    states: `(${STATE}${chosen} or 2 * ${NEVER_RUN}${chosen})`,
    lastStates: `(${STATE}${chosen} @ end() or 2 * ${NEVER_RUN}${chosen} @ end())`,
    own: ['severity', 'category'],
    checkUid: `${UID}-check`,
    settings,
  };
}

const CHOSEN = `{${CLUSTER},check_namespace=~"$namespace",check=~"$check",severity=~"$severity",category=~"$category"}`;

const ownVariables: readonly DashboardVariable[] = [
  { name: 'severity', label: 'Severity', query: `label_values(${known(CLUSTER)}, severity)`, multi: true },
  { name: 'category', label: 'Category', query: `label_values(${known(CLUSTER)}, category)`, multi: true },
];

const neverRun = (all: Version): PanelSpec => ({
  title: 'Never run',
  description: 'Checks that have not finished a run since they were made.',
  ...number,
  queries: [{ expr: `count(${all.choose(NEVER_RUN)}) or vector(0)`, instant: true }],
  thresholds: noneIsGood('neutral'),
  noValue: 'kuberhealthy knows no check',
});

const leader: PanelSpec = {
  title: 'Leader',
  description: 'The pod that starts the checks. Exactly one should lead.',
  kind: 'stat',
  queries: [
    {
      expr: `max by (cluster, instance, pod) (kuberhealthy_controller_leader{${CLUSTER}}) == 1 or on () vector(0)`,
      legend: '{{pod}}',
      instant: true,
    },
  ],
  width: 12,
  height: 4,
  mappings: [
    { value: '1', text: 'leads', meaning: 'good' },
    { value: '0', text: 'nobody leads', meaning: 'bad' },
  ],
  noValue: 'No pod is scraped',
};

const controller = { kind: 'timeseries', width: 12, height: 7, min: 0, noValue: 'No pod is scraped' } as const;

const due: PanelSpec = {
  ...controller,
  title: 'Scheduler: checks due',
  description: 'Checks that wait to be started, as the leader counts them. It should come back to zero.',
  queries: [{ expr: `max(kuberhealthy_scheduler_due_checks{${CLUSTER}})`, legend: 'checks due' }],
  unit: 'short',
};

const loop: PanelSpec = {
  ...controller,
  title: 'Scheduler: time of a loop',
  description: 'How long the leader took to start what was due.',
  queries: [{ expr: `max(kuberhealthy_scheduler_loop_duration_seconds{${CLUSTER}})`, legend: 'loop' }],
  unit: 's',
};

const sweep: PanelSpec = {
  ...controller,
  title: 'Reaper: time of a sweep',
  description: 'How long the leader’s last sweep of finished check pods took.',
  queries: [{ expr: `max(kuberhealthy_reaper_last_sweep_duration_seconds{${CLUSTER}})`, legend: 'last sweep' }],
  unit: 's',
};

const deleted: PanelSpec = {
  ...controller,
  title: 'Reaper: check pods deleted per minute',
  description: 'Why the reaper deleted pods of checks: they had completed, failed, timed out or expired.',
  queries: [
    {
      expr: `60 * sum by (reason) (rate(kuberhealthy_reaper_deleted_pods_total{${CLUSTER}}[$__rate_interval]))`,
      legend: '{{reason}}',
    },
  ],
  unit: 'short',
  noValue: 'No check pod was deleted since the start',
};

function overview(settings: RuleSettings): DashboardSpec {
  const all = version(CHOSEN, settings);
  return {
    uid: UID,
    title: `${TITLE} / Overview`,
    description:
      'The state of every check of kuberhealthy 3, with its error text, and of the controller that runs them.',
    tags: ['kuberhealthy', 'promwire'],
    variables: [...checkVariables(known, false), ...ownVariables],
    links: [{ title: 'One check', url: `/d/${UID}-check?${CARRIED}` }, runbooks],
    rows: [
      {
        title: 'Now',
        panels: [
          clusterState,
          failingCount(all),
          notRunCount(all),
          belowObjective(all),
          worstRate(all),
          alertsFiring,
          neverRun(all),
          podsScraped,
          { ...leader, width: 16 },
          failingTable(all),
          alertTable(`${CLUSTER},check_namespace=~"$namespace",check=~"$check"`, settings),
          checkTable(all, {
            queries: [all.choose(SINCE_SUCCESS)],
            columns: (first) => [{ from: { query: first }, title: 'Last passed', width: 130, unit: 's' }],
          }),
        ],
      },
      {
        title: 'History',
        panels: [
          stateTimeline(all),
          successRates(all),
          sinceSuccess(all.choose(SINCE_SUCCESS)),
          runDurations(all),
          flapping(all),
        ],
      },
      { title: 'Controller', panels: [due, loop, sweep, deleted] },
    ],
  };
}

/** The overview, and the dashboard of one check. */
export function dashboardsV3(settings: RuleSettings): readonly DashboardSpec[] {
  const one = version(CHOSEN_ONE, settings);
  const check = checkDashboard(one, moreOfACheckV3(one), {
    title: TITLE,
    overviewUid: UID,
    variables: checkVariables(known, true),
  });
  return [overview(settings), check];
}
