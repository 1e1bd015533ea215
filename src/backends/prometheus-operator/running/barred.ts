import type { Pair, TargetContext } from '../../../world/context.ts';
import { barriersOf } from '../discovery/barriers.ts';
import type { Barrier, Barriers } from '../discovery/barriers.ts';
import { healthOf, poolsOf } from './down.ts';
import { proberTargets } from '../discovery/prober.ts';
import type { Target } from '../../../model/index.ts';
import { targetsByPool } from './live.ts';
import type { MergedTarget } from './merge.ts';
import { isKeptOut } from './scrape-errors.ts';

/** A target that policies keep the stack out of; with what the running stack says of it, where it was asked. */
export interface Barred extends Barrier {
  readonly lastError?: string;
}

/**
 * The targets of a monitor (of a Probe the pods of its prober) that policies keep the stack out of. A target that answers,
 * be it with an error, was reached.
 */
export function barredOf(
  pair: Pair,
  context: TargetContext,
): Pick<Barriers, 'gaps'> & { readonly targets: readonly Target[]; readonly found: readonly Barred[] } {
  const { object, stack } = pair;
  const isProbe = object.kind === 'Probe';
  const health = isProbe ? proberHealth(pair, context) : healthOf(pair, context);
  const targets = isProbe
    ? proberTargets(context.world, object, stack)
    : context.wires(object, stack).flatMap((wire) => wire.targets);
  const open = targets.filter((target) => {
    const seen = health(target);
    return seen === undefined || seen.health === 'unknown' || (seen.health === 'down' && isKeptOut(seen.lastError));
  });
  const { found, gaps } = barriersOf(context.world, pair.stack, open);
  return {
    gaps,
    targets,
    found: found.map((barrier) => {
      const seen = health(barrier.target);
      return seen?.health === 'down' ? { ...barrier, lastError: seen.lastError } : barrier;
    }),
  };
}

/** The prober is asked for every target of a Probe: one of them that is answered tells that it was reached. */
function proberHealth(pair: Pair, context: TargetContext): () => MergedTarget | undefined {
  const live = context.live(pair.stack);
  const seen = live ? poolsOf(pair, context).flatMap((pool) => targetsByPool(live).get(pool) ?? []) : [];
  return () => seen.find(({ health }) => health !== 'down') ?? seen[0];
}
