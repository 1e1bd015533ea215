import { mapTexts } from '../../kube/json.ts';
import type { Json } from '../../model/index.ts';
import { oneOf } from '../promql/matcher.ts';
import { evaluate } from './value.ts';
import type { Known } from './value.ts';

/** A hole in a text: what is in it, and its format. */
export const HOLE = /<%([^%|]+)(?:\|(\w+))?%>/g;
const WHOLE = /^<%([^%|]+)%>$/;

const UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

/** Seconds as a Prometheus duration in the largest unit that divides it. Never shorter than a millisecond. */
export function durationText(seconds: number): string {
  const ms = Math.max(1, Math.round(seconds * 1000));
  const unit = UNITS.find(([, size]) => ms % size === 0);
  return unit === undefined ? `${ms}ms` : `${ms / unit[1]}${unit[0]}`;
}

/** The end of a PromQL matcher of these names, separated by commas; `auto`: of those that the stack's backend puts in. */
export function matcherText(names: string): string {
  return names === 'auto' ? '=~"$pools"' : oneOf(names.split(','));
}

const FORMATS: Readonly<Record<string, (value: number | string) => string>> = {
  duration: (value) => {
    if (typeof value !== 'number') throw new Error(`${value} is not a number, so not a duration`);
    return durationText(value);
  },
  text: String,
  matcher: (value) => matcherText(String(value)),
};

/**
 * A value with every hole in its texts filled. A text that is nothing but a hole without a format becomes the value
 * itself, so that a number can stand in its place. Throws Error where a hole names what is not known.
 */
export function filled(template: Json, known: Known): Json {
  return mapTexts(template, (text) => {
    const [, only] = WHOLE.exec(text) ?? [];
    if (only !== undefined) return evaluate(only, known);
    return text.replaceAll(HOLE, (_hole, expression: string, format?: string) => {
      const value = evaluate(expression, known);
      if (format === undefined) return String(value);
      const print = FORMATS[format];
      if (!print) throw new Error(`<%${expression}|${format}%>: no such format`);
      return print(value);
    });
  });
}
