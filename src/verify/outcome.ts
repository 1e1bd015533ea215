import type { Unanswered, Verification } from '../model/index.ts';

/** What one verdict says; verify() adds the expectation. */
export type Outcome = Omit<Verification, 'expectation'>;

/** The stack is still at work: worth waiting for. */
export function pendingStack(detail: string, waitingFor: string): Outcome {
  return { outcome: 'pending', detail, waitingFor, waitingOn: 'stack' };
}

/** The application has a reason of its own: no failure. */
export function pendingApplication(detail: string, waitingFor: string): Outcome {
  return { outcome: 'pending', detail, waitingFor, waitingOn: 'application' };
}

/** Not so, until a user takes another step: no waiting helps. */
export function forUser(detail: string): Outcome {
  return { outcome: 'not-met', detail, waitingOn: 'user' };
}

const PASSING: readonly Unanswered['reason'][] = ['not-ready', 'unreachable', 'timeout', 'other-targets'];

/** unknown; a Prometheus that is only starting is pending. Worth waiting for where the reason passes by itself, and the address is asked again. */
export function noAnswer(why: Unanswered, seen?: string): Outcome {
  const detail = `${seen === undefined ? '' : `${seen}; `}${sentence(why.detail)} ${why.next}`;
  const passes = PASSING.includes(why.reason) && why.silent !== true;
  // What was seen is more than why the rest was not.
  const unanswered = seen === undefined ? { unanswered: why } : {};
  if (!passes) return { outcome: 'unknown', detail, waitingOn: 'user', ...unanswered };
  return {
    ...unanswered,
    outcome: why.reason === 'not-ready' ? 'pending' : 'unknown',
    detail,
    waitingFor: why.reason === 'not-ready' ? 'Prometheus to be ready' : 'Prometheus to answer',
    waitingOn: 'stack',
  };
}

/** What the API server says has no full stop. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** Well as far as it could be seen: `detail`, but not every shard was asked. */
export function notAsked(detail: string, hidden: string): Outcome {
  return { outcome: 'unknown', detail: `${detail}, but ${hidden}. Give access to its pods.` };
}
