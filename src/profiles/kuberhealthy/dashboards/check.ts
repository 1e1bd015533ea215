/** The dashboard of one check, of either version. */
import type { DashboardSpec, DashboardVariable, PanelSpec } from '../../../model/index.ts';
import {
  CLUSTER,
  lastPassed,
  LEGEND,
  NOT_TOLD,
  objectiveThresholds,
  ONE,
  percent,
  runbooks,
  stateMeanings,
  type Version,
} from './panels.ts';
import { alertTable, CARRIED, errorTexts, flapThresholds } from './panels-tables.ts';
import { FAILED_RUNS, FAILING_SINCE, INTERVAL, RUNS, SINCE_SUCCESS, STATE } from '../rules/states.ts';
import { CHANGES_1H, PASSED_1D } from '../rules/trends.ts';

const CHOSEN = `${CLUSTER},check_namespace="$namespace",check="$check"`;

const number = { kind: 'stat', width: 4, height: 4 } as const;
const graph = { kind: 'timeseries', width: 12, height: 8 } as const;
const NOT_RUN = 'Not run yet';

/** What is known of a check only in version 3. */
export interface MoreOfACheck {
  readonly now: readonly PanelSpec[];
  readonly history: readonly PanelSpec[];
}

export function checkDashboard(
  version: Version,
  more: MoreOfACheck,
  about: {
    readonly title: string;
    readonly overviewUid: string;
    readonly variables: readonly DashboardVariable[];
  },
): DashboardSpec {
  const { choose, states, settings } = version;
  return {
    uid: version.checkUid,
    title: `${about.title} / Check`,
    description: 'Everything that is known of one check: its state, error texts, runs and alerts.',
    tags: ['kuberhealthy', 'promwire'],
    variables: about.variables,
    links: [{ title: 'All checks', url: `/d/${about.overviewUid}?${CARRIED}` }, runbooks],
    rows: [
      {
        title: 'Now',
        panels: [
          {
            ...number,
            title: 'State',
            description: 'The result of the newest run.',
            queries: [{ expr: states(), legend: LEGEND, instant: true }],
            mappings: stateMeanings,
            noValue: NOT_RUN,
          },
          {
            ...number,
            title: 'Failing since',
            description: 'When it was first seen to fail without a pass in between.',
            queries: [{ expr: `1000 * ${choose(FAILING_SINCE)}`, legend: LEGEND, instant: true }],
            unit: 'dateTimeFromNow',
            noValue: 'It does not fail',
          },
          {
            ...number,
            title: 'Passed in a day',
            description: `Share of the last day in which its newest result was a pass; the objective is ${percent(settings)}.`,
            queries: [{ expr: choose(PASSED_1D), legend: LEGEND, instant: true }],
            unit: 'percentunit',
            thresholds: objectiveThresholds(settings),
            noValue: NOT_RUN,
          },
          {
            ...number,
            title: 'Last run took',
            description: 'As kuberhealthy tells it. Version 3.0 always says 0, which is no duration and not shown.',
            queries: [{ expr: version.took(), legend: LEGEND, instant: true }],
            unit: 's',
            noValue: NOT_TOLD,
          },
          ...more.now,
          errorTexts(CHOSEN),
          alertTable(CHOSEN, settings),
        ],
      },
      {
        title: 'History',
        panels: [
          {
            title: 'State over time',
            description: 'Passing or failing. A gap: it had not run, or nothing was scraped.',
            kind: 'state-timeline',
            queries: [{ expr: states(), legend: LEGEND }],
            width: 24,
            height: 4,
            mappings: stateMeanings,
            noValue: NOT_RUN,
          },
          {
            ...graph,
            title: 'Success rate of a sliding day',
            description: `Share of the day before in which its newest result was a pass. The line: ${percent(settings)}.`,
            queries: [{ expr: choose(PASSED_1D), legend: LEGEND }],
            unit: 'percentunit',
            max: 1,
            thresholds: objectiveThresholds(settings),
            thresholdLines: true,
            noValue: NOT_RUN,
          },
          {
            ...graph,
            title: 'Changes of state within an hour',
            description: 'How often it went from passing to failing or back. The line: where its alert begins.',
            queries: [{ expr: choose(CHANGES_1H), legend: LEGEND }],
            unit: 'short',
            min: 0,
            thresholds: flapThresholds(settings),
            thresholdLines: true,
            noValue: NOT_RUN,
          },
          {
            ...graph,
            title: 'Run duration',
            description: 'How long its last run took, where kuberhealthy tells it: version 3.0 always says 0.',
            queries: [{ expr: version.took(), legend: LEGEND }],
            unit: 's',
            min: 0,
            noValue: NOT_TOLD,
          },
          ...more.history,
        ],
      },
    ],
  };
}

/** What a counter of the chosen check gained within an hour: runs, so whole ones, and none between two looks. */
function inAnHour(counter: string): string {
  return `(${counter}{${CHOSEN}} - min_over_time(${counter}{${CHOSEN}}[1h]))`;
}

/** Version 3 counts runs and tells of the last success. */
export function moreOfACheckV3(version: Version): MoreOfACheck {
  const { choose } = version;
  return {
    now: [
      {
        ...number,
        title: 'Last passed',
        description: 'When it last succeeded.',
        queries: [{ expr: lastPassed(choose(SINCE_SUCCESS)), legend: LEGEND, instant: true }],
        unit: 'dateTimeFromNow',
        noValue: 'It has never passed',
      },
      {
        ...number,
        title: 'Runs every',
        description: 'Its usual time between two runs that passed, by its own past. Not known before there were three.',
        queries: [{ expr: choose(INTERVAL), legend: LEGEND, instant: true }],
        unit: 's',
        noValue: 'Not known yet',
      },
    ],
    history: [
      {
        ...graph,
        title: 'Runs within an hour',
        description: 'Runs that ended within the hour before, by their result.',
        queries: [
          { expr: `${inAnHour(RUNS)} - on (${ONE}) ${inAnHour(FAILED_RUNS)}`, legend: 'passed' },
          { expr: inAnHour(FAILED_RUNS), legend: 'failed' },
        ],
        unit: 'short',
        min: 0,
        noValue: NOT_RUN,
      },
      {
        ...graph,
        title: 'Time since success',
        description: 'Falls to zero with every pass, and grows while the check fails or does not run.',
        queries: [{ expr: choose(SINCE_SUCCESS), legend: LEGEND }],
        unit: 's',
        min: 0,
        noValue: 'It has never passed',
      },
    ],
  };
}

/** STATE of the checks that are chosen one at a time. */
export const CHOSEN_ONE = `{${CHOSEN}}`;

/** A selector of the checks that have run. */
export const ran = (matchers: string): string => `${STATE}{${matchers}}`;
