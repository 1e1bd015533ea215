import type { Terminal } from './terminal.ts';

/** Delay before progress is shown; fast reads stay silent. */
export const QUIET_MS = 1000;

/** Says how far the reading of a server is: step by step to a person, once to a log. `now`: in milliseconds. */
export function reading(
  terminal: Pick<Terminal, 'progress' | 'interactive'>,
  server: string,
  now: () => number = Date.now,
): (step: { readonly done: number; readonly total: number; readonly kind: string }) => void {
  const started = now();
  let told = false;
  return ({ done, total, kind }) => {
    if (now() - started <= QUIET_MS || (told && !terminal.interactive)) return;
    told = true;
    const step = terminal.interactive ? `${done} of ${total} lists (${kind})` : `${total} lists`;
    terminal.progress(`reading ${server}: ${step}`);
  };
}
