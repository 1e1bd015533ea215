/** Values that panels show: true from the first hour on, whole where they count, and nothing where nothing is told. */
import { both, type Case, dns, healthy, minutes, steps } from './case.ts';
import { check } from '../series.ts';

export const values: readonly Case[] = [
  ...both.flatMap((version): readonly Case[] => [
    {
      name: 'the share of passes of a check that is twenty minutes old is that of its life',
      version,
      series: [
        ...healthy(version, steps(30)),
        ...check({
          version,
          ...dns,
          phases: [
            { steps: 31, state: 'ok' },
            { steps: 8, state: 'failed', error: 'no answer' },
            { steps: 21, state: 'ok' },
          ],
        }),
      ],
      looks: [{ at: minutes(19.5), firing: [] }],
      // 32 of 40 evaluations; by whole windows of five minutes it would be 100 %.
      panels: [
        { at: minutes(19.5), title: 'Worst success rate', value: 0.8 },
        { at: minutes(19.5), title: 'Passed in a day', value: 0.8 },
      ],
    },
    {
      name: 'a failing check is one row, whatever texts its pods and a second monitor tell of it',
      version,
      series: [
        ...healthy(version, steps(20)),
        ...['one', 'two', 'three'].flatMap((text, index) =>
          check({ version, ...dns, phases: [{ steps: steps(20), state: 'failed', error: `no answer from ${text}` }] })
            .filter((_, at) => at % 2 === index % 2)
            .map((series) => (index < 2 ? series : { ...series, labels: { ...series.labels, job: 'upstream' } })),
        ),
      ],
      looks: [{ at: minutes(8), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] }],
      panels: [{ at: minutes(8), title: 'Checks failing now', rows: 1 }],
    },
  ]),
  {
    name: 'runs within an hour are whole ones, and a duration of 0 is none',
    version: 'v3',
    series: [
      ...healthy('v3', steps(80)),
      ...check({ version: 'v3', ...dns, phases: [{ steps: steps(80), state: 'ok', every: 4 }] }),
    ],
    looks: [{ at: minutes(70), firing: [] }],
    panels: [
      { at: minutes(70), title: 'Runs within an hour', value: 30 },
      { at: minutes(70), title: 'Last run took', value: undefined },
      { at: minutes(70), title: 'Run duration (the 20 slowest)', rows: 0 },
    ],
  },
];
