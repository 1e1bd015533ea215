import type { Expectation, Stack, StackObservation, Verification, Wire } from '../model/index.ts';
import type { Analysis } from '../judge/analysis.ts';
import { SCRAPE_KINDS } from '../kube/kinds.ts';
import { refOf, sameRef, title } from '../kube/refs.ts';
import type { MergedTarget, MergedTargets } from '../backends/prometheus-operator/running/merge.ts';
import { behind, lacking, mergeTargets, unseen, unseenShards } from '../backends/prometheus-operator/running/merge.ts';
import { JOB_PREFIX, jobsOf } from '../backends/prometheus-operator/running/jobs.ts';
import { classOf } from '../backends/prometheus-operator/running/scrape-errors.ts';
import type { Outcome } from './outcome.ts';
import { forUser, noAnswer, notAsked, pendingApplication, pendingStack } from './outcome.ts';

type TargetUp = Extract<Expectation, { kind: 'target-up' }>;

/** The scrape pools of everything that a stack selects. */
export function selectedJobs(analysis: Analysis, stack: Stack): readonly string[] {
  return SCRAPE_KINDS.flatMap((kind) =>
    analysis
      .selectedBy(stack, kind)
      .flatMap((object) => jobsOf(refOf(object), analysis.monitor(object)?.endpoints.length ?? 0)),
  );
}

/** Every target of the monitor is up, in every instance that should scrape it. */
export function verifyTargets(
  expectation: TargetUp,
  stack: StackObservation,
  wires: readonly Wire[],
  settled = false,
): Outcome {
  const jobs = jobsOf(expectation.monitor, expectation.endpoints);
  const merged = mergeTargets(stack);
  const ours = merged.targets.filter((target) => jobs.includes(target.pool));
  const twice = duplicatesOf(ours, merged);
  const judged = judge(expectation, stack, wires, jobs, merged, ours);
  const isOver = settled && judged.outcome === 'not-met' && isRefused(ours, wires);
  const outcome = isOver ? forUser(`${judged.detail} (the pods are ready, and nothing listens there)`) : judged;
  if (twice.length === 0) return outcome;
  const duplicates = twice.filter(({ pools }) => pools.every((pool) => stays(pool, stack)));
  const detail = `${outcome.detail}; ${duplicates.length || twice.length} scraped twice`;
  if (duplicates.length > 0) return { ...doubled(outcome, detail), duplicates };
  return outcome.outcome === 'met' ? pendingStack(detail, 'Prometheus to drop what is no longer selected') : outcome;
}

/** Two monitors that are there scrape the same: every sum over the series is doubled, and waiting does not change it. */
function doubled(outcome: Outcome, detail: string): Outcome {
  return outcome.outcome === 'met' ? forUser(detail) : { ...outcome, detail };
}

/** False for the pool of a monitor that is gone, or no longer selected: it is scraped until the next reload. */
function stays(pool: string, { pools }: StackObservation): boolean {
  const ofMonitor = Object.values(JOB_PREFIX).some((prefix) => pool.startsWith(`${prefix}/`));
  return pools === undefined || !ofMonitor || pools.includes(pool);
}

function judge(
  expectation: TargetUp,
  stack: StackObservation,
  wires: readonly Wire[],
  jobs: readonly string[],
  merged: MergedTargets,
  ours: readonly MergedTarget[],
): Outcome {
  const expected = expectation.expected ?? wiredTargets(wires);
  const total = Math.max(ours.length, expected ?? 0);
  const up = ours.filter((target) => target.health === 'up').length;
  const count = `${up}/${total} targets up`;

  const silent = merged.unanswered[0];
  if (silent) return noAnswer(silent.why, ours.length === 0 ? undefined : count);
  const stale = loading(expectation, stack, jobs, count);
  if (stale) return stale;
  if (ours.length === 0) return noTargets(expectation, jobs, merged, wires);
  const down = ours.filter((target) => target.health === 'down');
  if (down.length > 0) return downTargets(down, count, wires);
  if (ours.length < total) return missing(stack, count, total - ours.length);
  if (up < total) return pendingStack(count, 'the first scrape');
  const everyShard = expectation.everyShard === true;
  const late = behind(stack, jobs, everyShard);
  if (late.length > 0) {
    const who = everyShard ? 'every shard and replica' : 'every replica';
    return pendingStack(`${count}, not all of them by ${late.join(', ')}`, `${who} to discover the targets`);
  }
  const hidden = unseen(stack);
  // Without a number to expect, a shard that nobody asked may scrape, and fail to scrape, more of them.
  if (hidden !== undefined && (everyShard || expected === undefined)) return notAsked(count, hidden);
  return { outcome: 'met', detail: count };
}

/** Where a wire stops that has no target now, and is otherwise as it should be. */
const EMPTY: readonly string[] = ['endpoints', 'relabelings'];

/** How many targets the cluster's Endpoints or pods call for; undefined where that is not known. */
function wiredTargets(wires: readonly Wire[]): number | undefined {
  if (
    wires.length === 0 ||
    wires.some(({ unknown, brokenAt = 'endpoints' }) => unknown !== undefined || !EMPTY.includes(brokenAt))
  ) {
    return undefined;
  }
  const urls = new Set(
    wires.flatMap((wire) => wire.targets.map((target) => `${wire.endpoint} ${target.address}:${target.port}`)),
  );
  return urls.size;
}

/** The operator writes, the reloader loads: until then an instance runs its old configuration. */
function loading(
  expectation: TargetUp,
  stack: StackObservation,
  jobs: readonly string[],
  count: string,
): Outcome | undefined {
  const written = stack.written?.find(({ object }) => sameRef(object, expectation.monitor));
  const amiss = stack.amiss?.find(({ object }) => sameRef(object, expectation.monitor));
  if (amiss) {
    const outcome = forUser(`${count}: ${amiss.why}`);
    return amiss.needs === undefined ? outcome : { ...outcome, waitingFor: amiss.needs, waitingOn: 'application' };
  }
  const without = [...new Set(jobs.flatMap((job) => lacking(stack, job)))];
  if (without.length === 0) return undefined;
  if (written?.written === false)
    return pendingStack(
      `${count}: the operator has not written the configuration yet`,
      'the operator to write the configuration',
    );
  return pendingStack(
    `${count}: not in the configuration of ${without.join(', ')} yet`,
    'Prometheus to load the new configuration',
  );
}

/** The job runs and has no target at all: the cluster says why, where it can. */
function noTargets(
  expectation: TargetUp,
  jobs: readonly string[],
  merged: MergedTargets,
  wires: readonly Wire[],
): Outcome {
  const subject = title(expectation.monitor);
  // One wire that delivers is enough, and one that waits for pods may yet do so.
  const delivers = wires.some(({ brokenAt }) => brokenAt === undefined);
  const broken = delivers ? undefined : (wires.find(({ brokenAt }) => brokenAt === 'endpoints') ?? wires[0]);
  if (broken?.brokenAt === 'endpoints' || (!broken && wiredTargets(wires) === 0)) {
    const service = broken?.service ? title(broken.service) : 'its Service';
    return pendingApplication(`no targets: ${service} has no addresses`, 'the pods to start');
  }
  if (broken?.brokenAt === 'service') return forUser(`no targets: no Service matches ${subject}`);
  if (broken?.brokenAt === 'port') return forUser(`no targets: no port of the Service matches ${subject}`);
  if (broken?.brokenAt === 'rights')
    return forUser(`no targets: Prometheus may not read the namespace of ${subject}'s targets`);
  if (broken?.brokenAt === 'relabelings')
    return forUser(`no targets: relabelings drop every one that ${subject} finds`);
  const dropped = jobs.reduce((sum, job) => sum + (merged.dropped[job] ?? 0), 0);
  const seen =
    dropped > 0 ? `; ${dropped} addresses were discovered and dropped as not matching` : '; nothing was discovered';
  return pendingStack(`no targets${seen}`, 'Prometheus to discover the targets');
}

/** Fewer than the cluster calls for. Pods that are not ready are scraped all the same: it is discovery, or shards not asked. */
function missing(stack: StackObservation, count: string, gap: number): Outcome {
  const hidden = unseenShards(stack);
  if (hidden > 0) {
    return {
      outcome: 'unknown',
      detail: `${count}: ${gap} may be in the ${hidden} of ${stack.shards} shards that could not be asked. Give access to its pods.`,
    };
  }
  return pendingStack(count, 'Prometheus to discover all targets');
}

/** A pod that is not ready has a reason to refuse; any other target that is down has failed. */
function downTargets(down: readonly MergedTarget[], count: string, wires: readonly Wire[]): Outcome {
  const starting = new Set(wires.flatMap((wire) => wire.targets.filter((target) => !target.ready).map(addressOf)));
  const failed = down.filter((target) => !starting.has(target.address));
  const errors = (targets: readonly MergedTarget[]): string =>
    [...new Set(targets.map((target) => `${target.address}: ${target.lastError || 'no error given'}`))]
      .slice(0, 3)
      .join('; ');
  if (failed.length === 0) {
    return pendingApplication(`${count}; not ready: ${errors(down)}`, 'the pods to be ready');
  }
  const more = failed.length > 3 ? `; and ${failed.length - 3} more` : '';
  return { outcome: 'not-met', detail: `${count}; ${errors(failed)}${more}` };
}

/** Are there targets that are down, all of them since nobody listens at an address of a pod that is ready? Such as are to be, not of before. */
function isRefused(targets: readonly MergedTarget[], wires: readonly Wire[]): boolean {
  const ready = new Set(wires.flatMap((wire) => wire.targets.filter((target) => target.ready).map(addressOf)));
  const down = targets.filter(({ health }) => health === 'down');
  const isUnknown = targets.some(({ health }) => health !== 'up' && health !== 'down');
  return (
    !isUnknown &&
    down.length > 0 &&
    down.every((each) => ready.has(each.address) && classOf(each.lastError).id === 'refused')
  );
}

/** "10.0.0.1:8080", as Prometheus names what it scrapes. */
export function addressOf({ address, port }: Pick<Wire['targets'][number], 'address' | 'port'>): string {
  return `${address.includes(':') && !address.startsWith('[') ? `[${address}]` : address}:${port}`;
}

function duplicatesOf(ours: readonly MergedTarget[], merged: MergedTargets): NonNullable<Verification['duplicates']> {
  const urls = new Set(ours.map((target) => target.url));
  const pools = new Map<string, { address: string; pools: string[] }>();
  for (const target of merged.targets) {
    if (!urls.has(target.url) || target.health !== 'up') continue;
    const entry = pools.get(target.url) ?? { address: target.address, pools: [] };
    entry.pools.push(target.pool);
    pools.set(target.url, entry);
  }
  return [...pools.values()].filter((entry) => entry.pools.length > 1);
}
