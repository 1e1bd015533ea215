/** What fix changed in a cluster, to be taken back. */
import { PromwireError } from '../errors.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { get } from '../io/kube/list.ts';
import { project } from '../io/projection/index.ts';
import { gapText } from '../kube/gap-text.ts';
import { isObject, stringAt } from '../kube/json.ts';
import { printField } from '../kube/field-path.ts';
import { fieldAt, withField } from '../kube/object-fields.ts';
import { FIXED, isOurMark, isShownOurs, keeperOf } from '../kube/owner.ts';
import { compareRefs, groupOf, refOf } from '../kube/refs.ts';
import type { Change, Json, JsonObject, KubeObject, LeftAlone, PatchField, Subject } from '../model/index.ts';
import { BY_CHOICE, FIXABLE } from '../plan/fixes.ts';
import { MADE } from '../plan/ways.ts';
import { entriesMark, isBack, placeNow, readMemory } from '../io/kube/field-memory.ts';
import { listed } from './list-metadata.ts';
import type { FieldsChange } from '../plan/fixes.ts';

type UndoChange = FieldsChange | Extract<Change, { action: 'remove' }>;

export interface Undo {
  readonly changes: readonly UndoChange[];
  /** What stays as it is: objects, or fields of them. */
  readonly left: readonly LeftAlone[];
  /** What could not be looked at. */
  readonly unseen: readonly string[];
}

const UNDONE = [...FIXABLE, ...BY_CHOICE];

export interface UndoOptions {
  /** Objects; everything by default. */
  readonly subjects?: readonly Subject[] | undefined;
  readonly namespace?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * Finds objects that fix changed, by its annotation where it wrote that itself, and what puts their fields back. Throws
 * PromwireError: 'usage' (a subject that is no object), 'forbidden' (what was fixed cannot be told), 'failed' (an object
 * that is named was not fixed).
 */
export async function planUndo(kube: Kube, { subjects = [], namespace, signal }: UndoOptions): Promise<Undo> {
  const asked = subjects.filter(({ kind }) => kind !== 'everything').map(objectOf);
  const changes: UndoChange[] = [];
  const left: LeftAlone[] = [];
  const unseen: string[] = [];
  const found = new Map<string, readonly string[]>();
  const kinds = UNDONE.filter(
    ({ group, kind }) =>
      asked.length === 0 || asked.some((each) => each.kind === kind && groupOf(each.apiVersion) === group),
  );
  for (const { group, kind } of kinds) {
    const { objects, unseen: hidden } = await listed(kube, group, kind, namespace, { signal });
    unseen.push(...hidden);
    const about = objects.filter(
      ({ metadata }) =>
        metadata.annotations[FIXED] !== undefined &&
        (namespace === undefined || metadata.namespace === namespace) &&
        (asked.length === 0 || asked.some((each) => each.kind === kind && each.name === metadata.name)),
    );
    for (const object of about) {
      const key = `${kind}/${object.metadata.name}`;
      found.set(key, [...(found.get(key) ?? []), object.metadata.namespace ?? '']);
      const why = whyNot(object);
      if (why !== undefined) {
        left.push({ object: refOf(object), why });
        continue;
      }
      if (object.metadata.annotations[FIXED] === MADE) {
        if (isShownOurs(object)) changes.push(removal(object));
        else left.push({ object: refOf(object), why: 'Others have it now: it is not taken away.' });
        continue;
      }
      const live = await get(kube, refOf(object), signal);
      if (live.kind === 'gap') unseen.push(gapText(live.gap));
      if (live.kind !== 'found') continue;
      const back = takenBack(live.object as JsonObject);
      left.push(...back.others.map((why) => ({ object: refOf(object), why })));
      if (back.fields.length === 0 && !back.forgets) continue;
      const shown = project(live.object, { source: 'cluster' });
      const entries = 'invalid' in shown ? undefined : entriesMark(shown, back.fields);
      changes.push({
        action: 'set-fields',
        step: 'monitor',
        object: refOf(object),
        fields: back.fields,
        undoes: true,
        ...(entries === undefined ? {} : { entries }),
        why: back.forgets
          ? 'its fields are as they were already: what promwire remembers of them goes'
          : 'as it was before promwire fix',
      });
    }
  }
  for (const { kind, name, word } of namespace === undefined ? asked : []) {
    const places = [...(found.get(`${kind}/${name}`) ?? [])];
    if (places.length > 1)
      throw new PromwireError(
        'usage',
        `${word} is there more than once: in ${places.join(', ')}`,
        'Say which with -n.',
      );
  }
  const missed = asked.find(({ kind, name }) => !found.has(`${kind}/${name}`));
  if (missed && unseen.length === 0)
    throw new PromwireError(
      'failed',
      `${missed.word} has nothing that promwire fix changed`,
      'promwire undo --dry-run shows all that it would take back.',
    );
  return { changes: changes.sort((a, b) => compareRefs(a.object, b.object)), left, unseen };
}

function removal(object: KubeObject): UndoChange {
  const uid = object.metadata.uid ?? '';
  return { action: 'remove', step: 'monitor', object: refOf(object), uid, why: 'promwire fix made it' };
}

function objectOf(subject: Subject): Extract<Subject, { kind: 'object' }>['object'] {
  if (subject.kind === 'object' && UNDONE.some(({ kind }) => kind === subject.object.kind)) return subject.object;
  throw new PromwireError(
    'usage',
    'promwire undo is about objects that promwire fix changed',
    `Name them as KIND/NAME (${UNDONE.map(({ kind }) => kind).join(', ')}), or none for all.`,
  );
}

function whyNot(object: KubeObject): string | undefined {
  const keeper = keeperOf(object);
  if (keeper !== undefined) return `It belongs to ${keeper} now: change it there.`;
  return isOurMark(object, FIXED)
    ? undefined
    : `Nothing shows that promwire wrote its annotation ${FIXED}, so no field is put back.`;
}

/** What undo does to one object. */
interface TakenBack {
  readonly fields: readonly PatchField[];
  readonly others: readonly string[];
  /** All was put back by others: only the memory is left. */
  readonly forgets: boolean;
}

/** Fields that still are as promwire set them, the last one first, and a sentence for each that is not. */
function takenBack(live: JsonObject): TakenBack {
  const others: string[] = [];
  let now: Json = live;
  const memory = readMemory(stringAt(live, 'metadata', 'annotations', FIXED)).toReversed();
  const fields = memory.flatMap((remembered): readonly PatchField[] => {
    const { was, set, made = 0 } = remembered;
    const there = placeNow(live, remembered);
    const path = there ?? remembered.path;
    if (!there && isBack(live, remembered)) return [];
    if (!there) {
      others.push(`Its field ${printField(path)} was changed since promwire fix set it, and stays as it is.`);
      return [];
    }
    now = withField(now, { path, becomes: was ?? undefined });
    // Maps that were made for it go with it, where nothing else came into them.
    const around = path.slice(0, path.length - emptied(now, path, was === null ? made : 0));
    if (around.length === path.length) return [{ path, was: set, becomes: was }];
    now = withField(now, { path: around, becomes: undefined });
    return [{ path: around, was: fieldAt(live, around) ?? null, becomes: null }];
  });
  return { fields, others, forgets: memory.length > 0 && fields.length + others.length === 0 };
}

/** How many of the `made` maps around a field are empty without it. */
function emptied(object: Json, path: readonly string[], made: number): number {
  const around = Array.from({ length: made }, (_, i) => path.length - i - 1);
  const kept = around.findIndex((length, i) => {
    const map = fieldAt(object, path.slice(0, length));
    return !isObject(map) || Object.keys(map).length > (i === 0 ? 0 : 1);
  });
  return kept < 0 ? made : kept;
}
