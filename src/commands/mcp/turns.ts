/** Calls of tools: a few at once, the others in turn. */
import { setTimeout as pause } from 'node:timers/promises';
import { PromwireError } from '../../errors.ts';

const AT_ONCE = 4;
const MOST_WAITING = 60;
/** What has not ended by then is left: the process ends. */
const LAST_MS = 500;

export interface Turns {
  /** Throws PromwireError where too many wait, and the reason of `signal`. */
  readonly take: <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>;
  /** All that is under way has ended, or had its time. */
  readonly ended: () => Promise<void>;
}

export function newTurns(): Turns {
  const running = new Set<Promise<unknown>>();
  const waiting: (() => void)[] = [];
  return {
    async take(signal, work) {
      if (waiting.length >= MOST_WAITING)
        throw new PromwireError('failed', 'too many calls at once', 'Wait for the answers of some of them.');
      while (running.size >= AT_ONCE) await new Promise<void>((resolve) => void waiting.push(resolve));
      try {
        signal.throwIfAborted();
        const done = work();
        running.add(done);
        try {
          return await done;
        } finally {
          running.delete(done);
        }
      } finally {
        // Also of one that was cancelled while it waited: it was woken in place of another.
        waiting.shift()?.();
      }
    },
    async ended() {
      const stop = new AbortController();
      await Promise.race([Promise.allSettled(running), pause(LAST_MS, undefined, { signal: stop.signal })]);
      stop.abort();
    },
  };
}
