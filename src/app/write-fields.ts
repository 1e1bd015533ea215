/** Single fields of an object that promwire did not make, changed so that nothing else is, and can be taken back. */
import type { Kube } from '../io/kube/connect/open.ts';
import { get } from '../io/kube/list.ts';
import type { RawObject } from '../io/kube/list.ts';
import { patchFields } from '../io/kube/write.ts';
import type { FieldOperation, WriteOptions, WriteResult } from '../io/kube/write.ts';
import { project } from '../io/projection/index.ts';
import { isObject, sameJson, stringAt } from '../kube/json.ts';
import { isWithin, printField } from '../kube/field-path.ts';
import { fieldAt, withField } from '../kube/object-fields.ts';
import { FIXED, isMarked, isOurMark, keeperOf } from '../kube/owner.ts';
import { title } from '../kube/refs.ts';
import type { Change, Json, JsonObject, KubeObject, PatchField, Refusal } from '../model/index.ts';
import { entriesMark, fieldMemory, isBack, memoryText, placeNow, readMemory } from '../io/kube/field-memory.ts';
import { WAS, withoutLabels } from './correction.ts';
import { unseen } from './unseen.ts';

type SetFields = Extract<Change, { action: 'set-fields' }>;

/** An object may be written by others (its status, too) between the read and the write; what counts are its fields. */
const TRIES = 3;

/** Objects as the server showed them last, by the change that is about them: what was tried need not be read again. */
export type Shown = Map<Change, RawObject>;

/**
 * Changes the fields, and remembers or forgets what they were. Where all is as it becomes, nothing is written. An object
 * that was `shown` is not read once more: the server takes the write only where it is still that one.
 */
export async function writeFields(
  kube: Kube,
  change: SetFields,
  { shown = new Map(), ...options }: WriteOptions & { readonly shown?: Shown | undefined },
): Promise<WriteResult> {
  let last: WriteResult = { kind: 'changed', message: 'it is written again and again' };
  for (let tried = shown.has(change) ? -1 : 0; tried < TRIES; tried++) {
    const known = tried < 0 ? shown.get(change) : undefined;
    const live = known
      ? ({ kind: 'found', object: known } as const)
      : await get(kube, change.object, options.signal ?? new AbortController().signal);
    if (live.kind === 'gap') return unseen(live.gap);
    if (live.kind === 'missing')
      return { kind: 'missing', what: 'object', message: `${title(change.object)} is no longer there` };
    shown.set(change, live.object);
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
  if (open.length === 0 && !undoes) return [];
  if (open.length > 0 && entries !== undefined && entriesMark(shown, fields) !== entries)
    return { kind: 'changed', message: 'an entry of a list that is to be changed is another one now' };
  const text = stringAt(object, 'metadata', 'annotations', FIXED);
  // Who may write the object may write any text: what did not come from promwire is not made promwire's own by a fix.
  const known = isOurMark(shown, FIXED) ? readMemory(text) : [];
  if (undoes && known.length === 0)
    return open.length === 0
      ? []
      : { kind: 'changed', message: `nothing shows any more that promwire wrote its annotation ${FIXED}` };
  const rest = known.filter((each) => {
    const path = placeNow(object, each);
    return path === undefined ? !isBack(object, each) : !fields.some((field) => isWithin(path, field.path));
  });
  const memory = undoes
    ? rest.length === 0
      ? null
      : memoryText(rest)
    : fieldMemory({ was: object, becomes: now }, open, known);
  if (memory === undefined)
    return { kind: 'invalid', message: 'what its fields were is too large to be kept in an annotation' };
  const annotated: readonly PatchField[] =
    memory === text ? [] : [{ path: ['metadata', 'annotations', FIXED], was: text ?? null, becomes: memory }];
  const [operations] = [...open, ...annotated, ...forgotten(shown, open)].reduce<
    readonly [readonly FieldOperation[], JsonObject]
  >(
    ([done, before], { path, becomes }) => [
      [...done, operationFor(before, path, becomes)],
      withField(before, { path, becomes: becomes ?? undefined }) as JsonObject,
    ],
    [[], object],
  );
  return operations;
}

/** What setup remembers of labels that are set now: they were changed since, so it is no longer true. */
function forgotten(shown: KubeObject, fields: readonly PatchField[]): readonly PatchField[] {
  const { [WAS]: text } = shown.metadata.annotations;
  const keys = fields.flatMap(({ path: [, map, key] }) => (map === 'labels' && key !== undefined ? [key] : []));
  if (text === undefined || keys.length === 0 || !isOurMark(shown, WAS)) return [];
  const becomes = withoutLabels(text, keys);
  return becomes === text ? [] : [{ path: ['metadata', 'annotations', WAS], was: text, becomes }];
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
