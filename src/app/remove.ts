import type { Kube } from '../io/kube/connect/open.ts';
import { get } from '../io/kube/list.ts';
import type { RawObject } from '../io/kube/list.ts';
import { patchMetadata, remove as removeObject } from '../io/kube/write.ts';
import { project } from '../io/projection/index.ts';
import { asObject, own } from '../kube/json.ts';
import { keyOf } from '../kube/refs.ts';
import type { Labels, Ref, Refusal, Removal, Restore } from '../model/index.ts';
import { correctionsLeft, WAS } from './correction.ts';
import { cutShort } from './deadline.ts';
import { unseen } from './unseen.ts';

/** What became of one object of a removal; undefined refusal: it is gone, or its labels are put back. */
export interface RemovalStep {
  readonly ref: Ref;
  readonly action: 'removed' | 'put back';
  readonly refusal?: Refusal;
}

export interface RemoveOptions {
  /** Called after every step. */
  readonly onStep?: (step: RemovalStep) => void;
  /** Called where it ends early, with what was not taken back, or is not known to be. */
  readonly onStop?: (left: readonly Ref[]) => void;
  readonly signal?: AbortSignal;
}

/**
 * Takes back what setup did. What is gone already is what was wanted. Throws PromwireError 'interrupted' when `signal`
 * is aborted, and what Kube.request throws; the steps reported until then were done.
 */
export async function remove(
  kube: Kube,
  removal: Removal,
  { onStep, onStop, signal = new AbortController().signal }: RemoveOptions = {},
): Promise<readonly RemovalStep[]> {
  const steps: RemovalStep[] = [];
  const left = new Map([...removal.remove, ...removal.restore].map(({ ref }) => [keyOf(ref), ref]));
  const done = (step: RemovalStep): void => {
    left.delete(keyOf(step.ref));
    steps.push(step);
    onStep?.(step);
  };
  try {
    for (const { ref, uid } of removal.remove) {
      signal.throwIfAborted();
      const answer = await removeObject(kube, { ref, uid }, { signal });
      const gone = answer.kind === 'removed' || (answer.kind === 'missing' && answer.what === 'object');
      done({ ref, action: 'removed', ...(gone ? {} : { refusal: answer }) });
    }
    for (const restore of removal.restore) {
      signal.throwIfAborted();
      const refusal = await putBack(kube, restore, signal);
      if (refusal !== 'gone') done({ ref: restore.ref, action: 'put back', ...(refusal ? { refusal } : {}) });
    }
    return steps;
  } catch (error) {
    if (left.size > 0) onStop?.([...left.values()]);
    if (!signal.aborted) throw error;
    throw cutShort(signal, 'not everything was taken back', 'Run the same command again: it converges.');
  }
}

/** Puts labels of another owner's object back; undefined: done. */
async function putBack(kube: Kube, restore: Restore, signal: AbortSignal): Promise<Refusal | 'gone' | undefined> {
  const { ref, uid } = restore;
  const live = await get(kube, ref, signal);
  if (live.kind === 'missing') return 'gone';
  const problem = live.kind === 'gap' ? unseen(live.gap) : changedMeanwhile(live.object, restore);
  if (problem) return problem;
  const labels = Object.fromEntries(restore.labels.map(({ key, becomes }) => [key, becomes]));
  const metadata = live.kind === 'found' ? asObject(live.object['metadata']) : {};
  const left = correctionsLeft(metadata, asObject(metadata['labels']) as Labels);
  const answer = await patchMetadata(kube, { ref, uid }, { labels, annotations: { [WAS]: left } }, { signal });
  return answer.kind === 'written' ? undefined : answer;
}

/** Why labels may not be put back now: they were written since they were looked at. */
function changedMeanwhile(live: RawObject, { uid, labels }: Restore): Refusal | undefined {
  const object = project(live, { source: 'cluster' });
  if ('invalid' in object) return { kind: 'failed', message: object.invalid };
  if (object.metadata.uid !== uid) return { kind: 'changed', message: 'it is another object of that name now' };
  const key = labels.find(({ key, is }) => (own(object.metadata.labels, key) ?? null) !== is)?.key;
  return key === undefined ? undefined : { kind: 'changed', message: `its label ${key} is another one now` };
}
