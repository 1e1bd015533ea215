import type { DirectPrometheus } from '../io/prometheus/direct.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import type { Verification } from '../model/index.ts';
import { after } from '../plan/world-after.ts';
import { mayChange } from '../verify/progress.ts';
import { deadlineIn } from './deadline.ts';
import type { Deadline } from './deadline.ts';
import type { Proposal } from './propose.ts';
import { verifier } from './verifier.ts';
import type { Look } from './verifier.ts';
import { waitUntil } from './wait.ts';

export interface VerifyOptions {
  /** Longest wait in milliseconds; 0 by default: one look, which takes as long as it takes. */
  readonly timeoutMs?: number | undefined;
  /** In place of `timeoutMs`: one that began before, such as for the reading of the cluster. */
  readonly deadline?: Deadline;
  /** Also wait for what depends on the application alone, such as a check that has not run yet. */
  readonly strict?: boolean;
  /** Also wait for what only a user can change: objects that Git brings, an address that nobody listens at yet. */
  readonly wait?: boolean;
  /** Asked instead of the Prometheus in the cluster. */
  readonly direct?: DirectPrometheus | undefined;
  /** Called with what is asked, before each look asks it. */
  readonly onStep?: ((text: string) => void) | undefined;
  /** Called with the cluster and what was answered, at each look. */
  readonly onLook?: ((look: Look) => void) | undefined;
  /** Called after every look that shows something new. */
  readonly onProgress?: ((verifications: readonly Verification[]) => void) | undefined;
  readonly signal?: AbortSignal;
}

/** A proposal after its plan was carried out: what it makes is there. */
export function carriedOut(proposal: Proposal): Proposal {
  return { ...proposal, analysis: after(proposal.analysis, proposal.plan.changes) };
}

/**
 * Waits until the expectations of a plan are met, waiting cannot change them any more, or the time is over. When
 * `signal` is aborted it gives what is known by then: what has no answer yet is unknown.
 */
export async function verify(
  kube: Kube,
  proposal: Proposal,
  options: VerifyOptions = {},
): Promise<readonly Verification[]> {
  const { strict = false, wait = false, onProgress, signal = new AbortController().signal } = options;
  const { deadline = deadlineIn(options.timeoutMs ?? 0), direct, onLook, onStep } = options;
  const also = [...(strict ? (['application'] as const) : []), ...(wait ? (['user'] as const) : [])];
  const look = verifier(kube, proposal, proposal.plan.expectations, { direct, askAgain: wait, onLook, onStep });
  const may = (verification: Verification): boolean => mayChange(verification, also);
  const known = await waitUntil(look, may, { deadline, signal, onProgress });
  return known.length > 0 ? known : await look(AbortSignal.any([signal, deadline.signal]));
}
