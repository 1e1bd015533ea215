/**
 * The one table of what the alerts do: series going in, alerts firing at given times. Steps are 30 s long; at a look
 * exactly the alerts named fire, one of each. Played by promtool at real durations.
 */
import type { Expected } from './promtool.ts';
import { alive, check, DEFAULT_SHAPE, flat, type Series, type Shape, shapes } from './series.ts';

export const STEP = 30;
const minutes = (count: number) => count * 60;
const steps = (count: number) => (count * 60) / STEP;

export interface Case {
  readonly name: string;
  readonly version: 'v2' | 'v3';
  readonly series: readonly Series[];
  readonly looks: readonly { readonly at: number; readonly firing: readonly Expected[] }[];
}

const CHANGING = 'check run 343529de-0000-0000-0000-00000000#### reported 5 errors';
const TIMED_OUT = 'check run 343529de-0000-0000-0000-00000000#### timed out after 8s (started at 2026-11-23T00:55:#Z)';
const NOT_MADE = 'Check execution error: probes/dns: pods dns-16000000# already exists';

const dns = { name: 'dns', namespace: 'probes' } as const;
const leaders = (count: number) => [flat(1, count), flat(0, count)];

/** What kuberhealthy's pods expose besides a case's checks, all well. */
function healthy(version: 'v2' | 'v3', count: number, shape: Shape = DEFAULT_SHAPE): readonly Series[] {
  return alive(count, { shape, ...(version === 'v3' ? { leaders: leaders(count) } : {}) });
}

const both = ['v2', 'v3'] as const;

const failing: readonly Case[] = both.flatMap((version) => [
  {
    name: 'a failing check fires after five minutes, once for both replicas, and resolves',
    version,
    series: [
      ...healthy(version, 60),
      ...check({
        version,
        ...dns,
        phases: [
          { steps: steps(5), state: 'ok' },
          { steps: steps(15), state: 'failed', error: 'no answer' },
          { steps: steps(10), state: 'ok' },
        ],
      }),
    ],
    looks: [
      { at: minutes(9.5), firing: [] },
      { at: minutes(10), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
      { at: minutes(19.5), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
      { at: minutes(20), firing: [] },
    ],
  },
  {
    name: 'an error text that changes on every run does not keep it from firing',
    version,
    series: [
      ...healthy(version, 60),
      ...check({
        version,
        ...dns,
        phases: [
          { steps: steps(5), state: 'ok' },
          { steps: steps(15), state: 'failed', error: CHANGING },
        ],
      }),
    ],
    looks: [
      { at: minutes(9.5), firing: [] },
      { at: minutes(12), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
    ],
  },
  {
    name: 'a failure without any error text fires, too',
    version,
    series: [
      ...healthy(version, 60),
      ...check({ version, ...dns, phases: [{ steps: steps(1), state: 'ok' }, { steps: steps(15), state: 'failed' }] }),
    ],
    looks: [{ at: minutes(8), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] }],
  },
  {
    name: 'a check that has never run is silent, however long',
    version,
    series: [
      ...healthy(version, steps(180)),
      ...check({ version, ...dns, phases: [{ steps: steps(180), state: 'never-run' }] }),
    ],
    looks: [
      { at: minutes(10), firing: [] },
      { at: minutes(170), firing: [] },
    ],
  },
  {
    name: 'a check whose very first run failed fires',
    version,
    series: [
      ...healthy(version, steps(30)),
      ...check({
        version,
        ...dns,
        phases: [
          { steps: steps(2), state: 'never-run' },
          { steps: steps(28), state: 'failed', error: 'no answer' },
        ],
      }),
    ],
    looks: [{ at: minutes(10), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] }],
  },
  {
    name: 'one failed run of a check that runs every minute is silent',
    version,
    series: [
      ...healthy(version, steps(30)),
      ...check({
        version,
        ...dns,
        phases: [
          { steps: steps(10), state: 'ok' },
          { steps: steps(1), state: 'failed', error: 'no answer' },
          { steps: steps(19), state: 'ok' },
        ],
      }),
    ],
    looks: [10.5, 12, 16, 25].map((at) => ({ at: minutes(at), firing: [] })),
  },
  {
    name: 'a check that could not run is told apart, and hands over when it runs and fails',
    version,
    series: [
      ...healthy(version, steps(40)),
      ...check({
        version,
        ...dns,
        phases: [
          { steps: steps(5), state: 'ok' },
          { steps: steps(15), state: 'failed', error: version === 'v2' ? NOT_MADE : TIMED_OUT },
          { steps: steps(15), state: 'failed', error: 'no answer' },
          { steps: steps(5), state: 'ok' },
        ],
      }),
    ],
    looks: [
      { at: minutes(9.5), firing: [] },
      { at: minutes(10), firing: [{ alert: 'KuberhealthyCheckCouldNotRun', check: 'probes/dns' }] },
      { at: minutes(19.5), firing: [{ alert: 'KuberhealthyCheckCouldNotRun', check: 'probes/dns' }] },
      { at: minutes(20), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
      { at: minutes(36), firing: [] },
    ],
  },
  {
    name: 'texts that alternate between both kinds keep one alert and do not start it again',
    version,
    series: [
      ...healthy(version, steps(40)),
      ...check({
        version,
        ...dns,
        phases: [
          { steps: 10, state: 'ok' },
          ...Array.from({ length: 30 }, (_, index) => ({
            steps: 1,
            state: 'failed' as const,
            error: index % 2 === 0 ? 'no answer' : version === 'v2' ? NOT_MADE : TIMED_OUT,
          })),
        ],
      }),
    ],
    looks: [10, 10.5, 11, 14].map((at) => ({
      at: minutes(at),
      firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }],
    })),
  },
  {
    name: 'a check that is deleted while it fails resolves',
    version,
    series: [
      ...healthy(version, steps(30)),
      ...check({
        version,
        ...dns,
        phases: [
          { steps: steps(15), state: 'failed', error: 'no answer' },
          { steps: steps(15), state: 'absent' },
        ],
      }),
    ],
    looks: [
      { at: minutes(10), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
      { at: minutes(16), firing: [] },
    ],
  },
  {
    name: 'when every one of many checks fails there is one alert',
    version,
    series: [
      ...healthy(version, steps(40)),
      ...['a', 'b', 'c', 'd', 'e', 'f'].flatMap((name, index) =>
        check({
          version,
          namespace: 'probes',
          name,
          phases: [
            { steps: steps(5), state: 'ok' },
            { steps: steps(index === 0 ? 10 : 1), state: index === 0 ? 'failed' : 'ok', error: 'no answer' },
            { steps: steps(index === 0 ? 15 : 24), state: 'failed', error: 'no answer' },
            { steps: steps(10), state: 'ok' },
          ],
        }),
      ),
    ],
    looks: [
      { at: minutes(10), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/a' }] },
      { at: minutes(11), firing: [{ alert: 'KuberhealthyAllChecksFailing' }] },
      { at: minutes(29), firing: [{ alert: 'KuberhealthyAllChecksFailing' }] },
      { at: minutes(32), firing: [] },
    ],
  },
  {
    name: 'a failure that lasts for hours is said so',
    version,
    series: [
      ...healthy(version, steps(500)),
      ...check({
        version,
        ...dns,
        phases: [
          { steps: steps(5), state: 'ok' },
          { steps: steps(480), state: 'failed', error: 'no answer' },
          { steps: steps(15), state: 'ok' },
        ],
      }),
    ],
    looks: [
      { at: minutes(364), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
      {
        at: minutes(366),
        firing: [
          { alert: 'KuberhealthyCheckFailing', check: 'probes/dns' },
          { alert: 'KuberhealthyCheckFailingLong', check: 'probes/dns' },
        ],
      },
      { at: minutes(490), firing: [] },
    ],
  },
  {
    name: 'a check that passes and fails in turn flaps, and stops',
    version,
    series: [
      ...healthy(version, steps(120)),
      ...check({
        version,
        ...dns,
        phases: [
          { steps: steps(10), state: 'ok' },
          ...Array.from({ length: 8 }, (_, index) => ({
            steps: steps(2),
            state: index % 2 === 0 ? ('failed' as const) : ('ok' as const),
            error: index % 2 === 0 ? 'no answer' : '',
          })),
          { steps: steps(90), state: 'ok' },
        ],
      }),
    ],
    looks: [
      { at: minutes(15), firing: [] },
      { at: minutes(30), firing: [{ alert: 'KuberhealthyCheckFlapping', check: 'probes/dns' }] },
      { at: minutes(100), firing: [] },
    ],
  },
  {
    name: 'a pod that restarts changes nothing',
    version,
    series: [
      ...alive(steps(30), {
        up: [flat(1, steps(30)), [...flat(1, steps(8)), ...flat(0, 6), ...flat(1, steps(30) - steps(8) - 6)]],
        ...(version === 'v3' ? { leaders: leaders(steps(30)) } : {}),
      }),
      ...check({
        version,
        ...dns,
        phases: [
          { steps: steps(5), state: 'ok' },
          { steps: steps(25), state: 'failed', error: CHANGING },
        ],
      }).map((series) =>
        series.labels['instance'] === '10.244.0.12:8080'
          ? { ...series, values: series.values.map((value, step) => (step >= steps(8) && step < steps(8) + 6 ? null : value)) }
          : series,
      ),
    ],
    looks: [
      { at: minutes(9.5), firing: [] },
      { at: minutes(10), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
      { at: minutes(20), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
    ],
  },
]);

const ofShapes: readonly Case[] = both.flatMap((version) =>
  (Object.keys(shapes) as Shape[]).map((shape) => {
    // Version 3 keys its checks by name alone, so two of one name can not both be exposed.
    const names = version === 'v2' ? ['probes/dns', 'edge/dns'] : ['probes/dns', 'edge/http'];
    // Version 3 under enforcement and honorLabels: the check's own namespace is lost.
    const lost = version === 'v3' && shape === 'enforced namespace label and honorLabels';
    return {
      name: `labels as left by ${shape}`,
      version,
      series: [
        ...healthy(version, 60, shape),
        ...names.flatMap((full) => {
          const [namespace, name] = full.split('/') as [string, string];
          return check({
            version,
            name,
            namespace,
            shape,
            phases: [
              { steps: 10, state: 'ok' },
              { steps: 50, state: 'failed', error: CHANGING },
            ],
          });
        }),
      ],
      looks: [
        {
          at: minutes(15),
          firing: names.map((full) => ({
            alert: 'KuberhealthyCheckFailing',
            check: lost ? `monitors/${full.split('/')[1]}` : full,
          })),
        },
      ],
    };
  }),
);

const ofKuberhealthy: readonly Case[] = both.flatMap((version) => [
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
      { at: minutes(31), firing: [] },
    ],
  },
]);

const onlyV3: readonly Case[] = [
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
      leaders: [[...flat(1, steps(5)), ...flat(0, steps(25))], [...flat(0, steps(20)), ...flat(1, steps(10))]],
    }),
    looks: [
      { at: minutes(9.5), firing: [] },
      { at: minutes(10), firing: [{ alert: 'KuberhealthyNoLeader' }] },
      { at: minutes(21), firing: [] },
    ],
  },
  {
    name: 'two leaders; a change of leader is silent',
    version: 'v3',
    series: alive(steps(60), {
      leaders: [[...flat(1, steps(20)), ...flat(0, steps(40))], [...flat(0, steps(10)), ...flat(1, steps(50))]],
    }),
    looks: [
      { at: minutes(14.5), firing: [] },
      { at: minutes(15), firing: [{ alert: 'KuberhealthyMultipleLeaders' }] },
      { at: minutes(25), firing: [] },
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
          { steps: steps(80), state: 'failed', error: CHANGING },
          { steps: steps(20), state: 'ok' },
        ],
      }),
    ],
    looks: [
      { at: minutes(55), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
      {
        at: minutes(65),
        firing: [
          { alert: 'KuberhealthyCheckFailing', check: 'probes/dns' },
          { alert: 'KuberhealthyCheckNeverSucceeded', check: 'probes/dns' },
        ],
      },
      { at: minutes(85), firing: [] },
    ],
  },
];

export const cases: readonly Case[] = [...failing, ...ofShapes, ...ofKuberhealthy, ...onlyV3];
