import { jobsOf } from './jobs.ts';
import type { TargetContext, Pair } from '../../../world/context.ts';
import { groupBy } from '../../../kube/group.ts';
import { hasAnswered, targetsByPool } from './live.ts';
import { refOf } from '../../../kube/refs.ts';
import type { MergedTarget } from './merge.ts';
import type { StackObservation, Target } from '../../../model/index.ts';
import { memo } from '../../../kube/memo.ts';

/** So many monitors of one stack with one error are the stack's affair. */
const SHARED_BY = 3;

/** Targets of one monitor that fail alike. A type, so that it is JSON. */
export type Failure = {
  readonly sort: string;
  readonly lastError: string;
  readonly targets: number;
  readonly addresses: readonly string[];
  /** Indexes of its endpoints; [] where many monitors share it. */
  readonly endpoints: readonly number[];
  /** Monitors of the stack that fail alike, where they are so many that it is one finding about the stack; else 1. */
  readonly monitors: number;
};

/** The pools of a monitor, by endpoint; [] where the pair is not selected or the stack was not asked. */
export function poolsOf({ object, stack }: Pair, context: TargetContext): readonly string[] {
  const live = context.live(stack);
  if (!hasAnswered(live) || !context.selected(object, stack)) return [];
  return jobsOf(refOf(object), context.monitor(object)?.endpoints.length ?? 0);
}

/** Failures of a monitor, by the sort of their lastError; undefined of `sortOf`: another check covers it. */
export function failuresOf(
  pair: Pair,
  context: TargetContext,
  sortOf: (down: MergedTarget) => string | undefined,
): readonly Failure[] {
  const live = context.live(pair.stack);
  const own = poolsOf(pair, context);
  if (!live || own.length === 0) return [];
  const pools = targetsByPool(live);
  const failing = own.flatMap((pool) => (pools.get(pool) ?? []).filter(isDown));
  const bySort = groupBy(failing, sortOf);
  return [...bySort].flatMap(([sort, targets]): readonly Failure[] => {
    if (sort === undefined) return [];
    const alike = allDown(live).filter((each) => sortOf(each) === sort);
    const monitors = new Set(alike.map(({ pool }) => pool.replace(/\/\d+$/, ''))).size;
    const shared = monitors >= SHARED_BY;
    const shown = shared ? alike : targets;
    return [
      {
        sort,
        lastError: shown[0]?.lastError ?? '',
        targets: shown.length,
        addresses: shown.slice(0, 3).map(({ address }) => address),
        endpoints: shared ? [] : [...new Set(targets.map(({ pool }) => own.indexOf(pool)))],
        monitors: shared ? monitors : 1,
      },
    ];
  });
}

/** How many targets of these endpoints of a monitor are up. */
export function upIn(pair: Pair, context: TargetContext, endpoints: readonly number[]): number {
  const live = context.live(pair.stack);
  const own = poolsOf(pair, context);
  const targets = live ? endpoints.flatMap((index) => targetsByPool(live).get(own[index] ?? '') ?? []) : [];
  return targets.filter(({ health }) => health === 'up').length;
}

/** "10.0.0.1:8080", "[fd00::1]:8080", as in the URL of a target. */
export function addressOf({ address, port }: Target): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** What the running stack says of the targets of a monitor; undefined of one that it does not know, or was not asked of. */
export function healthOf(pair: Pair, context: TargetContext): (target: Target) => MergedTarget | undefined {
  const live = context.live(pair.stack);
  const seen = live ? poolsOf(pair, context).flatMap((pool) => targetsByPool(live).get(pool) ?? []) : [];
  const byAddress = groupBy(seen, ({ address }) => address);
  return (target) => {
    const same = byAddress.get(addressOf(target)) ?? [];
    return same.find(({ health }) => health !== 'down') ?? same[0];
  };
}

const isDown = ({ health }: MergedTarget): boolean => health === 'down';

const allDown = memo((live: StackObservation): readonly MergedTarget[] => {
  const answer = [...targetsByPool(live).values()].flatMap((targets) => targets.filter(isDown));
  return answer;
});
