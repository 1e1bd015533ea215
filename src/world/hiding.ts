import type { Gap } from '../model/index.ts';

/**
 * The gaps behind which something may be that would change the answer. Of files what is there decides: with a chart and
 * the stack all is given that there is, and what is not among them hides nothing.
 */
export function hiding(gaps: readonly Gap[]): readonly Gap[] {
  return gaps.filter(leavesOpen);
}

/** The same of a kind that may not have been asked for at all: an older snapshot, or files without any. */
export function hidingWhereRead(gaps: readonly Gap[]): readonly Gap[] {
  return hiding(gaps).filter(({ reason }) => reason !== 'not-read');
}

/** Is a question open for it? */
export function leavesOpen({ reason }: Gap): boolean {
  return reason !== 'not-among-files';
}
