/** Times in which no pod of kuberhealthy can be read: it refuses, or one bad text breaks its page off. */
import { both, type Case, dns, healthy, leaders, minutes, steps } from './case.ts';
import { alive, check, DEFAULT_SHAPE, flat, onPods, type Series } from '../series.ts';

const FROM = 10;
const UNTIL = 35;
/** The end, in minutes: before what fails for an hour has eaten its budget. */
const END = 50;

/** Of both pods, with nothing from minute FROM until minute UNTIL. */
const withGap = (series: readonly Series[], until = UNTIL): readonly Series[] =>
  series.map((one) => ({
    ...one,
    values: one.values.map((value, step) => (step >= steps(FROM) && step < steps(until) ? null : value)),
  }));
const during = (before: number, inside: number, until = UNTIL) => [
  ...flat(before, steps(FROM)),
  ...flat(inside, steps(until - FROM)),
  ...flat(before, steps(END - until)),
];
const failing = (version: 'v2' | 'v3') =>
  check({
    version,
    ...dns,
    phases: [
      { steps: steps(3), state: 'ok' },
      { steps: steps(END - 3), state: 'failed', error: 'no answer', every: 10 },
    ],
  });
const ok = (version: 'v2' | 'v3') =>
  check({ version, name: 'aaa', namespace: 'probes', phases: [{ steps: steps(END), state: 'ok', every: 10 }] });

const FAILING = { alert: 'KuberhealthyCheckFailing', check: 'probes/dns' } as const;
const ALL_DOWN = { alert: 'KuberhealthyAllTargetsDown' } as const;

export const gaps: readonly Case[] = [
  {
    name: 'pods that can not list the checks tell of none: alerts go on for a quarter of an hour, and again when they can',
    version: 'v3',
    series: [
      ...alive(steps(END), { state: during(1, 0), leaders: leaders(steps(END)) }),
      ...withGap([...ok('v3'), ...failing('v3')]),
    ],
    looks: [
      { at: minutes(9), firing: [FAILING] },
      { at: minutes(24), firing: [FAILING] },
      { at: minutes(27), firing: [{ alert: 'KuberhealthyClusterUnhealthy' }] },
      { at: minutes(42), firing: [FAILING] },
    ],
    panels: [
      { at: minutes(20), title: 'Checks failing', value: 1 },
      { at: minutes(20), title: 'Pods scraped', value: 2 },
    ],
  },
  ...both.flatMap((version): readonly Case[] => [
    {
      name: 'all targets down: alerts go on for a quarter of an hour, and again when they are up',
      version,
      series: [
        ...alive(steps(END), {
          up: [during(1, 0), during(1, 0)],
          ...(version === 'v3' ? { leaders: leaders(steps(END)) } : {}),
        }),
        ...withGap([...ok(version), ...failing(version)]),
      ],
      looks: [
        { at: minutes(9), firing: [FAILING] },
        { at: minutes(14.5), firing: [FAILING] },
        { at: minutes(16), firing: [ALL_DOWN, FAILING] },
        { at: minutes(24), firing: [{ alert: 'KuberhealthyAbsent' }, ALL_DOWN, FAILING] },
        { at: minutes(26), firing: [{ alert: 'KuberhealthyAbsent' }, ALL_DOWN] },
        { at: minutes(36), firing: [FAILING] },
      ],
      panels: [
        { at: minutes(9), title: 'Pods scraped', value: 2 },
        { at: minutes(14.5), title: 'Pods scraped', value: 0 },
        { at: minutes(14.5), title: 'Checks failing', value: 1 },
        { at: minutes(14.5), title: 'All checks, failing first', rows: 2 },
        { at: minutes(26), title: 'All checks, failing first', rows: 0 },
        { at: minutes(36), title: 'Checks failing', value: 1 },
      ],
    },
    {
      name: 'a page that breaks off on every pod is told, and what stands above the bad line is not taken for all',
      version,
      series: [
        ...onPods('up', {}, during(1, 0), DEFAULT_SHAPE),
        ...onPods('kuberhealthy_cluster_state', {}, flat(0, steps(END)), DEFAULT_SHAPE),
        ...(version === 'v3'
          ? leaders(steps(END)).flatMap((values, pod) =>
              onPods('kuberhealthy_controller_leader', {}, values, DEFAULT_SHAPE, [pod]),
            )
          : []),
        ...ok(version),
        ...withGap(failing(version)),
      ],
      looks: [
        { at: minutes(14.5), firing: [FAILING] },
        { at: minutes(16), firing: [ALL_DOWN, { alert: 'KuberhealthyClusterUnhealthy' }, FAILING] },
        { at: minutes(26), firing: [ALL_DOWN, { alert: 'KuberhealthyClusterUnhealthy' }] },
        { at: minutes(36), firing: [{ alert: 'KuberhealthyClusterUnhealthy' }, FAILING] },
      ],
      panels: [
        { at: minutes(14.5), title: 'Pods scraped', value: 0 },
        { at: minutes(14.5), title: 'Checks failing', value: 1 },
        { at: minutes(26), title: 'All checks, failing first', rows: 0 },
      ],
    },
    {
      name: 'a page that breaks off on one pod hides nothing that the other one says',
      version,
      series: [
        ...healthy(version, steps(END)).map((one) =>
          one.name === 'up' && one.labels['instance'] === '10.244.0.12:8080' ? { ...one, values: during(1, 0) } : one,
        ),
        ...ok(version),
        ...failing(version).map((one) => (one.labels['instance'] === '10.244.0.12:8080' ? withGap([one])[0]! : one)),
      ],
      looks: [
        { at: minutes(9), firing: [FAILING] },
        { at: minutes(21), firing: [FAILING, { alert: 'KuberhealthyTargetDown' }] },
        { at: minutes(36), firing: [FAILING] },
      ],
      panels: [{ at: minutes(21), title: 'Pods scraped', value: 1 }],
    },
  ]),
  {
    name: 'a check that has never succeeded is said so after an hour, a gap in it or not',
    version: 'v3',
    series: [
      ...alive(steps(70), {
        up: [0, 1].map(() => [...flat(1, steps(20)), ...flat(0, steps(20)), ...flat(1, steps(30))]),
        leaders: leaders(steps(70)),
      }),
      ...check({
        version: 'v3',
        ...dns,
        phases: [{ steps: steps(70), state: 'failed', error: 'no answer', every: 4 }],
      }).map((one) => ({
        ...one,
        values: one.values.map((value, step) => (step >= steps(20) && step < steps(40) ? null : value)),
      })),
    ],
    looks: [
      { at: minutes(58), firing: [FAILING] },
      {
        at: minutes(63),
        firing: [
          { alert: 'KuberhealthyCheckBudgetBurnFast', check: 'probes/dns' },
          FAILING,
          { alert: 'KuberhealthyCheckNeverSucceeded', check: 'probes/dns' },
        ],
      },
    ],
    between: ['KuberhealthyAllTargetsDown', 'KuberhealthyAbsent', 'KuberhealthyCheckBudgetBurnFast'],
  },
];
