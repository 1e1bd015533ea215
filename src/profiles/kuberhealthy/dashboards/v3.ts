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
  lastPassed,
  noneIsGood,
  notRunCount,
  number,
  ONE,
  podsScraped,
  runbooks,
  type Version,
  worstRate,
} from './panels.ts';
import { flapping, runDurations, sinceSuccess, stateTimeline, successRates } from './panels-history.ts';
import { alertTable, CARRIED, checkTable, failingTable } from './panels-tables.ts';
import type { RuleSettings } from '../settings.ts';
import { DURATION, LABELS, NEVER_RUN, OWN, SINCE_SUCCESS, STATE } from '../rules/states.ts';

const UID = 'promwire-kuberhealthy-v3';
const TITLE = 'Kuberhealthy 3';

/** A selector of all checks, those that have never run included. */
const known = (matchers: string): string => `${LABELS}{${matchers}}`;

/** `own`: what a check's own labels must be for it to be chosen. */
function version(chosen: string, settings: RuleSettings, own?: string): Version {
  const only = (expr: string, at: string) =>
    own === undefined ? expr : `(${expr} and on (${ONE}) ${LABELS}{${CLUSTER},${own}}${at})`;
  return {
    choose: (series, at = '') => only(`${series}${chosen}${at}`, at),
    states: (at = '') => only(`(${STATE}${chosen}${at} or 2 * ${NEVER_RUN}${chosen}${at})`, at),
    took: (at = '') => only(`(${DURATION}${chosen}${at} > 0)`, at),
    own: OWN,
    checkUid: `${UID}-check`,
    settings,
  };
}

const CHOSEN = `{${CLUSTER},check_namespace=~"$namespace",check=~"$check"}`;
const OF_OWN = OWN.map((label) => `${label}=~"$${label}"`).join(',');

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
  const all = version(CHOSEN, settings, OF_OWN);
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
            queries: [lastPassed(all.choose(SINCE_SUCCESS))],
            columns: (first) => [{ from: { query: first }, title: 'Last passed', width: 130, unit: 'dateTimeFromNow' }],
          }),
        ],
      },
      {
        title: 'History',
        panels: [stateTimeline(all), successRates(all), sinceSuccess(all), runDurations(all), flapping(all)],
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
