/** Overview of kuberhealthy 2. */
import type { DashboardSpec } from '../../model.ts';
import { STATE } from './states.ts';
import {
  checkTable,
  checkVariables,
  clusterState,
  failingCount,
  notRunCount,
  podsScraped,
  type Version,
  runbooks,
  runDurations,
  stateTimeline,
  successRate,
} from './panels.ts';

const chosen = '{check_namespace=~"$namespace",check=~"$check"}';
const v2: Version = { choose: (series) => `${series}${chosen}`, states: `${STATE}${chosen}` };

export const overviewV2: DashboardSpec = {
  uid: 'promwire-kuberhealthy-v2',
  title: 'Kuberhealthy 2 / Overview',
  description: 'The state of every check of kuberhealthy 2, with its error text.',
  tags: ['kuberhealthy', 'promwire'],
  variables: checkVariables(STATE),
  links: [runbooks],
  rows: [
    {
      title: 'Now',
      panels: [clusterState, failingCount(v2), notRunCount(v2), successRate(v2, 6), podsScraped(6), checkTable(v2)],
    },
    { title: 'History', panels: [stateTimeline(v2), runDurations(v2, 24)] },
  ],
};
