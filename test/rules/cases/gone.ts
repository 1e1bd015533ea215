/** Checks that are deleted, and checks whose own labels change: what is told of them is told of what is there. */
import { both, type Case, EVERY_TENTH_FAILS, dns, healthy, minutes, steps } from './case.ts';
import { check, flat, type Phase, type Series } from '../series.ts';

const HALF_HOUR = 1800;

const flaps: readonly Phase[] = Array.from({ length: 8 }, (_, index) => ({
  steps: steps(2),
  state: index % 2 === 0 ? ('failed' as const) : ('ok' as const),
  error: index % 2 === 0 ? 'no answer' : '',
}));
const beside = (version: 'v2' | 'v3', count: number) =>
  check({ version, name: 'web', namespace: 'probes', phases: [{ steps: count, state: 'ok' }] });

/** Series as promwire 0.1 recorded them, which end after so many steps. */
function recordedBefore(count: number): readonly Series[] {
  const labels = { check: 'dns', check_namespace: 'probes', severity: 'critical' };
  return [
    ['check:kuberhealthy_check_state:min', 1],
    ['check:kuberhealthy_check_runs:max', 40],
    ['check:kuberhealthy_check_run_interval_seconds:max', 30],
    ['check:kuberhealthy_check_duration_seconds:max', 0],
  ].map(([name, value]) => ({ name: String(name), labels, values: [...flat(Number(value), count), null] }));
}

export const gone: readonly Case[] = [
  ...both.flatMap((version): readonly Case[] => [
    {
      name: 'a check that is deleted while it flaps is gone from alerts, counts and tables',
      version,
      series: [
        ...healthy(version, steps(40)),
        ...beside(version, steps(40)),
        ...check({
          version,
          ...dns,
          phases: [{ steps: steps(10), state: 'ok' }, ...flaps, { steps: steps(14), state: 'absent' }],
        }),
      ],
      looks: [
        { at: minutes(25.5), firing: [{ alert: 'KuberhealthyCheckFlapping', check: 'probes/dns' }] },
        { at: minutes(28), firing: [] },
      ],
      panels: [
        { at: minutes(25.5), title: 'Below objective', value: 1 },
        { at: minutes(25.5), title: 'All checks, failing first', rows: 2 },
        { at: minutes(28), title: 'Below objective', value: 0 },
        { at: minutes(28), title: 'Worst success rate', value: 1 },
        { at: minutes(28), title: 'All checks, failing first', rows: 1 },
      ],
    },
    {
      name: 'a check that is deleted no longer eats its budget',
      version,
      step: HALF_HOUR,
      series: [
        ...healthy(version, steps(84 * 60, HALF_HOUR)),
        ...check({
          version,
          ...dns,
          step: HALF_HOUR,
          phases: [...EVERY_TENTH_FAILS, { steps: 8, state: 'absent' }],
        }),
      ],
      looks: [
        { at: minutes(77 * 60), firing: [{ alert: 'KuberhealthyCheckBudgetBurnSlow', check: 'probes/dns' }] },
        { at: minutes(81 * 60), firing: [] },
      ],
      between: ['KuberhealthyCheckFailing', 'KuberhealthyCheckBudgetBurnFast'],
    },
  ]),
  {
    name: 'a check whose severity changes while it flaps is one check, with the severity that it has',
    version: 'v3',
    series: [
      ...healthy('v3', steps(40)),
      ...['warning', 'critical'].flatMap((severity) =>
        check({
          version: 'v3',
          ...dns,
          own: { severity },
          phases:
            severity === 'warning'
              ? [{ steps: steps(10), state: 'ok' }, ...flaps.slice(0, 4), { steps: steps(22), state: 'absent' }]
              : [{ steps: steps(18), state: 'absent' }, ...flaps.slice(4), { steps: steps(14), state: 'ok' }],
        }),
      ),
    ],
    looks: [
      { at: minutes(17), firing: [] },
      { at: minutes(27), firing: [{ alert: 'KuberhealthyCheckFlapping', check: 'probes/dns' }] },
    ],
    values: [
      {
        at: minutes(27),
        expr: 'count by (severity) (ALERTS{alertname="KuberhealthyCheckFlapping",alertstate="firing"})',
        is: [{ labels: '{severity="critical"}', value: 1 }],
      },
    ],
    panels: [
      { at: minutes(27), title: 'Below objective', value: 1 },
      { at: minutes(27), title: 'All checks, failing first', rows: 1 },
      { at: minutes(27), title: 'Flapping (the 10 that changed most)', value: 8 },
    ],
  },
  {
    name: 'what promwire 0.1 recorded under a check’s own labels makes no rule fail, and no alert twice',
    version: 'v3',
    series: [
      ...healthy('v3', steps(60)),
      ...recordedBefore(steps(20)),
      ...check({
        version: 'v3',
        ...dns,
        own: { severity: 'critical' },
        phases: [{ steps: steps(20), state: 'absent' }, ...flaps, { steps: steps(24), state: 'failed' }],
      }),
    ],
    looks: [
      { at: minutes(34.5), firing: [{ alert: 'KuberhealthyCheckFlapping', check: 'probes/dns' }] },
      {
        at: minutes(59),
        firing: [
          { alert: 'KuberhealthyCheckFailing', check: 'probes/dns' },
          { alert: 'KuberhealthyCheckFlapping', check: 'probes/dns' },
        ],
      },
    ],
    values: [
      { at: minutes(59), expr: 'count(check:kuberhealthy_check_state:avg1h)', is: [{ labels: '{}', value: 1 }] },
      {
        at: minutes(59),
        expr: 'count(check:kuberhealthy_check_run_interval_seconds:max)',
        is: [{ labels: '{}', value: 1 }],
      },
    ],
  },
];
