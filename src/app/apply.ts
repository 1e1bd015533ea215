import type { Kube } from '../io/kube/connect/open.ts';
import { PromwireError } from '../errors.ts';
import type { Removed, WriteResult } from '../io/kube/write.ts';
import type { Change, Refusal, TrialResult } from '../model/index.ts';
import { tryChanges } from './try-changes.ts';
import { writeChange } from './write-change.ts';
import type { Shown } from './write-fields.ts';

export interface ApplyOptions {
  /** Every write is tried on the server, and nothing is stored. */
  readonly dryRun?: boolean;
  /** Fields of our own objects that another owner changed are set again. Objects of others are never forced. */
  readonly takeBack?: boolean;
  /** Called after every change that was written. */
  readonly onStep?: (change: Change) => void;
  /** What the server showed when the changes were tried, then what it has of those that were written. */
  readonly shown?: Shown | undefined;
  readonly signal?: AbortSignal;
}

/** What was and was not written. A second run converges. */
export interface ApplyResult {
  readonly applied: readonly Change[];
  /** Sent, and no answer came, or none that tells: it may have been written. */
  readonly unclear: readonly Change[];
  readonly rest: readonly Change[];
  /** Why it ended early: the server refused the first of `unclear` and `rest`, the signal was aborted, or the server was lost. */
  readonly ended?:
    { readonly by: 'refusal'; readonly refusal: Refusal } | { readonly by: 'abort' | 'error'; readonly error: unknown };
}

/**
 * Tries every change on the server, and writes them only if all would be accepted, in their order. Throws what
 * Kube.request throws while they are tried.
 */
export async function apply(
  kube: Kube,
  changes: readonly Change[],
  options: ApplyOptions = {},
): Promise<ApplyResult & { readonly trials: readonly TrialResult[] }> {
  const { dryRun = false, takeBack = false, signal = new AbortController().signal } = options;
  const trials = await tryChanges(kube, changes, { takeBack, signal });
  const differing = trials.flatMap((trial) =>
    trial.kind === 'difference' && trial.difference.state !== 'unchanged' ? [trial.difference.change] : [],
  );
  if (dryRun || trials.some(({ kind }) => kind === 'refused'))
    return { trials, applied: [], unclear: [], rest: differing };
  return { trials, ...(await writeChanges(kube, differing, options)) };
}

/** Writes changes that were tried, in their order, until one is refused, the signal is aborted, or the server is lost. */
export async function writeChanges(
  kube: Kube,
  changes: readonly Change[],
  { takeBack = false, onStep, shown, signal = new AbortController().signal }: Omit<ApplyOptions, 'dryRun'> = {},
): Promise<ApplyResult> {
  for (const [done, change] of changes.entries()) {
    const [applied, rest] = [changes.slice(0, done), changes.slice(done)];
    const aborted = { by: 'abort', error: signal.reason as unknown } as const;
    if (signal.aborted) return { applied, unclear: [], rest, ended: aborted };
    let written: WriteResult | Removed;
    try {
      written = await writeChange(kube, change, { dryRun: false, takeBack, shown, signal });
    } catch (error) {
      if (!signal.aborted && !(error instanceof PromwireError)) throw error;
      // A request without an answer may have been carried out.
      const ended = signal.aborted ? aborted : ({ by: 'error', error } as const);
      return { applied, unclear: rest.slice(0, 1), rest: rest.slice(1), ended };
    }
    if (written.kind !== 'written' && written.kind !== 'removed') {
      const unclear = written.kind === 'failed' && written.unclear ? [change] : [];
      return { applied, unclear, rest: rest.slice(unclear.length), ended: { by: 'refusal', refusal: written } };
    }
    if (written.kind === 'written') shown?.set(change, written.object);
    onStep?.(change);
  }
  return { applied: changes, unclear: [], rest: [] };
}
