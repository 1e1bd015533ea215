/**
 * The dashboards' queries, answered by the real Prometheus while the recordings are played in their order, and read
 * with the built `promwire dashboard preview`.
 */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DashboardNow, DashboardSpec, PanelContent } from '../../src/model/index.ts';
import { kuberhealthyRules } from '../../src/profiles/kuberhealthy/index.ts';
import { defaultSettings } from '../../src/profiles/kuberhealthy/settings.ts';
import { profiles } from '../../src/profiles/index.ts';
import { dashboardQueries, variableQuery } from '../../src/backends/grafana/model/dashboard-queries.ts';
import { metricsBoard } from '../bed/exporter.ts';
import type { LonePrometheus } from '../bed/lone-prometheus.ts';
import { recording } from '../bed/recordings.ts';
import type { Recording } from '../bed/recordings.ts';
import { waitFor } from '../bed/wait.ts';
import { startKuberhealthyPrometheus } from '../rules/kuberhealthy-prometheus.ts';
import type { PAGES } from '../rules/recording.ts';
import { promwire } from './promwire.ts';
import { oneLine } from './scenario.ts';

const LONG = 120_000;
/** Durations of the rules are divided by this: an alert that waits five minutes fires after 3 s. */
const SCALE = 100;
const EVERY = '500ms';

interface State {
  /** Numbers of the overview by title. */
  readonly numbers: Readonly<Record<string, string>>;
  /** Check, result and error text of what fails. */
  readonly failing: readonly (readonly [check: string, result: string, error: string])[];
  /** The page on which it began to fail. */
  readonly since?: string;
  readonly states: Readonly<Record<string, string>>;
  /** Alerts that fire in the end. */
  readonly alerts: readonly string[];
  /** Panels of the overview that have nothing to show, and what they say. */
  readonly empty: Readonly<Record<string, string>>;
  /** Of the dashboard of one check, dns-status-internal. */
  readonly emptyOfOne: Readonly<Record<string, string>>;
}

const all = (state: string) => ({ daemonset: state, deployment: state, 'dns-status-internal': state });
const healthy = { 'Checks failing': '0', 'Of these, could not run': '0', 'Never run': '0', 'Pods scraped': '2' };
const NO_FAILURE = { 'Checks failing now': 'No check fails' };
const NO_ALERT = { 'Active alerts': 'No alert is active' };
const NOT_RUN = 'No check has run yet';
const passes = { 'Failing since': 'It does not fail', 'Error texts in this range': 'No error in this range' };
const NOTHING_DELETED = { 'Reaper: check pods deleted per minute': 'No check pod was deleted since the start' };
// In the recordings every duration is 0, which is none.
const NO_DURATION = { 'Run duration (the 20 slowest)': 'kuberhealthy does not tell' };
const NO_DURATION_OF_ONE = {
  'Last run took': 'kuberhealthy does not tell',
  'Run duration': 'kuberhealthy does not tell',
};
const DNS_TEXT = 'pod dns-status-internal-<x> could not be scheduled';
const TIMEOUT_TEXT = 'check run <uuid> timed out after <duration> (started at <time>)';

const V3: Readonly<Record<(typeof PAGES.v3)[number], State>> = {
  '01-started': {
    numbers: {
      'Cluster state': 'Unhealthy',
      'Checks failing': '0',
      'Never run': '3',
      'Below objective': '0',
      Leader: 'leads',
    },
    failing: [],
    states: all('Not run yet'),
    alerts: [],
    empty: {
      ...NO_FAILURE,
      ...NO_ALERT,
      'Of these, could not run': NOT_RUN,
      'Worst success rate': NOT_RUN,
      'Success rate of a sliding day (the 20 worst)': NOT_RUN,
      'Time since success (the 20 longest)': 'No check has passed yet',
      'Flapping (the 10 that changed most)': NOT_RUN,
    },
    emptyOfOne: {
      ...passes,
      ...NO_ALERT,
      'Passed in a day': 'Not run yet',
      'Last passed': 'It has never passed',
      'Success rate of a sliding day': 'Not run yet',
      'Changes of state within an hour': 'Not run yet',
      'Time since success': 'It has never passed',
    },
  },
  '02-all-ok': {
    numbers: { 'Cluster state': 'Healthy', ...healthy, 'Below objective': '0', 'Worst success rate': '100 %' },
    failing: [],
    states: all('Passing'),
    alerts: [],
    empty: { ...NO_FAILURE, ...NO_ALERT },
    emptyOfOne: { ...passes, ...NO_ALERT },
  },
  '03-dns-failing': {
    numbers: {
      'Cluster state': 'Unhealthy',
      'Checks failing': '1',
      'Of these, could not run': '0',
      'Below objective': '1',
    },
    failing: [['dns-status-internal', 'Failed', DNS_TEXT]],
    since: '03-dns-failing',
    states: { ...all('Passing'), 'dns-status-internal': 'Failing' },
    alerts: ['KuberhealthyCheckFailing dns-status-internal'],
    empty: {},
    emptyOfOne: {},
  },
  '04-dns-failing-later': {
    numbers: {
      'Cluster state': 'Unhealthy',
      'Checks failing': '1',
      'Of these, could not run': '0',
      'Below objective': '1',
    },
    failing: [['dns-status-internal', 'Failed', DNS_TEXT]],
    since: '03-dns-failing',
    states: { ...all('Passing'), 'dns-status-internal': 'Failing' },
    alerts: ['KuberhealthyCheckFailing dns-status-internal'],
    empty: {},
    emptyOfOne: {},
  },
  '05-deployment-timing-out': {
    numbers: {
      'Cluster state': 'Unhealthy',
      'Checks failing': '1',
      'Of these, could not run': '1',
      'Below objective': '2',
    },
    failing: [['deployment', 'Could not run', TIMEOUT_TEXT]],
    since: '05-deployment-timing-out',
    states: { ...all('Passing'), deployment: 'Failing' },
    alerts: ['KuberhealthyCheckCouldNotRun deployment'],
    empty: {},
    emptyOfOne: { 'Failing since': 'It does not fail' },
  },
  '06-deployment-timing-out-later': {
    numbers: {
      'Cluster state': 'Unhealthy',
      'Checks failing': '1',
      'Of these, could not run': '1',
      'Below objective': '2',
    },
    failing: [['deployment', 'Could not run', TIMEOUT_TEXT]],
    since: '05-deployment-timing-out',
    states: { ...all('Passing'), deployment: 'Failing' },
    alerts: ['KuberhealthyCheckCouldNotRun deployment'],
    empty: {},
    emptyOfOne: { 'Failing since': 'It does not fail' },
  },
  '07-recovered': {
    numbers: { 'Cluster state': 'Healthy', ...healthy, 'Below objective': '2', Leader: 'leads' },
    failing: [],
    states: all('Passing'),
    alerts: [],
    empty: NO_FAILURE,
    emptyOfOne: { 'Failing since': 'It does not fail' },
  },
};

const v2Text = (check: string, text: string) => `Check execution error: kuberhealthy/${check}: ${text}`;
const v2Failing = (text: string, ...checks: readonly string[]): State['failing'] =>
  checks.map((check) => [check, 'Could not run', v2Text(check, text)] as const);

const V2: Readonly<Record<(typeof PAGES.v2)[number], State>> = {
  '01-started': {
    numbers: { 'Cluster state': 'Healthy', 'Pods scraped': '2', 'Alerts firing': '0' },
    failing: [],
    states: {},
    alerts: [],
    // Version 2 says nothing of checks that have never run.
    empty: {
      ...NO_FAILURE,
      ...NO_ALERT,
      'Checks failing': NOT_RUN,
      'Of these, could not run': NOT_RUN,
      'Below objective': NOT_RUN,
      'Worst success rate': NOT_RUN,
      'All checks, failing first': NOT_RUN,
      'State of each check (the 20 that failed most)': NOT_RUN,
      'Success rate of a sliding day (the 20 worst)': NOT_RUN,
      'Flapping (the 10 that changed most)': NOT_RUN,
    },
    emptyOfOne: {
      ...passes,
      ...NO_ALERT,
      State: 'Not run yet',
      'Passed in a day': 'Not run yet',
      'State over time': 'Not run yet',
      'Success rate of a sliding day': 'Not run yet',
      'Changes of state within an hour': 'Not run yet',
    },
  },
  '02-two-checks-failing': {
    numbers: {
      'Cluster state': 'Unhealthy',
      'Checks failing': '2',
      'Of these, could not run': '2',
      'Worst success rate': '0 %',
    },
    failing: v2Failing('timed out waiting for checker pod to report in', 'daemonset', 'dns-status-internal'),
    since: '02-two-checks-failing',
    states: { daemonset: 'Failing', 'dns-status-internal': 'Failing' },
    alerts: ['KuberhealthyCheckCouldNotRun daemonset', 'KuberhealthyCheckCouldNotRun dns-status-internal'],
    empty: {},
    emptyOfOne: {},
  },
  '03-three-checks-failing': {
    numbers: {
      'Cluster state': 'Unhealthy',
      'Checks failing': '3',
      'Of these, could not run': '3',
      'Worst success rate': '0 %',
    },
    failing: v2Failing('failed to see pod running within timeout', 'daemonset', 'deployment', 'dns-status-internal'),
    since: '02-two-checks-failing',
    states: all('Failing'),
    alerts: ['deployment', 'daemonset', 'dns-status-internal'].map((check) => `KuberhealthyCheckCouldNotRun ${check}`),
    empty: {},
    emptyOfOne: {},
  },
};

const panelOf = (now: DashboardNow, title: string): PanelContent => {
  const found = now.rows.flatMap(({ panels }) => panels).find((panel) => panel.title === title);
  if (!found) throw new Error(`no panel ${title}`);
  return found.content;
};

/** A table's cells by column title, row by row. */
const rowsOf = (
  now: DashboardNow,
  title: string,
): readonly Readonly<Record<string, { text: string; value: string } | null>>[] => {
  const content = panelOf(now, title);
  if (content.shows !== 'rows') return [];
  return content.rows.map((row) => Object.fromEntries(content.columns.map((column, i) => [column, row[i] ?? null])));
};

const textOf = (now: DashboardNow, title: string): string => {
  const content = panelOf(now, title);
  return content.shows === 'values' ? content.values.map(({ text }) => text).join() : content.shows;
};

const emptyOf = (now: DashboardNow): Record<string, string> =>
  Object.fromEntries(
    now.rows.flatMap(({ panels }) =>
      panels.flatMap(({ title, content }) => (content.shows === 'nothing' ? [[title, content.text]] : [])),
    ),
  );

describe.each([
  ['v2', V2],
  ['v3', V3],
] as const)('the dashboards of %s', (id, states) => {
  const variant = profiles[0]!.variants.find((one) => one.id === id)!;
  const [overview, check] = variant.dashboards as readonly [DashboardSpec, DashboardSpec];
  const boards = [metricsBoard(''), metricsBoard('')] as const;
  const shownAt: Record<string, number> = {};
  let prometheus: LonePrometheus;

  beforeAll(async () => {
    prometheus = await startKuberhealthyPrometheus({
      variant,
      groups: kuberhealthyRules(id, { ...defaultSettings, scale: SCALE }),
      boards,
      every: EVERY,
    });
  }, LONG);
  afterAll(() => prometheus.stop(), LONG);

  const look = async (...args: readonly string[]) =>
    await promwire([
      'dashboard',
      'preview',
      '--prometheus-url',
      prometheus.url,
      '--variant',
      id,
      '-o',
      'json',
      ...args,
    ]);

  const preview = async (...args: readonly string[]): Promise<DashboardNow> => {
    const { code, stdout, stderr } = await look(...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout) as DashboardNow;
  };

  const firing = (now: DashboardNow): readonly string[] =>
    rowsOf(now, 'Active alerts')
      .filter((row) => row['State']?.text === 'firing')
      .map((row) => `${row['Alert']?.text ?? ''} ${row['Check']?.text ?? ''}`)
      .filter((alert) => /CheckFailing |CouldNotRun /.test(alert));

  const failingNow = (now: DashboardNow) =>
    rowsOf(now, 'Checks failing now')
      .map((row) => [row['Check']?.text ?? '', row['Result']?.text ?? '', row['Newest error']?.text ?? ''] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));

  it('are unknown, and not calm, while nothing is scraped', async () => {
    const { code, stdout, stderr } = await look();
    expect(oneLine(stderr)).toContain('nothing of Kuberhealthy is scraped here');
    expect(code).toBe(3);
    expect(emptyOf(JSON.parse(stdout) as DashboardNow)).toEqual({});
    boards[0].show(recording(`${id}/01-started`));
    await waitFor(async () => (await look()).code === 0, { what: 'the first scrape' });
  });

  it.each(Object.entries(states) as readonly (readonly [string, State])[])(
    'tell the truth at %s',
    async (page, state) => {
      const text = recording(`${id}/${page}` as Recording);
      boards[0].show(text);
      // Only one pod leads.
      boards[1].show(text.replace(/^kuberhealthy_controller_leader 1$/m, 'kuberhealthy_controller_leader 0'));
      shownAt[page] = Date.now();
      const { 'Active alerts': _expected, ...expected } = state.empty;
      const deleted = id === 'v2' || /^kuberhealthy_reaper_deleted_pods_total/m.test(text) ? {} : NOTHING_DELETED;
      const expectedEmpty = { ...expected, ...deleted, ...NO_DURATION };
      // What is alert or not differs while one resolves.
      const nothingToShow = (at: DashboardNow) => {
        const { 'Active alerts': _active, ...empty } = emptyOf(at);
        return empty;
      };
      let now = await preview();
      await waitFor(
        async () => {
          now = await preview();
          return (
            isDeepStrictEqual(nothingToShow(now), expectedEmpty) &&
            JSON.stringify(failingNow(now)) === JSON.stringify(state.failing) &&
            Object.entries(state.numbers).every(([title, text]) => textOf(now, title) === text) &&
            JSON.stringify(firing(now).toSorted()) === JSON.stringify(state.alerts.toSorted()) &&
            textOf(now, 'Alerts firing') ===
              String(rowsOf(now, 'Active alerts').filter((row) => row['State']?.text === 'firing').length)
          );
        },
        { what: `the state of ${page}`, timeoutMs: 12_000 },
      ).catch(() => undefined);
      expect(failingNow(now)).toEqual(state.failing);
      expect(firing(now).toSorted()).toEqual(state.alerts.toSorted());
      expect(Object.fromEntries(Object.keys(state.numbers).map((title) => [title, textOf(now, title)]))).toEqual(
        state.numbers,
      );
      expect(
        Object.fromEntries(
          rowsOf(now, 'All checks, failing first').map((row) => [row['Check']?.text ?? '', row['State']?.text]),
        ),
      ).toEqual(state.states);
      expect(nothingToShow(now)).toEqual(expectedEmpty);
      if (state.since !== undefined) {
        const times = rowsOf(now, 'Checks failing now').map((row) => Number(row['Failing since']?.value));
        const since = Math.min(...times);
        expect(since).toBeGreaterThanOrEqual(shownAt[state.since]! - 1000);
        expect(since).toBeLessThan(shownAt[state.since]! + 5000);
      }
      const ask = () =>
        preview('--dashboard', 'check', '--set', 'check=dns-status-internal', '--set', 'namespace=kuberhealthy');
      const { 'Active alerts': _wanted, ...rest } = state.emptyOfOne;
      const wanted = { ...rest, ...NO_DURATION_OF_ONE };
      const stateOfOne = state.states['dns-status-internal'];
      const emptyOfOne = (at: DashboardNow) => {
        // A rhythm takes an hour to be known, even a short one.
        const { 'Active alerts': _one, 'Runs every': _rhythm, ...empty } = emptyOf(at);
        // Past texts are looked for at whole minutes, and this play is shorter.
        if (stateOfOne === 'Passing' && page > '03') delete empty['Error texts in this range'];
        return empty;
      };
      let one = await ask();
      // Counters want a second scrape before they have a rate.
      await waitFor(
        async () => {
          one = await ask();
          return isDeepStrictEqual(emptyOfOne(one), wanted);
        },
        { what: `the state of one check at ${page}`, timeoutMs: 6000 },
      ).catch(() => undefined);
      expect(emptyOfOne(one)).toEqual(wanted);
      if (stateOfOne !== undefined) expect(textOf(one, 'State')).toBe(stateOfOne);
      if (page === '01-started') return;
      // Now every variable has values, and the check dashboard finds its own.
      const found = await preview('--dashboard', 'check');
      expect(found.variables).toEqual({ namespace: 'kuberhealthy', check: Object.keys(state.states).toSorted()[0] });
    },
    LONG,
  );

  it(
    'name only labels that exist, and variables that have values',
    async () => {
      for (const spec of [overview, check]) {
        const choices = { values: { namespace: 'kuberhealthy', check: 'dns-status-internal' }, range: '6h' };
        for (const variable of spec.variables) {
          const { expr, label } = variableQuery(variable, spec, {});
          const { result } = await prometheus.ask<{ readonly result: readonly { readonly metric: object }[] }>(
            '/api/v1/query',
            { query: expr.replaceAll('=".*"', '=~".*"') },
          );
          expect(result.length).toBeGreaterThan(0);
          // Labels that only some installations have: the query still answers, with one empty value.
          if (!['cluster', 'severity', 'category'].includes(label))
            expect(Object.keys(result[0]!.metric)).toEqual([label]);
        }
        const queries = dashboardQueries(spec, choices);
        let at = 0;
        for (const panel of spec.rows.flatMap(({ panels }) => panels)) {
          for (const query of panel.queries) {
            const { expr } = queries[at]!;
            at += 1;
            const names = [...(query.legend ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!);
            if (names.length === 0) continue;
            const { result } = await prometheus.ask<{
              readonly result: readonly { readonly metric: Readonly<Record<string, string>> }[];
            }>('/api/v1/query', { query: expr });
            for (const { metric } of result)
              for (const name of names) expect([panel.title, name, metric[name] ?? 'absent']).not.toContain('absent');
          }
        }
      }
    },
    LONG,
  );
});
