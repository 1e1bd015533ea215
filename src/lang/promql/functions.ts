import { isAtLeast } from '../versions.ts';

export type ValueType = 'scalar' | 'string' | 'vector' | 'matrix';

/** One function of PromQL. */
export interface Signature {
  readonly args: readonly ValueType[];
  /** 0: exactly `args`. n: the last of `args` may be absent or come up to n times. -1: any number of times. */
  readonly variadic: number;
  readonly returns: ValueType;
  /** Only with the feature promql-experimental-functions. */
  readonly experimental: boolean;
}

const LETTERS: Readonly<Record<string, ValueType>> = { s: 'scalar', t: 'string', v: 'vector', m: 'matrix' };

/** Argument types, result and variadic, written short: "vs>v" or "v>v+1"; then the names. */
const TABLE: readonly (readonly [string, string])[] = [
  [
    'v>v',
    'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count ' +
      'histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
  ],
  ['v>v+1', 'day_of_month day_of_week day_of_year days_in_month hour minute month year'],
  [
    'm>v',
    'absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time ' +
      'max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time',
  ],
  ['vss>v', 'clamp'],
  ['vs>v', 'clamp_max clamp_min'],
  ['vs>v+1', 'round'],
  ['ssv>v', 'histogram_fraction'],
  ['sv>v', 'histogram_quantile'],
  ['ms>v', 'predict_linear'],
  ['sm>v', 'quantile_over_time'],
  ['vtttt>v', 'label_replace'],
  ['vttt>v-1', 'label_join'],
  ['v>s', 'scalar'],
  ['s>v', 'vector'],
  ['>s', 'pi time'],
];

const EXPERIMENTAL: readonly (readonly [string, string])[] = [
  [
    'm>v',
    'first_over_time mad_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time',
  ],
  ['mss>v', 'double_exponential_smoothing'],
  ['vtss>v+9', 'histogram_quantiles'],
  ['vv>v+1', 'info'],
  ['vt>v-1', 'sort_by_label sort_by_label_desc'],
  ['ss>s', 'max_of min_of'],
  ['>s', 'end range start step'],
];

function signature(short: string, experimental: boolean): Signature {
  const [args = '', result = ''] = short.split('>');
  return {
    args: [...args].map((letter) => LETTERS[letter] ?? 'vector'),
    variadic: Number(result.slice(1)),
    returns: LETTERS[result[0] ?? ''] ?? 'vector',
    experimental,
  };
}

const entries = (table: typeof TABLE, experimental: boolean): readonly (readonly [string, Signature])[] =>
  table.flatMap(([short, names]) => names.split(' ').map((name) => [name, signature(short, experimental)] as const));

const HOLT_WINTERS = signature('mss>v', false);

/**
 * The signature of a function as the parser of that operator knows it; undefined: it does not. Prometheus 3 (operator
 * 0.79) has another name for holt_winters; histogram_avg came with 2.52 (0.74). promql/parser/functions.go of v0.48.0 to v0.54.0.
 */
export function signatureOf(name: string, operator: string | undefined): Signature | undefined {
  if (name === 'holt_winters' && !isAtLeast(operator, '0.79.0')) return HOLT_WINTERS;
  return name === 'histogram_avg' && !isAtLeast(operator, '0.74.0') ? undefined : FUNCTIONS.get(name);
}

/** Every function that Prometheus knows, by name (promql/parser/functions.go of v0.313.1). */
const FUNCTIONS: ReadonlyMap<string, Signature> = new Map([...entries(TABLE, false), ...entries(EXPERIMENTAL, true)]);
