/** Recorded over windows, so that neither panels nor alerts need read every sample of a day for every check. */
import type { RecordingRule } from '../../../model/index.ts';
import { duration, type RuleSettings } from '../settings.ts';
import { CHECK } from './expressions.ts';
import { DAY as A_DAY, KNOWN, PASSED, reached, STATE } from './states.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** Share of the last five minutes in which a check's newest result was a pass. */
export const PASSED_5M = 'check:kuberhealthy_check_state:avg5m';
/** The same of the last half hour. */
export const PASSED_30M = 'check:kuberhealthy_check_state:avg30m';
/** The same of the last hour. */
export const PASSED_1H = 'check:kuberhealthy_check_state:avg1h';
/** The same of the last six hours. */
export const PASSED_6H = 'check:kuberhealthy_check_state:avg6h';
/** The same of the last day; while a check is younger, of its life. */
export const PASSED_1D = 'check:kuberhealthy_check_state:avg1d';
/** The same of the last three days. */
export const PASSED_3D = 'check:kuberhealthy_check_state:avg3d';
/** How often a check's state changed within the last hour. */
export const CHANGES_1H = 'check:kuberhealthy_check_state:changes1h';
/** The same of six hours, in states that last a minute. */
export const CHANGES_6H = 'check:kuberhealthy_check_state:changes6h';

/** What a counter has gained in a window, or since it began. In a gap at the window's begin its last value is taken. */
function gainedIn(counter: string, window: number, settings: RuleSettings): string {
  const ago = duration(window, settings);
  const old = `${counter} offset ${ago} or ${reached(counter, A_DAY, ago, settings)} or 0 * ${counter}`;
  return `(${counter} - on (${CHECK}) (${old}))`;
}

/** Every average and count is one of a check that is there. */
export function trendRecords(settings: RuleSettings): readonly RecordingRule[] {
  const range = (count: number) => duration(count, settings);
  const present = `and on (${CHECK}) ${STATE}`;
  /** Of what promwire 0.1 recorded one check may have two series, one of them with its own labels. */
  const sampled = (window: number) => `avg by (${CHECK}) (avg_over_time(${STATE}[${range(window)}])) ${present}`;
  const long = (window: number) =>
    `${gainedIn(PASSED, window, settings)} / on (${CHECK}) ${gainedIn(KNOWN, window, settings)} ${present}`;
  const changes = (window: string) => `sum by (${CHECK}) (changes(${STATE}[${window}])) ${present}`;
  return [
    {
      record: PASSED_5M,
      about: 'Share of the last five minutes in which the newest result of a check was a pass.',
      // Where rules are evaluated less often than in five minutes, the newest result is all there is of them.
      expr: `${sampled(5 * MINUTE)} or ${STATE}`,
    },
    { record: PASSED_30M, about: 'The same of the last half hour.', expr: `${sampled(30 * MINUTE)} or ${STATE}` },
    { record: PASSED_1H, about: 'The same of the last hour.', expr: sampled(HOUR) },
    { record: PASSED_6H, about: 'The same of six hours.', expr: long(6 * HOUR) },
    { record: PASSED_1D, about: 'The same of a day; while a check is younger, of its life.', expr: long(DAY) },
    { record: PASSED_3D, about: 'The same of three days.', expr: long(3 * DAY) },
    {
      record: CHANGES_1H,
      about: 'How often the state of a check changed within the last hour.',
      expr: changes(range(HOUR)),
    },
    {
      record: CHANGES_6H,
      about: 'The same of six hours, looked at once a minute.',
      expr: changes(`${range(6 * HOUR)}:${range(MINUTE)}`),
    },
  ];
}
