/** Graphs over time that the dashboards of both versions share. At most SHOWN checks each, so that 200 stay readable. */
import type { PanelSpec } from '../../../model/index.ts';
import { LEGEND, NOT_TOLD, objectiveThresholds, ONE, percent, stateMeanings, type Version } from './panels.ts';
import { flapThresholds } from './panels-tables.ts';
import { SINCE_SUCCESS } from '../rules/states.ts';
import { CHANGES_1H, PASSED_1D, PASSED_1H } from '../rules/trends.ts';

const SHOWN = 20;

/**
 * The same checks at every step: `@ end()` ranks them once. An hourly point of what was recorded over an hour covers
 * the range; a range shorter than an hour may hold none, then the newest one does.
 */
function overRange(how: 'avg' | 'max', series: string, { choose }: Version): string {
  return `(${how}_over_time(${choose(series)}[$__range:1h] @ end()) or ${choose(series, ' @ end()')})`;
}

/** A graph of the checks whose value is largest at the end of the range. */
function largest(of: (at?: string) => string): string {
  return `${of()} and on (${ONE}) topk(${SHOWN}, ${of(' @ end()')})`;
}

const graph = { kind: 'timeseries', width: 12, height: 9 } as const;

/** The checks with the most failing time in the range shown, then those that have never run. */
export function stateTimeline(version: Version): PanelSpec {
  const { states } = version;
  const worst = `topk(${SHOWN}, 1 - ${overRange('avg', PASSED_1H, version)} or 0 * ${states(' @ end()')} - 1)`;
  return {
    title: `State of each check (the ${SHOWN} that failed most)`,
    description: 'Passing or failing over time. A gap: the check had not run, or nothing was scraped.',
    kind: 'state-timeline',
    queries: [{ expr: `${states()} and on (${ONE}) ${worst}`, legend: LEGEND }],
    width: 24,
    height: 16,
    mappings: stateMeanings,
    noValue: 'No check has run yet',
  };
}

export function successRates({ choose, settings }: Version): PanelSpec {
  return {
    ...graph,
    title: `Success rate of a sliding day (the ${SHOWN} worst)`,
    description: `Share of the day before in which a check’s newest result was a pass. The line: the objective of ${percent(settings)}.`,
    queries: [
      {
        expr: `${choose(PASSED_1D)} and on (${ONE}) bottomk(${SHOWN}, ${choose(PASSED_1D, ' @ end()')})`,
        legend: LEGEND,
      },
    ],
    unit: 'percentunit',
    max: 1,
    thresholds: objectiveThresholds(settings),
    thresholdLines: true,
    noValue: 'No check has run yet',
  };
}

export function runDurations(version: Version): PanelSpec {
  return {
    ...graph,
    title: `Run duration (the ${SHOWN} slowest)`,
    description: 'How long the last run of each check took, where kuberhealthy tells it: version 3.0 always says 0.',
    queries: [{ expr: largest(version.took), legend: LEGEND }],
    unit: 's',
    min: 0,
    noValue: NOT_TOLD,
  };
}

export function sinceSuccess(version: Version): PanelSpec {
  return {
    ...graph,
    title: `Time since success (the ${SHOWN} longest)`,
    description: 'How long ago each check last passed. Checks that never passed are left out.',
    queries: [{ expr: largest((at) => version.choose(SINCE_SUCCESS, at)), legend: LEGEND }],
    unit: 's',
    min: 0,
    noValue: 'No check has passed yet',
  };
}

export function flapping(version: Version): PanelSpec {
  const most = `topk(10, ${overRange('max', CHANGES_1H, version)})`;
  return {
    ...graph,
    title: 'Flapping (the 10 that changed most)',
    description: 'How often the state of a check changed within the hour before. The line: where its alert begins.',
    queries: [{ expr: `${version.choose(CHANGES_1H)} and on (${ONE}) ${most}`, legend: LEGEND }],
    unit: 'short',
    min: 0,
    thresholds: flapThresholds(version.settings),
    thresholdLines: true,
    noValue: 'No check has run yet',
  };
}
