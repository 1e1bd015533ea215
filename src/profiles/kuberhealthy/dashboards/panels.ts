/** Variables, links and single numbers that the dashboards of both versions share. */
import { computed } from '../../../lang/holes/value.ts';
import type { DashboardLink, DashboardVariable, Meaning, PanelSpec, ValueMeaning } from '../../../model/index.ts';
import { CHECK } from '../rules/expressions.ts';
import { numberIn, type RuleSettings } from '../settings.ts';
import { COULD_NOT_RUN, STATE } from '../rules/states.ts';
import { PASSED_1D } from '../rules/trends.ts';

/** A check where series of several clusters meet; with one cluster the label is absent and changes nothing. */
export const ONE = `cluster, ${CHECK}`;

/** Both dashboards name a check so. */
export const LEGEND = '{{check_namespace}}/{{check}}';

export const CLUSTER = 'cluster=~"$cluster"';

/** The time of the last success in milliseconds, of the recorded seconds since then. */
export const lastPassed = (since: string): string => `1000 * (time() - ${since})`;

/** In the place of a duration that the exporter gives as 0. */
export const NOT_TOLD = 'kuberhealthy does not tell';

/** The objective in words. */
export const percent = (settings: RuleSettings): string => `${computed('objective*100', { ...settings })} %`;

export const runbooks: DashboardLink = {
  title: 'Alerts and runbooks',
  url: 'https://github.com/promwire/promwire/blob/main/docs/alerts.md',
};

/** What the panels of both versions need to know of one. */
export interface Version {
  /** A recorded series, narrowed to what the variables choose. `at`: `@ end()`, for its value at the end of the range. */
  readonly choose: (series: string, at?: string) => string;
  /** The state of every chosen check, those that have never run included where the version tells of them. */
  readonly states: (at?: string) => string;
  /** The check's own labels, besides its name and namespace. */
  readonly own: readonly string[];
  /** How long the last run took, where kuberhealthy tells it: 0 means that it does not. */
  readonly took: (at?: string) => string;
  /** Uid of the dashboard of one check. */
  readonly checkUid: string;
  /** The lines that panels show are where the alerts begin. */
  readonly settings: RuleSettings;
}

/** Which cluster: of no use, and so not shown, while a data source holds one. */
function clusterVariable(known: string): DashboardVariable {
  return { name: 'cluster', label: 'Cluster', query: `label_values(${known}, cluster)`, multi: false, hidden: true };
}

/** `known`: a selector of the series of every check. `one`: exactly one check is chosen. */
export function checkVariables(known: (matchers: string) => string, one: boolean): readonly DashboardVariable[] {
  const how = one ? ({ multi: false, required: true } as const) : ({ multi: true } as const);
  const within = one ? 'check_namespace="$namespace"' : 'check_namespace=~"$namespace"';
  return [
    clusterVariable('kuberhealthy_cluster_state'),
    { name: 'namespace', label: 'Namespace', query: `label_values(${known(CLUSTER)}, check_namespace)`, ...how },
    { name: 'check', label: 'Check', query: `label_values(${known(`${CLUSTER},${within}`)}, check)`, ...how },
  ];
}

export const stateMeanings: readonly ValueMeaning[] = [
  { value: '1', text: 'Passing', meaning: 'good' },
  { value: '0', text: 'Failing', meaning: 'bad' },
  { value: '2', text: 'Not run yet', meaning: 'neutral' },
];

/** Colours of a share of passes. */
export const objectiveThresholds = ({ objective }: RuleSettings): NonNullable<PanelSpec['thresholds']> => [
  { from: null, meaning: 'bad' },
  { from: numberIn(objective), meaning: 'good' },
];

/** A single number, six of them next to each other. */
export const number = { kind: 'stat', width: 4, height: 4 } as const;

/** Of what is counted, none is good. */
export function noneIsGood(one: Meaning): NonNullable<PanelSpec['thresholds']> {
  return [
    { from: null, meaning: 'good' },
    { from: 1, meaning: one },
  ];
}

export const clusterState: PanelSpec = {
  title: 'Cluster state',
  description: 'What kuberhealthy says about the whole cluster: unhealthy when at least one check or job has an error.',
  ...number,
  queries: [{ expr: `min(kuberhealthy_cluster_state{${CLUSTER}})`, instant: true }],
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
    ...number,
    queries: [{ expr: `count(${choose(STATE)} == 0) or 0 * count(${states()})`, instant: true }],
    thresholds: noneIsGood('bad'),
    noValue: 'No check has run yet',
  };
}

/** Checks that fail without an error text: whether they ran is not known. */
export const untold = ({ choose }: Version): string =>
  `${choose(STATE)} == 0 unless on (${ONE}) ${choose(COULD_NOT_RUN)}`;

export function notRunCount(version: Version): PanelSpec {
  const unknown = `count(${untold(version)})`;
  return {
    title: 'Of these, could not run',
    description:
      'Failing checks whose pod could not be run or never reported: nothing is known about what they check. Not known ' +
      'where kuberhealthy gives no error text of a check that fails (KH_PROM_SUPPRESS_ERROR_LABEL).',
    ...number,
    queries: [{ expr: `sum(${version.choose(COULD_NOT_RUN)}) unless ${unknown} or 0 * ${unknown} - 1`, instant: true }],
    mappings: [{ value: '-1', text: 'Not known', meaning: 'warn' }],
    thresholds: noneIsGood('warn'),
    noValue: 'No check has run yet',
  };
}

export function belowObjective({ choose, states, settings }: Version): PanelSpec {
  return {
    title: 'Below objective',
    description: `Checks that passed in less than ${percent(settings)} of the last day, by time.`,
    ...number,
    queries: [{ expr: `count(${choose(PASSED_1D)} < ${settings.objective}) or 0 * count(${states()})`, instant: true }],
    thresholds: noneIsGood('warn'),
    noValue: 'No check has run yet',
  };
}

export function worstRate({ choose, settings }: Version): PanelSpec {
  return {
    title: 'Worst success rate',
    description: `Of the check that passed least in the last day. An average over all checks would hide it.`,
    ...number,
    queries: [{ expr: `min(${choose(PASSED_1D)})`, instant: true }],
    unit: 'percentunit',
    thresholds: objectiveThresholds(settings),
    noValue: 'No check has run yet',
  };
}

export const alertsFiring: PanelSpec = {
  title: 'Alerts firing',
  description: 'Alerts about kuberhealthy and its checks that fire now, whatever is chosen above.',
  ...number,
  queries: [
    {
      expr: `count(ALERTS{alertname=~"Kuberhealthy.+",alertstate="firing",${CLUSTER}}) or vector(0)`,
      instant: true,
    },
  ],
  thresholds: noneIsGood('bad'),
  noValue: 'Nothing is known of alerts',
};

export const podsScraped: PanelSpec = {
  title: 'Pods scraped',
  description: 'kuberhealthy pods that Prometheus reads. A pod whose page breaks off does not count.',
  ...number,
  queries: [
    {
      // Of a page that breaks off Prometheus 3.13 has the beginning.
      expr:
        `count(count by (cluster, instance) (kuberhealthy_cluster_state{${CLUSTER}} ` +
        `unless on (cluster, job, instance) up{${CLUSTER}} == 0)) or vector(0)`,
      instant: true,
    },
  ],
  thresholds: [
    { from: null, meaning: 'bad' },
    { from: 1, meaning: 'good' },
  ],
  noValue: 'No pod is scraped',
};
