/*
 * The memory of fields that `fix` changed in another owner's object, in an annotation on that object: what each was, and
 * what promwire set. With both, `undo` can tell whether it was changed since. It holds fields of the object that it is
 * on and nothing else, so who reads it could read them before.
 */
import { createHash } from 'node:crypto';
import { isObject, parseJson, sortedJson, stringAt } from '../../kube/json.ts';
import { fieldAt } from '../../kube/object-fields.ts';
import type { Json, JsonObject, PatchField } from '../../model/index.ts';

export const FIXED = 'promwire.dev/fixed';

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

/** The annotation, for an object as it becomes and what an earlier one remembers; undefined: it would be too large. */
export function fieldMemory(
  becomes: JsonObject,
  fields: readonly (PatchField & { readonly made: number })[],
  text: string | undefined,
): string | undefined {
  const known = readMemory(text);
  const keyOf = (path: readonly string[]): string => JSON.stringify(path);
  const now = fields.map(({ path, was, becomes: set, made }): FixedField => {
    const earlier = known.find((each) => keyOf(each.path) === keyOf(path));
    return { path, was: earlier ? earlier.was : was, set, made: earlier?.made ?? made };
  });
  const paths = new Set(now.map(({ path }) => keyOf(path)));
  const all = [...known.filter(({ path }) => !paths.has(keyOf(path))), ...now].map(({ path, was, set, made = 0 }) => {
    const entry = entryMark(becomes, path);
    return { path, was, set, ...(made > 0 ? { made } : {}), ...(entry === undefined ? {} : { entry }) };
  });
  const written = JSON.stringify(all);
  return Buffer.byteLength(written) > LARGEST ? undefined : written;
}

/** What an annotation remembers. One that cannot be read holds nothing. */
export function readMemory(text: string | undefined): readonly FixedField[] {
  const value = text === undefined || text.length > LARGEST ? undefined : parseJson(text);
  return (Array.isArray(value) ? (value as readonly Json[]) : []).flatMap((each) => {
    if (!isObject(each)) return [];
    const { path, was, set, made } = each;
    const parts = Array.isArray(path) ? (path as readonly Json[]) : [];
    const names = parts.filter((part): part is string => typeof part === 'string');
    // Only fields that a fix may change: never what an object is, or who owns it.
    const may = names[0] === 'spec' || (names[0] === 'metadata' && names[1] === 'labels' && names.length === 3);
    if (!may || names.length !== parts.length || names.length < 2 || was === undefined || set === undefined) return [];
    const entry = stringAt(each, 'entry');
    return [
      {
        path: names,
        was,
        set,
        ...(typeof made === 'number' ? { made } : {}),
        ...(entry === undefined ? {} : { entry }),
      },
    ];
  });
}

/** What tells the entry of a list that a field is in from another one; undefined: it is in none. */
export function entryMark(object: JsonObject, path: readonly string[]): string | undefined {
  const at = path.findLastIndex((_, i) => Array.isArray(fieldAt(object, path.slice(0, i))));
  if (at < 0) return undefined;
  const entry = fieldAt(object, path.slice(0, at + 1));
  return createHash('sha256')
    .update(JSON.stringify(sortedJson(entry ?? null)))
    .digest('hex')
    .slice(0, 16);
}
