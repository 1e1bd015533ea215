import type { StackObservation, Wire } from '../../../model/index.ts';
import { jobsOf } from './jobs.ts';
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

function isOf({ address }: MergedTarget, host: string, port: number): boolean {
  return address === `${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`;
}
