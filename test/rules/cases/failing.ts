/** A check that fails: what it says, and how the alerts tell its kinds apart. */
import { both, type Case, CHANGING, dns, healthy, minutes, NO_POD, NOT_MADE, steps, TIMED_OUT } from './case.ts';
import { check } from '../series.ts';

export const failing: readonly Case[] = both.flatMap((version) => [
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
    between: ['KuberhealthyCheckErrorTextsUnbounded'],
  },
  {
    name: 'a failure without any error text fires, too',
    version,
    series: [
      ...healthy(version, 60),
      ...check({
        version,
        ...dns,
        phases: [
          { steps: steps(1), state: 'ok' },
          { steps: steps(15), state: 'failed' },
        ],
      }),
    ],
    looks: [{ at: minutes(8), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] }],
    panels: [
      { at: minutes(8), title: 'Checks failing', value: 1 },
      // -1: not known.
      { at: minutes(8), title: 'Of these, could not run', value: -1 },
    ],
  },
  {
    name: 'a check that has never run is silent, however long',
    version,
    series: [
      ...healthy(version, steps(90)),
      ...check({ version, ...dns, phases: [{ steps: steps(90), state: 'never-run' }] }),
    ],
    looks: [
      { at: minutes(10), firing: [] },
      { at: minutes(85), firing: [] },
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
          { steps: steps(15), state: 'failed', error: (version === 'v2' ? NOT_MADE : TIMED_OUT).replaceAll('#', '1') },
          { steps: steps(15), state: 'failed', error: 'no answer' },
          { steps: steps(5), state: 'ok' },
        ],
      }),
    ],
    looks: [
      { at: minutes(9.5), firing: [] },
      { at: minutes(10), firing: [{ alert: 'KuberhealthyCheckCouldNotRun', check: 'probes/dns' }] },
      { at: minutes(14), firing: [{ alert: 'KuberhealthyCheckCouldNotRun', check: 'probes/dns' }] },
      { at: minutes(20), firing: [{ alert: 'KuberhealthyCheckFailing', check: 'probes/dns' }] },
      { at: minutes(36), firing: [] },
    ],
  },
  ...(version === 'v2'
    ? [
        NOT_MADE,
        'Check execution error: pod deleted unexpectedly',
        "Check execution error: probes/dns: failed to create pod for checker: pods 'dns-1600000#' is forbidden: exceeded quota",
      ]
    : [
        TIMED_OUT,
        NO_POD,
        'check pod creation failed',
        TIMED_OUT.slice(0, 30),
        TIMED_OUT.slice(0, 48),
        NO_POD.slice(0, 24),
      ]
  ).map((error): Case => ({
    name: `a check that could not run is said so by the text “${error}”`,
    version,
    series: [
      ...healthy(version, steps(20)),
      ...check({
        version,
        ...dns,
        phases: [
          { steps: steps(5), state: 'ok' },
          { steps: steps(15), state: 'failed', error },
        ],
      }),
    ],
    looks: [{ at: minutes(12), firing: [{ alert: 'KuberhealthyCheckCouldNotRun', check: 'probes/dns' }] }],
    panels: [{ at: minutes(12), title: 'Of these, could not run', value: 1 }],
    between: ['KuberhealthyCheckErrorTextsUnbounded'],
  })),
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
    between: ['KuberhealthyCheckErrorTextsUnbounded'],
  },
]);
