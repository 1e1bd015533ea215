import type {
  AskedSeries,
  Capability,
  InstanceObservation,
  Ref,
  SeriesAnswers,
  StackObservation,
  Unanswered,
} from '../../model/index.ts';
import type { Prometheus } from './index.ts';
import { askSeries } from './series.ts';

/** What to ask of a stack; verify/wanted makes it from expectations. */
export interface Wanted {
  readonly jobs: readonly string[];
  /** Ask for the targets although no job is in question. */
  readonly targets?: boolean;
  readonly rules: boolean;
  readonly queries: readonly string[];
  /** Selectors to look for; undefined: none are asked about. */
  readonly series?: readonly AskedSeries[] | undefined;
  /** Ask whether the last reload of the configuration succeeded. */
  readonly reload?: boolean;
}

/** Queries of one dashboard that are under way at once, per instance: Prometheus' own default allows 20. */
const AT_ONCE = 4;

/** Asks every instance of a stack what is wanted, as far as the stack is capable of it. */
export async function observeStack(
  stack: {
    readonly ref: Ref;
    readonly capabilities: readonly Capability[];
    readonly shards: number;
    readonly replicas?: number;
  },
  instances: readonly Prometheus[] | Unanswered,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<StackObservation> {
  const base = {
    stack: stack.ref,
    capabilities: stack.capabilities,
    shards: stack.shards,
    ...(stack.replicas === undefined ? {} : { replicas: stack.replicas }),
  };
  if ('kind' in instances) return { ...base, instances: [], problem: instances };
  const can = (capability: Capability): boolean => stack.capabilities.includes(capability);
  const scope = {
    jobs: can('targets') ? wanted.jobs : [],
    targets: wanted.targets === true && can('targets'),
    rules: wanted.rules && can('rules'),
    queries: can('query') ? wanted.queries : [],
    reload: wanted.reload === true && can('targets'),
  };
  const observed = await Promise.all(instances.map((prometheus) => observeInstance(prometheus, scope, signal)));
  const { series } = wanted;
  if (series === undefined || !can('query')) return { ...base, instances: observed };
  const answers = await Promise.all(
    replicasOfShards(instances).map(async (replicas) => await askOne(replicas, series, signal)),
  );
  const found = new Map(answers.flatMap((answer) => (answer ? [answer] : [])));
  return {
    ...base,
    instances: observed.map((each, i) => {
      const own = instances[i] && found.get(instances[i]);
      return own ? { ...each, series: own } : each;
    }),
  };
}

/** The replicas of each shard; where shards are not known, all are of one. */
function replicasOfShards(instances: readonly Prometheus[]): readonly (readonly Prometheus[])[] {
  const shards = new Map<number | undefined, readonly Prometheus[]>();
  for (const each of instances) {
    const { shard } = each.instance;
    shards.set(shard, [...(shards.get(shard) ?? []), each]);
  }
  return [...shards.values()];
}

/** Of the first replica that answers, else of the last one. */
async function askOne(
  replicas: readonly Prometheus[],
  series: readonly AskedSeries[],
  signal: AbortSignal,
): Promise<readonly [Prometheus, SeriesAnswers] | undefined> {
  let last: readonly [Prometheus, SeriesAnswers] | undefined;
  for (const each of replicas) {
    last = [each, await askSeries(each, series, signal)];
    if (last[1].names.kind === 'ok') return last;
  }
  return last;
}

async function observeInstance(
  prometheus: Prometheus,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<InstanceObservation> {
  const [targets, rules, queries, reloaded] = await Promise.all([
    wanted.jobs.length > 0 || wanted.targets === true ? prometheus.targets(signal) : undefined,
    wanted.rules ? prometheus.rules(signal) : undefined,
    inTurns(wanted.queries, (expr) => prometheus.query(expr, signal)),
    wanted.reload === true ? prometheus.reloaded(signal) : undefined,
  ]);
  // The whole configuration is asked for only where a job cannot be seen by its targets.
  const seen = new Set(targets?.kind === 'ok' ? targets.value.active.map((target) => target.pool) : []);
  const hidden = wanted.jobs.some((job) => !seen.has(job));
  const jobs = hidden && targets?.kind === 'ok' ? await prometheus.jobs(signal) : undefined;
  return {
    instance: prometheus.instance,
    ...(targets ? { targets } : {}),
    ...(rules ? { rules } : {}),
    ...(jobs ? { jobs } : {}),
    ...(reloaded ? { reloaded } : {}),
    queries: Object.fromEntries(wanted.queries.map((expr, index) => [expr, queries[index]] as const).filter(isPair)),
  };
}

function isPair<K, V>(pair: readonly [K, V | undefined]): pair is readonly [K, V] {
  return pair[1] !== undefined;
}

async function inTurns<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(run))));
  }
  return results;
}
