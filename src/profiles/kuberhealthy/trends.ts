/** Recorded over windows, so that panels need not read every sample of a day for every check. */
import type { RecordingRule } from '../../model.ts';
import { duration, type RuleSettings } from './settings.ts';
import { STATE } from './states.ts';

/** Share of the last hour in which a check's newest result was a pass. */
export const PASSED_1H = 'check:kuberhealthy_check_state:avg1h';
/** The same of the last day; while a check is younger, of its life. */
export const PASSED_1D = 'check:kuberhealthy_check_state:avg1d';
/** How often a check's state changed within the last hour. */
export const CHANGES_1H = 'check:kuberhealthy_check_state:changes1h';

export function trendRecords(settings: RuleSettings): readonly RecordingRule[] {
  const hour = duration(3600, settings);
  const day = `${duration(86_400, settings)}:${duration(60, settings)}`;
  return [
    { record: PASSED_1H, expr: `avg_over_time(${STATE}[${hour}])` },
    // Before the first whole minute the day has no point of its own.
    { record: PASSED_1D, expr: `avg_over_time(${STATE}[${day}]) or ${PASSED_1H}` },
    { record: CHANGES_1H, expr: `changes(${STATE}[${hour}])` },
  ];
}
