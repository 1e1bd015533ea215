/** Long work in steps: between them the process hears signals, timers and servers. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** So long signals wait at most, if no step takes longer. */
const TURN_MS = 50;

/** Does the steps one after the other. Throws the reason of `signal` where it comes between two of them. */
export async function inTurns<R>(steps: Iterator<unknown, R>, signal: AbortSignal | undefined): Promise<R> {
  // A watch whose signal came before it began ends after one look.
  const begun = signal?.aborted !== true;
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < TURN_MS) continue;
    await nextTurn();
    if (begun) signal?.throwIfAborted();
    since = performance.now();
  }
}
