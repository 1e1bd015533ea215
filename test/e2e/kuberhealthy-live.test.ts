/**
 * A kuberhealthy 3 that lives, at random: its checks come and go, change their severity, fail in every way, its pods stop
 * and lose the lead. A real Prometheus scrapes it and evaluates the shipped rules, all durations divided by one number.
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
import { type Evaluations, type Expected, expectedOf } from '../rules/live/reference.ts';
import { type Scrape, scrapesOf } from '../rules/live/sight.ts';
import { type Answer, statsAt } from '../rules/live/stats.ts';
import { seedOr } from '../seed.ts';

/** An hour of the play is a minute here, and half a minute, as often as most Prometheus scrape, half a second. */
const SCALE = 60;
const EVERY_MS = 500;
const LENGTH_MS = Number(process.env['PROMWIRE_PLAY_MS'] ?? 120_000);
const seed = seedOr(9);

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
/** Milliseconds that `count` seconds of the play last here. */
const seconds = (count: number): number => (count * 1000) / SCALE;

/** Everything that Prometheus answers about the play. */
interface Seen {
  readonly pods: readonly (readonly Scrape[])[];
  readonly evaluations: Evaluations;
  readonly moments: readonly number[];
  /** Alerts that fire at each moment, as the model names them. */
  readonly firing: readonly (readonly string[])[];
  readonly stats: ReadonlyMap<string, readonly Answer[]>;
}

const nameOf = ({ alertname = '', check, check_namespace: namespace = '', pod, severity = '' }: Matrix['result'][number]['metric']): string =>
  [alertname, ...(check === undefined ? [] : [`${namespace}/${check}`]), ...(pod === undefined ? [] : [pod]), severity].join(' ');

async function look(prometheus: LonePrometheus, live: Live, begun: number): Promise<Seen> {
  const end = Date.now();
  const all = (selector: string) =>
    prometheus.ask<Matrix>('/api/v1/query', { query: `${selector}[${end - begun}ms]`, time: String(end / 1000) });
  const up = await all('up');
  const pods = live.asked.map((asked, pod) => {
    const one = up.result.find(({ metric }) => metric['pod'] === `kuberhealthy-${pod}`);
    return scrapesOf((one?.values ?? []).map(([at, value]) => [ms(at), value === '1'] as const), asked);
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
  const moments = Array.from({ length: Math.floor((end - first) / EVERY_MS) - 1 }, (_, index) => first + index * EVERY_MS);
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
  const titles = new Set(overview!.rows.flatMap(({ panels }) => panels).filter(({ kind }) => kind === 'stat').map(({ title }) => title));
  const stats = new Map<string, readonly Answer[]>();
  for (const { panel, expr } of dashboardQueries(overview!).filter(({ panel: title }) => titles.has(title))) {
    const answers: Answer[] = moments.map(() => null);
    for (const { values } of (await range(expr)).result)
      for (const [at, value] of values) answers[indexOf(at)] = Math.max(answers[indexOf(at)] ?? 0, Number(value));
    stats.set(panel, answers);
  }
  return { pods, evaluations, moments, firing, stats };
}

/** Minute and second of the play. */
const played = (at: number, begun: number): string => {
  const all = Math.floor(((at - begun) / 1000) * SCALE);
  return `${Math.floor(all / 60)}:${String(all % 60).padStart(2, '0')}`;
};

/** What is wrong, one line for each alert or number and the first moment of each time that it is. */
function mistakes(seen: Seen, expected: Expected, begun: number): readonly string[] {
  const lines: string[] = [];
  let before = new Set<string>();
  for (const [index, at] of seen.moments.entries()) {
    const wanted = expected.firing(at);
    const fires = new Set(seen.firing[index]);
    const wrong = [
      ...[...fires].filter((alert) => !wanted.has(alert)).map((alert) => [alert, `${alert} fires, and should not`]),
      ...[...wanted]
        .filter(([alert, verdict]) => verdict === 'yes' && !fires.has(alert))
        .map(([alert]) => [alert, `${alert} does not fire, and should`]),
      ...Object.entries(statsAt(at, { pods: seen.pods, expected, objective: settings.objective })).flatMap(
        ([title, { right, wanted: values }]) => {
          const answer = seen.stats.get(title)?.[index] ?? null;
          return right(answer) ? [] : [[title, `“${title}” shows ${answer ?? 'nothing'}, not ${values}`]];
        },
      ),
    ] as const;
    for (const [what, text] of wrong) if (!before.has(what!)) lines.push(`${played(at, begun)} ${text}`);
    before = new Set(wrong.map(([what]) => what!));
  }
  return lines;
}

describe('a living kuberhealthy 3', () => {
  let prometheus: LonePrometheus;
  let seen: Seen;
  let expected: Expected;
  let begun = 0;

  beforeAll(async () => {
    process.stderr.write(`the play of seed ${seed}: PROMWIRE_SEED=${seed} plays it again\n`);
    begun = Date.now();
    const live = liveKuberhealthy({ seed, scale: SCALE, begun });
    const groups = kuberhealthyRules('v3', settings).map((group) => ({
      ...group,
      // Tells when the group was evaluated, whatever there is to evaluate.
      rules: [...group.rules, { record: EVALUATED, about: '', expr: `label_replace(vector(1), "group", "${group.name}", "", "")` }],
    }));
    prometheus = await startKuberhealthyPrometheus({
      variant: profiles[0]!.variants.find(({ id }) => id === 'v3')!,
      groups,
      boards: live.boards,
      every: `${EVERY_MS}ms`,
    });
    await delay(Math.max(0, begun + LENGTH_MS - Date.now()));
    seen = await look(prometheus, live, begun);
    expected = expectedOf({
      pods: seen.pods,
      evaluations: seen.evaluations,
      limits: {
        ...settings,
        failingFor: seconds(settings.failingFor),
        failingLong: seconds(settings.failingLong),
        seconds,
        begun,
        lag: 3 * EVERY_MS,
      },
    });
  }, LENGTH_MS + 60_000);
  afterAll(() => prometheus.stop(), 30_000);

  it('has the alerts and the numbers that its own state wants, at every moment', () => {
    expect(mistakes(seen, expected, begun)).toEqual([]);
  });
});
