/** A check against its own past: stopped, slower, less reliable than its objective, with ever new texts. */
import { DEFAULT_SHAPE, check, flat, onPods } from '../series.ts';
import { both, type Case, EVERY_TENTH_FAILS, CHANGING, dns, healthy, minutes, steps, TIMED_OUT } from './case.ts';

const hours = (count: number) => minutes(count * 60);
const FIVE = 300;
const HALF_HOUR = 1800;

export const trends: readonly Case[] = [
  {
    name: 'a check whose pod could not be made, tried again and again, has its old rhythm afterwards and is not stale',
    version: 'v3',
    series: [
      ...healthy('v3', steps(180)),
      ...check({
        version: 'v3',
        ...dns,
        phases: [
          { steps: steps(120), state: 'ok', every: steps(12) },
          { steps: steps(15), state: 'failed', error: 'failed to create check pod: no' },
          { steps: steps(45), state: 'ok', every: steps(12) },
        ],
      }),
    ],
    looks: [
      { at: minutes(119), firing: [] },
      { at: minutes(146.5), firing: [] },
    ],
    between: ['KuberhealthyCheckCouldNotRun', 'KuberhealthyCheckBudgetBurnFast'],
  },
  {
    name: 'a check that ran every minute and stops is stale, until it runs',
    version: 'v3',
    step: 60,
    series: [
      ...healthy('v3', steps(180, 60)),
      ...check({
        version: 'v3',
        ...dns,
        step: 60,
        phases: [
          { steps: steps(100, 60), state: 'ok' },
          { steps: steps(60, 60), state: 'ok', every: 0 },
          { steps: steps(20, 60), state: 'ok' },
        ],
      }),
    ],
    looks: [
      { at: minutes(108), firing: [] },
      { at: minutes(112), firing: [{ alert: 'KuberhealthyCheckStale', check: 'probes/dns' }] },
      { at: minutes(159), firing: [{ alert: 'KuberhealthyCheckStale', check: 'probes/dns' }] },
      { at: minutes(162), firing: [] },
    ],
  },
  ...both.flatMap((version): readonly Case[] => [
    {
      name: 'a check that has stopped stays stale for as long as it stands still',
      version,
      step: FIVE,
      series: [
        ...healthy(version, steps(37 * 60, FIVE)),
        ...check({
          version,
          ...dns,
          step: FIVE,
          phases: [
            { steps: steps(9 * 60, FIVE), state: 'ok', every: 3, took: 5 },
            { steps: steps(27 * 60, FIVE), state: 'ok', every: 0 },
            { steps: steps(60, FIVE), state: 'ok', every: 1, took: 5 },
          ],
        }),
      ],
      looks: [
        { at: hours(9.25), firing: [] },
        ...[10.25, 14, 30, 35.5].map((at) => ({
          at: hours(at),
          firing: [{ alert: 'KuberhealthyCheckStale', check: 'probes/dns' }],
        })),
        { at: hours(36.5), firing: [] },
      ],
    },
    {
      name: 'a check that runs every half hour, and one that is to run once, are never stale',
      version,
      step: FIVE,
      series: [
        ...healthy(version, steps(36 * 60, FIVE)),
        ...check({
          version,
          namespace: 'probes',
          name: 'slow',
          step: FIVE,
          phases: [{ steps: steps(36 * 60, FIVE), state: 'ok', every: 6, took: 5 }],
        }),
        ...check({
          version,
          namespace: 'probes',
          name: 'once',
          step: FIVE,
          phases: [
            { steps: 1, state: 'never-run' },
            { steps: 1, state: 'ok', took: 5 },
            { steps: steps(36 * 60, FIVE) - 2, state: 'ok', every: 0 },
          ],
        }),
      ],
      looks: [1, 3, 7, 13, 25, 31, 35].map((at) => ({ at: hours(at), firing: [] })),
    },
    {
      name: 'a check that was not seen for two hours is not stale because of that',
      version,
      step: FIVE,
      series: [
        ...healthy(version, steps(12 * 60, FIVE)),
        ...check({
          version,
          ...dns,
          step: FIVE,
          phases: [
            { steps: steps(8 * 60, FIVE), state: 'ok', every: 3, took: 5 },
            { steps: steps(120, FIVE), state: 'absent' },
            { steps: 4, state: 'ok', every: 0 },
            { steps: steps(120, FIVE) - 4, state: 'ok', every: 3, took: 5 },
          ],
        }),
      ],
      looks: [8.1, 9, 10, 10.25, 11.5].map((at) => ({ at: hours(at), firing: [] })),
    },
    {
      name: 'a check that fails again and again, each time for short, is told of',
      version,
      step: 60,
      series: [
        ...healthy(version, steps(140, 60)),
        ...check({
          version,
          ...dns,
          step: 60,
          phases: [
            ...Array.from({ length: 15 }, () => [
              { steps: 3, state: 'ok' as const, took: 5 },
              { steps: 2, state: 'failed' as const, error: 'no answer', took: 5 },
            ]).flat(),
            { steps: 65, state: 'ok', took: 5 },
          ],
        }),
      ],
      looks: [
        {
          at: minutes(72),
          firing: [
            { alert: 'KuberhealthyCheckBudgetBurnFast', check: 'probes/dns' },
            { alert: 'KuberhealthyCheckFailsOften', check: 'probes/dns' },
            { alert: 'KuberhealthyCheckFlapping', check: 'probes/dns' },
          ],
        },
        { at: minutes(137), firing: [] },
      ],
    },
    {
      name: 'a failure now and then eats the error budget in days, and is forgiven in hours',
      version,
      step: HALF_HOUR,
      series: [
        ...healthy(version, steps(88 * 60, HALF_HOUR)),
        ...check({
          version,
          ...dns,
          step: HALF_HOUR,
          phases: [...EVERY_TENTH_FAILS, { steps: 16, state: 'ok' }],
        }),
      ],
      looks: [
        { at: hours(12), firing: [] },
        { at: hours(71), firing: [] },
        { at: hours(77), firing: [{ alert: 'KuberhealthyCheckBudgetBurnSlow', check: 'probes/dns' }] },
        { at: hours(87.5), firing: [] },
      ],
      between: ['KuberhealthyCheckFailing', 'KuberhealthyCheckBudgetBurnFast'],
    },
    {
      name: 'a run that takes much longer than usual is slow; a short one is not',
      version,
      step: FIVE,
      series: [
        ...healthy(version, steps(28 * 60, FIVE)),
        ...['long', 'short'].flatMap((name) =>
          check({
            version,
            namespace: 'probes',
            name,
            step: FIVE,
            phases: [
              { steps: steps(26 * 60, FIVE), state: 'ok', every: 3, took: name === 'long' ? 20 : 1 },
              { steps: steps(60, FIVE), state: 'ok', every: 3, took: name === 'long' ? 90 : 8 },
              { steps: steps(60, FIVE), state: 'ok', every: 3, took: name === 'long' ? 20 : 1 },
            ],
          }),
        ),
      ],
      looks: [
        { at: hours(25.9), firing: [] },
        { at: hours(26.5), firing: [{ alert: 'KuberhealthyCheckSlow', check: 'probes/long' }] },
        { at: hours(27.5), firing: [] },
      ],
    },
    {
      name: 'texts that are new for every failure are told of, one text for all is not',
      version,
      series: [
        // Within its first hour a check has no budget to burn: not a minute of it is a close thing here.
        ...healthy(version, 114),
        ...['words', 'text'].flatMap((name) =>
          check({
            version,
            namespace: 'probes',
            name,
            phases: [
              // A text stays for two scrapes: it is counted once it was recorded.
              ...Array.from({ length: 56 }, (_, run) => ({
                steps: 2,
                state: 'failed' as const,
                error: name === 'words' ? CHANGING.replaceAll('#', String(run)) : 'no answer',
              })),
              { steps: 2, state: 'ok' as const },
            ],
          }),
        ),
      ],
      looks: [
        {
          at: minutes(9),
          firing: ['text', 'words'].map((name) => ({ alert: 'KuberhealthyCheckFailing', check: `probes/${name}` })),
        },
        {
          at: minutes(20),
          firing: [
            { alert: 'KuberhealthyCheckErrorTextsUnbounded', check: 'probes/words' },
            ...['text', 'words'].map((name) => ({ alert: 'KuberhealthyCheckFailing', check: `probes/${name}` })),
          ],
        },
        { at: minutes(56.5), firing: [{ alert: 'KuberhealthyCheckErrorTextsUnbounded', check: 'probes/words' }] },
      ],
    },
  ]),
  {
    name: 'time-outs every ten minutes through a monitor that bounds no text are told of within two hours',
    version: 'v3',
    step: 60,
    series: [
      ...healthy('v3', steps(130, 60)),
      ...check({
        version: 'v3',
        ...dns,
        step: 60,
        phases: [
          { steps: 5, state: 'ok' },
          ...Array.from({ length: 12 }, (_, run) => ({
            steps: 10,
            state: 'failed' as const,
            error: TIMED_OUT.replaceAll('#', String(run)),
            every: 10,
          })),
        ],
      }),
    ],
    looks: [
      {
        at: minutes(90),
        firing: [
          { alert: 'KuberhealthyCheckBudgetBurnFast', check: 'probes/dns' },
          { alert: 'KuberhealthyCheckCouldNotRun', check: 'probes/dns' },
        ],
      },
      {
        at: minutes(115),
        firing: [
          { alert: 'KuberhealthyCheckBudgetBurnFast', check: 'probes/dns' },
          { alert: 'KuberhealthyCheckCouldNotRun', check: 'probes/dns' },
          { alert: 'KuberhealthyCheckErrorTextsUnbounded', check: 'probes/dns' },
        ],
      },
    ],
  },
  // The same rule in both versions, and long to play.
  {
    name: 'failures too short to alert one by one eat the error budget in days',
    version: 'v2',
    step: FIVE,
    series: [
      ...healthy('v2', steps(76 * 60, FIVE)),
      ...check({
        version: 'v2',
        ...dns,
        step: FIVE,
        phases: Array.from({ length: 19 }, () => [
          { steps: steps(235, FIVE), state: 'ok' as const },
          { steps: 1, state: 'failed' as const, error: 'no answer' },
        ]).flat(),
      }),
    ],
    looks: [
      { at: hours(71), firing: [] },
      { at: hours(75), firing: [{ alert: 'KuberhealthyCheckBudgetBurnSlow', check: 'probes/dns' }] },
    ],
  },
  {
    name: 'a job that failed, until it is deleted',
    version: 'v2',
    series: [
      ...healthy('v2', steps(30)),
      ...onPods(
        'kuberhealthy_job',
        { check: 'probes/once', namespace: 'probes', status: '0', error: 'no answer' },
        [...flat(null, steps(5)), ...flat(0, steps(15)), ...flat(null, steps(10))],
        DEFAULT_SHAPE,
      ),
    ],
    looks: [
      { at: minutes(9.5), firing: [] },
      { at: minutes(10), firing: [{ alert: 'KuberhealthyJobFailed', check: 'probes/once' }] },
      { at: minutes(21), firing: [] },
    ],
  },
];
