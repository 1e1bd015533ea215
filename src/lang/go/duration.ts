/** A duration, or why it is none. Milliseconds are exact up to Go's limit of about 292 years. */
export type DurationAnswer =
  { readonly kind: 'ok'; readonly milliseconds: number } | { readonly kind: 'invalid'; readonly message: string };

/** The pattern that the operator's CRDs demand of a Prometheus duration (monitoringv1.Duration of v0.93.0); "" passes. */
export const CRD_DURATION =
  /^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$/;

const UNITS: readonly (readonly [string, bigint])[] = [
  ['y', 365n * 86_400_000n],
  ['w', 7n * 86_400_000n],
  ['d', 86_400_000n],
  ['h', 3_600_000n],
  ['m', 60_000n],
  ['s', 1000n],
  ['ms', 1n],
];
const NANOSECONDS = 1_000_000n;
const LIMIT = 2n ** 63n;
const MAX_UINT64 = 2n ** 64n;

const invalid = (message: string): DurationAnswer => ({ kind: 'invalid', message });

/**
 * Reads "1h30m" as Prometheus does (model.ParseDuration of prometheus/common v0.70.1): whole numbers, units from large to
 * small, each once; "0" needs no unit.
 */
export function parseDuration(text: string): DurationAnswer {
  if (text === '0') return { kind: 'ok', milliseconds: 0 };
  if (text === '') return invalid('empty duration string');
  const bad = invalid(`not a valid duration string: ${JSON.stringify(text)}`);
  let total = 0n;
  let last = -1;
  let rest = text;
  while (rest !== '') {
    const part = /^([0-9]+)([^0-9]+)/.exec(rest);
    const [whole = '', digits = '', name = ''] = part ?? [];
    const count = part === null ? MAX_UINT64 : BigInt(digits.length > 20 ? MAX_UINT64 : digits);
    if (count >= MAX_UINT64) return bad;
    const position = UNITS.findIndex(([unit]) => unit === name);
    const unit = (UNITS[position]?.[1] ?? 0n) * NANOSECONDS;
    if (position < 0) return invalid(`unknown unit ${JSON.stringify(name)} in duration ${JSON.stringify(text)}`);
    if (position <= last) return bad;
    last = position;
    if (count > LIMIT / unit) return invalid('duration out of range');
    total += count * unit;
    if (total >= LIMIT) return invalid('duration out of range');
    rest = rest.slice(whole.length);
  }
  return { kind: 'ok', milliseconds: Number(total / NANOSECONDS) };
}

/**
 * Milliseconds as Prometheus prints them (model.Duration.String of prometheus/common v0.70.1): years and weeks only
 * where nothing is left over. Fractions of a millisecond are cut off.
 */
export function formatDuration(milliseconds: number): string {
  let rest = BigInt(Math.trunc(Math.abs(milliseconds)));
  if (rest === 0n) return '0s';
  let text = milliseconds < 0 ? '-' : '';
  for (const [unit, size] of UNITS) {
    const whole = unit === 'y' || unit === 'w';
    if (rest < size || (whole && rest % size !== 0n)) continue;
    text += `${rest / size}${unit}`;
    rest %= size;
  }
  return text;
}

const GO_UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: NANOSECONDS,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Reads "1.5h", "-3ms" as Go's time.ParseDuration does; fractions below a nanosecond are cut off. */
export function parseGoDuration(text: string): DurationAnswer {
  const bad = invalid(`time: invalid duration ${JSON.stringify(text)}`);
  const negative = text.startsWith('-');
  let rest = text.replace(/^[+-]/, '');
  if (rest === '0') return { kind: 'ok', milliseconds: 0 };
  if (rest === '') return bad;
  let total = 0n;
  while (rest !== '') {
    const part = /^([0-9]*)(?:\.([0-9]*))?([^0-9.]*)/.exec(rest);
    const [whole = '', digits = '', fraction = '', name = ''] = part ?? [];
    if (digits === '' && fraction === '') return bad;
    if (name === '') return invalid(`time: missing unit in duration ${JSON.stringify(text)}`);
    const unit = GO_UNITS[name];
    if (unit === undefined)
      return invalid(`time: unknown unit ${JSON.stringify(name)} in duration ${JSON.stringify(text)}`);
    const shown = fraction.slice(0, 18);
    total += BigInt(digits === '' ? '0' : digits) * unit;
    if (shown !== '') total += (BigInt(shown) * unit) / 10n ** BigInt(shown.length);
    if (total > LIMIT) return bad;
    rest = rest.slice(whole.length);
  }
  if (total >= LIMIT && !negative) return bad;
  const milliseconds = Number(total) / 1e6;
  return { kind: 'ok', milliseconds: negative && milliseconds !== 0 ? -milliseconds : milliseconds };
}
