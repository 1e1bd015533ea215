/** Overview of kuberhealthy 3. */
import type { DashboardSpec, DashboardVariable, PanelSpec } from '../../model.ts';
import {
  checkTable,
  checkVariables,
  clusterState,
  failingCount,
  LEGEND,
  notRunCount,
  podsScraped,
  runbooks,
  runDurations,
  stateTimeline,
  successRate,
  type Version,
} from './panels.ts';
import { CHECK } from './expressions.ts';
import { NEVER_RUN, SINCE_SUCCESS, STATE } from './states.ts';

const known = `{__name__=~"${STATE}|${NEVER_RUN}"}`;
const chosen = '{check_namespace=~"$namespace",check=~"$check",severity=~"$severity",category=~"$category"}';

const v3: Version = {
  choose: (series) => `${series}${chosen}`,
  states: `(${STATE}${chosen} or 2 * ${NEVER_RUN}${chosen})`,
};

const ownVariables: readonly DashboardVariable[] = [
  { name: 'severity', label: 'Severity', query: `label_values(${known}, severity)`, multi: true },
  { name: 'category', label: 'Category', query: `label_values(${known}, category)`, multi: true },
];

const neverRun: PanelSpec = {
  title: 'Never run',
  description: 'Checks that have not finished a run since they were made.',
  kind: 'stat',
  queries: [{ expr: `count(${v3.choose(NEVER_RUN)}) or vector(0)`, instant: true }],
  width: 4,
  height: 4,
  thresholds: [
    { from: null, meaning: 'good' },
    { from: 1, meaning: 'neutral' },
  ],
  noValue: 'kuberhealthy knows no check',
};

const leader: PanelSpec = {
  title: 'Leader',
  description: 'The pod that starts the checks. Exactly one should lead.',
  kind: 'stat',
  queries: [
    {
      expr: 'max by (instance, pod) (kuberhealthy_controller_leader) == 1 or on () vector(0)',
      legend: '{{pod}}',
      instant: true,
    },
  ],
  width: 8,
  height: 4,
  mappings: [
    { value: '1', text: 'leads', meaning: 'good' },
    { value: '0', text: 'nobody leads', meaning: 'bad' },
  ],
  noValue: 'No pod is scraped',
};

const sinceSuccess: PanelSpec = {
  title: 'Time since success',
  description: 'How long ago each check last passed. Checks that never passed are left out.',
  kind: 'timeseries',
  queries: [
    {
      expr: `${v3.choose(SINCE_SUCCESS)} and on (${CHECK}) topk(30, max_over_time(${v3.choose(SINCE_SUCCESS)}[$__range] @ end()))`,
      legend: LEGEND,
    },
  ],
  unit: 's',
  width: 12,
  height: 9,
  noValue: 'No check has passed yet',
};

const scheduler: PanelSpec = {
  title: 'Scheduler',
  description: 'Checks that are due, and how long the leader took to start them.',
  kind: 'timeseries',
  queries: [
    { expr: 'max(kuberhealthy_scheduler_due_checks)', legend: 'checks due' },
    { expr: 'max(kuberhealthy_scheduler_loop_duration_seconds)', legend: 'seconds per loop' },
  ],
  width: 12,
  height: 7,
  noValue: 'No pod is scraped',
};

const reaper: PanelSpec = {
  title: 'Reaper',
  description: 'How long the leader’s last sweep of finished check pods took.',
  kind: 'timeseries',
  queries: [{ expr: 'max(kuberhealthy_reaper_last_sweep_duration_seconds)', legend: 'last sweep' }],
  unit: 's',
  width: 12,
  height: 7,
  noValue: 'No pod is scraped',
};

export const overviewV3: DashboardSpec = {
  uid: 'promwire-kuberhealthy-v3',
  title: 'Kuberhealthy 3 / Overview',
  description: 'The state of every check of kuberhealthy 3, with its error text, and of the controller that runs them.',
  tags: ['kuberhealthy', 'promwire'],
  variables: [...checkVariables(known), ...ownVariables],
  links: [runbooks],
  rows: [
    {
      title: 'Now',
      panels: [
        clusterState,
        failingCount(v3),
        notRunCount(v3),
        neverRun,
        leader,
        successRate(v3, 8),
        podsScraped(8),
        checkTable(v3, {
          queries: [`max by (${CHECK}) (${v3.choose(SINCE_SUCCESS)})`],
          columns: [{ from: { query: 3 }, title: 'Last passed', width: 130, unit: 's' }],
        }),
      ],
    },
    { title: 'History', panels: [stateTimeline(v3), sinceSuccess, runDurations(v3, 12)] },
    { title: 'Controller', panels: [scheduler, reaper] },
  ],
};
