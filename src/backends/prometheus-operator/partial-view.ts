import type { Monitor, Ref, Stack } from '../../model/index.ts';
import { title } from '../../kube/refs.ts';

/*
 * Each shard of a Prometheus evaluates every rule on the targets that it scrapes itself. A shard that holds none of an
 * application's targets takes it for absent, unless every shard scrapes all of them.
 */

/** Should a monitor of ours ask that every shard scrapes all of its targets? Asking an operator that may not know it does no harm. */
export function asksEveryShard(stack: Stack): boolean {
  return stack.shards > 1 && stack.everyShard !== undefined && stack.everyShard !== 'impossible';
}

/** Does every one of several shards scrape all targets of this monitor, for certain? */
export function scrapedByEvery({ shards, everyShard }: Stack, { endpoints }: Monitor): boolean {
  const known = everyShard === 'possible' || everyShard === 'retained';
  return shards > 1 && known && endpoints.length > 0 && endpoints.every((endpoint) => endpoint.everyShard);
}

/** Why a Prometheus of the stack may not hold all targets of a monitor though all is well, and what would change that. */
export interface PartialView {
  readonly why: string;
  readonly remedy?: string;
}

/**
 * Undefined where every Prometheus that evaluates the rules holds all targets. `every`: every shard scrapes all targets
 * of this monitor; the monitor is absent where there is none yet.
 */
export function partialView(stack: Stack, monitor: Ref | undefined, every: boolean): PartialView | undefined {
  const several = `${title(stack.ref)} has ${stack.shards} shards`;
  if (stack.everyShard === undefined || (stack.everyShard === 'possible' && every)) return undefined;
  const views: Readonly<Record<NonNullable<Stack['everyShard']>, PartialView>> = {
    possible: {
      why: `${several}, and ${monitor ? title(monitor) : 'the monitor'} has each of them scrape only a part of the targets`,
      remedy:
        'Add { targetLabel: __tmp_disable_sharding, replacement: "true" } to the relabelings of each of its endpoints, and run promwire setup again.',
    },
    impossible: {
      why: `${several}, and its operator, older than 0.83, cannot have each of them scrape all targets`,
      remedy: 'Once the operator is 0.83 or newer, run promwire setup again.',
    },
    unknown: {
      why: `${several}, and whether its operator can have each of them scrape all targets (0.83 and newer) could not be seen`,
    },
    retained: {
      why: `${title(stack.ref)} keeps the pods of shards that are taken away (shardRetentionPolicy): they evaluate the rules and scrape nothing`,
    },
  };
  return views[stack.everyShard];
}
