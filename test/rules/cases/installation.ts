/** What checks go through in an installation: an upgrade, a name that is there twice, a slow rhythm, texts without end. */
import { check, type Shape } from '../series.ts';
import { both, type Case, CHANGING, dns, healthy, minutes, steps } from './case.ts';

const hours = (count: number) => minutes(count * 60);
const TWO = 120;
const FIVE = 300;
/** Runs of a check every half hour, in steps of two minutes. */
const HALF_HOUR = steps(30, TWO);

const failsOneInThree: Case[] = both.map((version) => ({
  name: 'of a check that runs every half hour every third run fails, and then none',
  version,
  step: TWO,
  series: [
    ...healthy(version, steps(16 * 60, TWO)),
    ...check({
      version,
      ...dns,
      step: TWO,
      phases: [
        { steps: 4 * HALF_HOUR, state: 'ok' as const },
        ...Array.from({ length: 5 }, () => [
          { steps: HALF_HOUR, state: 'failed' as const, error: 'no answer' },
          { steps: 2 * HALF_HOUR, state: 'ok' as const },
        ]).flat(),
        { steps: 13 * HALF_HOUR, state: 'ok' as const },
      ].map((phase) => ({ ...phase, every: HALF_HOUR, took: 5 })),
    }),
  ],
  looks: [
    { at: hours(1.5), firing: [] },
    { at: hours(9.25), firing: [{ alert: 'KuberhealthyCheckFailsOften', check: 'probes/dns' }] },
    { at: hours(15.5), firing: [] },
  ],
  between: ['KuberhealthyCheckFailing', 'KuberhealthyCheckBudgetBurnFast'],
}));

const textsAreForgotten: Case[] = both.map((version) => ({
  name: 'texts that were new for every failure are told of for a day',
  version,
  step: FIVE,
  series: [
    ...healthy(version, steps(32 * 60, FIVE)),
    ...check({
      version,
      ...dns,
      step: FIVE,
      phases: [
        { steps: steps(120, FIVE), state: 'ok' },
        { steps: steps(300, FIVE), state: 'failed', error: CHANGING },
        { steps: steps(25 * 60, FIVE), state: 'ok' },
      ],
    }),
  ],
  looks: [
    {
      at: hours(6.9),
      firing: [
        { alert: 'KuberhealthyCheckBudgetBurnFast', check: 'probes/dns' },
        { alert: 'KuberhealthyCheckErrorTextsUnbounded', check: 'probes/dns' },
        { alert: 'KuberhealthyCheckFailing', check: 'probes/dns' },
      ],
    },
    { at: hours(9), firing: [{ alert: 'KuberhealthyCheckErrorTextsUnbounded', check: 'probes/dns' }] },
    { at: hours(26), firing: [{ alert: 'KuberhealthyCheckErrorTextsUnbounded', check: 'probes/dns' }] },
    { at: hours(31), firing: [] },
  ],
}));

/** Version 2 has a check per namespace; only the labels, or its own way of writing the name, tell them apart. */
const ofOneName: Case[] = (
  ['our monitor and the chart’s', 'enforced namespace label and honorLabels'] satisfies Shape[]
).map((shape) => ({
  name: `of two checks of one name the one that fails is told of (${shape})`,
  version: 'v2',
  series: [
    ...healthy('v2', steps(40), shape),
    ...['probes', 'edge'].flatMap((namespace) =>
      check({
        version: 'v2',
        name: 'dns',
        namespace,
        shape,
        phases: [
          { steps: steps(5), state: 'ok' },
          {
            steps: steps(15),
            state: namespace === 'probes' ? 'failed' : 'ok',
            error: namespace === 'probes' ? 'a' : '',
          },
          { steps: steps(15), state: namespace === 'edge' ? 'failed' : 'ok', error: namespace === 'edge' ? 'b' : '' },
          { steps: steps(5), state: 'ok' },
        ],
      }),
    ),
  ],
  looks: [
    { at: minutes(15), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
    { at: minutes(30), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'edge/dns' }] },
    { at: minutes(37), firing: [] },
  ],
}));

export const installation: readonly Case[] = [
  ...failsOneInThree,
  ...textsAreForgotten,
  ...ofOneName,
  {
    name: 'a check that fails before an upgrade from version 2 and after it is told of, not while it has yet to run anew',
    version: 'v3',
    series: [
      ...healthy('v3', steps(50)),
      ...check({
        version: 'v2',
        ...dns,
        phases: [
          { steps: steps(5), state: 'ok' },
          { steps: steps(15), state: 'failed', error: 'no answer' },
          { steps: steps(30), state: 'absent' },
        ],
      }),
      ...check({
        version: 'v3',
        ...dns,
        phases: [
          { steps: steps(20), state: 'absent' },
          { steps: steps(5), state: 'never-run' },
          { steps: steps(10), state: 'failed', error: 'no answer' },
          { steps: steps(15), state: 'ok' },
        ],
      }),
    ],
    looks: [
      { at: minutes(15), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
      { at: minutes(23), firing: [] },
      { at: minutes(29), firing: [] },
      { at: minutes(31), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
      { at: minutes(37), firing: [] },
    ],
  },
];
