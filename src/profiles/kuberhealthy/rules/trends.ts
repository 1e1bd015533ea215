/** Recorded over windows, so that neither panels nor alerts need read every sample of a day for every check. */
import type { RecordingRule } from '../../../model/index.ts';
import { duration, type RuleSettings } from '../settings.ts';
import { STATE } from './states.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Share of the last five minutes in which a check's newest result was a pass. Longer averages are made of it. */
export const PASSED_5M = 'check:kuberhealthy_check_state:avg5m';
/** The same of the last half hour. */
export const PASSED_30M = 'check:kuberhealthy_check_state:avg30m';
/** The same of the last hour. */
export const PASSED_1H = 'check:kuberhealthy_check_state:avg1h';
/** The same of the last six hours, up to at most five minutes ago. */
export const PASSED_6H = 'check:kuberhealthy_check_state:avg6h';
/** The same of the last day, up to at most five minutes ago; while a check is younger, of its life. */
export const PASSED_1D = 'check:kuberhealthy_check_state:avg1d';
/** The same of the last three days, up to at most half an hour ago. */
export const PASSED_3D = 'check:kuberhealthy_check_state:avg3d';
/** How often a check's state changed within the last hour. */
export const CHANGES_1H = 'check:kuberhealthy_check_state:changes1h';
/** The same of six hours, in states that last a minute. */
export const CHANGES_6H = 'check:kuberhealthy_check_state:changes6h';

export function trendRecords(settings: RuleSettings): readonly RecordingRule[] {
  const range = (count: number) => duration(count, settings);
  /** An average of averages that lie side by side: `window` is a multiple of `step`, which `of` is the average of. */
  const average = (of: string, window: number, step: number) => `avg_over_time(${of}[${range(window)}:${range(step)}])`;
  return [
    {
      record: PASSED_5M,
      about: 'Share of the last five minutes in which the newest result of a check was a pass.',
      // Where rules are evaluated less often than in five minutes, the newest result is all there is of them.
      expr: `avg_over_time(${STATE}[${range(5 * MINUTE)}]) or ${STATE}`,
    },
    {
      record: PASSED_30M,
      about: 'The same of the last half hour.',
      expr: `avg_over_time(${STATE}[${range(30 * MINUTE)}]) or ${STATE}`,
    },
    {
      record: PASSED_1H,
      about: 'The same of the last hour.',
      expr: `avg_over_time(${STATE}[${range(HOUR)}])`,
    },
    {
      record: PASSED_6H,
      about: 'The same of six hours, made of the averages of five minutes.',
      expr: average(PASSED_5M, 6 * HOUR, 5 * MINUTE),
    },
    {
      record: PASSED_1D,
      about: 'The same of a day; while a check is younger, of its life.',
      // Before the first whole five minutes the day has no point of its own.
      expr: `${average(PASSED_5M, DAY, 5 * MINUTE)} or ${PASSED_1H}`,
    },
    {
      record: PASSED_3D,
      about: 'The same of three days, made of the averages of half an hour.',
      expr: average(PASSED_30M, 3 * DAY, 30 * MINUTE),
    },
    {
      record: CHANGES_1H,
      about: 'How often the state of a check changed within the last hour.',
      expr: `changes(${STATE}[${range(HOUR)}])`,
    },
    {
      record: CHANGES_6H,
      about: 'The same of six hours, looked at once a minute.',
      expr: `changes(${STATE}[${range(6 * HOUR)}:${range(MINUTE)}])`,
    },
  ];
}
