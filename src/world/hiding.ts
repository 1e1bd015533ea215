import type { Gap } from '../model/index.ts';

/**
 * The gaps behind which something may be that would change the answer. Of files what is there decides: with a chart and
 * the stack all is given that there is, and what is not among them hides nothing.
 */
export function hiding(gaps: readonly Gap[]): readonly Gap[] {
  return gaps.filter(leavesOpen);
}

/** Is a question open for it? */
export function leavesOpen({ reason }: Gap): boolean {
  return reason !== 'not-among-files';
}
