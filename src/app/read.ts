import { ofOneCluster } from './destinations.ts';
import { chartNotes, withCharts } from '../backends/charts/index.ts';
import { dashboardSidecars } from '../backends/grafana/sidecars.ts';
import { DATASOURCES, USUAL_LABELS } from '../backends/grafana/dashboards.ts';
import { referencedObjects } from '../backends/prometheus-operator/references.ts';
import { PromwireError } from '../errors.ts';
import type { FilePorts, FileSnapshot, Unpacked } from '../io/files/index.ts';
import type { Pinning } from '../io/files/pinned/model.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import type { Kept } from '../io/kube/kept.ts';
import { ageText } from './captured.ts';
import { analyse } from '../judge/analysis.ts';
import type { Analysis } from '../judge/analysis.ts';
import { groupBy } from '../kube/group.ts';
import { CLIENT_KINDS } from '../kube/kinds.ts';
import { groupOf, keyOf, kindKey, refOf } from '../kube/refs.ts';
import type { Reads, Ref, Snapshot, Subject } from '../model/index.ts';
import { backends, checks, clusterChecks, profiles } from '../registry.ts';
import type { Rendered } from './config/render.ts';
import { withLeftOut, withRendered } from './config/rendered-ports.ts';
import { buildWorld } from '../world/world.ts';
import {
  copying,
  heard,
  linksWithin,
  pruned,
  remembered,
  unbuilt,
  withoutCaptured,
  withTexts,
  withTree,
} from './file-ports.ts';
import type { Made, OnFile } from './file-ports.ts';
import type { TreePorts } from '../io/files/tree-ports.ts';

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
  /** With `only`: what monitors refer to is got by its name besides. */
  readonly referenced?: boolean;
  /** Called after every list. */
  readonly onStep?: ((step: ReadStep) => void) | undefined;
  readonly signal?: AbortSignal;
}

/** Reads what the checks need. What may not be read is a gap in the snapshot, not an error. */
export async function readCluster(kube: Kube, options: ReadClusterOptions = {}): Promise<Snapshot> {
  const { readSnapshot } = await import('../io/kube/read-snapshot.ts');
  const { newKept } = await import('../io/kube/kept.ts');
  const {
    subjects = [],
    namespace,
    only,
    extra,
    referenced = false,
    onStep,
    signal = new AbortController().signal,
  } = options;
  const { whole = subjects.some(({ kind }) => kind !== 'everything') } = options;
  const reads = (only ?? allReads(extra)).map((entry) => (whole ? { ...entry, scope: 'cluster' as const } : entry));
  const kept = newKept();
  const snapshot = await readSnapshot(kube, reads, {
    signal,
    kept,
    ...(namespace === undefined ? {} : { namespaces: [namespace] }),
    ...(onStep ? { progress: onStep } : {}),
  });
  if (only) return referenced ? await withReferenced(kube, snapshot, signal) : snapshot;
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
  /** Files and folders that are none of the sources, such as what was captured of other clusters: not read below a folder. */
  readonly notSources?: readonly string[] | undefined;
  /** The namespace of objects that name none. */
  readonly namespace?: string | undefined;
  /** Called with what is worth a line: documents that were left out, duplicates. */
  readonly onNote?: (note: string) => void;
  /** Called with the age of each file that was captured for Git; by default as any other note. */
  readonly onAge?: ((note: string) => void) | undefined;
  /** Read in place of what is on the disk, by path. Then kustomize is not asked: it reads the disk. */
  readonly texts?: ReadonlyMap<string, string>;
  /** What is read below a path that is none of the disk. Then kustomize is not asked either, and helm of copies. */
  readonly revision?: { readonly root: string; readonly ports: TreePorts } | undefined;
  /** False: kustomize is not asked, so that two sides are read alike. */
  readonly build?: boolean;
  /** Called with the bytes of each file. */
  readonly onFile?: OnFile | undefined;
  /** What tools made of sources, which are among the paths by its name; what they made it of is not read. */
  readonly rendered?: readonly Rendered[];
  /** Documents of texts that were read before: a side of a comparison has most of them from the other one. */
  readonly parsed?: FilePorts['parsed'];
  /** Of a folder: these files and folders are not read. */
  readonly isLeftOut?: ((path: string) => boolean) | undefined;
  /** A folder: links in it that lead out of this one are not followed. */
  readonly within?: string | undefined;
  /** No object in them is an answer, too. */
  readonly empty?: boolean;
  /** What helm made of charts, by what it was asked: a second reading does not ask again. */
  readonly made?: Made;
  /** The same of charts that are not read from the disk as it is. */
  readonly unpacked?: Unpacked | undefined;
  /** The branches that the files are for, besides the one that is checked out, and what revisions are called. */
  readonly pinning?: Pinning | undefined;
  /** Called with the command line of each tool before it is run. */
  readonly onRun?: ((line: string) => void) | undefined;
  /** Ends the wait for standard input and for tools. */
  readonly signal?: AbortSignal | undefined;
}

/** Reads files and folders ("-": stdin). Throws PromwireError 'usage' if there is no object in them. */
export async function readFiles(paths: readonly string[], options: ReadFilesOptions = {}): Promise<FileSnapshot> {
  const { readFiles: read, diskWithRevisions, unpacking } = await import('../io/files/index.ts');
  const {
    captured = [],
    notSources = [],
    namespace,
    onNote,
    onAge = onNote,
    texts,
    revision,
    build = true,
    empty = false,
    onFile,
    onRun,
    parsed,
    isLeftOut,
    within,
    made,
    unpacked,
    pinning,
    rendered = [],
    signal = new AbortController().signal,
  } = options;
  const begun = !signal.aborted;
  const fresh = diskWithRevisions(signal, onRun, pinning);
  const whole: FilePorts = { ...fresh, template: made ? remembered(fresh.template, made) : fresh.template, parsed };
  const kept = within === undefined ? whole : linksWithin(whole, within);
  const disk = isLeftOut ? pruned(kept, isLeftOut) : kept;
  const built = texts ? withTexts(disk, texts) : revision ? withTree(disk, revision) : build ? disk : unbuilt(disk);
  // helm reads the disk: what is otherwise there is given to it as a copy.
  const running = { signal, onRun: onRun ?? ((): void => undefined), root: revision?.root ?? within, made: unpacked };
  const plain = revision || isLeftOut ? copying(built, unpacking(built, running)) : built;
  const found = withoutCaptured(plain, captured, notSources);
  const ports = rendered.length === 0 ? found : await withRendered(found, rendered);
  const lost = new Set(rendered.flatMap(({ name, text }) => (text === undefined ? [name] : [])));
  const all = [...captured, ...paths.filter((path) => !lost.has(path))];
  const asRead = await read(all, onFile ? heard(ports, onFile) : ports, namespace);
  const snapshot = ofOneCluster(withLeftOut(asRead, rendered));
  // What did not come to its end is not an answer.
  if (begun || paths.includes('-')) signal.throwIfAborted();
  for (const note of snapshot.notes) onNote?.(note);
  for (const each of snapshot.captured) onAge?.(ageText(each));
  const releases = snapshot.releases ?? [];
  for (const note of chartNotes(snapshot)) onNote?.(note);
  const there = snapshot.objects.length + snapshot.gaps.length + snapshot.coverage.length + releases.length;
  if (there === 0 && !empty) {
    throw new PromwireError(
      'usage',
      `${paths.join(', ')}: no Kubernetes object found`,
      'Name YAML or JSON files, or folders that hold some; charts are rendered first: helm template.',
    );
  }
  return withCharts(snapshot);
}

/** Everything that the checks ask, ready for questions. */
export function analysisOf(snapshot: Snapshot): Analysis {
  return analyse(buildWorld(snapshot), { backends, checks, profiles }, snapshot.observations);
}
