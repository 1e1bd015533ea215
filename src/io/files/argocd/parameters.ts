/** What generators of an ApplicationSet fill into its template. */
import { isObject } from '../../../kube/json.ts';
import type { Json, JsonObject } from '../../../model/index.ts';

/** For one Application. */
export interface Parameters {
  readonly values: JsonObject;
  /** What knows the names that are not among `values`; absent: there are no others. */
  readonly unknown?: string;
  /** Why these may be others, or be for no Application at all. */
  readonly open?: string;
}

/** Paths from the root of a repository; where it may be in several places, of each. A text: why they are not known. */
export type Alternatives = readonly (readonly string[])[] | string;

/** What a generator needs to know of the repository of an address. */
export interface Repository {
  readonly folders: (address: string | undefined, revision: string) => Alternatives;
  readonly files: (address: string | undefined, revision: string) => Alternatives;
  /** What a file holds: maps, one for each Application; undefined: it is not read. */
  readonly maps: (file: string, address: string | undefined, revision: string) => readonly JsonObject[] | undefined;
}

/** Later names over earlier ones, maps into each other. */
export function over(under: JsonObject, values: JsonObject): JsonObject {
  const all = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(values)) {
    const was = all.get(key);
    all.set(key, isObject(was) && isObject(value) ? over(was, value) : value);
  }
  return Object.fromEntries(all);
}

/** Texts under their names; of maps within, "a.b". What is no text, number or switch is not among them. */
export function flat(values: JsonObject, above = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(values).flatMap(([key, value]: [string, Json]): readonly (readonly [string, string])[] =>
      isObject(value)
        ? [...flat(value, `${above}${key}.`)]
        : typeof value === 'object'
          ? []
          : [[`${above}${key}`, String(value)]],
    ),
  );
}
