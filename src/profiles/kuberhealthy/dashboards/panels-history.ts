/** Graphs over time that the dashboards of both versions share. At most SHOWN checks each, so that 200 stay readable. */
import type { PanelSpec } from '../../../model/index.ts';
import { LEGEND, objectiveThresholds, ONE, percent, stateMeanings, type Version } from './panels.ts';
import { flapThresholds } from './panels-tables.ts';
import { DURATION } from '../rules/states.ts';
import { CHANGES_1H, PASSED_1D, PASSED_1H } from '../rules/trends.ts';

const SHOWN = 20;

/**
 * The same checks at every step: `@ end()` ranks them once. An hourly point of what was recorded over an hour covers
 * the range; a range shorter than an hour may hold none, then the newest one does.
 */
function overRange(how: 'avg' | 'max', series: string): string {
  return `(${how}_over_time(${series}[$__range:1h] @ end()) or ${series} @ end())`;
}

/** A graph of the checks whose value is largest at the end of the range. */
function largest(series: string, shown: number = SHOWN): string {
  return `${series} and on (${ONE}) topk(${shown}, ${series} @ end())`;
}

const graph = { kind: 'timeseries', width: 12, height: 9 } as const;

/** The checks with the most failing time in the range shown, then those that have never run. */
export function stateTimeline({ choose, states, lastStates }: Version): PanelSpec {
  const worst = `topk(${SHOWN}, 1 - ${overRange('avg', choose(PASSED_1H))} or 0 * ${lastStates} - 1)`;
  return {
    title: `State of each check (the ${SHOWN} that failed most)`,
    description: 'Passing or failing over time. A gap: the check had not run, or nothing was scraped.',
    kind: 'state-timeline',
    queries: [{ expr: `${states} and on (${ONE}) ${worst}`, legend: LEGEND }],
    width: 24,
    height: 16,
    mappings: stateMeanings,
    noValue: 'No check has run yet',
  };
}

export function successRates({ choose, settings }: Version): PanelSpec {
  const series = choose(PASSED_1D);
  return {
    ...graph,
    title: `Success rate of a sliding day (the ${SHOWN} worst)`,
    description: `Share of the day before in which a check’s newest result was a pass. The line: the objective of ${percent(settings)}.`,
    queries: [{ expr: `${series} and on (${ONE}) bottomk(${SHOWN}, ${series} @ end())`, legend: LEGEND }],
    unit: 'percentunit',
    max: 1,
    thresholds: objectiveThresholds(settings),
    thresholdLines: true,
    noValue: 'No check has run yet',
  };
}

export function runDurations({ choose }: Version): PanelSpec {
  return {
    ...graph,
    title: `Run duration (the ${SHOWN} slowest)`,
    description: 'How long the last run of each check took, as its exporter tells it (version 3.0 always says 0).',
    queries: [{ expr: largest(choose(DURATION)), legend: LEGEND }],
    unit: 's',
    min: 0,
    noValue: 'No check has run yet',
  };
}

/** `since`: the recorded seconds since the last success. */
export function sinceSuccess(since: string): PanelSpec {
  return {
    ...graph,
    title: `Time since success (the ${SHOWN} longest)`,
    description: 'How long ago each check last passed. Checks that never passed are left out.',
    queries: [{ expr: largest(since), legend: LEGEND }],
    unit: 's',
    min: 0,
    noValue: 'No check has passed yet',
  };
}

export function flapping({ choose, settings }: Version): PanelSpec {
  const series = choose(CHANGES_1H);
  return {
    ...graph,
    title: 'Flapping (the 10 that changed most)',
    description: 'How often the state of a check changed within the hour before. The line: where its alert begins.',
    queries: [{ expr: `${series} and on (${ONE}) topk(10, ${overRange('max', series)})`, legend: LEGEND }],
    unit: 'short',
    min: 0,
    thresholds: flapThresholds(settings),
    thresholdLines: true,
    noValue: 'No check has run yet',
  };
}
