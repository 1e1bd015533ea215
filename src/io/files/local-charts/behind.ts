/**
 * The value behind a field of what a chart made: it is rendered again with marks in the values that may be it, and the one
 * whose mark arrives in the field is it. helm makes the same of the same.
 */
import { posix } from 'node:path';
import { at, isObject } from '../../../kube/json.ts';
import type { FilePlace, Json, JsonObject, KubeObject } from '../../../model/index.ts';
import type { Chart } from '../../helm.ts';
import type { Ran } from '../../program.ts';
import { atOnce } from '../../../kube/steps.ts';
import { collect } from '../collect.ts';
import { newCollection } from '../collection.ts';
import type { Draft } from '../releases/draft.ts';
import { resolve, type Surroundings } from '../releases/resolve.ts';
import type { LocalRelease } from './wanted.ts';
import { merged } from './values.ts';

/** A value of a chart, where it is written. */
export interface ValuePlace extends FilePlace {
  /** "serviceMonitor.labels.release". */
  readonly path: string;
}

/** The value that a field of an object is from; undefined: it cannot be told. */
export type Behind = (object: KubeObject, field: readonly string[]) => Promise<ValuePlace | undefined>;

/** What helm made of a release, and how to ask it again. */
export interface Traced {
  readonly release: LocalRelease;
  readonly chart: Chart;
  readonly text: string;
  readonly around: Surroundings;
  readonly template: (chart: Chart) => Promise<Ran>;
}

/** So many renders besides are made for one question. */
const MOST_RENDERS = 30;
/** Values that may be behind one field: more tell nothing. */
const MOST_VALUES = 12;
/** Shorter ones are a part of many a text. */
const SHORTEST = 3;

/** `madeOf`: what helm made that an object is from. */
export function behindOf(madeOf: (object: KubeObject) => Traced | undefined): Behind {
  let left = MOST_RENDERS;
  const asked = new Map<string, Promise<ValuePlace | undefined>>();
  const find = async (object: KubeObject, field: readonly string[], made: Traced): Promise<ValuePlace | undefined> => {
    const before = objectsIn(made.text, object);
    const index = before.findIndex((one) => one.metadata.name === object.metadata.name);
    const value = valueAt(object, field);
    const [own] = before.slice(index);
    // What was changed behind helm is not from its values.
    if (index < 0 || !own || JSON.stringify(valueAt(own, field)) !== JSON.stringify(value)) return undefined;
    const layers = await layersOf(made);
    if (!layers) return undefined;
    const all = layers.reduce<JsonObject>((under, { values }) => merged(under, values), {});
    const marks = value === undefined ? mapMarks(all, field) : textMarks(all, value);
    const arrived = async (some: readonly Mark[]): Promise<readonly Mark[]> => {
      if (some.length === 0 || left <= 0) return [];
      left -= 1;
      const given = some.reduce<JsonObject>((values, mark) => put(values, mark.path, mark.value), all);
      const ran = await made.template({ ...made.chart, values: [], given: JSON.stringify(given) });
      const then = ran.kind === 'ended' ? objectsIn(ran.text, object) : [];
      const marked = then.length === before.length ? then[index] : undefined;
      return marked === undefined ? [] : some.filter((mark) => mark.isIn(valueAt(marked, mark.field ?? field)));
    };
    const together = await arrived(marks);
    const each = together.length === 1 || marks.length < 2 ? [] : await inTurn(marks, arrived);
    const [mark, second] = together.length === 1 ? together : each;
    return mark && !second ? placeIn(layers, mark.path) : undefined;
  };
  return async (object, field) => {
    const made = madeOf(object);
    if (!made) return undefined;
    const key = JSON.stringify([made.chart, made.release.draft?.origin, object.kind, object.metadata.name, field]);
    const known = asked.get(key) ?? find(object, field, made);
    asked.set(key, known);
    return await known;
  };
}

async function inTurn(
  marks: readonly Mark[],
  arrived: (some: readonly Mark[]) => Promise<readonly Mark[]>,
): Promise<readonly Mark[]> {
  const found: Mark[] = [];
  for (const mark of marks) found.push(...(await arrived([mark])));
  return found;
}

/** The objects of that kind from that template, in their order. */
function objectsIn(text: string, { kind, template }: KubeObject): readonly KubeObject[] {
  const into = newCollection();
  atOnce(collect(into, '', text, { asked: true }));
  return into.objects.map(({ object }) => object).filter((one) => one.kind === kind && one.template === template);
}

function valueAt({ metadata, body }: KubeObject, [first = '', ...rest]: readonly string[]): Json | undefined {
  if (first !== 'metadata') return inside(body, [first, ...rest]);
  const [part = '', ...way] = rest;
  if (part === 'labels' || part === 'annotations')
    return way.length === 0 ? { ...metadata[part] } : metadata[part][way.join('.')];
  return part === 'name' || part === 'namespace' ? metadata[part] : undefined;
}

function inside(value: Json | undefined, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (node, part) => (Array.isArray(node) ? (node as readonly Json[])[Number(part)] : at(node, part)),
    value,
  );
}

interface Layer {
  readonly values: JsonObject;
  readonly places: Readonly<Record<string, FilePlace>>;
}

/** Those of the chart itself, then those of its release. Undefined: some are not known. */
async function layersOf({ release: { file, folder, draft }, around }: Traced): Promise<readonly Layer[] | undefined> {
  const own: Draft['sources'][number] = { from: 'file', path: 'values.yaml', near: file, optional: true };
  const by = { apiVersion: 'v2', kind: 'Chart', name: folder };
  const origin = { source: 'file', file, document: 1, line: 1 } as const;
  const base: Draft = draft ?? { by, origin, chart: posix.basename(folder), sources: [] };
  const isOwn = base.sources.some((one) => one.from === 'file' && one.path === 'values.yaml' && one.near === file);
  const sources = isOwn ? base.sources : [own, ...base.sources];
  const { layers } = await resolve({ ...base, sources }, around, (values) => (isObject(values) ? values : {}));
  const known = layers.flatMap(({ values, places }) => (values === undefined ? [] : [{ values, places }]));
  return known.length === layers.length ? known : undefined;
}

/** Where the last of them that has it has it. */
function placeIn(layers: readonly Layer[], path: readonly string[]): ValuePlace | undefined {
  for (const { values, places } of layers.toReversed()) {
    // Of a list as a whole: where it begins.
    for (let length = path.length; inside(values, path) !== undefined && length > 0; length -= 1) {
      const place = places[path.slice(0, length).join('.')];
      if (place) return { ...place, path: path.join('.') };
    }
  }
  return undefined;
}

interface Mark {
  readonly path: readonly string[];
  readonly value: Json;
  /** Where it would be seen, where that is not the field itself. */
  readonly field?: readonly string[];
  readonly isIn: (value: Json | undefined) => boolean;
}

/** Texts and numbers that a value is, or that are a part of it. */
function textMarks(values: JsonObject, value: Json): readonly Mark[] {
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  const text = String(value);
  const leaves = leavesOf(values).flatMap(([path, leaf]) =>
    typeof leaf === 'string' || typeof leaf === 'number' ? [{ path, leaf, shown: String(leaf) }] : [],
  );
  const equal = leaves.filter(({ shown }) => shown === text);
  const within = leaves.filter(({ shown }) => shown.length >= SHORTEST && text.includes(shown));
  return (equal.length > 0 ? equal : within).slice(0, MOST_VALUES).map(({ path, leaf, shown }, i) => {
    const mark = typeof leaf === 'number' ? leaf + i + 1 : `${shown}-mark${i}`;
    const isIn = (found: Json | undefined): boolean =>
      (typeof found === 'string' || typeof found === 'number') && String(found).includes(String(mark));
    return { path, value: mark, isIn };
  });
}

const LABELS = /labels?$/i;

/** Labels that a template takes from values: a map of them that may have none. */
function mapMarks(values: JsonObject, field: readonly string[]): readonly Mark[] {
  if (field[0] !== 'metadata' || field[1] !== 'labels') return [];
  return mapsOf(values)
    .filter(([path]) => LABELS.test(path.at(-1) ?? ''))
    .slice(0, MOST_VALUES)
    .map(([path, map], i) => ({
      path,
      value: { ...map, [`mark${i}`]: 'mark' },
      field: ['metadata', 'labels', `mark${i}`],
      isIn: (found) => found === 'mark',
    }));
}

type Found<T> = readonly (readonly [path: readonly string[], value: T])[];

function leavesOf(value: Json, above: readonly string[] = []): Found<Json> {
  const entries: readonly (readonly [string, Json])[] = Array.isArray(value)
    ? value.map((item: Json, i) => [String(i), item] as const)
    : isObject(value)
      ? Object.entries(value)
      : [];
  return entries.length === 0 ? [[above, value]] : entries.flatMap(([key, one]) => leavesOf(one, [...above, key]));
}

function mapsOf(values: JsonObject, above: readonly string[] = []): Found<JsonObject> {
  return Object.entries(values).flatMap(([key, value]): Found<JsonObject> => {
    if (value === null) return [[[...above, key], {}]];
    return isObject(value) ? [[[...above, key], value], ...mapsOf(value, [...above, key])] : [];
  });
}

function put(values: JsonObject, [first = '', ...rest]: readonly string[], value: Json): JsonObject {
  return { ...values, [first]: within(values[first], rest, value) };
}

function within(node: Json | undefined, path: readonly string[], value: Json): Json {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (Array.isArray(node)) return node.map((item: Json, i) => (String(i) === first ? within(item, rest, value) : item));
  return put(isObject(node) ? node : {}, path, value);
}
