import { chartNotes, withCharts } from '../backends/charts/index.ts';
import { dashboardSidecars } from '../backends/grafana/sidecars.ts';
import { DATASOURCES, USUAL_LABELS } from '../backends/grafana/dashboards.ts';
import { referencedObjects } from '../backends/prometheus-operator/references.ts';
import { PromwireError } from '../errors.ts';
import type { FilePorts, FileSnapshot } from '../io/files/index.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import type { Kept } from '../io/kube/kept.ts';
import { analyse } from '../judge/analysis.ts';
import type { Analysis } from '../judge/analysis.ts';
import { groupBy } from '../kube/group.ts';
import { CLIENT_KINDS } from '../kube/kinds.ts';
import { groupOf, keyOf, kindKey, refOf } from '../kube/refs.ts';
import type { Reads, Ref, Snapshot, Subject } from '../model/index.ts';
import { backends, checks, clusterChecks, profiles } from '../registry.ts';
import { buildWorld } from '../world/world.ts';

/** What profiles need besides the checks: the workload and its CRDs. Only the names of the CRDs travel. */
const DETECTION: readonly Reads[] = [
  { group: 'apps', kind: 'Deployment', scope: 'cluster' },
  { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition', scope: 'cluster' },
];

/** Every list that the registered checks, backends and profiles need, each once. */
export function allReads(extra: readonly Reads[] = []): readonly Reads[] {
  const reads = [...backends, ...checks, ...clusterChecks, ...profiles].flatMap((entry) => entry.reads);
  const groups = groupBy([...reads, ...DETECTION, ...extra], kindKey);
  return [...groups.values()]
    .map((same) => {
      const widest = same.find((entry) => entry.scope === 'cluster') ?? same[0];
      if (!widest || same.every(({ when }) => when !== undefined)) return widest;
      const { when: _when, ...always } = widest;
      return always;
    })
    .filter((entry) => entry !== undefined);
}

/** How far the reading is, in lists; `kind` is that of the last one. */
export interface ReadStep {
  readonly done: number;
  readonly total: number;
  readonly kind: string;
}

export interface ReadClusterOptions {
  /** What is asked about; everything by default. Dashboards asked about by name are read wherever they are. */
  readonly subjects?: readonly Subject[];
  /** Where the application or object is, or the only namespace that is read. */
  readonly namespace?: string | undefined;
  /**
   * What reaches an application or object may be in any namespace: every list is tried everywhere first, and narrowed to
   * `namespace` only where it is refused. Default: whether the question is about less than everything.
   */
  readonly whole?: boolean;
  /** Only these lists, and nothing that their objects refer to. */
  readonly only?: readonly Reads[];
  /** Lists besides those of the checks, backends and profiles. */
  readonly extra?: readonly Reads[];
  /** Called after every list. */
  readonly onStep?: ((step: ReadStep) => void) | undefined;
  readonly signal?: AbortSignal;
}

/** Reads what the checks need. What may not be read is a gap in the snapshot, not an error. */
export async function readCluster(kube: Kube, options: ReadClusterOptions = {}): Promise<Snapshot> {
  const { readSnapshot } = await import('../io/kube/read-snapshot.ts');
  const { newKept } = await import('../io/kube/kept.ts');
  const { subjects = [], namespace, only, extra, onStep, signal = new AbortController().signal } = options;
  const { whole = subjects.some(({ kind }) => kind !== 'everything') } = options;
  const reads = (only ?? allReads(extra)).map((entry) => (whole ? { ...entry, scope: 'cluster' as const } : entry));
  const kept = newKept();
  const snapshot = await readSnapshot(kube, reads, {
    signal,
    kept,
    ...(namespace === undefined ? {} : { namespaces: [namespace] }),
    ...(onStep ? { progress: onStep } : {}),
  });
  if (only) return snapshot;
  const asked = subjects.flatMap((subject) =>
    subject.kind === 'object' && subject.object.kind === 'ConfigMap' ? [subject.object.name] : [],
  );
  return await withDashboards(
    kube,
    await withReferenced(kube, snapshot, signal),
    { asked, own: namespace ?? kube.namespace },
    { signal, kept },
  );
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

/**
 * Adds the dashboards: ConfigMaps with the label that the sidecars here ask for, and those asked for by name. Where no
 * sidecar can be, nothing is asked.
 */
async function withDashboards(
  kube: Kube,
  snapshot: Snapshot,
  { asked, own }: { readonly asked: readonly string[]; readonly own: string },
  reading: { readonly signal: AbortSignal; readonly kept: Kept },
): Promise<Snapshot> {
  const workloads = snapshot.objects.filter(({ apiVersion }) => groupOf(apiVersion) === 'apps');
  const sidecars = dashboardSidecars(workloads);
  const hidden = snapshot.gaps.some(({ reads }) => reads.kind === 'Deployment' || reads.kind === 'StatefulSet');
  const keys = sidecars.length > 0 || hidden ? [...USUAL_LABELS, ...sidecars.flatMap(({ label }) => label ?? [])] : [];
  const homes = new Set(sidecars.map(({ workload }) => workload.namespace ?? ''));
  const wanted = [
    ...[...new Set(keys)].map((key) => ({ key })),
    ...[...homes].sort().map((namespace) => ({ key: DATASOURCES, namespace })),
  ];
  const named = [
    ...asked.map((name) => ({ name, namespace: own })),
    ...sidecars.flatMap(({ names = [], namespaces }) =>
      namespaces === 'all' ? [] : namespaces.flatMap((namespace) => names.map((name) => ({ name, namespace }))),
    ),
  ].map((ref): Ref => ({ apiVersion: 'v1', kind: 'ConfigMap', ...ref }));
  if (wanted.length + named.length === 0) return snapshot;
  const { readLabelled } = await import('../io/kube/read-labelled.ts');
  const { readNamed } = await import('../io/kube/read-snapshot.ts');
  const parts = [await readLabelled(kube, wanted, [own], reading), await readNamed(kube, named, reading.signal)];
  const added = new Map(parts.flatMap(({ objects }) => objects).map((object) => [keyOf(refOf(object)), object]));
  return {
    ...snapshot,
    objects: [...snapshot.objects.filter((object) => !added.has(keyOf(refOf(object)))), ...added.values()],
    coverage: [...snapshot.coverage, ...parts.flatMap(({ coverage }) => coverage)],
    gaps: [...snapshot.gaps, ...parts.flatMap(({ gaps }) => gaps)],
  };
}

export interface ReadFilesOptions {
  /** Files captured by others; of two versions of an object, that in `paths` counts. */
  readonly captured?: readonly string[];
  /** The namespace of objects that name none. */
  readonly namespace?: string | undefined;
  /** Called with what is worth a line: documents that were left out, duplicates. */
  readonly onNote?: (note: string) => void;
  /** Read in place of what is on the disk, by path. Then kustomize is not asked: it reads the disk. */
  readonly texts?: ReadonlyMap<string, string>;
  /** Ends the wait for standard input and for kustomize. */
  readonly signal?: AbortSignal | undefined;
}

/** Reads files and folders ("-": stdin). Throws PromwireError 'usage' if there is no object in them. */
export async function readFiles(paths: readonly string[], options: ReadFilesOptions = {}): Promise<FileSnapshot> {
  const { readFiles: read, diskPortsUntil } = await import('../io/files/index.ts');
  const { captured = [], namespace, onNote, texts, signal = new AbortController().signal } = options;
  const begun = !signal.aborted;
  const disk = diskPortsUntil(signal);
  const snapshot = await read([...captured, ...paths], texts ? withTexts(disk, texts) : disk, namespace);
  // What did not come to its end is not an answer.
  if (begun || paths.includes('-')) signal.throwIfAborted();
  for (const note of snapshot.notes) onNote?.(note);
  const releases = snapshot.releases ?? [];
  for (const note of chartNotes(snapshot)) onNote?.(note);
  if (snapshot.objects.length + snapshot.gaps.length + snapshot.coverage.length + releases.length === 0) {
    throw new PromwireError(
      'usage',
      `${paths.join(', ')}: no Kubernetes object found`,
      'Name YAML or JSON files, or folders that hold some; charts are rendered first: helm template.',
    );
  }
  return withCharts(snapshot);
}

function withTexts(disk: FilePorts, texts: ReadonlyMap<string, string>): FilePorts {
  const { isFolder, list, stdin, identity } = disk;
  return {
    isFolder,
    list,
    stdin,
    ...(identity ? { identity } : {}),
    read: async (path) => {
      const text = texts.get(path);
      return text === undefined ? await disk.read(path) : Buffer.from(text, 'utf8');
    },
  };
}

/** Everything that the checks ask, ready for questions. */
export function analysisOf(snapshot: Snapshot): Analysis {
  return analyse(buildWorld(snapshot), { backends, checks, profiles }, snapshot.observations);
}
