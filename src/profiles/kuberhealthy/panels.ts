/** Panels and variables that the dashboards of both versions share. */
import type { DashboardLink, DashboardVariable, PanelSpec, TableColumn, ValueMeaning } from '../../model.ts';
import { CHECK, perCheck } from './expressions.ts';
import { COULD_NOT_RUN, DURATION, FAILING_SINCE, STATE } from './states.ts';

/** How many checks a graph shows at most; the others would make it unreadable. */
const SHOWN = 30;

/** Both dashboards name a check so. */
export const LEGEND = '{{check_namespace}}/{{check}}';

export const runbooks: DashboardLink = {
  title: 'Alerts and runbooks',
  url: 'https://github.com/promwire/promwire/blob/main/docs/alerts.md',
};

/** What the panels of both versions need to know of one. */
export interface Version {
  /** A recorded series, narrowed to what the variables choose. */
  readonly choose: (series: string) => string;
  /** The state of every chosen check, those that have never run included where the version tells of them. */
  readonly states: string;
}

/** `known`: selects the series of every check. */
export function checkVariables(known: string): readonly DashboardVariable[] {
  const within = known.endsWith('}') ? `${known.slice(0, -1)},` : `${known}{`;
  return [
    { name: 'namespace', label: 'Namespace', query: `label_values(${known}, check_namespace)`, multi: true },
    {
      name: 'check',
      label: 'Check',
      query: `label_values(${within}check_namespace=~"$namespace"}, check)`,
      multi: true,
    },
  ];
}

const stateMeanings: readonly ValueMeaning[] = [
  { value: '1', text: 'Passing', meaning: 'good' },
  { value: '0', text: 'Failing', meaning: 'bad' },
  { value: '2', text: 'Not run yet', meaning: 'neutral' },
];

export const clusterState: PanelSpec = {
  title: 'Cluster state',
  description: 'What kuberhealthy says about the whole cluster: unhealthy when at least one check or job has an error.',
  kind: 'stat',
  queries: [{ expr: 'min(kuberhealthy_cluster_state)', instant: true }],
  width: 4,
  height: 4,
  mappings: [
    { value: '1', text: 'Healthy', meaning: 'good' },
    { value: '0', text: 'Unhealthy', meaning: 'bad' },
  ],
  noValue: 'No pod is scraped',
};

export function failingCount({ choose, states }: Version): PanelSpec {
  return {
    title: 'Checks failing',
    description: 'Checks whose newest run failed. A check that has never run does not count.',
    kind: 'stat',
    queries: [{ expr: `count(${choose(STATE)} == 0) or 0 * count(${states})`, instant: true }],
    width: 4,
    height: 4,
    thresholds: [
      { from: null, meaning: 'good' },
      { from: 1, meaning: 'bad' },
    ],
    noValue: 'No check has run yet',
  };
}

export function notRunCount({ choose }: Version): PanelSpec {
  return {
    title: 'Of these, could not run',
    description: 'Failing checks whose pod could not be run or never reported: nothing is known about what they check.',
    kind: 'stat',
    queries: [{ expr: `sum(${choose(COULD_NOT_RUN)})`, instant: true }],
    width: 4,
    height: 4,
    thresholds: [
      { from: null, meaning: 'good' },
      { from: 1, meaning: 'warn' },
    ],
    noValue: 'No check has run yet',
  };
}

export function podsScraped(width: number): PanelSpec {
  return {
    title: 'Pods scraped',
    description: 'kuberhealthy pods whose metrics Prometheus has.',
    kind: 'stat',
    queries: [{ expr: 'count(count by (instance) (kuberhealthy_cluster_state)) or vector(0)', instant: true }],
    width,
    height: 4,
    thresholds: [
      { from: null, meaning: 'bad' },
      { from: 1, meaning: 'good' },
    ],
    noValue: 'No pod is scraped',
  };
}

/**
 * Every check, failing ones first, with the error text and the time of the first failure. `more`: the
 * queries and columns that only one version has.
 */
export function checkTable(
  { choose, states }: Version,
  more: { readonly queries: readonly string[]; readonly columns: readonly TableColumn[] } = {
    queries: [],
    columns: [],
  },
): PanelSpec {
  const state = `max by (${CHECK}) (${states})`;
  // The text comes from the exporter's own series: recording it would store every text twice.
  const texts = `0 * ${perCheck('max', 'kuberhealthy_check', ['error'])}`;
  const queries = [
    `${texts} + on (${CHECK}) group_left () ${state}`,
    `1000 * max by (${CHECK}) (${choose(FAILING_SINCE)}) or 0 * ${state}`,
    `max by (${CHECK}) (${choose(DURATION)})`,
    ...more.queries,
  ];
  return {
    title: 'Checks, failing first',
    description:
      'The newest result of every check, with its error text, and since when it fails. ' +
      'The last run’s duration is 0 where the exporter does not tell it.',
    kind: 'table',
    queries: queries.map((expr) => ({ expr, instant: true })),
    columns: [
      { from: { query: 0 }, title: 'State', width: 90, mappings: stateMeanings },
      { from: { label: 'check_namespace' }, title: 'Namespace', width: 160 },
      { from: { label: 'check' }, title: 'Check', width: 220 },
      { from: { label: 'error' }, title: 'Newest error' },
      {
        from: { query: 1 },
        title: 'Failing since',
        width: 180,
        unit: 'dateTimeFromNow',
        mappings: [{ value: '0', text: '–', meaning: 'neutral' }],
      },
      { from: { query: 2 }, title: 'Last run took', width: 120, unit: 's' },
      ...more.columns,
    ],
    sortBy: { title: 'State', descending: false },
    width: 24,
    height: 10,
    noValue: 'No check has run yet',
  };
}

/**
 * The checks with the most failing time in the range shown, then those that have never run; `@ end()` picks the same
 * ones at every step.
 */
function mostFailing({ choose, states }: Version): string {
  return `topk(${SHOWN}, 1 - avg_over_time(${choose(STATE)}[$__range] @ end()) or 0 * ${states} - 1)`;
}

export function stateTimeline(version: Version): PanelSpec {
  return {
    title: `State of each check (the ${SHOWN} that failed most)`,
    description: 'Passing or failing over time. A gap: the check had not run, or nothing was scraped.',
    kind: 'state-timeline',
    queries: [{ expr: `${version.states} and on (${CHECK}) ${mostFailing(version)}`, legend: LEGEND }],
    width: 24,
    height: 10,
    mappings: stateMeanings,
    noValue: 'No check has run yet',
  };
}

export function runDurations({ choose }: Version, width: number): PanelSpec {
  return {
    title: `Run duration (the ${SHOWN} slowest)`,
    description: 'How long the last run of each check took, as its exporter tells it.',
    kind: 'timeseries',
    queries: [
      {
        expr: `${choose(DURATION)} and on (${CHECK}) topk(${SHOWN}, max_over_time(${choose(DURATION)}[$__range] @ end()))`,
        legend: LEGEND,
      },
    ],
    unit: 's',
    width,
    height: 9,
    noValue: 'No check has run yet',
  };
}

export function successRate({ choose }: Version, width: number): PanelSpec {
  return {
    title: 'Success rate in this range',
    description: 'Share of the time in which a check’s newest result was a pass, over all chosen checks.',
    kind: 'stat',
    queries: [{ expr: `avg(avg_over_time(${choose(STATE)}[$__range]))`, instant: true }],
    unit: 'percentunit',
    width,
    height: 4,
    thresholds: [
      { from: null, meaning: 'bad' },
      { from: 0.95, meaning: 'warn' },
      { from: 0.99, meaning: 'good' },
    ],
    noValue: 'No check has run yet',
  };
}
