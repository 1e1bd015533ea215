import { PromwireError } from '../errors.ts';
import type { Outcome } from '../errors.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { gapRemedy, gapText } from '../kube/gap-text.ts';
import type { Difference, TrialResult } from '../model/index.ts';
import { refusalOutcome } from '../outcomes.ts';
import type { Proposal } from './propose.ts';
import { tryChanges } from './try-changes.ts';

export interface Diff {
  /** Also of what would not change. */
  readonly differences: readonly Difference[];
  /** Writes that the server would refuse. */
  readonly refused: readonly Extract<TrialResult, { kind: 'refused' }>[];
  /** Without the right to patch, fields were compared here: admission and defaulting were not seen. */
  readonly compared: boolean;
  readonly outcomes: readonly Outcome[];
}

/**
 * What carrying out a proposal would change, by the server's own dry run where it may be asked. Throws PromwireError
 * 'forbidden' where not everything that decides could be seen, and what Kube.request throws.
 */
export async function diff(
  kube: Kube,
  { plan }: Pick<Proposal, 'plan'>,
  { signal = new AbortController().signal }: { readonly signal?: AbortSignal } = {},
): Promise<Diff> {
  if (plan.unknown[0])
    throw new PromwireError(
      'forbidden',
      `not everything could be seen: ${gapText(plan.unknown[0])}`,
      `${gapRemedy(plan.unknown[0])}.`,
    );
  const trials = await tryChanges(kube, plan.changes, { signal, fallback: true });
  const differences = trials.flatMap(({ difference }) => difference ?? []);
  const refused = trials.flatMap((trial) => (trial.kind === 'refused' ? [trial] : []));
  const changing = differences.some(({ state }) => state !== 'unchanged') || plan.blocked.length > 0;
  return {
    differences,
    refused,
    compared: trials.some((trial) => trial.kind === 'difference' && !trial.serverSide),
    outcomes:
      refused.length > 0 ? refused.map(({ refusal }) => refusalOutcome(refusal)) : [changing ? 'findings' : 'ok'],
  };
}
