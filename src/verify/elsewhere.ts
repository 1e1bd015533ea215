/** Whether a Prometheus that the user named is the one of this cluster: another one answers as readily. */
import { JOB_PREFIX, jobsOf } from '../backends/prometheus-operator/running/jobs.ts';
import type { Analysis } from '../judge/analysis.ts';
import { objectsAt, stringAt } from '../kube/json.ts';
import { title } from '../kube/refs.ts';
import { addressOf } from './targets.ts';
import type {
  Expectation,
  InstanceObservation,
  KubeObject,
  Stack,
  StackObservation,
  Unanswered,
} from '../model/index.ts';

/**
 * Why what was observed at an address is not of the stack; undefined where that is not certain. Where it only scrapes
 * other addresses the reason may pass: it may have to discover pods that are new.
 */
export function elsewhere(
  analysis: Analysis,
  stack: Stack,
  observation: StackObservation,
  expectations: readonly Expectation[],
): Unanswered | undefined {
  return otherMonitors(analysis, observation, expectations) ?? otherTargets(analysis, stack, observation, expectations);
}

/** It has a pool of each name that is looked for, and scrapes no address through it that this cluster has there. */
function otherTargets(
  analysis: Analysis,
  stack: Stack,
  { instances }: StackObservation,
  expectations: readonly Expectation[],
): Unanswered | undefined {
  const pairs = expectations.flatMap((expectation) => {
    const object = expectation.kind === 'target-up' ? analysis.world.get(expectation.monitor) : undefined;
    if (!object || expectation.kind !== 'target-up' || movesAddresses(object)) return [];
    const wires = analysis.wires(object, stack);
    if (wires.some(({ unknown }) => unknown !== undefined)) return [];
    const here = wires.flatMap(({ targets, dropped = [] }) => [...targets, ...dropped].map(addressOf));
    const jobs = jobsOf(expectation.monitor, expectation.endpoints);
    const there = instances.flatMap(({ targets }) =>
      targets?.kind === 'ok'
        ? targets.value.active.flatMap(({ pool, address }) => (jobs.includes(pool) ? [address] : []))
        : [],
    );
    return here.length > 0 && there.length > 0 ? [{ here, there }] : [];
  });
  const [first] = pairs;
  const [asked] = instances;
  if (!asked || !first || pairs.some(({ here, there }) => there.some((address) => here.includes(address))))
    return undefined;
  return {
    kind: 'unknown',
    reason: 'other-targets',
    detail: `${asked.instance.name} scrapes ${first.there[0] ?? ''}, and none of the addresses of this cluster (${first.here[0] ?? ''}): it has not discovered them yet, or is the Prometheus of another cluster.`,
    next: `Compare --prometheus-url with ${title(stack.ref)}, or leave it out.`,
  };
}

/** A relabeling writes the address that is scraped. */
function movesAddresses({ body }: KubeObject): boolean {
  return ['endpoints', 'podMetricsEndpoints']
    .flatMap((field) => objectsAt(body, 'spec', field))
    .flatMap((endpoint) => objectsAt(endpoint, 'relabelings'))
    .some((relabeling) => stringAt(relabeling, 'targetLabel') === '__address__');
}

/** It runs a monitor that this cluster does not have, and none of those that the stack selects besides the ones of `expectations`. */
function otherMonitors(
  analysis: Analysis,
  observation: StackObservation,
  expectations: readonly Expectation[],
): Unanswered | undefined {
  const { pools = [], stack, instances } = observation;
  const ours = expectations.flatMap((expectation) =>
    expectation.kind === 'target-up' ? jobsOf(expectation.monitor, expectation.endpoints) : [],
  );
  const others = pools.filter((pool) => !ours.includes(pool));
  const running = new Set(instances.flatMap(poolsOf));
  // A configuration that is not loaded yet runs fewer monitors, not those of another cluster.
  const foreign = [...running].find((pool) => isNotHere(analysis, pool));
  const [asked] = instances;
  if (!asked || foreign === undefined || others.length === 0 || others.some((pool) => running.has(pool)))
    return undefined;
  return {
    kind: 'unknown',
    reason: 'not-prometheus',
    detail: `${asked.instance.name} is not ${title(stack)} of this cluster: it runs ${foreign}, which is no monitor here, and nothing else that ${title(stack)} selects (${others.length}, such as ${others[0] ?? ''}).`,
    next: 'Give its address with --prometheus-url, or leave that out.',
  };
}

function poolsOf({ targets, jobs }: InstanceObservation): readonly string[] {
  return [
    ...(targets?.kind === 'ok' ? targets.value.active.map(({ pool }) => pool) : []),
    ...(jobs?.kind === 'ok' ? jobs.value : []),
  ];
}

/** A pool of a monitor that does not exist in this cluster, of which all monitors were seen. */
function isNotHere({ world }: Analysis, pool: string): boolean {
  const [prefix, namespace = '', name = ''] = pool.split('/');
  const [kind] = Object.entries(JOB_PREFIX).find(([, known]) => known === prefix) ?? [];
  if (kind === undefined || world.gaps('monitoring.coreos.com', kind).length > 0) return false;
  return !world
    .all('monitoring.coreos.com', kind)
    .some(({ metadata }) => metadata.namespace === namespace && metadata.name === name);
}
