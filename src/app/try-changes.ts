import type { Kube } from '../io/kube/connect/open.ts';
import { get } from '../io/kube/list.ts';
import type { Removed, WriteResult } from '../io/kube/write.ts';
import { isObject, toJson } from '../kube/json.ts';
import { changedObject } from '../kube/refs.ts';
import type { Change, Difference, Json, JsonObject, TrialResult } from '../model/index.ts';
import { fieldDiff } from '../plan/field-diff.ts';
import { unseen } from './unseen.ts';
import { notOurs, writeChange } from './write-change.ts';
import type { Shown } from './write-fields.ts';

export interface TrialOptions {
  /** Without the right to patch, compare fields here instead. */
  readonly fallback?: boolean;
  /** Fields of our own objects that another owner changed are set again. */
  readonly takeBack?: boolean;
  /** Filled with what the server shows of objects whose fields are changed. */
  readonly shown?: Shown;
  readonly signal?: AbortSignal;
}

/** Tries every change on the server, which then does everything but store it. */
export async function tryChanges(
  kube: Kube,
  changes: readonly Change[],
  options: TrialOptions = {},
): Promise<readonly TrialResult[]> {
  const { fallback = false, takeBack = false, signal = new AbortController().signal, shown = new Map() } = options;
  const results: TrialResult[] = [];
  for (const change of changes)
    results.push(await tryOne(kube, change, changes, { fallback, takeBack, shown, signal }));
  return results;
}

async function tryOne(
  kube: Kube,
  change: Change,
  all: readonly Change[],
  { signal, fallback, takeBack, shown }: Required<TrialOptions>,
): Promise<TrialResult> {
  const written = await writeChange(kube, change, { dryRun: true, takeBack, shown, signal });
  if (change.action === 'remove' || written.kind === 'removed') return removalTrial(change, written, fallback);
  const known = shown.get(change);
  const live = known ? ({ kind: 'found', object: known } as const) : await get(kube, changedObject(change), signal);
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
    const forced = await writeChange(kube, change, { dryRun: true, takeBack: true, signal });
    const difference =
      forced.kind === 'written' ? differenceOf(change, was, comparable(forced.object as JsonObject), false) : undefined;
    return { kind: 'refused', change, refusal: written, difference };
  }
  if (written.kind !== 'forbidden' || !fallback || live.kind === 'gap' || change.action === 'set-fields')
    return { kind: 'refused', change, refusal: written };
  const wanted = change.action === 'apply' ? toJson<JsonObject>(change.manifest) : labelsOnly(change);
  return {
    kind: 'difference',
    serverSide: false,
    difference: differenceOf(change, was && restrict(was, wanted), wanted, live.kind === 'missing'),
  };
}

function removalTrial(change: Change, written: WriteResult | Removed, fallback: boolean): TrialResult {
  const serverSide = written.kind === 'removed';
  if (written.kind !== 'written' && !serverSide && !(written.kind === 'forbidden' && fallback))
    return { kind: 'refused', change, refusal: written };
  return { kind: 'difference', serverSide, difference: { change, state: 'remove', fields: [] } };
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
