/** One change of a plan, written or tried on the server. */
import type { Kube } from '../io/kube/connect/open.ts';
import { get } from '../io/kube/list.ts';
import type { RawObject } from '../io/kube/list.ts';
import { apply, applyLabels, patchMetadata, remove } from '../io/kube/write.ts';
import type { Removed, WriteResult } from '../io/kube/write.ts';
import { project } from '../io/projection/index.ts';
import { isObject, own, stringAt } from '../kube/json.ts';
import { memoryText, readMemory } from '../io/kube/field-memory.ts';
import { byKubectlApply, FIXED, isMarked, isOurMark, isOurs, isShownOurs, ownerOf, printOwner } from '../kube/owner.ts';
import { changedObject, title } from '../kube/refs.ts';
import type { Change, FieldConflict, Labels, Refusal } from '../model/index.ts';
import { correctionAnnotation, WAS } from './correction.ts';
import { unseen } from './unseen.ts';
import { writeFields } from './write-fields.ts';
import type { Shown } from './write-fields.ts';

/** How a change is written. `takeBack`: fields of our own objects that another owner changed are set again. */
export interface WriteChangeOptions {
  readonly dryRun: boolean;
  readonly takeBack: boolean;
  readonly shown?: Shown | undefined;
  readonly signal: AbortSignal;
}

/** Does one change, or tries it with `dryRun`: the server then does everything but store it. */
export async function writeChange(
  kube: Kube,
  change: Change,
  { takeBack, shown: known, ...options }: WriteChangeOptions,
): Promise<WriteResult | Removed> {
  if (change.action === 'remove') return await takeAway(kube, change, options);
  if (change.action === 'apply') {
    // A dry run is compared afterwards; before a write, an object of that name may have been created since.
    const there = options.dryRun ? undefined : await get(kube, changedObject(change), options.signal);
    if (there?.kind === 'gap') return unseen(there.gap);
    const theirs = there?.kind === 'found' ? notOurs(change, there.object) : undefined;
    if (theirs) return theirs;
    const written = await apply(kube, change.manifest, options);
    if (written.kind !== 'conflict' || !takeBack) return written;
    const forceUid = await ourUid(kube, change, written.owners, options.signal);
    return forceUid === undefined ? written : await apply(kube, change.manifest, { ...options, forceUid });
  }
  if (change.action === 'set-fields') return await writeFields(kube, change, { ...options, shown: known });
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
  const shown = project(live.object, { source: 'cluster' });
  const isMine = (mark: string): boolean => !('invalid' in shown) && isOurMark(shown, mark);
  const annotations = correctionAnnotation(metadata, change.labels, isMine(WAS));
  const set = change.labels.filter(({ key, becomes }) => (own(labels, key) ?? null) !== becomes).map(({ key }) => key);
  const forgotten = isMine(FIXED) ? memoryWithout(set, stringAt(metadata, 'annotations', FIXED)) : {};
  const target = { ref: change.object, uid };
  const values = Object.fromEntries(change.labels.map(({ key, becomes }) => [key, becomes]));
  // Server-side apply cannot remove what was written otherwise; a merge patch can.
  if (Object.values(values).includes(null) || Object.keys(forgotten).length > 0)
    return await patchMetadata(
      kube,
      target,
      { labels: values, annotations: { ...annotations, ...forgotten } },
      options,
    );
  return await applyLabels(kube, target, { labels: values as Labels, annotations }, options);
}

/** What fix remembers, without labels that are set now: they were changed since, so it is no longer true. */
function memoryWithout(keys: readonly string[], text: string | undefined): Readonly<Record<string, string | null>> {
  const known = readMemory(text);
  const left = known.filter(({ path: [, map, key = ''] }) => map !== 'labels' || !keys.includes(key));
  if (left.length === known.length) return {};
  return { [FIXED]: left.length === 0 ? null : memoryText(left) };
}

/** Removes an object of ours, unless another owner took it over since; one that is gone is as it should be. */
async function takeAway(
  kube: Kube,
  { object, uid }: Extract<Change, { action: 'remove' }>,
  options: { readonly dryRun: boolean; readonly signal: AbortSignal },
): Promise<Removed> {
  const live = await get(kube, object, options.signal);
  if (live.kind === 'gap') return unseen(live.gap);
  if (live.kind === 'missing') return { kind: 'removed' };
  const now = project(live.object, { source: 'cluster' });
  if ('invalid' in now || !isShownOurs(now)) return { kind: 'changed', message: 'it has another owner now' };
  const answer = await remove(kube, { ref: object, uid }, options);
  return answer.kind === 'missing' && answer.what === 'object' ? { kind: 'removed' } : answer;
}

/**
 * The uid of an object that promwire made and nobody else owns, even where others changed fields of it, or where they were
 * applied from files that promwire generated.
 */
async function ourUid(
  kube: Kube,
  change: Change,
  holders: readonly FieldConflict[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const live = await get(kube, changedObject(change), signal);
  const object = live.kind === 'found' ? project(live.object, { source: 'cluster' }) : undefined;
  if (!object || 'invalid' in object) return undefined;
  const generated = isMarked(object) && !ownerOf(object) && byKubectlApply(holders);
  return isOurs(object) || generated ? object.metadata.uid : undefined;
}

/** The API server sees no conflict between our fields and those of another owner, so the owner of the object decides here. */
export function notOurs(change: Change, live: RawObject): Refusal | undefined {
  if (change.action !== 'apply') return undefined;
  const object = project(live, { source: 'cluster' });
  if ('invalid' in object) return { kind: 'invalid', message: object.invalid };
  const owner = ownerOf(object);
  if (isMarked(object) && !owner) return undefined;
  const message = owner
    ? `it belongs to ${printOwner(owner)}, and differs: commit there what promwire generate prints`
    : 'it is there already, and promwire did not make it';
  return { kind: 'conflict', owners: [], message };
}
