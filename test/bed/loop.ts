import { setTimeout as delay } from 'node:timers/promises';

const RETRY_MS = 200;

/** One stand-in's work, done again after every trigger and never twice at once. */
export interface Loop {
  trigger(): void;
  /** Waits for the round that is under way; later triggers do nothing. */
  stop(): Promise<void>;
}

/**
 * Calls `work` after `trigger`, again when a trigger came meanwhile, and again a little later when it failed: a stand-in
 * meets conflicts and objects that vanish under its hands, as the real controllers do. `onError` hears of each failure.
 */
export const startLoop = (work: () => Promise<void>, onError: (error: unknown) => void): Loop => {
  let wanted = false;
  let stopped = false;
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    while (wanted && !stopped) {
      wanted = false;
      try {
        await work();
      } catch (error) {
        onError(error);
        wanted = true;
        await delay(RETRY_MS);
      }
    }
    running = undefined;
  };
  return {
    trigger: () => {
      wanted = true;
      if (!stopped) running ??= run();
    },
    stop: async () => {
      stopped = true;
      await running;
    },
  };
};
