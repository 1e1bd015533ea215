import type { JsonObject } from '../../../../model/index.ts';
import { numberAt, objectsAt, stringAt, stringsAt } from '../../../../kube/json.ts';
import type { DiscoveryProblem } from '../discoveries.ts';

/*
 * Time intervals of an AlertmanagerConfig: prometheus-operator v0.93.0 pkg/apis/monitoring/v1alpha1/validation.go:75-340.
 */

const DAYS: readonly string[] = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS: readonly string[] = [
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

export function intervalProblems(spec: JsonObject): readonly DiscoveryProblem[] {
  return ['muteTimeIntervals', 'timeIntervals'].flatMap((field) =>
    objectsAt(spec, field).flatMap((interval, i) => {
      const problem =
        (stringAt(interval, 'name') ?? '') === ''
          ? 'name is missing'
          : objectsAt(interval, 'timeIntervals')
              .map(problemOf)
              .find((found) => found !== undefined);
      return problem === undefined ? [] : [{ path: ['spec', field, String(i)], problem }];
    }),
  );
}

function problemOf(interval: JsonObject): string | undefined {
  const problems = [
    ...objectsAt(interval, 'times').map(timeProblem),
    ...stringsAt(interval, 'weekdays').map((text) => rangeProblem(text, 'weekday', dayOf)),
    ...objectsAt(interval, 'daysOfMonth').map(dayProblem),
    ...stringsAt(interval, 'months').map((text) => rangeProblem(text, 'month', monthOf)),
    ...stringsAt(interval, 'years').map((text) => rangeProblem(text, 'year', numberOf)),
  ];
  return problems.find((problem) => problem !== undefined);
}

const TIME = /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/;

function timeProblem(time: JsonObject): string | undefined {
  const [start, end] = [stringAt(time, 'startTime') ?? '', stringAt(time, 'endTime') ?? ''];
  const bad = [start, end].find((text) => !TIME.test(text));
  if (bad !== undefined) return `${JSON.stringify(bad)} is not a time such as 09:30`;
  // Both have five characters.
  return start < end ? undefined : `the time ${start} to ${end} ends before it starts`;
}

function dayProblem(range: JsonObject): string | undefined {
  const [start, end] = [numberAt(range, 'start') ?? 0, numberAt(range, 'end') ?? 0];
  const bad = [start, end].find((day) => day === 0 || day < -31 || day > 31);
  if (bad !== undefined) return `${bad} is not a day of a month`;
  if (start < 0 && end > 0) return `days ${start} to ${end}: counted from the end, both are negative`;
  const fromStart = (day: number): number => (day < 0 ? 28 + day : day);
  return fromStart(start) > fromStart(end) ? `days ${start} to ${end} end before they start` : undefined;
}

function rangeProblem(text: string, what: string, read: (part: string) => number | undefined): string | undefined {
  const parts = text.split(':');
  const [start, end] = parts.length === 1 ? [text, text] : parts;
  const numbers = [read(start ?? ''), read(end ?? '')];
  const [first, last] = numbers;
  if (parts.length > 2 || first === undefined || last === undefined) return `${JSON.stringify(text)} is not a ${what}`;
  return first > last ? `the ${what}s ${text} end before they start` : undefined;
}

function indexIn(names: readonly string[], name: string): number | undefined {
  const index = names.indexOf(name.toLowerCase());
  return index < 0 ? undefined : index;
}

function dayOf(text: string): number | undefined {
  const number = numberOf(text) ?? -1;
  return indexIn(DAYS, text) ?? (number >= 0 && number <= 6 ? number : undefined);
}

function monthOf(text: string): number | undefined {
  const named = indexIn(MONTHS, text);
  const number = numberOf(text) ?? 0;
  return named === undefined ? (number >= 1 && number <= 12 ? number : undefined) : named + 1;
}

function numberOf(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}
