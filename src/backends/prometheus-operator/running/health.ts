import type { StackObservation, Target, Wire } from '../../../model/index.ts';
import { jobsOf } from './jobs.ts';
import { groupBy } from '../../../kube/group.ts';
import { addressOf } from './down.ts';
import { targetsByPool } from './live.ts';
import type { MergedTarget } from './merge.ts';

/* What a running stack says of the targets of some wires of one monitor. */

/** How many of them are down; 0 where nobody was asked. */
export function downOf(live: StackObservation | undefined, wires: readonly Wire[]): number {
  if (!live) return 0;
  const pools = targetsByPool(live);
  return wires
    .flatMap((wire) => wire.targets.map((target) => ({ wire, target })))
    .filter(({ wire, target }) => {
      const pool = jobsOf(wire.monitor, wire.endpoint + 1).at(-1) ?? '';
      return pools.get(pool)?.some((shown) => isOf(shown, target.address, target.port) && shown.health === 'down');
    }).length;
}

/** Does every one of them answer? undefined: nobody was asked. */
export function allUp(live: StackObservation | undefined, wires: readonly Wire[]): boolean | undefined {
  if (!live?.instances.some(({ targets }) => targets?.kind === 'ok')) return undefined;
  const pools = targetsByPool(live);
  return wires.every((wire) => {
    const pool = pools.get(jobsOf(wire.monitor, wire.endpoint + 1).at(-1) ?? '') ?? [];
    return wire.targets.every(({ address, port }) =>
      pool.some((shown) => isOf(shown, address, port) && shown.health === 'up'),
    );
  });
}

/** The wires, with what a running stack says of each of their targets. */
export function withHealth(live: StackObservation | undefined, wires: readonly Wire[]): readonly Wire[] {
  if (!live) return wires;
  const pools = targetsByPool(live);
  return wires.map((wire) => {
    const pool = groupBy(
      pools.get(jobsOf(wire.monitor, wire.endpoint + 1).at(-1) ?? '') ?? [],
      ({ address }) => address,
    );
    if (pool.size === 0) return wire;
    const targets = wire.targets.map((target): Target => {
      const seen = (pool.get(addressOf(target)) ?? []).map(({ health }) => health);
      // In a pool an address may be there several times, as other containers or paths.
      const health = seen.includes('down') ? 'down' : seen.includes('up') ? 'up' : undefined;
      return health ? { ...target, health } : target;
    });
    return { ...wire, targets };
  });
}

function isOf({ address }: MergedTarget, host: string, port: number): boolean {
  return address === `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
}
