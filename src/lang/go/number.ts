/*
 * Numbers as Go's strconv reads them (ParseInt and ParseUint with base 0, ParseFloat), where JavaScript differs: prefixes,
 * a leading 0 as octal, underscores, hexadecimal floats, and an error instead of Infinity.
 */

const MAX_INT64 = 2n ** 63n;
const MAX_UINT64 = 2n ** 64n;

/** Underscores stand between digits, or between a base prefix and a digit. */
function underscoresFit(text: string): boolean {
  if (!text.includes('_')) return true;
  let rest = text.replace(/^[+-]/, '');
  let before: 'start' | 'digit' | 'underscore' | 'other' = 'start';
  const prefix = /^0[box]/i.exec(rest)?.[0];
  const digit = prefix?.[1]?.toLowerCase() === 'x' ? /[0-9a-f]/i : /[0-9]/;
  if (prefix !== undefined) {
    rest = rest.slice(2);
    before = 'digit';
  }
  for (const char of rest) {
    if (digit.test(char)) before = 'digit';
    else if (char === '_') {
      if (before !== 'digit') return false;
      before = 'underscore';
    } else {
      if (before === 'underscore') return false;
      before = 'other';
    }
  }
  return before !== 'underscore';
}

const MAGNITUDE = /^(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|0[0-7_]*|[1-9][0-9_]*)$/;

function magnitude(text: string): bigint | undefined {
  if (!MAGNITUDE.test(text) || !underscoresFit(text)) return undefined;
  const digits = text.replaceAll('_', '');
  const octal = /^0[0-7]+$/.test(digits);
  try {
    return BigInt(octal ? `0o${digits.slice(1)}` : digits.toLowerCase());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** strconv.ParseUint(text, 0, 64); undefined where Go answers an error. */
export function parseUint(text: string): bigint | undefined {
  const value = magnitude(text);
  return value === undefined || value >= MAX_UINT64 ? undefined : value;
}

/** strconv.ParseInt(text, 0, 64); undefined where Go answers an error. */
export function parseInt64(text: string): bigint | undefined {
  const sign = /^[+-]/.exec(text)?.[0];
  const value = magnitude(sign === undefined ? text : text.slice(1));
  if (value === undefined || value > MAX_INT64 || (value === MAX_INT64 && sign !== '-')) return undefined;
  return sign === '-' ? -value : value;
}

const DECIMAL = /^[+-]?(?:[0-9_]+\.?[0-9_]*|\.[0-9_]+)(?:[eE][+-]?[0-9][0-9_]*)?$/;
const HEX = /^([+-]?)0[xX]([0-9a-fA-F_]*)(?:\.([0-9a-fA-F_]*))?[pP]([+-]?[0-9][0-9_]*)$/;

/** strconv.ParseFloat(text, 64); undefined where Go answers an error, which a number out of range is too. */
export function parseFloat64(text: string): number | undefined {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return NaN;
  if (!/[0-9a-fA-F]/.test(text) || !underscoresFit(text)) return undefined;
  const hex = HEX.exec(text);
  const value = hex === null ? decimal(text) : hexadecimal(hex);
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}

function decimal(text: string): number | undefined {
  return DECIMAL.test(text) && /[0-9]/.test(text) ? Number(text.replaceAll('_', '')) : undefined;
}

function hexadecimal([, sign, whole = '', fraction = '', exponent = '0']: RegExpExecArray): number | undefined {
  const digits = (whole + fraction).replaceAll('_', '');
  if (digits === '') return undefined;
  const places = fraction.replaceAll('_', '').length * 4;
  const power = Math.max(-5000, Math.min(5000, Number(exponent.replaceAll('_', '')))) - places;
  const mantissa = Number(BigInt(`0x${digits}`));
  // In two steps, so that a large mantissa and a small power do not meet at Infinity or 0 on the way.
  const value = mantissa * 2 ** Math.trunc(power / 2) * 2 ** (power - Math.trunc(power / 2));
  return sign === '-' ? -value : value;
}
