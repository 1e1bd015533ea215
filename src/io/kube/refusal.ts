import type { Refusal } from '../../model/index.ts';
/** What a refused write means: a missing right, a conflict, a webhook, or the object itself. */
import type { Answer } from './connect/attempt.ts';
import { parseStatus, saidBy } from './status.ts';
import type { Status } from './status.ts';

/** Reads an answer that is not a success. The phrases are those of k8s.io/apiserver's admission and apply code. */
export function refusalOf(answer: Answer): Refusal {
  const status = parseStatus(answer.body);
  const message = saidBy(answer);
  const text = status?.message ?? '';
  // Looked at first: a webhook chooses its status freely, 403 included.
  const denied =
    /admission webhook "([^"]+)" denied the request/.exec(text) ??
    /ValidatingAdmissionPolicy '([^']+)'.* denied request/.exec(text);
  if (denied) return { kind: 'webhook', webhook: denied[1] ?? '', cause: 'denied', message };
  const failed =
    /failed calling webhook "([^"]+)"/.exec(text) ?? /((?:conversion )?webhook for [^:]+?) failed:/.exec(text);
  if (failed) {
    // The address in the message ends in "?timeout=10s", whatever went wrong.
    const slow = /deadline exceeded|timeout(?!=)|timed out/i.test(text);
    return { kind: 'webhook', webhook: failed[1] ?? '', cause: slow ? 'timeout' : 'unreachable', message };
  }
  switch (answer.status) {
    case 403:
      return isRightsMatter(status) ? { kind: 'forbidden', message } : { kind: 'invalid', message };
    case 404:
      return { kind: 'missing', what: missing(status), message };
    case 409:
      return conflict(status, message);
    case 422:
      // A uid cannot change: the object of this name is not the one we mean. A JSON patch of what is no longer there
      // comes to the other words (k8s.io/apiserver pkg/endpoints/handlers/patch.go, applyJSPatch).
      return {
        kind:
          status?.causes.some(({ field }) => field === 'metadata.uid') === true ||
          text === 'the server rejected our request due to an error in our request'
            ? 'changed'
            : 'invalid',
        message,
      };
    case 400:
    case 413:
    case 415:
      return { kind: 'invalid', message };
    default:
      // Server-side apply answers 500 to a field that the schema does not have, or has of another type.
      return { kind: text.startsWith('failed to create typed patch object') ? 'invalid' : 'failed', message };
  }
}

/** Admission plugins (quota, a terminating namespace, pod security) answer 403 too; they do not say "cannot VERB". */
function isRightsMatter(status: Status | undefined): boolean {
  if (status === undefined) return true;
  // RBAC escalation: one may not grant rights that one does not hold.
  return / cannot | is attempting to grant RBAC permissions not currently held/.test(` ${status.message}`);
}

function missing(status: Status | undefined): 'resource' | 'namespace' | 'object' {
  const text = status?.message ?? '';
  if (/^namespaces? "[^"]*" not found/.test(text)) return 'namespace';
  return text.endsWith(' not found') ? 'object' : 'resource';
}

function conflict(status: Status | undefined, message: string): Refusal {
  const owned = (status?.causes ?? []).filter((cause) => cause.reason === 'FieldManagerConflict');
  if (owned.length === 0) return { kind: 'changed', message };
  const byManager = new Map<string, string[]>();
  for (const cause of owned) {
    // conflict with "helm" using monitoring.coreos.com/v1 at 2026-01-01T00:00:00Z
    const manager = /^conflict with "([^"]*)"/.exec(cause.message)?.[1] ?? cause.message;
    byManager.set(manager, [...(byManager.get(manager) ?? []), cause.field]);
  }
  const owners = [...byManager].map(([manager, fields]) => ({ manager, fields: fields.toSorted() }));
  return { kind: 'conflict', owners, message };
}
