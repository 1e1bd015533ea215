/** Single fields of an object that promwire did not make, changed so that nothing else is, and can be taken back. */
import type { Kube } from '../io/kube/connect/open.ts';
import { get } from '../io/kube/list.ts';
import type { RawObject } from '../io/kube/list.ts';
import { patchFields } from '../io/kube/write.ts';
import type { FieldOperation, WriteOptions, WriteResult } from '../io/kube/write.ts';
import { project } from '../io/projection/index.ts';
import { isObject, sameJson, stringAt } from '../kube/json.ts';
import { printField } from '../kube/field-path.ts';
import { fieldAt, withField } from '../kube/object-fields.ts';
import { isMarked, isOurMark, keeperOf } from '../kube/owner.ts';
import { title } from '../kube/refs.ts';
import type { Change, Json, JsonObject, KubeObject, PatchField, Refusal } from '../model/index.ts';
import { entriesMark, fieldMemory, FIXED, memoryText, readMemory } from '../io/kube/field-memory.ts';
import { unseen } from './unseen.ts';

type SetFields = Extract<Change, { action: 'set-fields' }>;

/** An object may be written by others (its status, too) between the read and the write; what counts are its fields. */
const TRIES = 3;

/** Changes the fields, and remembers or forgets what they were. Where all is as it becomes, nothing is written. */
export async function writeFields(kube: Kube, change: SetFields, options: WriteOptions): Promise<WriteResult> {
  let last: WriteResult = { kind: 'changed', message: 'it is written again and again' };
  for (let tried = 0; tried < TRIES; tried++) {
    const live = await get(kube, change.object, options.signal ?? new AbortController().signal);
    if (live.kind === 'gap') return unseen(live.gap);
    if (live.kind === 'missing')
      return { kind: 'missing', what: 'object', message: `${title(change.object)} is no longer there` };
    const wanted = operationsFor(live.object, change);
    if ('kind' in wanted) return wanted;
    if (wanted.length === 0) return { kind: 'written', object: live.object, created: false };
    const object = live.object as JsonObject;
    const uid = stringAt(object, 'metadata', 'uid') ?? '';
    const resourceVersion = stringAt(object, 'metadata', 'resourceVersion') ?? '';
    last = await patchFields(kube, { ref: change.object, uid, resourceVersion }, wanted, options);
    if (last.kind !== 'changed') return last;
  }
  return last;
}

/** What is sent for a change of an object as it is now, or why nothing is. */
function operationsFor(live: RawObject, { fields, undoes, entries }: SetFields): readonly FieldOperation[] | Refusal {
  const shown = project(live, { source: 'cluster' });
  if ('invalid' in shown) return { kind: 'invalid', message: shown.invalid };
  const keeper = keeperOf(shown);
  if (keeper !== undefined) return { kind: 'conflict', owners: [], message: `it belongs to ${keeper} now` };
  if (isMarked(shown)) return { kind: 'conflict', owners: [], message: 'it is made by promwire now: promwire setup' };
  const object = live as JsonObject;
  const open: (PatchField & { readonly made: number })[] = [];
  let now = object;
  for (const field of fields) {
    const is = fieldAt(object, field.path) ?? null;
    if (sameJson(is, field.becomes)) continue;
    // Between the question and the answer of a person anything may happen: only what was shown is overwritten.
    const other = sameJson(is, field.was) ? undefined : whyOther(shown, field);
    if (other !== undefined) return { kind: 'changed', message: other };
    open.push({ ...field, was: is, made: missingAround(now, field.path) });
    now = withField(now, { path: field.path, becomes: field.becomes ?? undefined }) as JsonObject;
  }
  if (open.length === 0) return [];
  if (entries !== undefined && entriesMark(shown, fields) !== entries)
    return { kind: 'changed', message: 'an entry of a list that is to be changed is another one now' };
  const text = stringAt(object, 'metadata', 'annotations', FIXED);
  // Who may write the object may write any text: what did not come from promwire is not made promwire's own by a fix.
  const known = isOurMark(shown, FIXED) ? readMemory(text) : [];
  if (undoes && known.length === 0)
    return { kind: 'changed', message: `nothing shows any more that promwire wrote its annotation ${FIXED}` };
  const rest = known.filter(({ path }) => !fields.some((field) => isWithin(path, field.path)));
  const memory = undoes
    ? rest.length === 0
      ? null
      : memoryText(rest)
    : fieldMemory({ was: object, becomes: now }, open, known);
  if (memory === undefined)
    return { kind: 'invalid', message: 'what its fields were is too large to be kept in an annotation' };
  const annotated: readonly PatchField[] =
    memory === text ? [] : [{ path: ['metadata', 'annotations', FIXED], was: text ?? null, becomes: memory }];
  const [operations] = [...open, ...annotated].reduce<readonly [readonly FieldOperation[], JsonObject]>(
    ([done, before], { path, becomes }) => [
      [...done, operationFor(before, path, becomes)],
      withField(before, { path, becomes: becomes ?? undefined }) as JsonObject,
    ],
    [[], object],
  );
  return operations;
}

function isWithin(path: readonly string[], around: readonly string[]): boolean {
  return around.every((part, i) => part === path[i]);
}

/** How many of the maps around a field are not there. */
function missingAround(object: JsonObject, path: readonly string[]): number {
  const there = path.findIndex((_, i) => fieldAt(object, path.slice(0, i + 1)) === undefined);
  return there < 0 ? 0 : path.length - 1 - there;
}

function operationFor(object: JsonObject, path: readonly string[], becomes: Json): FieldOperation {
  if (becomes === null) return { op: 'remove', path };
  const made = missingAround(object, path);
  const value = path.slice(path.length - made).reduceRight<Json>((inner, part) => ({ [part]: inner }), becomes);
  const at = path.slice(0, path.length - made);
  return { op: fieldAt(object, at) === undefined ? 'add' : 'replace', path: at, value };
}

/** Why a field is not what was shown; undefined: it is, as far as it is shown, and goes whatever is in it. */
function whyOther({ metadata, body }: KubeObject, { path, was, becomes }: PatchField): string | undefined {
  const { labels, annotations } = metadata;
  const shown = fieldAt({ ...body, metadata: { labels, annotations } }, path) ?? null;
  const field = printField(path);
  if (sameJson(shown, was) && becomes === null) return undefined;
  if (sameJson(shown, was)) return `not all of ${field} is shown, so it is not written over`;
  return `its field ${field} is ${isObject(shown) || Array.isArray(shown) ? 'another one' : JSON.stringify(shown)} now`;
}
