import { changedObject, nameOf, title } from '../../kube/refs.ts';
import type { Change, Refusal } from '../../model/index.ts';

/** The next step where another owner changed what promwire made. */
export const TAKE_BACK = "promwire setup --take-back sets these fields of promwire's own objects again.";

/** A refusal in words: what, why, and what to do. A missing right is told apart from a webhook that says no. */
export function refusalText(change: Change, refusal: Refusal): string {
  const what = title(changedObject(change));
  switch (refusal.kind) {
    case 'forbidden':
      return `${what}: not allowed to write it (${refusal.message}).`;
    case 'conflict':
      if (refusal.owners.length === 0) return `${what}: ${refusal.message}.`;
      return `${what}: other owners hold fields of it: ${refusal.owners.map(({ manager, fields }) => `${manager} (${fields.join(', ')})`).join('; ')}. Nothing is taken from them.`;
    case 'webhook':
      return refusal.cause === 'denied'
        ? `${what}: the admission webhook ${refusal.webhook} refused it: ${refusal.message}`
        : `${what}: the API server ${refusal.cause === 'timeout' ? 'got no answer in time from' : 'cannot reach'} the admission webhook ${refusal.webhook}: ${refusal.message}. This is not a missing right: repair the webhook (is its pod running, may the control plane reach it?) and try again.`;
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
  const ref = changedObject(change);
  return `${ref.kind} ${nameOf(ref)}`;
}
