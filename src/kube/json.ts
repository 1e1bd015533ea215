import type { Json, JsonObject } from '../model/index.ts';

/*
 * Objects of other people, and answers of servers, are read through these: a value of the wrong type reads as absent,
 * and never throws. To tell "absent" from "wrong" ask for the raw value with `at`.
 */

/** The value under a path of field names, or undefined. */
export function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let current: Json | undefined = value;
  for (const field of path) {
    if (!isObject(current) || !Object.hasOwn(current, field)) return undefined;
    current = current[field];
  }
  return current;
}

/** What a record holds itself under a foreign name: "constructor" is a label like any other. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(value: Json | undefined, ...path: readonly string[]): JsonObject | undefined {
  const found = at(value, ...path);
  return isObject(found) ? found : undefined;
}

export function listAt(value: Json | undefined, ...path: readonly string[]): readonly Json[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? (found as readonly Json[]) : [];
}

/** The objects of a list; entries of another type are passed over. */
export function objectsAt(value: Json | undefined, ...path: readonly string[]): readonly JsonObject[] {
  return listAt(value, ...path).filter(isObject);
}

export function stringsAt(value: Json | undefined, ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).filter((entry): entry is string => typeof entry === 'string');
}

export function stringAt(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export function numberAt(value: Json | undefined, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

export function trueAt(value: Json | undefined, ...path: readonly string[]): boolean {
  return at(value, ...path) === true;
}

/** The string values of a map; entries of another type are passed over. */
export function labelsAt(value: Json | undefined, ...path: readonly string[]): Readonly<Record<string, string>> {
  const found = objectAt(value, ...path);
  if (!found) return {};
  return Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

/** The value as an object, or an empty one. */
export function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/** The value as a list, or an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The value where it is a string that is not empty. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Twice what the longest answer that is read holds of real objects, and what some gigabytes of memory hold. */
const MAX_VALUES = 20_000_000;

/**
 * Whether a text holds so many values that V8 would run out of memory over them: a quarter of a gigabyte of "{},{}," is
 * eighty million objects. Only a text that could is looked through.
 */
function isTooMuch(text: string): boolean {
  if (text.length <= MAX_VALUES) return false;
  let values = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    // , [ {
    if (code === 44 || code === 91 || code === 123) values += 1;
  }
  return values > MAX_VALUES;
}

/** The parsed text, or undefined where it is not JSON. */
export function parseJson(text: string): Json | undefined {
  if (isTooMuch(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    // Not JSON is an expected answer of proxies and load balancers; the caller says what it got instead.
    return undefined;
  }
}

/** A value as JSON carries it: without what is undefined, and as a copy. */
export function toJson<T extends Json = Json>(value: unknown): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** The same value with the keys of its maps in order. */
export function sortedJson(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(sortedJson);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, sortedJson(item)] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** Are they the same value, whatever the order of keys? */
export function sameJson(a: Json, b: Json): boolean {
  return JSON.stringify(sortedJson(a)) === JSON.stringify(sortedJson(b));
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The fields that are not undefined, as JSON has them. */
export function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}

/** The same with what `change` makes of every text in it, at whatever depth. `path`: keys, and numbers of entries, to it. */
export function mapTexts(
  value: Json,
  change: (text: string, path: readonly string[]) => Json,
  path: readonly string[] = [],
): Json {
  if (typeof value === 'string') return change(value, path);
  const inside = (item: Json, key: string): Json => mapTexts(item, change, [...path, key]);
  if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => inside(item, String(index)));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inside(item, key)]));
}
