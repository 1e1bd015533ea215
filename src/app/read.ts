import { PromwireError } from '../errors.ts';
import { analyse } from '../judge/analysis.ts';
import type { Analysis } from '../judge/analysis.ts';
import { buildWorld } from '../world/world.ts';
import { groupBy } from '../kube/group.ts';
import { CLIENT_KINDS } from '../kube/kinds.ts';
import { referencedObjects } from '../backends/prometheus-operator/references.ts';
import { dashboardSidecars } from '../backends/grafana/sidecars.ts';
import { USUAL_LABELS } from '../backends/grafana/dashboards.ts';
import { groupOf, keyOf, kindKey, kindKeyOf, refOf } from '../kube/refs.ts';
import type { FileSnapshot } from '../io/files/index.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import type { Profile, Reads, Ref, Snapshot, Stack, StackObservation } from '../model/index.ts';
import { backends, checks, clusterChecks, profiles } from '../registry.ts';
import { namedKind } from '../commands/kit/named-kind.ts';
import { reading } from '../commands/kit/reading.ts';
import type { Given } from '../commands/kit/flags.ts';
import type { Invocation } from '../commands/kit/command.ts';

/** What profiles need besides the checks: the workload and its CRDs. Only the names of the CRDs travel. */
const DETECTION: readonly Reads[] = [
  { group: 'apps', kind: 'Deployment', scope: 'cluster' },
  { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', scope: 'cluster' },
];

/** Kinds of an application's own, only where the cluster has them. */
const OWN_KINDS: readonly Reads[] = profiles
  .flatMap(({ variants }) => variants.flatMap(({ keyedByName }) => keyedByName ?? []))
  .map(({ group, kind, crd }) => ({ group, kind, scope: 'cluster', when: crd }));

/** Every list that the registered checks, backends and profiles need, each once. */
export function allReads(extra: readonly Reads[] = []): readonly Reads[] {
  const reads = [...backends, ...checks, ...clusterChecks].flatMap((entry) => entry.reads);
  const groups = groupBy([...reads, ...DETECTION, ...OWN_KINDS, ...extra], kindKey);
  return [...groups.values()]
    .map((same) => {
      const widest = same.find((entry) => entry.scope === 'cluster') ?? same[0];
      if (!widest || same.every(({ when }) => when !== undefined)) return widest;
      const { when: _when, ...always } = widest;
      return always;
    })
    .filter((entry) => entry !== undefined);
}

/** Opens the cluster that the flags name. Nothing is sent before the first request. */
export async function openCluster({ given, env, signal, terminal }: Invocation): Promise<Kube> {
  const { openKube } = await import('../io/kube/connect/open.ts');
  const kubeconfig = given.text('kubeconfig');
  const context = given.text('context');
  return openKube({
    env,
    signal,
    interactive: terminal.interactive,
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
}

/**
 * Reads the cluster with progress on stderr. `whole`: -n says where an application or object is, but what reaches it
 * may be in any namespace, so every list is tried everywhere first; else -n narrows the lists.
 */
export async function readCluster(
  kube: Kube,
  invocation: Invocation,
  extra: readonly Reads[] = [],
  whole = invocation.given.words.length > 0,
): Promise<Snapshot> {
  const { readSnapshot } = await import('../io/kube/read-snapshot.ts');
  const { terminal, signal } = invocation;
  const namespace = invocation.given.text('namespace');
  const reads = allReads(extra).map((entry) => (whole ? { ...entry, scope: 'cluster' as const } : entry));
  const snapshot = await readSnapshot(kube, reads, {
    signal,
    ...(namespace === undefined ? {} : { namespaces: [namespace] }),
    progress: reading(terminal, kube.server),
  });
  if (terminal.interactive) terminal.progress('');
  const complete = await withDashboards(kube, await withReferenced(kube, snapshot, signal), invocation);
  return await withCaptured(complete, invocation);
}

/**
 * Fills lists that were refused with what somebody else captured (--captured): a kind is taken from the files only
 * where the live list of it is incomplete.
 */
async function withCaptured(snapshot: Snapshot, { given, terminal }: Invocation): Promise<Snapshot> {
  const paths = given.texts('captured');
  if (paths.length === 0) return snapshot;
  const { readFiles } = await import('../io/files/index.ts');
  const captured = await readFiles(paths);
  for (const note of captured.notes) terminal.err(`note: ${note}\n`);
  const whole = new Set(snapshot.coverage.filter((entry) => entry.complete && entry.namespaces === 'all').map(kindKey));
  const fills = new Set(captured.coverage.map(kindKey).filter((kind) => !whole.has(kind)));
  if (fills.size > 0)
    terminal.err(
      `note: read from ${paths.join(', ')}, because you may not list all of them, and as old as that is: ` +
        `${[...fills].map((kind) => kind.slice(kind.indexOf('/') + 1)).join(', ')}\n`,
    );
  const live = new Set(snapshot.objects.map((object) => keyOf(refOf(object))));
  const objects = captured.objects.filter((object) => fills.has(kindKeyOf(object)) && !live.has(keyOf(refOf(object))));
  return {
    ...snapshot,
    objects: [...snapshot.objects, ...objects],
    coverage: [...snapshot.coverage, ...captured.coverage.filter((entry) => fills.has(kindKey(entry)))],
    gaps: [...snapshot.gaps.filter((gap) => !fills.has(kindKey(gap.reads))), ...captured.gaps],
  };
}

/** Adds facts (never values) of the Secrets and ConfigMaps that monitors refer to, each got by its name. */
async function withReferenced(kube: Kube, snapshot: Snapshot, signal: AbortSignal): Promise<Snapshot> {
  const refs = referencedObjects(snapshot.objects.filter((object) => CLIENT_KINDS.includes(object.kind)));
  if (refs.length === 0) return snapshot;
  const { readNamed } = await import('../io/kube/read-snapshot.ts');
  const { objects, coverage, gaps } = await readNamed(kube, refs, signal);
  return {
    ...snapshot,
    objects: [...snapshot.objects, ...objects],
    coverage: [...snapshot.coverage, ...coverage],
    gaps: [...snapshot.gaps, ...gaps],
  };
}

/** The label of what provisions datasources; the sidecar for it looks into Grafana's own namespace only. */
const DATASOURCES = 'grafana_datasource';
const ASKED_MAP = /^(?:configmaps?|cm)\/(.+)$/i;

/**
 * Adds the dashboards: ConfigMaps with the label that the sidecars here ask for, and those asked for by name. Where no
 * sidecar can be, nothing is asked.
 */
async function withDashboards(kube: Kube, snapshot: Snapshot, { given, signal }: Invocation): Promise<Snapshot> {
  const workloads = snapshot.objects.filter(({ apiVersion }) => groupOf(apiVersion) === 'apps');
  const sidecars = dashboardSidecars(workloads);
  const hidden = snapshot.gaps.some(({ reads }) => reads.kind === 'Deployment' || reads.kind === 'StatefulSet');
  const keys = sidecars.length > 0 || hidden ? [...USUAL_LABELS, ...sidecars.flatMap(({ label }) => label ?? [])] : [];
  const homes = new Set(sidecars.map(({ workload }) => workload.namespace ?? ''));
  const wanted = [
    ...[...new Set(keys)].map((key) => ({ key })),
    ...[...homes].sort().map((namespace) => ({ key: DATASOURCES, namespace })),
  ];
  const own = given.text('namespace') ?? kube.namespace;
  const named = [
    ...given.words.flatMap((word) => ASKED_MAP.exec(word)?.[1] ?? []).map((name) => ({ name, namespace: own })),
    ...sidecars.flatMap(({ names = [], namespaces }) =>
      namespaces === 'all' ? [] : namespaces.flatMap((namespace) => names.map((name) => ({ name, namespace }))),
    ),
  ].map((ref): Ref => ({ apiVersion: 'v1', kind: 'ConfigMap', ...ref }));
  if (wanted.length + named.length === 0) return snapshot;
  const { readLabelled } = await import('../io/kube/read-labelled.ts');
  const { readNamed } = await import('../io/kube/read-snapshot.ts');
  const parts = [await readLabelled(kube, wanted, [own], signal), await readNamed(kube, named, signal)];
  const added = new Map(parts.flatMap(({ objects }) => objects).map((object) => [keyOf(refOf(object)), object]));
  return {
    ...snapshot,
    objects: [...snapshot.objects.filter((object) => !added.has(keyOf(refOf(object)))), ...added.values()],
    coverage: [...snapshot.coverage, ...parts.flatMap(({ coverage }) => coverage)],
    gaps: [...snapshot.gaps, ...parts.flatMap(({ gaps }) => gaps)],
  };
}

/** The snapshot that the flags ask for: files with --from, else the cluster (whose port is closed again). */
export async function readSource(
  invocation: Invocation,
  extra: readonly Reads[] = [],
  whole?: boolean,
): Promise<Snapshot> {
  const paths = invocation.given.texts('from');
  if (paths.length > 0) return readPaths(paths, invocation);
  const kube = await openCluster(invocation);
  try {
    return await readCluster(kube, invocation, extra, whole);
  } finally {
    kube.close();
  }
}

/** What --from names. Throws PromwireError 'usage' where there is no object in it. */
export async function readPaths(
  paths: readonly string[],
  { terminal, given }: Pick<Invocation, 'terminal' | 'given'>,
): Promise<FileSnapshot> {
  const { readFiles } = await import('../io/files/index.ts');
  // Of two versions of an object the last one counts: that of --from, which is what is asked about.
  const snapshot = await readFiles([...given.texts('captured'), ...paths], undefined, given.text('namespace'));
  for (const note of snapshot.notes) terminal.err(`note: ${note}\n`);
  if (snapshot.objects.length + snapshot.gaps.length + snapshot.coverage.length === 0) {
    throw new PromwireError(
      'usage',
      `${paths.join(', ')}: no Kubernetes object found`,
      'Name YAML or JSON files, or folders that hold some; charts are rendered first: helm template.',
    );
  }
  return snapshot;
}

/** `live`: what running stacks said, for the checks that need them. */
export function analysisOf(snapshot: Snapshot, live?: readonly StackObservation[]): Analysis {
  return analyse(buildWorld(snapshot), { backends, checks, profiles }, live);
}

/** The profile that a command names, kuberhealthy by default. Throws PromwireError 'usage'. */
export function profileOf(given: Given): Profile {
  const id = given.words[0] ?? profiles[0]?.id;
  if (given.words.length > 1)
    throw new PromwireError('usage', `one profile at a time: ${given.words.join(' ')}`, `Known: ${profileNames()}.`);
  const profile = profiles.find((candidate) => candidate.id === id);
  if (!profile) throw new PromwireError('usage', `no profile is called ${id ?? ''}`, `Known: ${profileNames()}.`);
  return profile;
}

function profileNames(): string {
  return profiles.map((profile) => profile.id).join(', ');
}

/** "NS/NAME" of --stack. Throws PromwireError 'usage' where no such stack is there. */
export function stackByName(analysis: Analysis, name: string): Stack {
  const found = analysis.stacks.filter(
    (stack) => `${stack.ref.namespace ?? ''}/${stack.ref.name}` === name || stack.ref.name === name,
  );
  const [first, second] = found;
  if (first && !second) return first;
  const known = analysis.stacks.map((stack) => `${stack.ref.namespace ?? ''}/${stack.ref.name}`).join(', ');
  const hint = known === '' ? 'No Prometheus object was found at all.' : `There are: ${known}.`;
  throw new PromwireError(
    'usage',
    second ? `--stack ${name} names more than one` : `--stack ${name}: there is none of that name`,
    hint,
  );
}

/** "servicemonitor/web" among the objects read. Throws PromwireError 'usage' (unknown kind), 'failed' (no such object). */
export function objectByName(analysis: Analysis, word: string, namespace: string | undefined): Ref {
  const { known, kindWord, name } = namedKind(word);
  const found = analysis.world
    .all(groupOf(known.apiVersion), known.kind)
    .filter(
      (object) => object.metadata.name === name && (namespace === undefined || object.metadata.namespace === namespace),
    );
  const [first, second] = found;
  if (!first) {
    const gaps = analysis.world.gaps(groupOf(known.apiVersion), known.kind, namespace, name);
    if (gaps[0]?.reason === 'not-read' && analysis.world.snapshot.source === 'cluster')
      throw new PromwireError(
        'failed',
        `${word} is not among the objects that promwire looks at`,
        `Of ${known.kind} objects only dashboards are read: those with the label of a sidecar, or named with their namespace (-n).`,
      );
    if (gaps[0])
      throw new PromwireError(
        'forbidden',
        `${word} could not be looked up: ${gaps[0].detail}`,
        'Ask for the right, or read a snapshot with --from.',
      );
    throw new PromwireError(
      'failed',
      `there is no ${known.kind} ${name}${namespace === undefined ? '' : ` in namespace ${namespace}`}`,
      `kubectl get ${kindWord} -A lists them.`,
    );
  }
  if (second) {
    const places = found.map((object) => object.metadata.namespace ?? '').join(', ');
    throw new PromwireError('usage', `${word} is there more than once: in ${places}`, 'Say which with -n.');
  }
  return { ...known, ...(first.metadata.namespace === undefined ? {} : { namespace: first.metadata.namespace }), name };
}
