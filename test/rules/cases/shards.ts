/**
 * What a shard makes of a part of the targets though all is well. Just what fires here is left out of the rules where
 * the shards divide kuberhealthy's pods: the expectations are taken from there.
 */
import { profiles } from '../../../src/profiles/index.ts';
import { both, type Case, dns, healthy, minutes, steps } from './case.ts';
import { check, flat, type Series } from '../series.ts';

const leftOut = (version: string): readonly string[] =>
  profiles
    .flatMap(({ variants }) => variants.filter(({ id }) => id === version))
    .flatMap((one) => one.absenceAlerts ?? []);

/** Prometheus' own count of the targets that a shard holds, scraped by itself. */
const pool = (count: number): Series => ({
  name: 'prometheus_target_scrape_pool_targets',
  labels: { scrape_job: 'serviceMonitor/kuberhealthy/promwire-kuberhealthy/0', instance: 'prometheus' },
  values: flat(count, steps(60)),
});

/** Only of the second pod, which is not the leader. */
const ofFollower = (series: readonly Series[]): readonly Series[] =>
  series.filter(({ labels }) => labels['instance'] === '10.244.0.12:8080');

export const inShards: readonly Case[] = both.flatMap((version) => {
  const inFollower = leftOut(version).filter((alert) => alert === 'KuberhealthyNoLeader');
  const inEmpty = leftOut(version).filter((alert) => alert !== 'KuberhealthyNoLeader');
  const firing = (alerts: readonly string[]) => alerts.toSorted().map((alert) => ({ alert }));
  const failing = { steps: steps(20), state: 'failed', error: 'no such host' } as const;
  return [
    {
      name: 'a shard without targets raises what is left out where shards divide them, and nothing else',
      version,
      series: [pool(0)],
      looks: [20, 50].map((at) => ({ at: minutes(at), firing: firing(inEmpty) })),
    },
    {
      name: 'a shard that holds a follower only tells the same of the checks, and what is left out there',
      version,
      series: [
        pool(1),
        ...ofFollower([
          ...healthy(version, steps(60)),
          ...check({
            version,
            ...dns,
            phases: [{ steps: steps(20), state: 'ok' }, failing, { steps: steps(20), state: 'ok' }],
          }),
        ]),
      ],
      looks: [
        { at: minutes(15), firing: firing(inFollower) },
        {
          at: minutes(27),
          firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }, ...firing(inFollower)],
        },
        { at: minutes(55), firing: firing(inFollower) },
      ],
      between: ['KuberhealthyCheckBudgetBurnFast'],
    },
  ];
});
