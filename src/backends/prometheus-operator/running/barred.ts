import type { Pair, TargetContext } from '../../../world/context.ts';
import { barriersOf } from '../discovery/barriers.ts';
import type { Barrier, Barriers } from '../discovery/barriers.ts';
import { healthOf } from './down.ts';
import { isKeptOut } from './scrape-errors.ts';

/** A target that policies keep the stack out of; with what the running stack says of it, where it was asked. */
export interface Barred extends Barrier {
  readonly lastError?: string;
}

/** The targets of a monitor that policies keep the stack out of. A target that answers, be it with an error, was reached. */
export function barredOf(
  pair: Pair,
  context: TargetContext,
): Pick<Barriers, 'gaps'> & { readonly found: readonly Barred[] } {
  const health = healthOf(pair, context);
  const targets = context.wires(pair.object, pair.stack).flatMap((wire) => wire.targets);
  const open = targets.filter((target) => {
    const seen = health(target);
    return seen === undefined || seen.health === 'unknown' || (seen.health === 'down' && isKeptOut(seen.lastError));
  });
  const { found, gaps } = barriersOf(context.world, pair.stack, open);
  return {
    gaps,
    found: found.map((barrier) => {
      const seen = health(barrier.target);
      return seen?.health === 'down' ? { ...barrier, lastError: seen.lastError } : barrier;
    }),
  };
}
