import type { DirectPrometheus } from '../io/prometheus/direct.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { title } from '../kube/refs.ts';
import type { Expectation, Verification } from '../model/index.ts';
import { provenObject } from '../plan/expectation.ts';
import { after } from '../plan/world-after.ts';
import { withoutMonitor } from '../verify/amiss.ts';
import { mayChange } from '../verify/progress.ts';
import type { Proposal } from './propose.ts';
import { verifier } from './verifier.ts';
import { waitUntil } from './wait.ts';

export interface VerifyOptions {
  /** Longest wait in milliseconds; 0 by default: one look. */
  readonly timeoutMs?: number | undefined;
  /** Also wait for what depends on the application alone, such as a check that has not run yet. */
  readonly strict?: boolean;
  /** Asked instead of the Prometheus in the cluster. */
  readonly direct?: DirectPrometheus | undefined;
  /** Called after every look that shows something new. */
  readonly onProgress?: (verifications: readonly Verification[]) => void;
  readonly signal?: AbortSignal;
}

/** A proposal after its plan was carried out: what it makes is there. */
export function carriedOut(proposal: Proposal): Proposal {
  return { ...proposal, analysis: after(proposal.analysis, proposal.plan.changes) };
}

/**
 * Waits until the expectations of a plan are met, or waiting cannot change them any more. Throws the reason of `signal`
 * when it is aborted.
 */
export async function verify(
  kube: Kube,
  proposal: Proposal,
  options: VerifyOptions = {},
): Promise<readonly Verification[]> {
  const { timeoutMs = 0, strict = false, direct, onProgress, signal = new AbortController().signal } = options;
  const { world } = proposal.analysis;
  // An object that is not there at all will not come by waiting.
  const absent = (expectation: Expectation): boolean => {
    const ref = provenObject(expectation);
    return (
      ref !== undefined && !world.get(ref) && world.gaps('monitoring.coreos.com', ref.kind, ref.namespace).length === 0
    );
  };
  const { expectations } = proposal.plan;
  const waited = expectations.filter((expectation) => !absent(expectation));
  const missing = expectations.filter(absent).map((expectation): Verification => {
    const ref = provenObject(expectation) ?? proposal.stack.ref;
    return { expectation, outcome: 'not-met', detail: `${title(ref)} is not there; promwire setup makes it` };
  });
  const look = verifier(kube, proposal, withoutMonitor(waited, expectations.filter(absent)), direct);
  const { ended, verifications } = await waitUntil(look, mayChange, {
    timeoutMs,
    graceMs: strict ? timeoutMs : 0,
    signal,
    ...(onProgress ? { onProgress } : {}),
  });
  if (ended === 'interrupted') signal.throwIfAborted();
  return [...missing, ...verifications];
}
