import type {
  Answer,
  Instance,
  InstanceObservation,
  ScrapedTarget,
  StackObservation,
  Unanswered,
} from '../../../model/index.ts';
import { compare } from '../../../kube/refs.ts';

/** One URL of one pool, over all instances that scrape it. */
export interface MergedTarget {
  readonly pool: string;
  readonly url: string;
  readonly address: string;
  /** `down` where any replica says so, `unknown` where one has not scraped it yet, else `up`. */
  readonly health: ScrapedTarget['health'];
  readonly lastError: string;
  /** Instance names whose view is worse than `up`. */
  readonly seenBy: readonly string[];
}

export interface MergedTargets {
  readonly targets: readonly MergedTarget[];
  /** Addresses that relabeling dropped, by pool; the largest count of the instances. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly unanswered: readonly { readonly instance: Instance; readonly why: Unanswered }[];
}

const RANK: Readonly<Record<ScrapedTarget['health'], number>> = { up: 0, unknown: 1, down: 2 };

/** Replicas see the same targets and count once; shards see different ones and are united. */
export function mergeTargets(observation: StackObservation): MergedTargets {
  const merged = new Map<string, MergedTarget>();
  const dropped: Record<string, number> = {};
  const unanswered: { instance: Instance; why: Unanswered }[] = [];
  for (const { instance, targets } of observation.instances) {
    if (targets === undefined) continue;
    if (targets.kind === 'unknown') {
      unanswered.push({ instance, why: targets });
      continue;
    }
    for (const [pool, count] of Object.entries(targets.value.dropped))
      dropped[pool] = Math.max(dropped[pool] ?? 0, count);
    for (const target of targets.value.active) add(merged, instance, target);
  }
  const inOrder = [...merged.values()].sort((a, b) => compare(a.pool, b.pool) || compare(a.url, b.url));
  return { targets: inOrder, dropped, unanswered };
}

function add(merged: Map<string, MergedTarget>, instance: Instance, target: ScrapedTarget): void {
  const key = `${target.pool}\n${target.url}`;
  const before = merged.get(key);
  const worse = before === undefined || RANK[target.health] > RANK[before.health];
  merged.set(key, {
    pool: target.pool,
    url: target.url,
    address: target.address,
    health: worse ? target.health : before.health,
    lastError: worse ? target.lastError : before.lastError,
    seenBy: target.health === 'up' ? (before?.seenBy ?? []) : [...(before?.seenBy ?? []), instance.name],
  });
}

/** Instances that do not run a job yet. An instance that shows a target of it runs it; one that cannot be asked is not listed. */
export function lacking(observation: StackObservation, job: string): readonly string[] {
  return observation.instances.filter((instance) => runs(instance, job) === false).map(({ instance }) => instance.name);
}

function runs(observation: InstanceObservation, job: string): boolean | undefined {
  const { targets, jobs } = observation;
  if (targets?.kind === 'ok' && targets.value.active.some((target) => target.pool === job)) return true;
  return jobs?.kind === 'ok' ? jobs.value.includes(job) : undefined;
}

/**
 * Replicas that do not see all targets of these jobs that another replica of their shard sees, or (`everyShard`) any
 * other instance.
 */
export function behind(observation: StackObservation, jobs: readonly string[], everyShard: boolean): readonly string[] {
  const groups = everyShard ? [current(observation)] : byShard(observation);
  return groups.flatMap((replicas) => {
    const seen = replicas.map(({ instance, targets }) => ({
      name: instance.name,
      urls: new Set(
        (targets?.kind === 'ok' ? targets.value.active : [])
          .filter((target) => jobs.includes(target.pool))
          .map((target) => `${target.pool} ${target.url}`),
      ),
    }));
    const all = new Set(seen.flatMap(({ urls }) => [...urls]));
    return seen.filter(({ urls }) => urls.size < all.size).map(({ name }) => name);
  });
}

/**
 * Leaves out replicas that are starting where another of their shard answers: they will load the same configuration,
 * and one that never starts is not what was asked about. `starting` names them.
 */
export function withoutStarting(observation: StackObservation): {
  readonly stack: StackObservation;
  readonly starting: readonly string[];
} {
  const answering = new Set(
    byShard(observation).flatMap((replicas) => {
      const ready = replicas.filter((each) => !isStarting(each));
      return ready.length > 0 ? ready : replicas;
    }),
  );
  const starting = observation.instances.filter((each) => !answering.has(each)).map(({ instance }) => instance.name);
  return {
    stack: { ...observation, instances: observation.instances.filter((each) => answering.has(each)) },
    starting,
  };
}

function isStarting({ targets, rules, queries }: InstanceObservation): boolean {
  return [targets, rules, ...Object.values(queries)].some(
    (answer) => answer?.kind === 'unknown' && answer.reason === 'not-ready',
  );
}

/** The instances of each shard; those whose shard is not known (one URL) form one. */
export function byShard(observation: StackObservation): readonly (readonly InstanceObservation[])[] {
  const shards = new Map<number, InstanceObservation[]>();
  for (const each of observation.instances) {
    const shard = each.instance.shard ?? -1;
    shards.set(shard, [...(shards.get(shard) ?? []), each]);
  }
  return [...shards.entries()].sort(([a], [b]) => a - b).map(([, instances]) => instances);
}

/** All but the pods of shards that were taken away, which may be kept and scrape nothing. */
function current({ instances, shards }: StackObservation): readonly InstanceObservation[] {
  return instances.filter(({ instance: { shard = 0 } }) => shard < shards);
}

/** The current instances of each shard. */
export function byCurrentShard(observation: StackObservation): readonly (readonly InstanceObservation[])[] {
  return byShard({ ...observation, instances: current(observation) });
}

/** How many shards nobody was asked about. One instance without a shard number stands for one shard. */
export function unseenShards(observation: StackObservation): number {
  return Math.max(0, observation.shards - byCurrentShard(observation).length);
}

/** "1 of 2 shards could not be asked"; undefined where all were. */
export function unseen(observation: StackObservation): string | undefined {
  const count = unseenShards(observation);
  return count === 0 ? undefined : `${count} of ${observation.shards} shards could not be asked`;
}

/** How many instances there should be and nobody was asked about, one replica of a shard that is not known included. */
export function unseenReplicas(observation: StackObservation): number {
  return Math.max(0, observation.shards * (observation.replicas ?? 1) - current(observation).length);
}

/** The first answer of a kind that is unknown, with its instance. */
export function firstUnanswered<T>(
  observation: StackObservation,
  pick: (instance: InstanceObservation) => Answer<T> | undefined,
): { readonly instance: Instance; readonly why: Unanswered } | undefined {
  for (const each of observation.instances) {
    const answer = pick(each);
    if (answer?.kind === 'unknown') return { instance: each.instance, why: answer };
  }
  return undefined;
}
