import { gapText } from '../kube/gap-text.ts';
import { asleepReader } from '../backends/grafana/asleep.ts';
import { dashboardSidecars } from '../backends/grafana/sidecars.ts';
import { reachOf } from '../backends/prometheus-operator/running/addresses.ts';
import { get } from '../io/kube/list.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { readSnapshot } from '../io/kube/read-snapshot.ts';
import { openInCluster } from '../io/prometheus/cluster.ts';
import { contacts, newContact } from '../io/prometheus/contact.ts';
import type { DirectPrometheus } from '../io/prometheus/direct.ts';
import { cutOff, prometheusOver } from '../io/prometheus/index.ts';
import { observeStack } from '../io/prometheus/observe-stack.ts';
import type { Analysis } from '../judge/analysis.ts';
import { asObject, isObject } from '../kube/json.ts';
import { keyOf, kindKey, kindKeyOf, sameRef, title } from '../kube/refs.ts';
import type {
  Expectation,
  KubeObject,
  Labels,
  Observed,
  Ref,
  Snapshot,
  Stack,
  StackObservation,
  Verification,
} from '../model/index.ts';
import { provenObject } from '../plan/expectation.ts';
import { amissIn, missingIn } from '../verify/amiss.ts';
import { elsewhere } from '../verify/elsewhere.ts';
import { selectedJobs } from '../verify/targets.ts';
import { verify } from '../verify/verify.ts';
import { wantedOf } from '../verify/wanted.ts';
import { DISCOVERY, STACKS, SUBJECTS, WORKLOADS } from '../world/reads.ts';
import type { Proposal } from './propose.ts';
import { analysisOf } from './read.ts';

/** What one look saw. */
export interface Look {
  readonly analysis: Analysis;
  readonly observation: StackObservation;
}

export interface LookOptions {
  /** Asked instead of the instances of the stack. */
  readonly direct?: DirectPrometheus | undefined;
  /** The cluster is as it was read: only Prometheus is asked. */
  readonly asRead?: boolean;
  /** What never answered is asked again in each look. */
  readonly askAgain?: boolean;
  /** Called with the cluster and what was answered, at each look. */
  readonly onLook?: ((look: Look) => void) | undefined;
  /** Called with what is asked, before the first look asks it. */
  readonly onStep?: ((text: string) => void) | undefined;
}

/**
 * One look at the cluster and at Prometheus, to be repeated: it reads again only what moves (Services, addresses, pods,
 * monitors and rules of the namespaces concerned) and asks every instance of the stack, or `direct` instead. Where the
 * signal is aborted it gives what is known by then.
 */
export function verifier(
  kube: Kube,
  proposal: Pick<Proposal, 'analysis' | 'stack'> & { readonly app: Pick<Proposal['app'], 'namespace'> },
  expectations: readonly Expectation[],
  { direct, asRead = false, askAgain = false, onLook, onStep }: LookOptions = {},
): (signal: AbortSignal) => Promise<readonly Verification[]> {
  const grafanas = dashboardSidecars(proposal.analysis.world.snapshot.objects).map(({ workload }) => workload);
  const namespaces = [
    ...new Set([
      proposal.app.namespace,
      ...[proposal.stack.ref, ...grafanas].map(({ namespace = '' }) => namespace),
      ...expectations.flatMap(namespaceOf),
    ]),
  ];
  const name = direct?.name ?? title(proposal.stack.ref);
  const kept = contacts();
  const open = async (
    stack: Stack,
    objects: readonly KubeObject[],
    end: AbortSignal,
  ): ReturnType<typeof openInCluster> => {
    if (direct) {
      const contact = askAgain ? newContact(true) : direct.contact;
      return [prometheusOver({ name }, direct.transport, { contact, end })];
    }
    const contactOf = askAgain ? contacts() : kept;
    return await openInCluster(kube, reachOf(stack, objects), end, (instance) => ({
      contact: contactOf(instance.name),
      end,
    }));
  };
  const ask = async (
    stack: Stack,
    objects: readonly KubeObject[] | undefined,
    about: readonly Expectation[],
    signal: AbortSignal,
  ): Promise<StackObservation> => {
    const instances = objects ? await open(stack, objects, signal) : cutOff(signal, name);
    return await observeStack(stack, instances, wantedOf(about, stack.ref), signal);
  };
  let asked = false;
  return async (signal) => {
    const fresh = asRead ? undefined : await unlessCutOff(readMoving(kube, namespaces, signal), signal);
    const { snapshot } = proposal.analysis.world;
    const analysis = fresh ? analysisOf(merged(snapshot, fresh)) : proposal.analysis;
    const stack =
      analysis.stacks.find((candidate) => keyOf(candidate.ref) === keyOf(proposal.stack.ref)) ?? proposal.stack;
    const missing = missingIn(analysis, expectations);
    const there = expectations.filter((expectation) => !missing.some((ref) => proves(expectation, ref)));
    const dashboards = expectations.flatMap((expectation) =>
      expectation.kind === 'dashboard-present' ? [expectation.object] : [],
    );
    if (!asked) onStep?.(`asking ${name}`);
    asked = true;
    const [observation, objects] = await Promise.all([
      ask(stack, asRead ? snapshot.objects : fresh?.objects, there, signal),
      unlessCutOff(Promise.all(dashboards.map((object) => seen(kube, object, signal))), signal),
    ]);
    onLook?.({ analysis, observation });
    const pools = selectedJobs(analysis, stack);
    const other = direct && elsewhere(analysis, stack, { ...observation, pools }, expectations);
    return verify(expectations, {
      stacks: [
        {
          ...observation,
          ...(other ? { instances: [], problem: other } : {}),
          pools,
          amiss: amissIn(analysis, stack, expectations),
          ...writtenIn(analysis, stack, expectations),
        },
      ],
      wires: expectations.flatMap((expectation) => {
        const object = expectation.kind === 'target-up' ? analysis.world.get(expectation.monitor) : undefined;
        return object ? analysis.wires(object, stack) : [];
      }),
      settled: asRead,
      missing,
      objects: (objects ?? []).map((entry) => withReader(analysis, entry)),
    });
  };
}

/** What may move while it is waited for. */
async function readMoving(kube: Kube, namespaces: readonly string[], signal: AbortSignal): Promise<Snapshot> {
  const moving = [...DISCOVERY, ...WORKLOADS, ...STACKS, ...SUBJECTS];
  const reads = moving.map((each) => ({ ...each, scope: 'namespace' as const }));
  return await readSnapshot(kube, reads, { namespaces, signal });
}

/** What `work` comes to; undefined where it failed because the signal was aborted. */
async function unlessCutOff<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!signal.aborted) throw error;
    return undefined;
  }
}

function proves(expectation: Expectation, object: Ref): boolean {
  const ref = provenObject(expectation);
  return ref !== undefined && sameRef(ref, object);
}

/** What the operator says that it has written. One without bindings says nothing; then Prometheus' own word must do. */
function writtenIn(
  analysis: Analysis,
  stack: Stack,
  expectations: readonly Expectation[],
): Pick<StackObservation, 'written'> {
  const written = expectations.flatMap((expectation) => {
    const ref = provenObject(expectation);
    const object = ref && analysis.world.get(ref);
    const binding = object && analysis.binding(object, stack);
    return ref && binding ? [{ object: ref, written: binding.accepted === 'True' && binding.current }] : [];
  });
  return written.length > 0 ? { written } : {};
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

/** With the Grafana that would show it, where that is scaled to 0. */
function withReader({ world }: Analysis, entry: SeenObject): SeenObject {
  const reader =
    entry.object.kind === 'ConfigMap' && entry.labels ? asleepReader(world, entry.object, entry.labels) : undefined;
  return reader ? { ...entry, asleep: reader } : entry;
}

type SeenObject = Observed['objects'][number];

async function seen(kube: Kube, object: Ref, signal: AbortSignal): Promise<SeenObject> {
  const answer = await get(kube, object, signal);
  if (answer.kind === 'gap') return { object, seen: 'unknown', detail: gapText(answer.gap) };
  if (answer.kind !== 'found') return { object, seen: 'absent' };
  const { metadata } = answer.object;
  const labels = isObject(metadata) ? metadata['labels'] : undefined;
  const keys = Object.entries(asObject(answer.object['data'])).flatMap(([key, text]) => (text === '' ? [] : [key]));
  return { object, seen: 'present', labels: isObject(labels) ? (labels as Labels) : {}, keys };
}
