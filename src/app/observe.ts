import { reachOf } from '../backends/prometheus-operator/running/addresses.ts';
import { provenObject } from '../plan/expectation.ts';
import { isObject } from '../kube/json.ts';
import { DISCOVERY, STACKS, SUBJECTS, WORKLOADS } from '../world/reads.ts';
import { keyOf, kindKey, kindKeyOf } from '../kube/refs.ts';
import { PromwireError } from '../errors.ts';
import { amissIn } from '../verify/amiss.ts';
import { verify } from '../verify/verify.ts';
import { selectedJobs } from '../verify/targets.ts';
import { wantedOf } from '../verify/wanted.ts';
import { get } from '../io/kube/list.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { readSnapshot } from '../io/kube/read-snapshot.ts';
import { openInCluster } from '../io/prometheus/cluster.ts';
import { directPrometheus } from '../io/prometheus/direct.ts';
import type { DirectPrometheus } from '../io/prometheus/direct.ts';
import { observeStack, prometheusOver } from '../io/prometheus/index.ts';
import type { Prometheus } from '../io/prometheus/index.ts';
import type { Expectation, Labels, Observed, Ref, Snapshot, Stack, Unanswered, Verification } from '../model/index.ts';
import { readHeaders } from '../commands/kit/headers.ts';
import { analysisOf } from './read.ts';
import type { Invocation } from '../commands/kit/command.ts';
import type { Wiring } from './wire.ts';

/** One look at the cluster and at Prometheus. */
export type Look = (signal: AbortSignal) => Promise<readonly Verification[]>;

/**
 * Prepares the looks that verify a plan. Every look reads anew only what moves (Services, addresses, pods, monitors
 * and rules of the namespaces concerned) and asks every instance of the stack.
 */
export async function openLook(
  kube: Kube,
  invocation: Invocation,
  wiring: Wiring,
  expectations: readonly Expectation[],
): Promise<{ readonly look: Look; readonly close: () => void }> {
  const direct = openDirect(invocation);
  const close = (): void => direct?.close();
  const namespaces = [
    ...new Set([wiring.app.namespace, wiring.stack.ref.namespace ?? '', ...expectations.flatMap(namespaceOf)]),
  ];
  const look: Look = async (signal) => {
    const fresh = await readSnapshot(
      kube,
      [...DISCOVERY, ...WORKLOADS, ...STACKS, ...SUBJECTS].map((reads) => ({ ...reads, scope: 'namespace' as const })),
      { namespaces, signal },
    );
    const analysis = analysisOf(merged(wiring.analysis.world.snapshot, fresh));
    const stack = analysis.stacks.find((candidate) => keyOf(candidate.ref) === keyOf(wiring.stack.ref)) ?? wiring.stack;
    const instances = direct
      ? [prometheusOver({ name: direct.name }, direct.transport)]
      : await inCluster(kube, stack, fresh, signal);
    const observation = await observeStack(stack, instances, wantedOf(expectations, stack.ref), signal);
    const written = expectations.flatMap((expectation) => {
      const ref = provenObject(expectation);
      const object = ref && analysis.world.get(ref);
      const binding = object && analysis.binding(object, stack);
      // An operator without bindings says nothing; then Prometheus' own word must do.
      return ref && binding ? [{ object: ref, written: binding.accepted === 'True' && binding.current }] : [];
    });
    const amiss = amissIn(analysis, stack, expectations);
    const pools = selectedJobs(analysis, stack);
    const wires = expectations.flatMap((expectation) => {
      const object = expectation.kind === 'target-up' ? analysis.world.get(expectation.monitor) : undefined;
      return object ? analysis.wires(object, stack) : [];
    });
    const objects = await Promise.all(
      expectations.flatMap((expectation) =>
        expectation.kind === 'dashboard-present' ? [seen(kube, expectation.object, signal)] : [],
      ),
    );
    return verify(expectations, {
      stacks: [{ ...observation, pools, amiss, ...(written.length > 0 ? { written } : {}) }],
      wires,
      objects,
    });
  };
  return { look, close };
}

/** A mistyped --prometheus-url is told before anything is written. Throws PromwireError 'unreachable'. */
export async function probePrometheus(invocation: Invocation): Promise<void> {
  const direct = openDirect(invocation);
  if (!direct) return;
  try {
    const answer = await prometheusOver({ name: direct.name }, direct.transport).version(invocation.signal);
    if (answer.kind === 'unknown') throw new PromwireError('unreachable', answer.detail, answer.next);
  } finally {
    direct.close();
  }
}

/** The Prometheus of --prometheus-url; undefined without the flag. Throws PromwireError 'usage'. */
export function openDirect({ given, env }: Invocation): DirectPrometheus | undefined {
  const url = given.text('prometheusUrl');
  if (url === undefined) return undefined;
  const tokenFile = given.text('prometheusTokenFile');
  const caFile = given.text('prometheusCa');
  const headers = readHeaders(given.texts('prometheusHeader'));
  return directPrometheus({
    url,
    headers,
    env,
    ...(tokenFile === undefined ? {} : { tokenFile }),
    ...(caFile === undefined ? {} : { caFile }),
  });
}

async function inCluster(
  kube: Kube,
  stack: Stack,
  fresh: Snapshot,
  signal: AbortSignal,
): Promise<readonly Prometheus[] | Unanswered> {
  return await openInCluster(kube, reachOf(stack, fresh.objects), signal);
}

function namespaceOf(expectation: Expectation): readonly string[] {
  const ref = provenObject(expectation);
  return ref?.namespace === undefined ? [] : [ref.namespace];
}

/** Fresh objects in place of all old ones of the same kind and namespace. */
function merged(old: Snapshot, fresh: Snapshot): Snapshot {
  const renewed = new Set(
    fresh.coverage.flatMap(({ group, kind, namespaces }) =>
      namespaces === 'all'
        ? [kindKey({ group, kind })]
        : namespaces.map((namespace) => `${kindKey({ group, kind })}/${namespace}`),
    ),
  );
  const kept = old.objects.filter(({ apiVersion, kind, metadata }) => {
    const key = kindKeyOf({ apiVersion, kind });
    return !renewed.has(key) && !renewed.has(`${key}/${metadata.namespace ?? ''}`);
  });
  return { ...old, objects: [...kept, ...fresh.objects] };
}

async function seen(kube: Kube, object: Ref, signal: AbortSignal): Promise<Observed['objects'][number]> {
  const answer = await get(kube, object, signal);
  if (answer.kind === 'gap') return { object, seen: 'unknown', detail: answer.gap.detail };
  if (answer.kind !== 'found') return { object, seen: 'absent' };
  const { metadata } = answer.object;
  const labels = isObject(metadata) ? metadata['labels'] : undefined;
  return { object, seen: 'present', labels: isObject(labels) ? (labels as Labels) : {} };
}
