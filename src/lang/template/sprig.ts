import { quote } from '../go/string.ts';
import { fits, isTrue, plain, refuse, type Apply, type Value } from './pipeline.ts';

/*
 * Functions of templates: those of Go (text/template/funcs.go) and the usual ones of sprig (Masterminds/sprig v3). `isOpen`: a map
 * may have more keys than are known here, so that what it lacks is no answer.
 */

export function sprig(isOpen: boolean): Readonly<Record<string, Apply>> {
  const keyOf = (map: Value, key: Value): Value => {
    if (Array.isArray(map)) return itemAt(map as readonly Value[], key);
    const found = entry(map, text(key));
    return found === undefined && isOpen ? refuse(`the key ${text(key)}`) : found;
  };
  return { ...TEXTS, ...LISTS, ...LOGIC, ...lookups(keyOf, isOpen) };
}

function lookups(keyOf: (map: Value, key: Value) => Value, isOpen: boolean): Readonly<Record<string, Apply>> {
  return {
    index: (map, ...keys) => keys.reduce<Value>((at, key) => keyOf(at, key), map),
    get: (map, key) => keyOf(map, key) ?? '',
    hasKey: (map, key) => {
      const has = entry(map, text(key)) !== undefined;
      return has || !isOpen ? has : refuse(`the key ${text(key)}`);
    },
    dig: (...values) => {
      const [map, fallback, ...keys] = [values.at(-1), values.at(-2), ...values.slice(0, -2)];
      return keys.reduce<Value>((at, key) => (at === undefined ? at : keyOf(at, key)), map) ?? fallback;
    },
  };
}

const text = (value: Value): string =>
  typeof value === 'string' ? value : refuse('a function of texts with another value');
const list = (value: Value): readonly Value[] =>
  Array.isArray(value) ? (value as readonly Value[]) : refuse('a function of lists with another value');
/** What Go does not make of a float. */
const whole = (value: Value): number =>
  typeof value === 'bigint' ? Number(value) : refuse('a function of whole numbers with another value');
/** sprig makes one of a float, too. */
const cast = (value: Value): bigint =>
  typeof value === 'bigint'
    ? value
    : typeof value === 'number' && Number.isSafeInteger(value)
      ? BigInt(value)
      : refuse('a function of numbers with another value');

function entry(map: Value, key: string): Value {
  if (map === undefined || map === null) return undefined;
  if (typeof map !== 'object' || Array.isArray(map)) return refuse('a function of maps with another value');
  return Object.hasOwn(map, key) ? (map as Readonly<Record<string, Value>>)[key] : undefined;
}

function itemAt(items: readonly Value[], key: Value): Value {
  const at = whole(key);
  return at >= 0 && at < items.length ? items[at] : refuse(`the item ${at}`);
}

const shown = (value: Value): string =>
  typeof value === 'object' || value === undefined ? refuse('a map or a list in a text') : String(plain(value));

const isAscii = (value: string): boolean => /^[\0-\x7f]*$/.test(value);
/** What case and length mean beyond ASCII differs between Go and here. */
const ascii = (value: Value): string => (isAscii(text(value)) ? text(value) : refuse('letters beyond ASCII'));

const TEXTS: Readonly<Record<string, Apply>> = {
  lower: (value) => ascii(value).toLowerCase(),
  upper: (value) => ascii(value).toUpperCase(),
  title: (value) => ascii(value).replaceAll(/(?<![\w'])[a-z]/g, (letter) => letter.toUpperCase()),
  trim: (value) => text(value).trim(),
  trimSuffix: (end, value) =>
    text(value).endsWith(text(end)) && end !== '' ? text(value).slice(0, -text(end).length) : value,
  trimPrefix: (begin, value) => (text(value).startsWith(text(begin)) ? text(value).slice(text(begin).length) : value),
  trimAll: (chars, value) => trimmed(text(value), text(chars)),
  replace: (from, to, value) => replaced(text(value), text(from), text(to)),
  nospace: (value) => text(value).replaceAll(/\s/g, ''),
  trunc: (count, value) => (whole(count) < 0 ? ascii(value).slice(whole(count)) : ascii(value).slice(0, whole(count))),
  contains: (part, value) => text(value).includes(text(part)),
  hasPrefix: (begin, value) => text(value).startsWith(text(begin)),
  hasSuffix: (end, value) => text(value).endsWith(text(end)),
  quote: (...values) =>
    values
      .filter((value) => value !== null && value !== undefined)
      .map((value) => quote(shown(value)))
      .join(' '),
  squote: (...values) =>
    values
      .filter((value) => value !== null && value !== undefined)
      .map((value) => `'${shown(value)}'`)
      .join(' '),
  toString: (value: Value) => shown(value),
  cat: (...values) => values.map(shown).join(' '),
  print: (...values) => values.map((value) => text(value)).join(''),
  printf: (format, ...values) => formatted(text(format), values),
  splitList: (by, value) => text(value).split(text(by)),
  join: (by, value) => {
    const parts = list(value).map(shown);
    fits(parts.reduce((sum, part) => sum + part.length + text(by).length, 0));
    return parts.join(text(by));
  },
  normalize: (value) => normalized(text(value)),
};

const LISTS: Readonly<Record<string, Apply>> = {
  list: (...values) => values,
  first: (value) => list(value)[0],
  last: (value) => list(value).at(-1),
  rest: (value) => list(value).slice(1),
  initial: (value) => list(value).slice(0, -1),
  has: (item, value) => list(value).includes(item),
  len: (value) =>
    typeof value === 'string'
      ? BigInt(ascii(value).length)
      : Array.isArray(value)
        ? BigInt(value.length)
        : refuse('the length of another value'),
  dict: (...values) =>
    Object.fromEntries(values.flatMap((key, i) => (i % 2 === 0 ? [[text(key), values[i + 1] ?? '']] : []))),
};

const LOGIC: Readonly<Record<string, Apply>> = {
  default: (other, ...given) => (given.length > 0 && isTrue(given[0]) ? given[0] : other),
  coalesce: (...values) => values.find(isTrue) ?? null,
  empty: (value) => !isTrue(value),
  ternary: (yes, no, value) => (value === true ? yes : no),
  eq: (one, ...others) => others.some((other) => isSame(one, other)),
  ne: (one, other) => !isSame(one, other),
  not: (value) => !isTrue(value),
  and: (...values) => values.find((value) => !isTrue(value)) ?? values.at(-1),
  or: (...values) => values.find(isTrue) ?? values.at(-1),
  int: (value) => (/^-?\d{1,15}$/.test(shown(value)) ? BigInt(shown(value)) : refuse('int of another value')),
  add: (...values) => values.map(cast).reduce((sum, value) => sum + value, 0n),
  sub: (one, other) => cast(one) - cast(other),
  lt: (one, other) => order(one, other) < 0,
  le: (one, other) => order(one, other) <= 0,
  gt: (one, other) => order(one, other) > 0,
  ge: (one, other) => order(one, other) >= 0,
};

/** Go ends with an error where a text is compared with a number, and a float with an integer. Source: text/template/funcs.go (eq, lt). */
function isSame(one: Value, other: Value): boolean {
  if (typeof one !== typeof other || typeof one === 'object' || one === undefined)
    return refuse('values of two kinds that are compared');
  return one === other;
}

function order(one: Value, other: Value): number {
  const isNumber = typeof one === 'number' || typeof one === 'bigint';
  if (typeof one !== typeof other || !(isNumber || typeof one === 'string'))
    return refuse('values of two kinds that are compared');
  if (isNumber) return Number(one) - Number(other);
  // Texts are compared by their bytes.
  return Buffer.compare(Buffer.from(text(one)), Buffer.from(text(other)));
}

function replaced(value: string, from: string, to: string): string {
  // An empty one is around each letter.
  fits((value.split(from).length + 1) * to.length);
  return value.replaceAll(from, () => to);
}

function trimmed(value: string, chars: string): string {
  let [begin, end] = [0, value.length];
  while (begin < end && chars.includes(value.charAt(begin))) begin += 1;
  while (end > begin && chars.includes(value.charAt(end - 1))) end -= 1;
  return value.slice(begin, end);
}

function formatted(format: string, values: readonly Value[]): string {
  let next = 0;
  const made = format.replaceAll(/%(.?)/g, (_, verb: string) => {
    if (verb === '%') return '%';
    if (next >= values.length) return refuse('a format without its value');
    const value = values[next++];
    if (verb === 's') return text(value);
    if (verb === 'd') return String(whole(value));
    if (verb === 'q') return quote(text(value));
    return verb === 'v' ? shown(value) : refuse(`%${verb}`);
  });
  return next === values.length ? made : refuse('a format with more values');
}

/** A name that Kubernetes takes. Source: argo-cd applicationset/utils/utils.go (SanitizeName). */
export function normalized(value: string): string {
  return value
    .toLowerCase()
    .replaceAll(/[^-a-z0-9.]/g, '-')
    .slice(0, 253)
    .replaceAll(/^[-.]+|[-.]+$/g, '');
}
