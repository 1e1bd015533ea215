/**
 * What a YAML scalar means to kubectl: go-yaml v2's rules (go.yaml.in/yaml/v2 resolve.go), which are neither YAML 1.1
 * nor 1.2: `on`, `yes`, `y` are true, `010` is 8, `1_000` is 1000, dates stay strings, base 60 does not exist.
 */

/** The value, or why JSON cannot hold it. */
export type Resolved = { readonly value: string | number | boolean | null | bigint } | { readonly refused: string };

const WORDS: ReadonlyMap<string, boolean | null | number> = new Map<string, boolean | null | number>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const INTEGER = /^[+-]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** Behind a leading dot Go's own rule holds: an underscore between two digits. */
const FRACTION = /^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/;
const MIN_INT64 = -(2n ** 63n);
const MAX_UINT64 = 2n ** 64n - 1n;

/** An integer as Go's ParseInt with base 0 reads it; undefined where it overflows. */
function integer(text: string): bigint | undefined {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[+-]/, '');
  const magnitude = /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits.toLowerCase());
  const value = negative ? -magnitude : magnitude;
  return value < MIN_INT64 || value > MAX_UINT64 ? undefined : value;
}

function float(text: string): number | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The value of an unquoted scalar without a tag. Integers beyond 2^53 come as bigint. */
export function resolvePlain(text: string): Resolved {
  const first = text.charCodeAt(0);
  const digit = first >= 48 && first <= 57;
  const word = WORDS.get(text);
  if (word !== undefined) {
    return typeof word === 'number' ? { refused: `${text} is not a JSON number` } : { value: word };
  }
  if (!digit && first !== 43 && first !== 45 && first !== 46) return { value: text };
  if (first === 46) return { value: FRACTION.test(text) ? (float(text.replaceAll('_', '')) ?? text) : text };
  // A date is never a number: its fifth character is a dash.
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  if (INTEGER.test(plain)) {
    const value = integer(plain);
    if (value !== undefined) {
      const number = Number(value);
      return { value: Number.isSafeInteger(number) ? number : value };
    }
  }
  return { value: FLOAT.test(plain) ? (float(plain) ?? text) : text };
}

const TAG = 'tag:yaml.org,2002:';
const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

function tagMatches(tag: string, value: unknown): boolean {
  if (tag === 'bool') return typeof value === 'boolean';
  if (tag === 'null') return value === null;
  if (tag === 'int') return (typeof value === 'number' && Number.isInteger(value)) || typeof value === 'bigint';
  return typeof value === 'number' || typeof value === 'bigint';
}

/** The value of a scalar with an explicit tag; a tag that go-yaml does not know leaves a string. */
export function resolveTagged(tag: string, text: string): Resolved {
  const short = tag.startsWith(TAG) ? tag.slice(TAG.length) : tag;
  if (short === 'binary')
    return BASE64.test(text.replaceAll(/[\r\n]/g, ''))
      ? { value: Buffer.from(text, 'base64').toString('utf8') }
      : { refused: 'it is not base64 and cannot be read as !!binary' };
  if (!['bool', 'null', 'int', 'float'].includes(short)) return { value: text };
  const resolved = resolvePlain(text);
  if ('refused' in resolved || tagMatches(short, resolved.value)) return resolved;
  return { refused: `it cannot be read as !!${short}` };
}
