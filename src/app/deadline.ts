/** The one moment by which everything ends that waits for another: reading, forwards, requests, pauses. */
import { PromwireError } from '../errors.ts';

export interface Deadline {
  /** Milliseconds until then; 0 once it has passed. */
  readonly left: () => number;
  /** Aborted at that moment, with a PromwireError 'unreachable' that says so. */
  readonly signal: AbortSignal;
}

/** A deadline that stands still while a person is asked. */
export interface PausingDeadline extends Deadline {
  readonly pausedFor: <T>(work: () => Promise<T>) => Promise<T>;
}

/**
 * The deadline in `ms` milliseconds from now. With 0 there is one look, which takes as long as it takes. `before`: what has
 * not happened by then.
 */
export function deadlineIn(ms: number, before = 'the cluster was read'): PausingDeadline {
  let end = performance.now() + ms;
  const over = new AbortController();
  const left = (): number => Math.max(0, end - performance.now());
  const late = (): void =>
    over.abort(
      new PromwireError(
        'unreachable',
        `the time-out of ${ms / 1000} s ended before ${before}`,
        'Give it more time (--timeout), or find out why there was no answer in that time.',
      ),
    );
  const start = (): NodeJS.Timeout | undefined => (ms > 0 ? setTimeout(late, left()).unref() : undefined);
  let timer = start();
  return {
    left,
    signal: over.signal,
    async pausedFor(work) {
      const asked = performance.now();
      clearTimeout(timer);
      try {
        return await work();
      } finally {
        end += performance.now() - asked;
        timer = start();
      }
    },
  };
}

/** The error for work that `signal` cut off: a user did, or its time was over. `left`: what that leaves behind. */
export function cutShort(signal: AbortSignal, left: string, hint: string): PromwireError {
  const why: unknown = signal.reason;
  const late = why instanceof PromwireError && why.code !== 'interrupted' ? why : undefined;
  const message = late ? `${late.message}: ${left}` : `interrupted: ${left}`;
  return new PromwireError(late?.code ?? 'interrupted', message, hint, { cause: why });
}

/** What `work` comes to, which writes nothing; where a user cut it off, that is said. */
export async function unlessCut<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw cutShort(signal, 'nothing was changed', '');
  }
}
