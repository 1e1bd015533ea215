/** Overview of kuberhealthy 2. */
import type { DashboardSpec } from '../../model.ts';
import { STATE } from './states.ts';
import { checkVariables, failingTable, failingCount, clusterState, stateTimeline } from './panels.ts';
import { perCheck } from './expressions.ts';

export const overviewV2: DashboardSpec = {
  uid: 'promwire-kuberhealthy-v2',
  title: 'Kuberhealthy 2 / Overview',
  description: 'The state of every check of kuberhealthy 2, with its error text.',
  tags: ['kuberhealthy', 'promwire'],
  variables: checkVariables,
  rows: [
    {
      title: 'Now',
      panels: [
        clusterState,
        failingCount,
        failingTable(perCheck('max', 'kuberhealthy_check == bool 0', ['error']), ''),
      ],
    },
    {
      title: 'History',
      panels: [
        stateTimeline(STATE),
        {
          title: 'Run duration',
          description: 'How long the last run of each check took.',
          kind: 'timeseries',
          queries: [
            { expr: perCheck('max', 'kuberhealthy_check_duration_seconds'), legend: '{{check_namespace}}/{{check}}' },
          ],
          unit: 's',
          width: 24,
          height: 8,
          noValue: 'No check has run yet',
        },
      ],
    },
  ],
};
