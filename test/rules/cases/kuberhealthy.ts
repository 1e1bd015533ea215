/** kuberhealthy itself: its pods, its own verdict, its leader. */
import { both, type Case, dns, healthy, leaders, minutes, steps } from './case.ts';
import { alive, check, DEFAULT_SHAPE, flat, onPods, type Series } from '../series.ts';

/** What Prometheus says of the targets it holds for one job. */
function pool(job: string, values: readonly (number | null)[]): readonly Series[] {
  return [
    { name: 'prometheus_target_scrape_pool_targets', labels: { scrape_job: job, instance: 'prometheus' }, values },
  ];
}

export const ofKuberhealthy: readonly Case[] = both.flatMap((version) => [
  {
    name: 'no pod at all is absent after ten minutes',
    version,
    series: alive(steps(30), {
      up: [0, 1].map(() => [...flat(1, steps(5)), ...flat(null, steps(15)), ...flat(1, steps(10))]),
      ...(version === 'v3' ? { leaders: leaders(steps(30)) } : {}),
    }),
    looks: [
      { at: minutes(14.5), firing: [] },
      { at: minutes(15), firing: [{ alert: 'KuberhealthyAbsent' }] },
      { at: minutes(21), firing: [] },
    ],
  },
  {
    name: 'a pod that can not be scraped is down after ten minutes',
    version,
    series: alive(steps(30), {
      up: [flat(1, steps(30)), [...flat(1, steps(5)), ...flat(0, steps(15)), ...flat(1, steps(10))]],
      ...(version === 'v3' ? { leaders: leaders(steps(30)) } : {}),
    }),
    looks: [
      { at: minutes(14.5), firing: [] },
      { at: minutes(15), firing: [{ alert: 'KuberhealthyTargetDown' }] },
      { at: minutes(21), firing: [] },
    ],
  },
  {
    name: 'the cluster state is told after a quarter of an hour',
    version,
    series: alive(steps(40), {
      state: [...flat(1, steps(5)), ...flat(0, steps(25)), ...flat(1, steps(10))],
      ...(version === 'v3' ? { leaders: leaders(steps(40)) } : {}),
    }),
    looks: [
      { at: minutes(19.5), firing: [] },
      { at: minutes(20), firing: [{ alert: 'KuberhealthyClusterUnhealthy' }] },
      { at: minutes(34), firing: [{ alert: 'KuberhealthyClusterUnhealthy' }] },
      { at: minutes(36), firing: [] },
    ],
  },
  {
    name: 'a monitor that finds no target',
    version,
    series: [
      ...healthy(version, steps(40)),
      ...pool('serviceMonitor/kuberhealthy/promwire-kuberhealthy/0', [
        ...flat(2, steps(5)),
        ...flat(0, steps(25)),
        ...flat(2, steps(10)),
      ]),
      // Others that have the word in their names.
      ...pool('serviceMonitor/kuberhealthy/cart/0', flat(0, steps(40))),
      ...pool('serviceMonitor/shop/kuberhealthy-proxy/0', flat(0, steps(40))),
    ],
    looks: [
      { at: minutes(19.5), firing: [] },
      { at: minutes(20), firing: [{ alert: 'KuberhealthyNoTargets' }] },
      { at: minutes(31), firing: [] },
    ],
  },
  {
    name: 'a scrape whose samples are dropped',
    version,
    series: [
      ...healthy(version, steps(40)),
      ...onPods('scrape_samples_scraped', {}, flat(30, steps(40)), DEFAULT_SHAPE),
      ...onPods(
        'scrape_samples_post_metric_relabeling',
        {},
        [...flat(30, steps(5)), ...flat(20, steps(25)), ...flat(30, steps(10))],
        DEFAULT_SHAPE,
        [0],
      ),
      ...onPods('scrape_samples_post_metric_relabeling', {}, flat(30, steps(40)), DEFAULT_SHAPE, [1]),
    ],
    looks: [
      { at: minutes(19.5), firing: [] },
      { at: minutes(20), firing: [{ alert: 'KuberhealthyScrapeLosesSamples' }] },
      { at: minutes(31), firing: [] },
    ],
  },
]);

export const onlyV3: readonly Case[] = [
  {
    name: 'a cluster state of 0 while a check has never run says nothing',
    version: 'v3',
    series: [
      ...alive(steps(60), { state: flat(0, steps(60)), leaders: leaders(steps(60)) }),
      ...check({ version: 'v3', ...dns, phases: [{ steps: steps(60), state: 'never-run' }] }),
    ],
    looks: [{ at: minutes(50), firing: [] }],
  },
  {
    name: 'no leader',
    version: 'v3',
    series: alive(steps(30), {
      leaders: [
        [...flat(1, steps(5)), ...flat(0, steps(25))],
        [...flat(0, steps(20)), ...flat(1, steps(10))],
      ],
    }),
    looks: [
      { at: minutes(9.5), firing: [] },
      { at: minutes(10), firing: [{ alert: 'KuberhealthyNoLeader' }] },
      { at: minutes(26), firing: [] },
    ],
  },
  {
    name: 'two leaders; a change of leader is silent',
    version: 'v3',
    series: alive(steps(60), {
      leaders: [
        [...flat(1, steps(20)), ...flat(0, steps(40))],
        [...flat(0, steps(10)), ...flat(1, steps(50))],
      ],
    }),
    looks: [
      { at: minutes(14.5), firing: [] },
      { at: minutes(15), firing: [{ alert: 'KuberhealthyMultipleLeaders' }] },
      { at: minutes(27), firing: [] },
    ],
  },
  {
    name: 'a check that only ever failed has never succeeded',
    version: 'v3',
    series: [
      ...healthy('v3', steps(100)),
      ...check({
        version: 'v3',
        ...dns,
        phases: [
          { steps: steps(80), state: 'failed', error: 'no such host' },
          { steps: steps(20), state: 'ok' },
        ],
      }),
    ],
    looks: [
      { at: minutes(55), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
      {
        at: minutes(65),
        firing: [
          { alert: 'KuberhealthyCheckBudgetBurnFast', check: 'probes/dns' },
          { alert: 'KuberhealthyCheckFailing', check: 'probes/dns' },
          { alert: 'KuberhealthyCheckNeverSucceeded', check: 'probes/dns' },
        ],
      },
      { at: minutes(95), firing: [] },
    ],
  },
  {
    name: 'a scheduler that starts nothing though checks are due, until it does',
    version: 'v3',
    series: [
      ...healthy('v3', steps(60)),
      ...onPods(
        'kuberhealthy_scheduler_due_checks',
        {},
        [...flat(0, steps(10)), ...flat(3, steps(50))],
        DEFAULT_SHAPE,
        [0],
      ),
      ...check({
        version: 'v3',
        ...dns,
        phases: [
          { steps: steps(10), state: 'ok' },
          { steps: steps(30), state: 'ok', every: 0 },
          { steps: steps(20), state: 'ok' },
        ],
      }),
    ],
    looks: [
      { at: minutes(28), firing: [] },
      { at: minutes(31), firing: [{ alert: 'KuberhealthySchedulerStuck' }] },
      { at: minutes(48), firing: [] },
    ],
  },
  {
    name: 'a check that is always due while runs end is no scheduler that is stuck, not even in the first quarter of an hour',
    version: 'v3',
    series: [
      ...healthy('v3', steps(40)),
      ...onPods('kuberhealthy_scheduler_due_checks', {}, flat(1, steps(40)), DEFAULT_SHAPE, [0]),
      ...check({
        version: 'v3',
        ...dns,
        phases: [
          { steps: steps(20), state: 'ok', every: steps(4) },
          // Made again: it has run less often than a quarter of an hour ago.
          { steps: 1, state: 'never-run' },
          { steps: steps(20) - 1, state: 'ok', every: steps(4) },
        ],
      }),
    ],
    looks: [
      { at: minutes(11), firing: [] },
      { at: minutes(30), firing: [] },
      { at: minutes(39), firing: [] },
    ],
  },
  {
    name: 'an upgrade from version 2 is silent',
    version: 'v3',
    series: [
      ...healthy('v3', steps(60)),
      ...check({
        version: 'v2',
        ...dns,
        phases: [
          { steps: steps(20), state: 'ok' },
          { steps: steps(40), state: 'absent' },
        ],
      }),
      ...check({
        version: 'v3',
        ...dns,
        phases: [
          { steps: steps(20), state: 'absent' },
          { steps: steps(5), state: 'never-run' },
          { steps: steps(35), state: 'ok' },
        ],
      }),
    ],
    looks: [15, 21, 26, 40, 55].map((at) => ({ at: minutes(at), firing: [] })),
  },
];
