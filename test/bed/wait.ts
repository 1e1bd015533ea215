import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** What is waited for, as it stands in the failure: "2/2 targets up". */
  readonly what: string;
  /** Milliseconds until it fails; 30,000 when absent. */
  readonly timeoutMs?: number;
  /** Milliseconds between two looks; 50 when absent. */
  readonly everyMs?: number;
}

/**
 * Looks until `condition` answers something other than undefined or false, and returns that. An error thrown by it
 * means "not yet" and is shown when the time is over.
 */
export const waitFor = async <T>(
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  options: WaitOptions,
): Promise<T> => {
  const timeoutMs = options.timeoutMs ?? 30_000;
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      const seen = await condition();
      if (seen !== undefined && seen !== false) return seen;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() >= deadline) {
      throw new Error(`waited ${timeoutMs} ms in vain for: ${options.what}`, last === undefined ? {} : { cause: last });
    }
    await delay(options.everyMs ?? 50);
  }
};
