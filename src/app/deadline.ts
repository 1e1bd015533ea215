/** The one moment by which everything ends that waits for another: reading, forwards, requests, pauses. */
import { PromwireError } from '../errors.ts';

export interface Deadline {
  /** Milliseconds until then; 0 once it has passed. */
  readonly left: () => number;
  /** Aborted at that moment, with a PromwireError 'unreachable' that says so. */
  readonly signal: AbortSignal;
}

/**
 * The deadline in `ms` milliseconds from now. With 0 there is one look, which takes as long as it takes. `before`: what has
 * not happened by then.
 */
export function deadlineIn(ms: number, before = 'the cluster was read'): Deadline {
  const end = performance.now() + ms;
  const over = new AbortController();
  if (ms > 0)
    setTimeout(() => {
      over.abort(
        new PromwireError(
          'unreachable',
          `the time-out of ${ms / 1000} s ended before ${before}`,
          'Give it more time, or find out why the cluster answers so slowly.',
        ),
      );
    }, ms).unref();
  return { left: () => Math.max(0, end - performance.now()), signal: over.signal };
}
