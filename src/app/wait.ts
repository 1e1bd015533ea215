import type { Verification } from '../model/index.ts';
import type { Deadline } from './deadline.ts';

export interface WaitOptions {
  /** A look that is under way then is cut off. */
  readonly deadline: Deadline;
  /** Ctrl-C: cuts off in the same way. */
  readonly signal: AbortSignal;
  /** Milliseconds; any steady clock. */
  readonly now?: () => number;
  /** Resolves after the time, or early when the signal is aborted. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Called after every look that shows something new. */
  readonly onProgress?: ((verifications: readonly Verification[]) => void) | undefined;
}

/** First and longest pause between two looks, in milliseconds. A reload takes seconds, a first scrape up to a minute. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5_000;

/**
 * Looks again and again, at growing intervals, until nothing is left that waiting can change, the deadline has come or
 * the signal is aborted. Gives the verifications of the last look that was not cut off, else what the first one came to,
 * [] where it came to nothing. Never rejects because it was cut off; what `look` throws otherwise comes through.
 * `mayChange` is verify/progress's.
 */
export async function waitUntil(
  look: (signal: AbortSignal) => Promise<readonly Verification[]>,
  mayChange: (verification: Verification) => boolean,
  options: WaitOptions,
): Promise<readonly Verification[]> {
  const { signal, deadline, now = () => performance.now(), sleep = pause, onProgress } = options;
  const stop = AbortSignal.any([signal, deadline.signal]);
  let verifications: readonly Verification[] = [];
  let shown = '';
  for (let wait = FIRST_PAUSE; !stop.aborted; wait = Math.min(wait * 1.5, LONGEST_PAUSE)) {
    const start = now();
    let seen: readonly Verification[];
    try {
      seen = await look(stop);
    } catch (error) {
      if (stop.aborted) break;
      throw error;
    }
    if (stop.aborted && verifications.length > 0) break;
    verifications = seen;
    const state = JSON.stringify(verifications);
    if (state !== shown) {
      // Something moved: look again soon.
      if (shown !== '') wait = FIRST_PAUSE;
      shown = state;
      onProgress?.(verifications);
    }
    // The last look needs as long as this one took.
    const left = deadline.left() - (now() - start);
    if (left <= 0 || !verifications.some((each) => mayChange(each))) break;
    await sleep(Math.min(wait, left), stop);
  }
  return verifications;
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener('abort', wake, { once: true });
  });
}
