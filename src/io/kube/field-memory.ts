/*
 * The memory of fields that `fix` changed in another owner's object, in an annotation on that object: what each was, and
 * what promwire set. With both, `undo` can tell whether it was changed since. It holds fields of the object that it is
 * on and nothing else, so who reads it could read them before.
 */
import { createHash } from 'node:crypto';
import { isObject, parseJson, sameJson, sortedJson, stringAt } from '../../kube/json.ts';
import { fieldAt, withField } from '../../kube/object-fields.ts';
import type { Json, JsonObject, KubeObject, PatchField } from '../../model/index.ts';

/** All annotations of an object may have 256 KiB (k8s.io/apimachinery pkg/api/validation TotalAnnotationSizeLimitB). */
const LARGEST = 32 * 1024;

export interface FixedField {
  readonly path: readonly string[];
  /** null: there was none. */
  readonly was: Json;
  /** null: it was removed. */
  readonly set: Json;
  /** How many of the maps around it were made for it. */
  readonly made?: number;
  /** Of a field in a list: its entry as promwire left it, so that another one in its place is told from it. */
  readonly entry?: string;
}

/**
 * The annotation for an object that `was`, and `becomes` that by these fields, with what an earlier one remembers;
 * undefined: it would be too large. Of a field that is no longer as promwire set it, its value of now is what it was.
 */
export function fieldMemory(
  { was: before, becomes }: { readonly was: JsonObject; readonly becomes: JsonObject },
  fields: readonly (PatchField & { readonly made: number })[],
  known: readonly FixedField[],
): string | undefined {
  const isHeld = ({ path, entry }: FixedField): boolean => entryMark(before, path) === entry;
  const now = fields.map(({ path, was, becomes: set, made }): FixedField => {
    const earlier = known.find((each) => isHeld(each) && keyOf(each) === keyOf({ path }) && sameJson(each.set, was));
    return { path, was: earlier ? earlier.was : was, set, made: earlier ? (earlier.made ?? 0) : made };
  });
  const paths = new Set(now.map(keyOf));
  const kept = known.filter((each) => !paths.has(keyOf(each)));
  // The entry of a field that is left was another one before, or is another one by what is changed in it now.
  const all = [
    ...kept.map((each) => (isHeld(each) ? marked(becomes, each) : each)),
    ...now.map((each) => marked(becomes, each)),
  ];
  const written = memoryText(all);
  return Buffer.byteLength(written) > LARGEST ? undefined : written;
}

/** The annotation of what is remembered. */
export function memoryText(all: readonly FixedField[]): string {
  return JSON.stringify(
    all.map(({ path, was, set, made = 0, entry }) => ({
      path,
      was,
      set,
      ...(made > 0 ? { made } : {}),
      ...(entry === undefined ? {} : { entry }),
    })),
  );
}

const keyOf = ({ path }: { readonly path: readonly string[] }): string => JSON.stringify(path);

function marked(object: JsonObject, { path, was, set, made = 0 }: FixedField): FixedField {
  const entry = entryMark(object, path);
  return { path, was, set, made, ...(entry === undefined ? {} : { entry }) };
}

/** Deeper than any field that a fix changes. */
const DEEPEST = 64;

/** What an annotation remembers. One that is not whole, or not as promwire writes it, holds nothing. */
export function readMemory(text: string | undefined): readonly FixedField[] {
  const value = text === undefined || text.length > LARGEST ? undefined : parseJson(text);
  const all = (Array.isArray(value) && isShallow(value, DEEPEST) ? (value as readonly Json[]) : []).map(fixedField);
  return all.every((each) => each !== undefined) ? all : [];
}

function fixedField(value: Json): FixedField | undefined {
  if (!isObject(value)) return undefined;
  const { path, was, set, made = 0 } = value;
  const parts = Array.isArray(path) ? (path as readonly Json[]) : [];
  const names = parts.filter((part): part is string => typeof part === 'string');
  // Only fields that a fix may change: never what an object is, or who owns it.
  const may = names[0] === 'spec' || (names[0] === 'metadata' && names[1] === 'labels' && names.length === 3);
  if (!may || names.length !== parts.length || names.length < 2 || names.length > DEEPEST) return undefined;
  if (was === undefined || set === undefined) return undefined;
  // Maps around a field are never more than the names in front of it.
  if (typeof made !== 'number' || !Number.isInteger(made) || made < 0 || made >= names.length) return undefined;
  const entry = stringAt(value, 'entry');
  return { path: names, was, set, ...(made > 0 ? { made } : {}), ...(entry === undefined ? {} : { entry }) };
}

/** Not nested deeper, so that it can be walked, and without numbers that JSON cannot write again (1e999). */
function isShallow(value: Json, deepest: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value !== 'object') return true;
  return deepest > 0 && Object.values(value).every((each) => isShallow(each, deepest - 1));
}

/** What tells the entry of a list that a field is in from another one; undefined: it is in none. */
function entryMark(object: JsonObject, path: readonly string[]): string | undefined {
  const at = path.findLastIndex((_, i) => Array.isArray(fieldAt(object, path.slice(0, i))));
  return at < 0 ? undefined : markOf(fieldAt(object, path.slice(0, at + 1)) ?? null);
}

/**
 * Where a field is now that is as promwire left it: where it was, or where its entry alone was moved to within its lists;
 * undefined: it is another one, or it could be two.
 */
export function placeNow(object: JsonObject, { path, set, entry }: FixedField): readonly string[] | undefined {
  const isIt = (at: readonly string[]): boolean =>
    sameJson(fieldAt(object, at) ?? null, set) && entryMark(object, at) === entry;
  if (isIt(path)) return path;
  if (entry === undefined) return undefined;
  const places = path.reduce<readonly (readonly string[])[]>(
    (found, part) =>
      found.flatMap((at) => {
        const value = fieldAt(object, at);
        return Array.isArray(value) ? value.map((_, i) => [...at, String(i)]) : [[...at, part]];
      }),
    [[]],
  );
  const [only, more] = places.filter(isIt);
  return more ? undefined : only;
}

/** Another user put the field back, and changed nothing else of its entry: there is nothing left to take back. */
export function isBack(object: JsonObject, { path, was, set, entry }: FixedField): boolean {
  if (!sameJson(fieldAt(object, path) ?? null, was)) return false;
  return entryMark(withField(object, { path, becomes: set ?? undefined }) as JsonObject, path) === entry;
}

/** As entryMark, of all fields of a change and of the outermost lists, as they are shown: what is asked about is changed. */
export function entriesMark({ body }: KubeObject, fields: readonly Pick<PatchField, 'path'>[]): string | undefined {
  const entries = fields.flatMap(({ path }) => {
    const at = path.findIndex((_, i) => Array.isArray(fieldAt(body, path.slice(0, i))));
    return at < 0 ? [] : [fieldAt(body, path.slice(0, at + 1)) ?? null];
  });
  return entries.length === 0 ? undefined : markOf(entries);
}

function markOf(value: Json): string {
  return createHash('sha256')
    .update(JSON.stringify(sortedJson(value)))
    .digest('hex')
    .slice(0, 16);
}
