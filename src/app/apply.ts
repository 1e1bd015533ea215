import { gapText } from '../kube/gap-text.ts';
import { fieldDiff } from '../plan/field-diff.ts';
import { isObject, own, toJson } from '../kube/json.ts';
import { isMarked, isOurs, ownerOf, printOwner } from '../kube/owner.ts';
import { nameOf, refOf, title } from '../kube/refs.ts';
import { get } from '../io/kube/list.ts';
import type { RawObject } from '../io/kube/list.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { apply, applyLabels, patchMetadata } from '../io/kube/write.ts';
import type { Written } from '../io/kube/write.ts';
import { project } from '../io/projection/index.ts';
import type { Change, Gap, Json, JsonObject, Ref, Refusal } from '../model/index.ts';
import type { Difference } from '../render/text/plan.ts';
import { correctionAnnotation } from './correction.ts';

/** What a change would come to, or why the server refuses it. */
export type Tried =
  | { readonly kind: 'difference'; readonly difference: Difference; readonly serverSide: boolean }
  /** `difference`: somebody changed an object of our own; what taking it back would come to. */
  | {
      readonly kind: 'refused';
      readonly change: Change;
      readonly refusal: Refusal;
      readonly difference?: Difference | undefined;
    };

/** The object that a change is about. */
function subjectOf(change: Change): Ref {
  return change.action === 'apply' ? refOf(change.manifest) : change.object;
}

/** How a change is done. `takeBack`: fields of our own objects that somebody else changed are set again. */
export interface Manner {
  readonly dryRun: boolean;
  readonly takeBack: boolean;
  readonly signal: AbortSignal;
}

/** Does one change, or tries it with `dryRun`: the server then does everything but store it. */
export async function perform(kube: Kube, change: Change, { takeBack, ...options }: Manner): Promise<Written> {
  if (change.action === 'apply') {
    // A dry run is compared afterwards; before a write, somebody may have made an object of that name since.
    const there = options.dryRun ? undefined : await get(kube, subjectOf(change), options.signal);
    if (there?.kind === 'gap') return unseen(there.gap);
    const theirs = there?.kind === 'found' ? notOurs(change, there.object) : undefined;
    if (theirs) return theirs;
    const written = await apply(kube, change.manifest, options);
    if (written.kind !== 'conflict' || !takeBack) return written;
    const forceUid = await ourUid(kube, change, options.signal);
    return forceUid === undefined ? written : await apply(kube, change.manifest, { ...options, forceUid });
  }
  const live = await get(kube, change.object, options.signal);
  if (live.kind === 'gap') return unseen(live.gap);
  if (live.kind === 'missing')
    return { kind: 'missing', what: 'object', message: `${title(change.object)} is no longer there` };
  const metadata = isObject(live.object['metadata']) ? live.object['metadata'] : {};
  const labels = isObject(metadata['labels']) ? metadata['labels'] : {};
  // Between the question and the answer of a person anything may happen: only what was shown is overwritten.
  const other = change.labels.find(({ key, was, becomes }) => {
    const is = own(labels, key) ?? null;
    return is !== was && is !== becomes;
  });
  if (other) return { kind: 'changed', message: `its label ${other.key} is no longer ${other.was ?? 'absent'}` };
  const uid = typeof metadata['uid'] === 'string' ? metadata['uid'] : '';
  const annotations = correctionAnnotation(metadata, change.labels);
  const target = { ref: change.object, uid };
  const removed = change.labels.filter((label) => label.becomes === null);
  const set = Object.fromEntries(
    change.labels.flatMap(({ key, becomes }) => (becomes === null ? [] : [[key, becomes]])),
  );
  // Server-side apply cannot take away what somebody else wrote; a merge patch can.
  if (removed.length > 0)
    return await patchMetadata(
      kube,
      target,
      { labels: { ...set, ...Object.fromEntries(removed.map(({ key }) => [key, null])) }, annotations },
      options,
    );
  return await applyLabels(kube, target, { labels: set, annotations }, options);
}

/** The uid of an object that promwire made and nobody else owns, whoever changed fields of it. */
async function ourUid(kube: Kube, change: Change, signal: AbortSignal): Promise<string | undefined> {
  const live = await get(kube, subjectOf(change), signal);
  const object = live.kind === 'found' ? project(live.object, { source: 'cluster' }) : undefined;
  return object && !('invalid' in object) && isOurs(object) ? object.metadata.uid : undefined;
}

interface Trial {
  readonly signal: AbortSignal;
  /** Without the right to patch, compare fields ourselves (diff does). */
  readonly fallback?: boolean;
  readonly takeBack?: boolean;
}

/** What may not be seen is not written over. */
export function unseen(gap: Gap): Refusal {
  return { kind: gap.reason === 'forbidden' ? 'forbidden' : 'failed', message: gapText(gap) };
}

/** Tries every change on the server. */
export async function tryAll(kube: Kube, changes: readonly Change[], trial: Trial): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  for (const change of changes) tried.push(await tryOne(kube, change, changes, trial));
  return tried;
}

async function tryOne(
  kube: Kube,
  change: Change,
  all: readonly Change[],
  { signal, fallback = false, takeBack = false }: Trial,
): Promise<Tried> {
  const written = await perform(kube, change, { dryRun: true, takeBack, signal });
  const live = await get(kube, subjectOf(change), signal);
  const was = live.kind === 'found' ? comparable(live.object as JsonObject) : undefined;
  if (written.kind === 'written') {
    if (live.kind === 'gap') return { kind: 'refused', change, refusal: unseen(live.gap) };
    const becomes = comparable(written.object as JsonObject);
    const difference = differenceOf(change, was, becomes, live.kind === 'missing');
    const refusal = live.kind === 'found' && difference.state === 'update' ? notOurs(change, live.object) : undefined;
    return refusal ? { kind: 'refused', change, refusal } : { kind: 'difference', serverSide: true, difference };
  }
  // A dry run stores no Role, so the API server cannot look up what its binding would give. The Role itself was tried.
  if (written.kind === 'missing' && live.kind === 'missing' && bindsOneOf(all, change))
    return { kind: 'difference', serverSide: true, difference: { change, state: 'create', fields: [] } };
  if (written.kind === 'conflict' && !takeBack) {
    const forced = await perform(kube, change, { dryRun: true, takeBack: true, signal });
    const difference =
      forced.kind === 'written' ? differenceOf(change, was, comparable(forced.object as JsonObject), false) : undefined;
    return { kind: 'refused', change, refusal: written, difference };
  }
  if (written.kind !== 'forbidden' || !fallback || live.kind === 'gap')
    return { kind: 'refused', change, refusal: written };
  const wanted = change.action === 'apply' ? toJson<JsonObject>(change.manifest) : labelsOnly(change);
  return {
    kind: 'difference',
    serverSide: false,
    difference: differenceOf(change, was && restrict(was, wanted), wanted, live.kind === 'missing'),
  };
}

/** Is it a RoleBinding to a Role that is among the changes? */
function bindsOneOf(changes: readonly Change[], change: Change): boolean {
  if (change.action !== 'apply' || change.manifest.kind !== 'RoleBinding') return false;
  const { metadata, roleRef } = change.manifest;
  return changes.some(
    (other) =>
      other.action === 'apply' &&
      other.manifest.kind === 'Role' &&
      other.manifest.metadata.namespace === metadata.namespace &&
      isObject(roleRef) &&
      roleRef['name'] === other.manifest.metadata.name,
  );
}

/** Fields of ours beside somebody else's are no conflict to the API server, so whose the object is counts here. */
function notOurs(change: Change, live: RawObject): Refusal | undefined {
  if (change.action === 'set-labels') return undefined;
  const object = project(live, { source: 'cluster' });
  if ('invalid' in object) return { kind: 'invalid', message: object.invalid };
  const owner = ownerOf(object);
  if (isMarked(object) && !owner) return undefined;
  const message = owner
    ? `it belongs to ${printOwner(owner)}, and differs: commit there what promwire generate prints`
    : 'it is there already, and promwire did not make it';
  return { kind: 'conflict', owners: [], message };
}

function differenceOf(change: Change, was: Json | undefined, becomes: Json, missing: boolean): Difference {
  if (missing) return { change, state: 'create', fields: [] };
  const fields = fieldDiff(was, becomes);
  return { change, state: fields.length === 0 ? 'unchanged' : 'update', fields };
}

const SERVER_FIELDS = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp'];

/** An object without what the server counts and stamps. */
function comparable(object: JsonObject): JsonObject {
  const { status: _status, metadata, ...rest } = object;
  const kept = isObject(metadata)
    ? Object.fromEntries(Object.entries(metadata).filter(([key]) => !SERVER_FIELDS.includes(key)))
    : {};
  return { ...rest, metadata: kept };
}

/** The fields of `live` that `wanted` names. */
function restrict(live: Json | undefined, wanted: Json): Json {
  if (!isObject(live) || !isObject(wanted)) return live ?? null;
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([key, value]) =>
      live[key] === undefined ? [] : [[key, restrict(live[key], value)]],
    ),
  );
}

function labelsOnly(change: Extract<Change, { action: 'set-labels' }>): JsonObject {
  return {
    metadata: {
      labels: Object.fromEntries(
        change.labels.flatMap(({ key, becomes }) => (becomes === null ? [] : [[key, becomes]])),
      ),
    },
  };
}

/** The way on where somebody changed what promwire made. */
export const TAKE_BACK =
  "promwire setup --take-back sets these fields of promwire's own objects again; so does promwire uninstall followed by promwire setup.";

/** A refusal in words: what, why, and what to do. A missing right is told apart from a webhook that says no. */
export function refusalText(change: Change, refusal: Refusal): string {
  const what = title(subjectOf(change));
  switch (refusal.kind) {
    case 'forbidden':
      return `${what}: not allowed to write it (${refusal.message}).`;
    case 'conflict':
      if (refusal.owners.length === 0) return `${what}: ${refusal.message}.`;
      return `${what}: other owners hold fields of it: ${refusal.owners.map(({ manager, fields }) => `${manager} (${fields.join(', ')})`).join('; ')}. Nothing is taken from them.`;
    case 'webhook':
      return refusal.cause === 'denied'
        ? `${what}: the admission webhook ${refusal.webhook} refused it: ${refusal.message}`
        : `${what}: the API server ${refusal.cause === 'timeout' ? 'got no answer in time from' : 'cannot reach'} the admission webhook ${refusal.webhook}: ${refusal.message}. This is no missing right: repair the webhook (is its pod running, may the control plane reach it?) and try again.`;
    case 'missing':
      return refusal.what === 'namespace'
        ? `${what}: its namespace ${change.action === 'apply' ? (change.manifest.metadata.namespace ?? '') : (change.object.namespace ?? '')} does not exist.`
        : `${what}: ${refusal.message}`;
    case 'changed':
      return `${what}: it was changed meanwhile (${refusal.message}). Run the same command again.`;
    case 'invalid':
      return `${what}: the API server finds it invalid: ${refusal.message}`;
    case 'failed':
      return `${what}: ${refusal.message}`;
  }
}

export function changeName(change: Change): string {
  const ref = subjectOf(change);
  return `${ref.kind} ${nameOf(ref)}`;
}
