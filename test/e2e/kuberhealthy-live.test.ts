/**
 * A kuberhealthy 3 that lives, at random: its checks come and go, change their severity, fail in every way; its pods stop,
 * lose the lead, can list or write nothing; a text breaks its pages. A real Prometheus scrapes it and evaluates the shipped rules, all durations divided by one number.
 * At every moment that is looked at, the alerts that fire and the numbers of the overview are those that test/rules/live
 * tells from the play's own state. `PROMWIRE_SEED=7 npm test -- e2e/kuberhealthy-live` plays another one.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dashboardQueries } from '../../src/backends/grafana/model/dashboard-queries.ts';
import { defaultSettings } from '../../src/profiles/kuberhealthy/settings.ts';
import { kuberhealthyRules, profiles } from '../../src/profiles/index.ts';
import { type Live, liveKuberhealthy } from '../bed/kuberhealthy3/live.ts';
import type { LonePrometheus } from '../bed/lone-prometheus.ts';
import { startKuberhealthyPrometheus } from '../rules/kuberhealthy-prometheus.ts';
import type { Limits } from '../rules/live/given.ts';
import { type Expected, expectedOf } from '../rules/live/reference.ts';
import { scrapesOf } from '../rules/live/sight.ts';
import type { Answer } from '../rules/live/stats.ts';
import { mistakes, type Seen } from '../rules/live/compare.ts';
import { seedOr } from '../seed.ts';

/** An hour of the play is a minute here, and half a minute, as often as most Prometheus scrape, half a second. */
const SCALE = 60;
const EVERY_MS = 500;
const LENGTH_MS = Number(process.env['PROMWIRE_PLAY_MS'] ?? 120_000);
/** Every kind of episode is within two hours of it. */
const seed = seedOr(54);

/** A failure counts as long after forty minutes, so that it can be seen within the play. */
const settings = { ...defaultSettings, scale: SCALE, failingLong: 2400 };
const EVALUATED = 'play:evaluated';

interface Matrix {
  readonly result: readonly {
    readonly metric: Readonly<Record<string, string>>;
    /** Unix seconds and value. */
    readonly values: readonly (readonly [number, string])[];
  }[];
}

const ms = (count: number): number => Math.round(count * 1000);

const nameOf = ({
  alertname = '',
  check,
  check_namespace: namespace = '',
  pod,
  severity = '',
}: Matrix['result'][number]['metric']): string =>
  [
    alertname,
    ...(check === undefined ? [] : [`${namespace}/${check}`]),
    ...(pod === undefined ? [] : [pod]),
    severity,
  ].join(' ');

async function look(prometheus: LonePrometheus, live: Live, begun: number): Promise<Seen> {
  const end = Date.now();
  const all = (selector: string) =>
    prometheus.ask<Matrix>('/api/v1/query', { query: `${selector}[${end - begun}ms]`, time: String(end / 1000) });
  const [up, took] = [await all('up'), await all('scrape_duration_seconds')];
  const pods = live.asked.map((asked, pod) => {
    const [of, times] = [up, took].map(
      ({ result }) => result.find(({ metric }) => metric['pod'] === `kuberhealthy-${pod}`)?.values ?? [],
    );
    const taken = of!.map(([at, value], index) => ({
      at: ms(at),
      took: ms(Number(times![index]![1])),
      up: value === '1',
    }));
    return scrapesOf(taken, asked, pod);
  });
  const evaluated = await all(EVALUATED);
  const timesOf = (group: string) =>
    (evaluated.result.find(({ metric }) => metric['group'] === group)?.values ?? []).map(([at]) => ms(at));
  const evaluations = {
    checks: timesOf('kuberhealthy-checks'),
    trends: timesOf('kuberhealthy-trends'),
    availability: timesOf('kuberhealthy-availability'),
  };
  const first = Math.max(...Object.values(evaluations).map(([time = end]) => time));
  const moments = Array.from(
    { length: Math.floor((end - first) / EVERY_MS) - 1 },
    (_, index) => first + index * EVERY_MS,
  );
  const range = (query: string) =>
    prometheus.ask<Matrix>('/api/v1/query_range', {
      query,
      start: String(first / 1000),
      end: String(moments.at(-1)! / 1000),
      step: String(EVERY_MS / 1000),
    });
  const indexOf = (at: number): number => Math.round((ms(at) - first) / EVERY_MS);
  const firing: string[][] = moments.map(() => []);
  for (const { metric, values } of (await range('ALERTS{alertstate="firing"}')).result)
    for (const [at] of values) firing[indexOf(at)]!.push(nameOf(metric));
  const [overview] = profiles[0]!.variants.find(({ id }) => id === 'v3')!.dashboards;
  const titles = new Set(
    overview!.rows
      .flatMap(({ panels }) => panels)
      .filter(({ kind }) => kind === 'stat')
      .map(({ title }) => title),
  );
  const stats = new Map<string, readonly Answer[]>();
  for (const { panel, expr } of dashboardQueries(overview!).filter(({ panel: title }) => titles.has(title))) {
    const answers: Answer[] = moments.map(() => null);
    for (const { values } of (await range(expr)).result)
      for (const [at, value] of values) answers[indexOf(at)] = Math.max(answers[indexOf(at)] ?? 0, Number(value));
    stats.set(panel, answers);
  }
  return { pods, evaluations, moments, firing, stats };
}

describe('a living kuberhealthy 3', () => {
  let prometheus: LonePrometheus;
  let seen: Seen;
  let expected: Expected;
  let limits: Limits;

  beforeAll(async () => {
    process.stderr.write(`the play of seed ${seed}: PROMWIRE_SEED=${seed} plays it again\n`);
    const begun = Date.now();
    const live = liveKuberhealthy({ seed, scale: SCALE, begun });
    const groups = kuberhealthyRules('v3', settings).map((group) => ({
      ...group,
      // Tells when the group was evaluated, whatever there is to evaluate.
      rules: [
        ...group.rules,
        { record: EVALUATED, about: '', expr: `label_replace(vector(1), "group", "${group.name}", "", "")` },
      ],
    }));
    prometheus = await startKuberhealthyPrometheus({
      variant: profiles[0]!.variants.find(({ id }) => id === 'v3')!,
      groups,
      boards: live.boards,
      every: `${EVERY_MS}ms`,
    });
    await delay(Math.max(0, begun + LENGTH_MS - Date.now()));
    seen = await look(prometheus, live, begun);
    limits = { ...settings, begun, scale: SCALE, lag: 3 * EVERY_MS };
    expected = expectedOf(seen, limits);
  }, LENGTH_MS + 60_000);
  afterAll(() => prometheus.stop(), 30_000);

  it('fails enough to be worth a look, and what is right is known for most moments', () => {
    const alerts = new Set(seen.firing.flat().map((name) => name.split(' ')[0]));
    expect(alerts.size).toBeGreaterThan(5);
    const wanted = seen.moments.flatMap((at) => [...expected.firing(at).values()]);
    expect(wanted.filter((one) => one === 'yes').length / wanted.length).toBeGreaterThan(0.6);
  });

  it('has the alerts and the numbers that its own state wants, at every moment', () => {
    expect(mistakes(seen, expected, limits)).toEqual([]);
  });
});
