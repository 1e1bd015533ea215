/** The deadline that --timeout sets to everything that a command waits for. */
import { deadlineIn } from '../../app/deadline.ts';
import type { Context } from './command.ts';
import type { Flags } from './flags.ts';

/** Without --timeout. */
const FIVE_MINUTES = 300_000;

/** Longest wait, in milliseconds. */
export function timeoutOf({ timeout }: Flags<'timeout'>): number {
  return timeout ?? FIVE_MINUTES;
}

/**
 * The same invocation, which also ends when its time is over; the time that a person takes to answer does not count.
 * `before`: what has not happened by then.
 */
export function within<I extends Context & { readonly flags: Flags<'timeout'> }>(invocation: I, before?: string): I {
  const { flags, terminal, signal } = invocation;
  const deadline = deadlineIn(timeoutOf(flags), before);
  return {
    ...invocation,
    terminal: { ...terminal, ask: async (question) => await deadline.pausedFor(() => terminal.ask(question)) },
    signal: AbortSignal.any([signal, deadline.signal]),
  };
}
