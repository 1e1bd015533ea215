/** The steps of setup that write or wait, and how they end early. */
import { PromwireError } from '../errors.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import type { DirectPrometheus } from '../io/prometheus/direct.ts';
import type { Change, Difference, SetupEvent, TrialResult, Verification } from '../model/index.ts';
import { takeBackText } from '../render/text/refusal.ts';
import { writeChanges } from './apply.ts';
import { refusalOutcome } from '../outcomes.ts';
import { cutShort } from './deadline.ts';
import type { Deadline } from './deadline.ts';
import { namedBy } from './propose.ts';
import type { Proposal } from './propose.ts';
import { tryChanges } from './try-changes.ts';
import type { Shown } from './write-fields.ts';
import { carriedOut, verify } from './verify.ts';
import { applicationWord, command, inNamespace } from '../kube/shell.ts';

/** What setup, fix or undo says where it ends early. */
export interface StepWords {
  /** For those who may not write. */
  readonly forbidden: string;
  /** What takes back what was written. */
  readonly wayBack?: string;
}

interface StepOptions {
  readonly takeBack?: boolean;
  readonly direct?: DirectPrometheus | undefined;
  readonly onEvent?: (event: SetupEvent) => void;
  readonly signal: AbortSignal;
}

/** Every write is tried on the server first. Throws PromwireError if one would be refused. */
export async function tryAll(
  kube: Kube,
  changes: readonly Change[],
  { forbidden }: StepWords,
  { takeBack = false, onEvent, signal }: StepOptions,
): Promise<readonly Difference[]> {
  const trials = await tryChanges(kube, changes, { signal, takeBack });
  const refused = trials.flatMap((trial) => (trial.kind === 'refused' ? [trial] : []));
  if (refused.length === 0) return trials.flatMap((trial) => (trial.kind === 'difference' ? [trial.difference] : []));
  const next = takeBackText(refused);
  // Then every change is known, and the refusals are about fields of it.
  if (next !== undefined)
    onEvent?.({ kind: 'planned', differences: trials.flatMap(({ difference }) => difference ?? []) });
  onEvent?.({ kind: 'refused', trials: refused });
  const unknown = refused.some(({ refusal }) => refusalOutcome(refusal) === 'unknown');
  const count = `${refused.length} of ${changes.length} writes would be refused, so nothing was written`;
  const hint = refused.every(({ refusal }) => refusal.kind === 'forbidden')
    ? forbidden
    : (next ?? 'Fix the cause and run the same command again.');
  throw new PromwireError(unknown ? 'forbidden' : 'failed', count, hint);
}

type Refused = Extract<TrialResult, { kind: 'refused' }>;

/**
 * Writes the changes in the order of the plan. Where that ends early it tells what was and was not applied, and throws.
 * `independent`: none builds on another, so one that is refused is told, and stops none.
 */
export async function writeAll(
  kube: Kube,
  changes: readonly Change[],
  { wayBack }: StepWords,
  {
    takeBack = false,
    independent = false,
    shown,
    onEvent,
    signal,
  }: StepOptions & { readonly independent?: boolean; readonly shown?: Shown },
): Promise<readonly Refused[]> {
  const onStep = (change: Change): void => onEvent?.({ kind: 'applied', change });
  const refused: Refused[] = [];
  const done: Change[] = [];
  let open = changes;
  let result = await writeChanges(kube, open, { takeBack, onStep, shown, signal });
  for (;;) {
    const [change, ...others] = result.rest;
    if (!independent || !change || result.ended?.by !== 'refusal' || result.ended.refusal.kind === 'failed') break;
    refused.push({ kind: 'refused', change, refusal: result.ended.refusal });
    done.push(...result.applied);
    open = others;
    result = await writeChanges(kube, open, { takeBack, onStep, shown, signal });
  }
  if (refused.length > 0) onEvent?.({ kind: 'refused', trials: refused });
  const { applied, unclear, rest, ended } = result;
  if (!ended) return refused;
  const refusal = ended.by === 'refusal' ? { refusal: ended.refusal } : {};
  onEvent?.({ kind: 'stopped', applied: [...done, ...applied], unclear, rest, ...refusal });
  switch (ended.by) {
    case 'abort':
      throw cutShort(
        signal,
        'it was in the middle of the plan',
        `Run the same command again: it converges.${wayBack === undefined ? '' : ` Or ${wayBack}.`}`,
      );
    case 'error':
      throw ended.error;
    case 'refusal':
      throw new PromwireError(
        refusalOutcome(ended.refusal) === 'unknown' ? 'forbidden' : 'failed',
        'stopped in the middle of the plan',
        'Fix the cause and run the same command again: it converges.',
      );
  }
}

/** Waits for what was applied to work. An abort then leaves everything written: that is said, with the way back. */
export async function verified(
  kube: Kube,
  proposal: Proposal,
  wrote: boolean,
  { direct, deadline, onEvent, signal }: StepOptions & { readonly deadline: Deadline },
): Promise<readonly Verification[]> {
  const verifications = await verify(kube, wrote ? carriedOut(proposal) : proposal, {
    deadline,
    direct,
    onStep: (text) => onEvent?.({ kind: 'asking', text }),
    onProgress: (now) => onEvent?.({ kind: 'looked', verifications: now }),
    signal,
  });
  onEvent?.({ kind: 'verified', verifications });
  if (!signal.aborted) return verifications;
  throw new PromwireError(
    'interrupted',
    wrote ? 'everything was applied, and not yet verified' : 'nothing was to be written, and not all was verified',
    [`${again(proposal)} asks again`, ...(wrote ? [setupWords(proposal).wayBack] : [])].join('; ') + '.',
    { cause: signal.reason },
  );
}

function again({ app: { target, namespace } }: Proposal): string {
  return target ? command`promwire verify ${applicationWord(target)} ${inNamespace(namespace)}` : 'promwire verify';
}

/** What setup says where it ends early. */
export function setupWords(proposal: Proposal): StepWords & { readonly wayBack: string } {
  return {
    forbidden: 'Ask a user with these rights to run setup, or commit what promwire generate writes.',
    wayBack: `${command`promwire uninstall ${namedBy(proposal)} ${inNamespace(proposal.app.namespace)}`} takes it back`,
  };
}
