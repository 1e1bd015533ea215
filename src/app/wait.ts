import type { Verification } from '../model/index.ts';

export interface WaitOptions {
  /** Longest wait in milliseconds; the look that is under way at the end is the last. */
  readonly timeoutMs: number;
  /**
   * How long to wait, within the time-out, for what depends on the application alone (pods that start, a check that
   * has not run). Default 0: it is reported as pending at once. `verify --strict` gives the whole time-out.
   */
  readonly graceMs?: number;
  readonly signal: AbortSignal;
  /** Milliseconds; any steady clock. */
  readonly now?: () => number;
  /** Resolves after the time, or early when the signal is aborted. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Called after every look that shows something new. */
  readonly onProgress?: (verifications: readonly Verification[]) => void;
}

export interface Waited {
  readonly ended: 'settled' | 'timeout' | 'interrupted';
  /** Those of the last look that finished; [] when interrupted before the first. */
  readonly verifications: readonly Verification[];
}

/** First and longest pause between two looks, in milliseconds. A reload takes seconds, a first scrape up to a minute. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 5_000;

/**
 * Looks again and again, at growing intervals, until nothing is left that waiting can change. `mayChange` is
 * verify/progress's. Never rejects because of an abort; what `look` throws otherwise comes through.
 */
export async function waitUntil(
  look: (signal: AbortSignal) => Promise<readonly Verification[]>,
  mayChange: (verification: Verification) => boolean,
  options: WaitOptions,
): Promise<Waited> {
  const { signal, timeoutMs, graceMs = 0, now = () => performance.now(), sleep = pause, onProgress } = options;
  const start = now();
  let verifications: readonly Verification[] = [];
  let shown = '';
  for (let wait = FIRST_PAUSE; !signal.aborted; wait = Math.min(wait * 1.5, LONGEST_PAUSE)) {
    try {
      verifications = await look(signal);
    } catch (error) {
      if (signal.aborted) break;
      throw error;
    }
    const state = JSON.stringify(verifications);
    if (state !== shown) {
      // Something moved: look again soon.
      if (shown !== '') wait = FIRST_PAUSE;
      shown = state;
      onProgress?.(verifications);
    }
    const elapsed = now() - start;
    const inGrace =
      elapsed < graceMs && verifications.some((each) => each.outcome !== 'met' && each.waitingOn === 'application');
    if (!inGrace && !verifications.some(mayChange)) return { ended: 'settled', verifications };
    if (elapsed >= timeoutMs) return { ended: 'timeout', verifications };
    await sleep(Math.min(wait, timeoutMs - elapsed), signal);
  }
  return { ended: 'interrupted', verifications };
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
