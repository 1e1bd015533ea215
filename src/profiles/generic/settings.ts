/** What can be set in the alerts of any application. A number that only its owner knows is off until it is given. */
import { durationText } from '../../lang/holes/index.ts';
import type { RuleSetting } from '../../model/index.ts';

/** Share of its own limit from which on something runs out. */
const NEAR_LIMIT = 0.9;

export const ALL: readonly RuleSetting[] = [
  {
    name: 'nearLimit',
    form: 'share',
    value: NEAR_LIMIT,
    standard: String(NEAR_LIMIT),
    help: 'share of its own limit from which on something runs out',
  },
  { name: 'errors', form: 'share', standard: 'off', help: 'share of requests that may fail' },
  { name: 'slow', form: 'duration', standard: 'off', help: 'how long 99 of 100 requests may take' },
  { name: 'stale', form: 'duration', standard: 'off', help: 'how long the last success of a task may be ago' },
  {
    name: 'growth',
    form: 'factor',
    least: 1,
    standard: 'off',
    help: 'how many times the series of a day ago there may be',
  },
];

/** How times are written: all of them divided by `scale`, to watch the alerts work in seconds; 1 in what is shipped. */
export interface Times {
  readonly scale: number;
}

/** Seconds as a Prometheus duration. */
export const duration = (seconds: number, { scale }: Times): string => durationText(seconds / scale);

/** Seconds as a number in an expression. */
export const seconds = (count: number, { scale }: Times): string => String(Number((count / scale).toPrecision(6)));
