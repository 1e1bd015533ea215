/** Failures that end, last, come and go, or hit all checks; pods that restart. */
import { both, type Case, CHANGING, dns, healthy, leaders, minutes, steps } from './case.ts';
import { alive, check, flat } from '../series.ts';

export const failingMany: readonly Case[] = both.flatMap((version) => [
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
    name: 'a failure that lasts for hours is said so, and eats its error budget',
    version,
    step: 120,
    series: [
      ...healthy(version, steps(500, 120)),
      ...check({
        version,
        ...dns,
        step: 120,
        phases: [
          { steps: steps(10, 120), state: 'ok' },
          { steps: steps(470, 120), state: 'failed', error: 'no answer' },
          { steps: steps(20, 120), state: 'ok' },
        ],
      }),
    ],
    looks: [
      {
        at: minutes(368),
        firing: [
          { alert: 'KuberhealthyCheckBudgetBurnFast', check: 'probes/dns' },
          { alert: 'KuberhealthyCheckFailing', check: 'probes/dns' },
        ],
      },
      {
        at: minutes(372),
        firing: [
          { alert: 'KuberhealthyCheckBudgetBurnFast', check: 'probes/dns' },
          { alert: 'KuberhealthyCheckFailing', check: 'probes/dns' },
          { alert: 'KuberhealthyCheckFailingLong', check: 'probes/dns' },
        ],
      },
      { at: minutes(490), firing: [{ alert: 'KuberhealthyCheckBudgetBurnFast', check: 'probes/dns' }] },
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
          ? {
              ...series,
              values: series.values.map((value, step) => (step >= steps(8) && step < steps(8) + 6 ? null : value)),
            }
          : series,
      ),
    ],
    looks: [
      { at: minutes(9.5), firing: [] },
      { at: minutes(10), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
      { at: minutes(14), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
    ],
    between: ['KuberhealthyCheckErrorTextsUnbounded'],
  },
]);
