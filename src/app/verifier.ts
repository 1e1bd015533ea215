import { gapText } from '../kube/gap-text.ts';
import { reachOf } from '../backends/prometheus-operator/running/addresses.ts';
import { get } from '../io/kube/list.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { readSnapshot } from '../io/kube/read-snapshot.ts';
import { openInCluster } from '../io/prometheus/cluster.ts';
import type { DirectPrometheus } from '../io/prometheus/direct.ts';
import { observeStack, prometheusOver } from '../io/prometheus/index.ts';
import { isObject } from '../kube/json.ts';
import { keyOf, kindKey, kindKeyOf } from '../kube/refs.ts';
import type { Expectation, Labels, Observed, Ref, Snapshot, Verification } from '../model/index.ts';
import { provenObject } from '../plan/expectation.ts';
import { amissIn } from '../verify/amiss.ts';
import { selectedJobs } from '../verify/targets.ts';
import { verify } from '../verify/verify.ts';
import { wantedOf } from '../verify/wanted.ts';
import { DISCOVERY, STACKS, SUBJECTS, WORKLOADS } from '../world/reads.ts';
import type { Proposal } from './propose.ts';
import { analysisOf } from './read.ts';

/**
 * One look at the cluster and at Prometheus, to be repeated: it reads again only what moves (Services, addresses, pods,
 * monitors and rules of the namespaces concerned) and asks every instance of the stack, or `direct` instead.
 */
export function verifier(
  kube: Kube,
  proposal: Proposal,
  expectations: readonly Expectation[],
  direct?: DirectPrometheus,
): (signal: AbortSignal) => Promise<readonly Verification[]> {
  const namespaces = [
    ...new Set([proposal.app.namespace, proposal.stack.ref.namespace ?? '', ...expectations.flatMap(namespaceOf)]),
  ];
  return async (signal) => {
    const fresh = await readSnapshot(
      kube,
      [...DISCOVERY, ...WORKLOADS, ...STACKS, ...SUBJECTS].map((reads) => ({ ...reads, scope: 'namespace' as const })),
      { namespaces, signal },
    );
    const analysis = analysisOf(merged(proposal.analysis.world.snapshot, fresh));
    const stack =
      analysis.stacks.find((candidate) => keyOf(candidate.ref) === keyOf(proposal.stack.ref)) ?? proposal.stack;
    const instances = direct
      ? [prometheusOver({ name: direct.name }, direct.transport)]
      : await openInCluster(kube, reachOf(stack, fresh.objects), signal);
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
  if (answer.kind === 'gap') return { object, seen: 'unknown', detail: gapText(answer.gap) };
  if (answer.kind !== 'found') return { object, seen: 'absent' };
  const { metadata } = answer.object;
  const labels = isObject(metadata) ? metadata['labels'] : undefined;
  return { object, seen: 'present', labels: isObject(labels) ? (labels as Labels) : {} };
}
