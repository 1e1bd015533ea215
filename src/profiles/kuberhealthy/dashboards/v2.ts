/** Dashboards of kuberhealthy 2: all checks, and one. */
import type { DashboardSpec } from '../../../model/index.ts';
import { CHOSEN_ONE, checkDashboard, ran } from './check.ts';
import {
  alertsFiring,
  belowObjective,
  checkVariables,
  CLUSTER,
  clusterState,
  failingCount,
  notRunCount,
  podsScraped,
  runbooks,
  type Version,
  worstRate,
} from './panels.ts';
import { flapping, runDurations, stateTimeline, successRates } from './panels-history.ts';
import { alertTable, CARRIED, checkTable, failingTable } from './panels-tables.ts';
import type { RuleSettings } from '../settings.ts';
import { DURATION, STATE } from '../rules/states.ts';

const UID = 'promwire-kuberhealthy-v2';
const TITLE = 'Kuberhealthy 2';

function version(chosen: string, settings: RuleSettings): Version {
  return {
    choose: (series, at = '') => `${series}${chosen}${at}`,
    states: (at = '') => `${STATE}${chosen}${at}`,
    took: (at = '') => `${DURATION}${chosen}${at} > 0`,
    own: [],
    checkUid: `${UID}-check`,
    settings,
  };
}

function overview(settings: RuleSettings): DashboardSpec {
  const all = version(`{${CLUSTER},check_namespace=~"$namespace",check=~"$check"}`, settings);
  return {
    uid: UID,
    title: `${TITLE} / Overview`,
    description: 'The state of every check of kuberhealthy 2, with its error text.',
    tags: ['kuberhealthy', 'promwire'],
    variables: checkVariables(ran, false),
    links: [{ title: 'One check', url: `/d/${UID}-check?${CARRIED}` }, runbooks],
    rows: [
      {
        title: 'Now',
        panels: [
          clusterState,
          failingCount(all),
          notRunCount(all),
          { ...belowObjective(all), width: 6 },
          { ...alertsFiring, width: 6 },
          { ...worstRate(all), width: 12 },
          { ...podsScraped, width: 12 },
          failingTable(all),
          alertTable(`${CLUSTER},check_namespace=~"$namespace",check=~"$check"`, settings),
          checkTable(all, { queries: [], columns: () => [] }),
        ],
      },
      { title: 'History', panels: [stateTimeline(all), successRates(all), runDurations(all), flapping(all)] },
    ],
  };
}

/** The overview, and the dashboard of one check. */
export function dashboardsV2(settings: RuleSettings): readonly DashboardSpec[] {
  const check = checkDashboard(
    version(CHOSEN_ONE, settings),
    { now: [], history: [] },
    { title: TITLE, overviewUid: UID, variables: checkVariables(ran, true) },
  );
  return [overview(settings), check];
}
