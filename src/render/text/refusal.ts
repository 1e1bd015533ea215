import { byKubectlApply } from '../../kube/owner.ts';
import { changedObject, nameOf, title } from '../../kube/refs.ts';
import type { Change, LeftAlone, Refusal, TrialResult } from '../../model/index.ts';
import { visible } from '../visible.ts';

type Refused = Extract<TrialResult, { kind: 'refused' }>;

/** The next step where other owners hold fields of what promwire made; undefined where something else is in the way, too. */
export function takeBackText(refused: readonly Refused[]): string | undefined {
  if (refused.length === 0 || refused.some(({ difference }) => !difference)) return undefined;
  const owners = refused.flatMap(({ refusal }) => (refusal.kind === 'conflict' ? refusal.owners : []));
  if (!byKubectlApply(owners)) return "promwire setup --take-back sets these fields of promwire's own objects again.";
  return [
    'kubectl apply wrote these fields from files. Either keep them in the files: run promwire generate with the same flags, and apply what it writes.',
    'Or promwire setup --take-back with the same flags, which makes them fields of promwire; the next kubectl apply of the files as they are sets them back (with --server-side it is refused).',
  ].join('\n');
}

/** A refusal in words on one line: what, why, and what to do. A missing right is told apart from a webhook that says no. */
export function refusalText(change: Change, refusal: Refusal): string {
  return visible(`${title(changedObject(change))}: ${wordsOf(change, refusal)}`);
}

/** The next step of those who lack a right; '': nobody does. */
export function rightsHint(refused: readonly Refused[], { forbidden }: { readonly forbidden: string }): string {
  return refused.some(({ refusal }) => refusal.kind === 'forbidden') ? `${forbidden}\n` : '';
}

/** Why objects stay as they are, each as a sentence. */
export function refusedLeft(refused: readonly Refused[]): readonly LeftAlone[] {
  return refused.map(({ change, refusal }) => {
    const words = wordsOf(change, refusal);
    return { object: changedObject(change), why: `${words.slice(0, 1).toUpperCase()}${words.slice(1)}` };
  });
}

/** The same of what was not written since that ended early, or perhaps was. */
export function cutLeft(
  cut: { readonly unclear: readonly Change[]; readonly rest: readonly Change[] } | undefined,
): readonly LeftAlone[] {
  if (!cut) return [];
  const unclear = cut.unclear.map((change) => ({
    change,
    why: 'It was sent, and no answer tells whether it is written.',
  }));
  const rest = cut.rest.map((change) => ({ change, why: 'It is not written: that ended before.' }));
  return [...unclear, ...rest].map(({ change, why }) => ({ object: changedObject(change), why }));
}

function wordsOf(change: Change, refusal: Refusal): string {
  switch (refusal.kind) {
    case 'forbidden':
      return `not allowed to write it (${refusal.message}).`;
    case 'conflict':
      if (refusal.owners.length === 0) return `${refusal.message}.`;
      return `other owners hold fields of it: ${refusal.owners.map(({ manager, fields }) => `${manager} (${fields.join(', ')})`).join('; ')}. Nothing is taken from them.`;
    case 'webhook':
      return refusal.cause === 'denied'
        ? `the admission webhook ${refusal.webhook} refused it: ${refusal.message}`
        : `the API server ${refusal.cause === 'timeout' ? 'got no answer in time from' : 'cannot reach'} the admission webhook ${refusal.webhook}: ${refusal.message}. This is not a missing right: repair the webhook (is its pod running, may the control plane reach it?) and try again.`;
    case 'missing':
      return refusal.what === 'namespace'
        ? `its namespace ${change.action === 'apply' ? (change.manifest.metadata.namespace ?? '') : (change.object.namespace ?? '')} does not exist.`
        : refusal.message;
    case 'changed':
      return `it was changed meanwhile (${refusal.message}). Run the same command again.`;
    case 'invalid':
      return `the API server finds it invalid: ${refusal.message}`;
    case 'failed':
      return refusal.message;
  }
}

export function changeName(change: Change): string {
  const ref = changedObject(change);
  return visible(`${ref.kind} ${nameOf(ref)}`);
}
