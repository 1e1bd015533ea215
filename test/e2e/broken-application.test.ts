/**
 * An application that is broken on purpose, one way at a time, in front of a real Prometheus with the rules that promwire
 * makes of its page: exactly the alerts about that fault fire, and they end. All times are divided by one number.
 */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { familiesAt, watchApplications, type Watched } from '../bed/application.ts';
import { type Breakable, type Faults, startBreakable } from '../bed/breakable.ts';
import { waitFor } from '../bed/wait.ts';

const LONG = 120_000;
/** Ten minutes are five seconds, and a rate over five minutes has five scrapes in it. */
const PACE = { every: '500ms', scale: 120 };
const PORTS = [21_800, 21_801, 21_802] as const;

const WAYS: readonly (readonly [string, Partial<Faults>, readonly string[]])[] = [
  ['all requests fail', { errors: 1 }, ['ShopHttpRequestsAllFail', 'ShopHttpRequestsFail']],
  ['more requests fail than was set', { errors: 0.3 }, ['ShopHttpRequestsFail']],
  ['requests are slow', { takes: 3 }, ['ShopHttpRequestsSlow']],
  ['the page comes too late', { late: 2000 }, ['ShopScrapeTimesOut', 'ShopTargetDown']],
  ['the process starts again and again', { restarts: 2000 }, ['ShopRestarts']],
  ['file descriptors run out', { files: 95 }, ['ShopFileDescriptorsRunOut']],
  ['what it reports on is gone', { reaches: false }, ['ShopSourceDown']],
  ['its configuration is wrong', { configured: false }, ['ShopConfigNotReloaded']],
  ['its certificate has ended', { valid: -60 }, ['ShopExpired']],
  ['its backup is too old', { backup: 7200 }, ['ShopNoSuccess']],
];

describe('an application that is broken', () => {
  const pods: Breakable[] = [];
  let watched: Watched;

  const mustFire = async (alerts: readonly string[], what: string): Promise<void> => {
    await waitFor(async () => isDeepStrictEqual(await watched.firing(), [...alerts]), {
      what,
      timeoutMs: 60_000,
    }).catch(() => undefined);
    expect(await watched.firing()).toEqual(alerts);
  };

  beforeAll(async () => {
    for (const port of PORTS) pods.push(await startBreakable(port));
    const urls = pods.map(({ url }) => url);
    const families = await familiesAt(urls[0]!);
    // In a scaled minute no day has passed: an hour of scaled time is set as too old.
    const settings = { errors: '0.2', slow: '1s', stale: '1h', growth: '2' };
    watched = await watchApplications([{ id: 'shop', urls, families, settings }], PACE);
  }, LONG);

  afterAll(async () => {
    await watched?.stop();
    for (const pod of pods) await pod.stop();
  }, LONG);

  it('has nothing to say while all is well, and data for every panel', async () => {
    const { whole, leftOut } = await watched.dashboard('shop');
    expect(leftOut).toEqual([]);
    const titles = whole.rows.map(({ title }) => title);
    expect(titles).toEqual(['Is it up', 'HTTP requests', 'shop', 'Other', 'Process and runtime']);
    expect(new Set(whole.rows.flatMap(({ panels }) => panels.map(({ kind }) => kind)))).toEqual(
      new Set(['stat', 'timeseries', 'heatmap', 'table']),
    );
    await waitFor(async () => (await watched.sick()).length === 0, { what: 'an evaluation', timeoutMs: 10_000 });
    // Before the first scrape nothing of it was there.
    await mustFire([], 'the beginning to be over');
  });

  it.each(WAYS)(
    '%s',
    async (_, faults, alerts) => {
      // Faults of all pods, but for those of the scrape: then all would be down.
      const broken = faults.late === undefined ? pods : pods.slice(0, 1);
      const before = { ...pods[0]!.faults };
      for (const pod of broken) Object.assign(pod.faults, faults);
      await mustFire(alerts, alerts.join());
      for (const pod of broken) Object.assign(pod.faults, before);
      await mustFire([], 'the end of all alerts');
    },
    LONG,
  );

  it(
    'is stopped: one of its pods, and then all',
    async () => {
      await pods[0]!.stop();
      await mustFire(['ShopTargetDown'], 'one pod is down');
      for (const pod of pods.slice(1)) await pod.stop();
      await mustFire(['ShopAllTargetsDown'], 'all are down');
    },
    LONG,
  );
});

describe('an application that is not scraped at all', () => {
  it(
    'is missed',
    async () => {
      const other = await startBreakable(21_810);
      const watched = await watchApplications(
        [
          { id: 'there', urls: [other.url], families: [] },
          { id: 'gone', urls: [], families: [] },
        ],
        PACE,
      );
      try {
        await waitFor(async () => (await watched.firing()).length > 0, { what: 'an alert', timeoutMs: 30_000 });
        expect(await watched.firing()).toEqual(['GoneAbsent']);
      } finally {
        await watched.stop();
        await other.stop();
      }
    },
    LONG,
  );
});
