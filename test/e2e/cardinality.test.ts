/**
 * The number of series that failing runs leave in a real Prometheus: checks whose error text is another in every run,
 * scraped once as the shipped ServiceMonitor says and once without its relabelings. That the real operator hands these
 * relabelings on as they are is shown by alerts.test.ts.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { startExporter } from '../bed/exporter.ts';
import type { LonePrometheus } from '../bed/lone-prometheus.ts';
import { startLonePrometheus } from '../bed/lone-prometheus.ts';
import { waitFor } from '../bed/wait.ts';
import { families } from '../profiles/kuberhealthy/error-texts.ts';
import { CHECKS, failingBoard, MIXED, PASSES, textsFrom } from '../rules/run-exporter.ts';
import { seedOr } from '../seed.ts';

const RUNS = 1000;
const EVERY = '40ms';
const PORT = 8080;
const SEED = seedOr(20261123);
const LONG = 240_000;

const VERSIONS = ['v2', 'v3'] as const;
const REPLICAS = [0, 1];
const WAYS = ['shipped', 'bare'] as const;
type Way = (typeof WAYS)[number];

interface Monitor {
  readonly spec: {
    readonly endpoints: readonly { readonly metricRelabelings: readonly Readonly<Record<string, unknown>>[] }[];
  };
}

const snake = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The relabelings of the ServiceMonitor that promwire ships, under Prometheus' own names. */
const shipped = (version: string): readonly object[] => {
  const file = new URL(`../../servicemonitors/kuberhealthy-${version}.yaml`, import.meta.url);
  const [endpoint] = (parse(readFileSync(file, 'utf8')) as Monitor).spec.endpoints;
  return endpoint!.metricRelabelings.map((step) =>
    Object.fromEntries(Object.entries(step).map(([key, value]) => [snake(key), value])),
  );
};

describe(`checks that fail with a new text in each of ${RUNS} runs (PROMWIRE_SEED=${SEED})`, () => {
  const stops: (() => Promise<void>)[] = [];
  let prometheus: LonePrometheus;

  /** Check and replica -> value, of one version. */
  const counts = async (query: string): Promise<ReadonlyMap<string, number>> => {
    const { result } = await prometheus.ask<{
      readonly result: readonly {
        readonly metric: Readonly<Record<string, string>>;
        readonly value: readonly [number, string];
      }[];
    }>('/api/v1/query', { query });
    return new Map(
      result.map(({ metric, value }) => [
        `${metric['check']?.replace('kuberhealthy/', '') ?? ''} ${metric['instance'] ?? ''}`,
        Number(value[1]),
      ]),
    );
  };
  const selector = (version: string, way: Way) => `kuberhealthy_check{version="${version}",way="${way}"}`;
  const stored = (version: string, way: Way) =>
    counts(`count by (check, instance) (count_over_time(${selector(version, way)}[1h]))`);
  const live = (version: string, way: Way) => counts(`count by (check, instance) (${selector(version, way)})`);
  const scraped = (version: string, way: Way) =>
    counts(`sum by (check, instance) (count_over_time(${selector(version, way)}[1h]))`);

  beforeAll(async () => {
    process.stdout.write(`PROMWIRE_SEED=${SEED}\n`);
    const texts = textsFrom(SEED);
    const pods = VERSIONS.flatMap((version) => WAYS.flatMap((way) => REPLICAS.map(() => ({ version, way })))).map(
      (pod, index) => ({ ...pod, address: `127.0.1.${index + 1}` }),
    );
    for (const { version, address } of pods)
      stops.push((await startExporter(failingBoard(version, texts), address, PORT)).stop);
    prometheus = await startLonePrometheus({
      every: EVERY,
      scrapes: VERSIONS.flatMap((version) =>
        WAYS.map((way) => ({
          job_name: `${version}-${way}`,
          static_configs: pods
            .filter((pod) => pod.version === version && pod.way === way)
            .map(({ address }) => ({ targets: [`${address}:${PORT}`], labels: { version, way } })),
          ...(way === 'shipped' ? { metric_relabel_configs: shipped(version) } : {}),
        })),
      ),
      groups: [],
    });
  }, LONG);
  afterAll(async () => {
    await prometheus.stop();
    await Promise.all(stops.map((stop) => stop()));
  }, LONG);

  const everywhere = CHECKS.length * REPLICAS.length;

  it.each(VERSIONS)(
    'run by run: %s',
    async (version) => {
      let most = 0;
      await waitFor(
        async () => {
          for (const way of WAYS) most = Math.max(most, ...(await live(version, way)).values());
          const seen = [...(await scraped(version, 'shipped')).values(), ...(await scraped(version, 'bare')).values()];
          return seen.length === 2 * everywhere && seen.every((count) => count > RUNS + PASSES);
        },
        { what: `${RUNS} runs of every check of ${version}`, timeoutMs: LONG - 20_000 },
      );
      // At no moment two of one check and replica.
      expect(most).toBe(1);
    },
    LONG,
  );

  it.each(VERSIONS)('without the relabelings leave a series for every run: %s', async (version) => {
    const series = await stored(version, 'bare');
    expect(series.size).toBe(everywhere);
    expect(Math.min(...series.values())).toBeGreaterThan(RUNS);
  });

  it.each(VERSIONS)('leave one series per family of texts, and the one that passed: %s', async (version) => {
    const series = await stored(version, 'shipped');
    expect(series.size).toBe(everywhere);
    for (const [check, count] of series)
      expect([check, count]).toEqual([check, 1 + (check.startsWith(`${MIXED} `) ? families.length : 1)]);
  });
});
