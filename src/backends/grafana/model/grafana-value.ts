/** A panel's value in words, about as Grafana's units print it. */
import type { Meaning, PanelSpec, ShownValue, ValueMeaning } from '../../../model/index.ts';

const STEPS: readonly (readonly [name: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
];

/** At most three digits after the point. */
function number(value: number): string {
  return String(Number(value.toFixed(3)));
}

/** "1.5 h", "42 s", "120 ms". */
function seconds(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0 s';
  if (size < 1) return `${number(value * 1000)} ms`;
  const [name, unit] = STEPS.find(([, length]) => size >= length) ?? ['s', 1];
  return `${String(Number((value / unit).toFixed(1)))} ${name}`;
}

/** `nowMs`: what "ago" is counted from. */
function withUnit(value: number, unit: string | undefined, nowMs: number): string {
  switch (unit) {
    case 's':
      return seconds(value);
    case 'percentunit':
      return `${String(Number((value * 100).toFixed(2)))} %`;
    case 'dateTimeFromNow':
      return `${seconds(Math.max(0, Math.round((nowMs - value) / 1000)))} ago`;
    default:
      return number(value);
  }
}

function meaningOf(value: number, thresholds: PanelSpec['thresholds']): Meaning | undefined {
  return thresholds?.filter(({ from }) => from === null || value >= from).at(-1)?.meaning;
}

/** One value under the unit, mappings and thresholds of its panel or column. */
export function shownValue(
  value: string,
  how: {
    readonly unit?: string | undefined;
    readonly mappings?: readonly ValueMeaning[] | undefined;
    readonly thresholds?: PanelSpec['thresholds'];
  },
  nowMs: number,
): ShownValue {
  const mapped = how.mappings?.find((mapping) => mapping.value === value);
  if (mapped) return { value, text: mapped.text, meaning: mapped.meaning };
  const parsed = Number(value);
  if (!Number.isFinite(parsed)) return { value, text: value };
  const meaning = meaningOf(parsed, how.thresholds);
  return { value, text: withUnit(parsed, how.unit, nowMs), ...(meaning === undefined ? {} : { meaning }) };
}
