/** The steps of setup that write or wait, and what they say when they end early. */
import { writeChanges } from '../app/apply.ts';
import { refusalOutcome } from '../app/outcomes.ts';
import type { Proposal } from '../app/propose.ts';
import { tryChanges } from '../app/try-changes.ts';
import { carriedOut, verify } from '../app/verify.ts';
import { PromwireError } from '../errors.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import type { DirectPrometheus } from '../io/prometheus/direct.ts';
import type { Change, Difference, Verification } from '../model/index.ts';
import { fieldLines } from '../render/text/plan.ts';
import { changeName, refusalText, TAKE_BACK } from '../render/text/refusal.ts';
import { progressLine } from '../verify/wanted.ts';
import type { Invocation } from './kit/define-command.ts';
import { FIVE_MINUTES } from './verify.ts';

type Asked = Invocation<'setup'>;

/** Every write is tried on the server first. Throws PromwireError if one would be refused. */
export async function tryAll(
  kube: Kube,
  { flags: { takeBack }, terminal, signal }: Asked,
  changes: readonly Change[],
): Promise<readonly Difference[]> {
  const trials = await tryChanges(kube, changes, { signal, takeBack });
  const refused = trials.flatMap((trial) => (trial.kind === 'refused' ? [trial] : []));
  if (refused.length === 0) return trials.flatMap((trial) => (trial.kind === 'difference' ? [trial.difference] : []));
  for (const { change, refusal, difference } of refused)
    terminal.err(`${[refusalText(change, refusal), ...fieldLines(difference?.fields ?? [])].join('\n')}\n`);
  const unknown = refused.some(({ refusal }) => refusalOutcome(refusal) === 'unknown');
  const count = `${refused.length} of ${changes.length} writes would be refused, so nothing was written`;
  const hint = refused.every(({ refusal }) => refusal.kind === 'forbidden')
    ? 'Have somebody with these rights run setup, or commit what promwire generate writes.'
    : refused.every(({ difference }) => difference)
      ? TAKE_BACK
      : 'Mend the cause and run the same command again.';
  throw new PromwireError(unknown ? 'forbidden' : 'failed', count, hint);
}

/** Writes the changes in the order of the plan. Where that ends early it says what was and was not applied, and throws. */
export async function writeAll(
  kube: Kube,
  { flags: { takeBack }, terminal, signal }: Asked,
  proposal: Proposal,
  changes: readonly Change[],
): Promise<void> {
  const onStep = (change: Change): void => terminal.err(`applied ${changeName(change)}\n`);
  const { applied, unclear, rest, ended } = await writeChanges(kube, changes, { takeBack, onStep, signal });
  if (!ended) return;
  const [first] = rest;
  if (ended.by === 'refusal' && first) terminal.err(`${refusalText(first, ended.refusal)}\n`);
  terminal.err(remains(applied.map(changeName), unclear.map(changeName), rest.map(changeName)));
  switch (ended.by) {
    case 'abort':
      throw new PromwireError(
        'interrupted',
        'interrupted in the middle of the plan',
        `Run the same command again: it converges. Or ${wayBack(proposal)}.`,
      );
    case 'error':
      throw ended.error;
    case 'refusal':
      throw new PromwireError(
        refusalOutcome(ended.refusal) === 'unknown' ? 'forbidden' : 'failed',
        'stopped in the middle of the plan',
        'Mend the cause and run the same command again: it converges.',
      );
  }
}

function remains(applied: readonly string[], unclear: readonly string[], rest: readonly string[]): string {
  const lines = [
    `applied: ${applied.join(', ') || 'nothing'}`,
    ...(unclear.length > 0 ? [`not known: ${unclear.join(', ')}`] : []),
    ...(rest.length > 0 ? [`not applied: ${rest.join(', ')}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** Waits for what was applied to work. Ctrl-C then leaves everything written: that is said, with the way back. */
export async function verified(
  kube: Kube,
  invocation: Asked,
  proposal: Proposal,
  wrote: boolean,
  direct: DirectPrometheus | undefined,
): Promise<readonly Verification[]> {
  const { flags, terminal, signal } = invocation;
  try {
    const verifications = await verify(kube, wrote ? carriedOut(proposal) : proposal, {
      timeoutMs: flags.timeout ?? FIVE_MINUTES,
      direct,
      onProgress: (now) => terminal.progress(progressLine(now)),
      signal,
    });
    terminal.progress('');
    return verifications;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new PromwireError(
      'interrupted',
      wrote ? 'everything was applied, and not yet verified' : 'nothing was to be written, and not all was verified',
      `promwire verify asks again${wrote ? `; ${wayBack(proposal)}` : ''}.`,
      { cause: error },
    );
  }
}

/** The command that takes back what was applied. */
function wayBack({ profile, app }: Proposal): string {
  return `promwire uninstall ${profile.id} -n ${app.namespace} takes it back`;
}
