/** Tables that the dashboards of both versions share: failing checks, all checks, alerts, error texts. */
import type { PanelSpec, TableColumn } from '../../../model/index.ts';
import { exported, perCheck } from '../rules/expressions.ts';
import { CLUSTER, objectiveThresholds, ONE, percent, stateMeanings, untold, type Version } from './panels.ts';
import { numberIn, type RuleSettings } from '../settings.ts';
import { COULD_NOT_RUN, FAILING_SINCE, LABELS, STATE } from '../rules/states.ts';
import { CHANGES_1H, PASSED_1D } from '../rules/trends.ts';

const instant = (expr: string) => ({ expr, instant: true });
/** A further value of a row: no label but those that tell rows apart, or Grafana would not join them. */
const value = (expr: string) => instant(`max by (${ONE}) (${expr})`);

/** Variables that a link carries on, so that the other dashboard looks at the same thing. */
export const CARRIED = '${datasource:queryparam}&${cluster:queryparam}';

/** The labels of an error text, besides those of its check. */
const TEXT = ['error', 'cluster'];

const namespace: TableColumn = { from: { label: 'check_namespace' }, title: 'Namespace', width: 160 };

function check({ checkUid }: Version): TableColumn {
  return {
    from: { label: 'check' },
    title: 'Check',
    width: 240,
    link: {
      title: 'Look at this check',
      url: `/d/${checkUid}?${CARRIED}&var-namespace=\${__data.fields.Namespace}&var-check=\${__data.fields.Check}&\${__url_time_range}`,
    },
  };
}

function ownColumns({ own }: Version): readonly TableColumn[] {
  return own.map((label) => ({
    from: { label },
    title: `${label.charAt(0).toUpperCase()}${label.slice(1)}`,
    width: 100,
  }));
}

const passedColumn = (query: number, settings: RuleSettings): TableColumn => ({
  from: { query },
  title: 'Passed in a day',
  width: 130,
  unit: 'percentunit',
  thresholds: objectiveThresholds(settings),
});

/** With the labels that a check has of its own now. */
function withOwn(expr: string, own: readonly string[]): string {
  return own.length === 0 ? expr : `(${expr}) * on (${ONE}) group_left (${own.join(', ')}) ${LABELS}{${CLUSTER}}`;
}

/** The checks that fail now, with their error text and since when. */
export function failingTable(version: Version): PanelSpec {
  const { choose, own, settings } = version;
  const failing = `(${choose(STATE)} == 0)`;
  // One of a check: two pods may tell two texts, and for five minutes so do an old monitor and its successor.
  const told = perCheck('max', `${exported('kuberhealthy_check', [CLUSTER])} == 0`, TEXT);
  const texts = `topk by (${ONE}) (1, ${told})`;
  const only = (series: string) => `${choose(series)} and on (${ONE}) ${failing}`;
  return {
    title: 'Checks failing now',
    description:
      'Checks whose newest run failed, with the newest error text and since when. “Could not run”: the check’s pod ' +
      'could not be run or never reported, so nothing is known about what it checks. “Not known”: kuberhealthy gives no ' +
      'error text, so it may be either.',
    kind: 'table',
    queries: [
      instant(withOwn(`${texts} and on (${ONE}) ${failing}`, own)),
      value(`1000 * ${choose(FAILING_SINCE)}`),
      value(`${only(COULD_NOT_RUN)} or on (${ONE}) 2 + (${untold(version)})`),
      value(only(PASSED_1D)),
    ],
    columns: [
      namespace,
      check(version),
      {
        from: { query: 2 },
        title: 'Result',
        width: 120,
        mappings: [
          { value: '0', text: 'Failed', meaning: 'bad' },
          { value: '1', text: 'Could not run', meaning: 'warn' },
          { value: '2', text: 'Not known', meaning: 'warn' },
        ],
      },
      { from: { label: 'error' }, title: 'Newest error' },
      { from: { query: 1 }, title: 'Failing since', width: 150, unit: 'dateTimeFromNow' },
      passedColumn(3, settings),
      ...ownColumns(version),
    ],
    sortBy: { title: 'Failing since', descending: false },
    width: 24,
    height: 8,
    noValue: 'No check fails',
  };
}

/** Every check, failing ones first. `more`: the queries and columns that only one version has. */
export function checkTable(
  version: Version,
  more: { readonly queries: readonly string[]; readonly columns: (first: number) => readonly TableColumn[] },
): PanelSpec {
  const { choose, states, own, settings } = version;
  const queries = [version.took(), choose(PASSED_1D), choose(CHANGES_1H)];
  return {
    title: 'All checks, failing first',
    description:
      `The newest result of every check, and how it did in the last day against the objective of ${percent(settings)}. ` +
      'How long the last run took is empty where kuberhealthy does not tell it (version 3.0).',
    kind: 'table',
    queries: [instant(withOwn(`max by (${ONE}) (${states()})`, own)), ...[...queries, ...more.queries].map(value)],
    columns: [
      { from: { query: 0 }, title: 'State', width: 110, mappings: stateMeanings },
      namespace,
      check(version),
      ...more.columns(queries.length + 1),
      { from: { query: 1 }, title: 'Last run took', width: 120, unit: 's' },
      passedColumn(2, settings),
      { from: { query: 3 }, title: 'Changes in an hour', width: 150, thresholds: flapThresholds(settings) },
      ...ownColumns(version),
    ],
    sortBy: { title: 'State', descending: false },
    width: 24,
    height: 12,
    noValue: 'No check has run yet',
  };
}

/** Colours of a number of changes of state within an hour. */
export const flapThresholds = ({ flaps }: RuleSettings): NonNullable<PanelSpec['thresholds']> => [
  { from: null, meaning: 'neutral' },
  { from: numberIn(flaps), meaning: 'warn' },
];

/** `matchers`: of the alerts to show, besides their names. */
export function alertTable(matchers: string, { runbooks }: RuleSettings): PanelSpec {
  const labels = ['cluster', 'alertname', 'severity', 'check_namespace', 'check'];
  const alerts = `{alertname=~"Kuberhealthy.+",${matchers}}`;
  return {
    title: 'Active alerts',
    description: 'Alerts about kuberhealthy and its checks, firing or pending. The name leads to the runbook.',
    kind: 'table',
    queries: [
      instant(`max by (${[...labels, 'alertstate'].join(', ')}) (ALERTS${alerts})`),
      instant(`1000 * max by (${labels.join(', ')}) (ALERTS_FOR_STATE${alerts})`),
    ],
    columns: [
      {
        from: { label: 'alertname' },
        title: 'Alert',
        width: 300,
        link: { title: 'Runbook', url: `${runbooks}/\${__data.fields.Alert}.md` },
      },
      { from: { label: 'alertstate' }, title: 'State', width: 110 },
      { from: { label: 'severity' }, title: 'Severity', width: 130 },
      namespace,
      { from: { label: 'check' }, title: 'Check' },
      { from: { query: 1 }, title: 'Active since', width: 150, unit: 'dateTimeFromNow' },
    ],
    sortBy: { title: 'Active since', descending: false },
    width: 24,
    height: 7,
    noValue: 'No alert is active',
  };
}

/** The error texts of one check in the range shown. `matchers`: of that check. */
export function errorTexts(matchers: string): PanelSpec {
  // Before the first whole minute the range has no point of its own.
  const time = `timestamp(${exported('kuberhealthy_check', ['error!=""', matchers])})`;
  const seen = `(max_over_time(${time}[$__range:1m]) or ${time})`;
  return {
    title: 'Error texts in this range',
    description: 'What the check said when it failed, newest first.',
    kind: 'table',
    queries: [instant(`1000 * ${perCheck('max', seen, TEXT)}`)],
    columns: [
      { from: { query: 0 }, title: 'Last seen', width: 150, unit: 'dateTimeFromNow' },
      { from: { label: 'error' }, title: 'Error' },
    ],
    sortBy: { title: 'Last seen', descending: true },
    width: 24,
    height: 6,
    noValue: 'No error in this range',
  };
}
