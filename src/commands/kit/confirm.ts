import { PromwireError } from '../../errors.ts';
import type { Context } from './command.ts';
import type { Flags } from './flags.ts';

/** The words of one question before something is written. */
export interface Confirmation {
  /** Without the answers: "Apply these 3 changes?". */
  readonly question: string;
  /** What a no leaves behind: "nothing was written". */
  readonly undone: string;
  /** What to do where nobody can be asked. */
  readonly hint: string;
}

/**
 * Goes on where --yes was given or a person says so. Throws PromwireError: 'usage' where there is no terminal,
 * 'failed' for any other answer than yes, 'interrupted' for Ctrl-C.
 */
export async function confirm(
  { flags, terminal, signal }: Pick<Context, 'terminal' | 'signal'> & { readonly flags: Flags<'yes'> },
  { question, undone, hint }: Confirmation,
): Promise<void> {
  if (flags.yes) return;
  if (!terminal.interactive) throw new PromwireError('usage', `there is no terminal to ask on, so ${undone}`, hint);
  const answer = await terminal.ask(`${question} [y/N] `).catch((error: unknown) => {
    if (!signal.aborted) throw error;
    throw new PromwireError('interrupted', `interrupted: ${undone}`, '', { cause: error });
  });
  if (!/^y(?:es)?$/i.test(answer?.trim() ?? '')) throw new PromwireError('failed', undone, '');
}
