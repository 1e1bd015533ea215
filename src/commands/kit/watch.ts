import { setTimeout as sleep } from 'node:timers/promises';
import { PromwireError } from '../../errors.ts';
import type { Outcome } from '../../errors.ts';
import type { Terminal } from './terminal.ts';
import { visible } from '../../render/visible.ts';

/**
 * Looks again at every interval and prints when the answer is another one. Every look reads everything again, so a change
 * between two looks is never lost, only the states between them are. An answer that cannot be had for a while is said
 * once on stderr and does not end the watch. Ends by `signal`, whose reason is thrown.
 */
export async function watch(
  look: (out: (text: string) => void) => Promise<unknown>,
  {
    terminal,
    intervalMs,
    signal,
  }: { readonly terminal: Terminal; readonly intervalMs: number; readonly signal: AbortSignal },
): Promise<readonly Outcome[]> {
  let shown = '';
  let failed = '';
  for (;;) {
    let text = '';
    try {
      await look((part) => (text += part));
      // On stderr: a result has no times.
      if (text !== shown && shown !== '')
        terminal.err(`${'─'.repeat(8)} changed at ${clock(new Date())} ${'─'.repeat(8)}\n`);
      if (text !== shown) terminal.out(shown === '' ? text : `\n${text}`);
      if (shown === '')
        terminal.err(
          `watching: looks again every ${intervalMs / 1000}s and prints when the answer changes; Ctrl-C ends it\n`,
        );
      shown = text;
      failed = '';
    } catch (error) {
      signal.throwIfAborted();
      // Also a file that an editor has just taken away to put another in its place.
      const passing = error instanceof PromwireError && shown !== '';
      if (!passing) throw error;
      if (error.message !== failed)
        terminal.err(`promwire: ${visible(error.message)}; looking again every ${intervalMs / 1000}s\n`);
      failed = error.message;
    }
    await sleep(intervalMs, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    signal.throwIfAborted();
    if (terminal.closed?.() === true) return ['ok'];
  }
}

/** As a clock on the wall shows it, in the zone of this machine. */
function clock(time: Date): string {
  return time.toTimeString().slice(0, 8);
}
