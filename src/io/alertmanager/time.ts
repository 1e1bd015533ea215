import { asList, asObject, asText, isObject } from '../../kube/json.ts';
/** Is it now within a named interval of an Alertmanager? alertmanager v0.31.1 timeinterval/timeinterval.go ContainsTime. */

export type Within = 'in' | 'out' | 'unknown';

/** By name, for `time_intervals` and the older `mute_time_intervals` of a configuration. `now` in milliseconds. */
export function intervalsOf(config: unknown, now: number): Readonly<Record<string, Within>> {
  const fields = asObject(config);
  const named = [...asList(fields['mute_time_intervals']), ...asList(fields['time_intervals'])].filter(isObject);
  return Object.fromEntries(named.map((each) => [asText(each['name']) ?? '', withinAny(each['time_intervals'], now)]));
}

function withinAny(intervals: unknown, now: number): Within {
  const each = asList(intervals).map((interval) => (isObject(interval) ? within(interval, now) : 'unknown'));
  if (each.includes('in')) return 'in';
  return each.includes('unknown') ? 'unknown' : 'out';
}

/** What a clock on the wall and a calendar show. */
interface Moment {
  readonly minute: number;
  readonly weekday: number;
  readonly day: number;
  readonly month: number;
  readonly year: number;
}

function within(interval: Readonly<Record<string, unknown>>, now: number): Within {
  const at = momentAt(now, asText(interval['location']) ?? 'UTC');
  if (!at) return 'unknown';
  const days = new Date(Date.UTC(at.year, at.month, 0)).getUTCDate();
  const fromEnd = (day: number): number => (day < 0 ? days + day + 1 : day);
  const answers = [
    of(interval['times'], minutes, at.minute),
    of(interval['days_of_month'], (range) => numbers(range, [])?.map(fromEnd), at.day),
    of(interval['months'], (range) => numbers(range, MONTHS), at.month),
    of(interval['weekdays'], (range) => numbers(range, WEEKDAYS), at.weekday),
    of(interval['years'], (range) => numbers(range, []), at.year),
  ];
  if (answers.includes('out')) return 'out';
  return answers.includes('unknown') ? 'unknown' : 'in';
}

type Range = readonly number[] | undefined;

/** One field of an interval; one that is not there takes every time. */
function of(field: unknown, read: (range: unknown) => Range, value: number): Within {
  if (!Array.isArray(field)) return field === undefined || field === null ? 'in' : 'unknown';
  const ranges = asList(field).map(read);
  if (ranges.some((range) => range && value >= (range[0] ?? Infinity) && value <= (range[1] ?? -Infinity))) return 'in';
  return ranges.includes(undefined) ? 'unknown' : 'out';
}

/** The end minute does not belong to it. */
function minutes(range: unknown): Range {
  const read = (text: unknown): number => {
    const [, hour, minute] = /^(\d\d):(\d\d)$/.exec(asText(text) ?? '') ?? [];
    return Number(hour) * 60 + Number(minute);
  };
  const [start, end] = [read(asObject(range)['start_time']), read(asObject(range)['end_time'])];
  return Number.isNaN(start + end) ? undefined : [start, end - 1];
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = [
  '',
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** "monday:friday", "saturday", "1:5", "-1". */
function numbers(range: unknown, names: readonly string[]): Range {
  const text = typeof range === 'number' ? String(range) : (asText(range) ?? '');
  const read = (part: string): number => {
    const index = names.indexOf(part.toLowerCase());
    return index > -1 && part !== '' ? index : /^-?\d+$/.test(part) ? Number(part) : NaN;
  };
  const [begin = '', end = begin, ...rest] = text.split(':');
  const both = [read(begin), read(end)];
  return rest.length > 0 || both.some(Number.isNaN) ? undefined : both;
}

/** undefined: a place whose time is not known here. */
function momentAt(now: number, timeZone: string): Moment | undefined {
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'long',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
    return {
      minute: Number(parts['hour']) * 60 + Number(parts['minute']),
      weekday: WEEKDAYS.indexOf((parts['weekday'] ?? '').toLowerCase()),
      day: Number(parts['day']),
      month: Number(parts['month']),
      year: Number(parts['year']),
    };
  } catch (error) {
    // "Local" is the Alertmanager's own affair; other names may be newer than this Node.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
