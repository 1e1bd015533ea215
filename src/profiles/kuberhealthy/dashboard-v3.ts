/** Overview of kuberhealthy 3. */
import type { DashboardSpec } from '../../model.ts';
import { NEVER_RUN, STATE } from './states.ts';
import { CHECK, perCheck } from './expressions.ts';
import { checkVariables, clusterState, failingCount, failingTable, stateTimeline } from './panels.ts';

const perCheckLegend = '{{check_namespace}}/{{check}}';

export const overviewV3: DashboardSpec = {
  uid: 'promwire-kuberhealthy-v3',
  title: 'Kuberhealthy 3 / Overview',
  description: 'The state of every check of kuberhealthy 3, with its error text, and of the controller that runs them.',
  tags: ['kuberhealthy', 'promwire'],
  variables: checkVariables,
  rows: [
    {
      title: 'Now',
      panels: [
        clusterState,
        failingCount,
        {
          title: 'Leader',
          description: 'How many kuberhealthy pods lead; exactly one starts the checks.',
          kind: 'stat',
          queries: [{ expr: 'sum(max by (instance) (kuberhealthy_controller_leader))', instant: true }],
          unit: 'none',
          width: 4,
          height: 4,
          thresholds: [
            { from: null, meaning: 'bad' },
            { from: 1, meaning: 'good' },
            { from: 2, meaning: 'bad' },
          ],
          noValue: 'No kuberhealthy pod is scraped',
        },
        failingTable(perCheck('max', 'kuberhealthy_check == bool 0', ['error']), ` unless on (${CHECK}) ${NEVER_RUN}`),
      ],
    },
    {
      title: 'History',
      panels: [
        stateTimeline(STATE),
        {
          title: 'Time since success',
          description: 'Seconds since each check last succeeded; -1 is a check that never did.',
          kind: 'timeseries',
          queries: [{ expr: perCheck('max', 'kuberhealthy_check_seconds_since_success'), legend: perCheckLegend }],
          unit: 's',
          width: 12,
          height: 8,
          noValue: 'kuberhealthy knows no check',
        },
        {
          title: 'Run duration',
          description: 'How long the last run of each check took.',
          kind: 'timeseries',
          queries: [{ expr: perCheck('max', 'kuberhealthy_check_duration_seconds'), legend: perCheckLegend }],
          unit: 's',
          width: 12,
          height: 8,
          noValue: 'kuberhealthy knows no check',
        },
      ],
    },
  ],
};
