import type { Gap } from '../model/index.ts';
import type { World } from './world.ts';

/**
 * The gaps behind which a monitor may be that would change the answer. Of files what is there decides: with a chart and the
 * stack all is given that there is, and a kind of which there is nothing among them hides nothing.
 */
export function hiding({ snapshot }: World, gaps: readonly Gap[]): readonly Gap[] {
  return snapshot.source === 'files' ? gaps.filter(({ reason }) => reason !== 'not-read') : gaps;
}
