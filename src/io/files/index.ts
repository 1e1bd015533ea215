/** Files, folders and stdin to a Snapshot, read as kubectl reads them. Never fails because of what a file holds. */
import { SUBJECT_KINDS } from '../../kube/kinds.ts';
import { posix } from 'node:path';
import type { Gap, Observations, Snapshot } from '../../model/index.ts';
import { codeOf } from '../error-code.ts';
import { isPassed } from '../read-file.ts';
import { reasonOf } from './node-error.ts';
import { collect } from './collect.ts';
import { newCollection, type Collection } from './collection.ts';
import { coverageOf } from './coverage.ts';
import type { Wanted } from './locate.ts';
import type { Place } from './sought.ts';
import { argoReader } from './argocd/known.ts';
import { withBuilt } from './kustomize/built.ts';
import { patchedTree, patchTexts, readAgain, withWritten, type TextOf } from './kustomize/patched.ts';
import { rootIn } from './pinned/model.ts';
import { readPinned } from './pinned/read.ts';
import { pinGaps, pinNotes } from './pinned/told.ts';
import { takenRevisions, type TakenRevision } from './argocd/revisions.ts';
import { absentGaps, bringersOf, broughtGap, jsonnetGaps } from './kustomize/elsewhere.ts';
import { entriesOf, isOfKustomize } from './kustomize/entries.ts';
import { substitutesIn } from './kustomize/substitutes.ts';
import { kustomizeTree } from './kustomize/tree.ts';
import type { KustomizeTree } from './kustomize/tree.ts';
import { openGaps } from '../../kube/open-objects.ts';
import { releasesOf } from './releases/index.ts';
import { withRenders } from './renders.ts';
import { placeText, settle, settleSources, type Settled } from './settle.ts';
import type { Copies } from './copies.ts';
import { excludedNotes, notesOf, outwardNotes, testNotes, unfilledNames } from './notes.ts';
import { withLocalCharts, type Around } from './local-charts/index.ts';
import type { Behind } from './local-charts/behind.ts';
import type { LeftCharts } from './local-charts/unknown.ts';
import { atTemplates } from './local-charts/origins.ts';
import { markRendered } from './local-charts/rendered.ts';
import { textAt, textOf } from './text.ts';
import { unfilledCharts } from './unfilled.ts';
export { diskWithRevisions } from './pinned/mounted.ts';
export { unpacking, type Unpacked } from './local-charts/unpacked.ts';
import { diskPorts, findSources, type FilePorts, type Source } from './walk.ts';
import { capturedIn, mergeHeaders } from './snapshot-file.ts';
import type { CapturedFile, SnapshotHeader } from './snapshot-file.ts';
import { inTurns } from '../turns.ts';

export { type FilePorts } from './walk.ts';
export type { Copies, Copy } from './copies.ts';
export type { CapturedFile } from './snapshot-file.ts';

/** A Snapshot, and what is worth a line on stderr: documents and objects that were left out, duplicates. */
export interface FileSnapshot extends Snapshot {
  readonly notes: readonly string[];
  /** Where each object stands; of several copies the last one is among the objects. */
  readonly copies: Copies;
  /** Which of them were captured for Git, and when. */
  readonly captured: readonly CapturedFile[];
  /** What does not parse and is left out, since it looks like no object. */
  readonly strangers: readonly Gap[];
  /** What each kustomization lists that is in this repository, by the file of the kustomization. */
  readonly listed: ReadonlyMap<string, readonly string[]>;
  /** What kustomizations make of files, which are no objects here. */
  readonly generated: KustomizeTree['generated'];
  /** Folders of charts that nothing among the files installs, where charts are rendered. */
  readonly strays: readonly string[];
  /** Charts that were to be rendered, and were not. */
  readonly left: LeftCharts;
  /** Folders of charts whose templates are left out. */
  readonly unfilled: readonly string[];
  /** Folders of these files that Applications take, and at which revision. */
  readonly revisions: readonly TakenRevision[];
  /** To read files as these were read, those of revisions that Applications take among them. */
  readonly contents: Pick<FilePorts, 'isFolder' | 'list' | 'read'>;
  /** What the paths of those begin with: "v1.2.0:". */
  readonly roots: readonly string[];
  /** Files that hold no object, such as values of charts. */
  readonly foreign: readonly string[];
  /** Where fields of these files stand. It holds what came through stdin, which cannot be read a second time. */
  readonly places: Places;
}

/**
 * Where fields of a file that was read stand, in the order asked (see files/locate.ts). undefined for what is not found,
 * also because the file is gone by now.
 */
export interface Places {
  (file: string, wanted: readonly Wanted[]): Promise<readonly (Place | undefined)[]>;
  /** The value of a chart that a field of an object is from, where charts were rendered. */
  readonly behind?: Behind;
}

const STDIN = '(stdin)';
/** Where there are some of these, something was judged. */
const JUDGED: readonly string[] = [...SUBJECT_KINDS, 'ConfigMap', 'GrafanaDashboard'];

/** How a path is shown. */
function shown(path: string): string {
  return path === '-' ? STDIN : path;
}

/** The text of a readable source. What cannot be read becomes a gap. */
async function readSource(into: Collection, source: Source, ports: FilePorts): Promise<string | undefined> {
  const file = shown(source.path);
  const refuse = (detail: string): void => {
    into.gaps.push({
      reason: 'invalid',
      reads: { group: '', kind: '' },
      sentence: `${file}: ${detail}`,
      origin: { source: 'file', file, document: 1, line: 1 },
    });
  };
  if (source.refused !== undefined) {
    refuse(source.refused);
    return undefined;
  }
  let text: string;
  try {
    const bytes = source.path === '-' ? await ports.stdin() : await ports.read(source.path);
    const decoded = textOf(bytes);
    if ('refused' in decoded) {
      // In a folder it is an archive, a picture or the like; text of another encoding may be a manifest.
      if (!source.asked && decoded.binary) into.foreign.push(file);
      else refuse(decoded.refused);
      return undefined;
    }
    // The schemas cost a little to load, so only where there is something to check.
    if (!into.problems && decoded.text.includes('apiVersion'))
      into.problems = (await import('../apiserver/index.ts')).objectProblems;
    ({ text } = decoded);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    refuse(reasonOf(error));
    return undefined;
  }
  await inTurns(collect(into, file, text, { asked: source.asked, parsed: ports.parsed }), ports.signal);
  return text;
}

/** A patch need not say which object it changes. */
function isOfPatch({ origin }: Gap, { patches }: KustomizeTree): boolean {
  return origin?.source === 'file' && patches.has(posix.normalize(origin.file));
}

/**
 * Reads paths (files, folders, `-` for stdin) into a Snapshot. `ports` is the disk unless told otherwise; `namespace`
 * is where objects are taken to be that name none, as `kubectl apply -n` would put them.
 * Broken documents become gaps with file, line, column and reason; the others are still read.
 * Throws PromwireError "usage" where a path does not exist.
 */
export async function readFiles(
  paths: readonly string[],
  ports: FilePorts = diskPorts,
  namespace?: string,
): Promise<FileSnapshot> {
  const { sources, outward, tests } = await findSources(paths, ports);
  const read = newCollection();
  const once = new Map<string, string>();
  const readOne = async (source: Source): Promise<void> => {
    const before = [read.objects.length, read.sources.length] as const;
    const text = await readSource(read, source, ports);
    const made = ports.renderOf?.(source.path);
    if (made) markRendered(read, before, made);
    if (text !== undefined && (source.path === '-' || isPassed(source.path))) once.set(shown(source.path), text);
  };
  for (const source of sources) await readOne(source);
  const own = sources.map(({ path }) => path);
  const argo = await argoReader(paths, own, ports);
  const files = [...own, ...(await readPinned({ sources: read.sources, argo, ports, readOne }))];
  const textOf: TextOf = async (file) => once.get(file) ?? (await textAt(ports, file));
  const texts = await patchTexts(read.sources, files, textOf);
  const substitutes = await substitutesIn(read, texts, textOf);
  const unbuilt = kustomizeTree(read.sources, files, texts, await argo(read.sources), substitutes);
  const built = ports.build ? await withBuilt(read, unbuilt, ports.build) : read;
  const places = placesOf(once, ports);
  const settled = async (into: Collection): Promise<InPlace> => {
    const argoFor = await argo(into.sources);
    const tree = patchedTree(into, files, texts, argoFor, substitutes);
    const all = settle(await withWritten(into, tree, textOf), tree, namespace, (raw, object) =>
      readAgain(into, raw, object),
    );
    const applied = settleSources(into, tree);
    const around = {
      objects: [...all.objects.values()],
      sources: applied,
      argo: argoFor(applied),
      generated: tree.generated,
      ports,
      places,
    };
    return { ...all, tree, around };
  };
  const applied = async (all: Collection): Promise<Around> => (await settled({ ...all, gaps: [] })).around;
  const { read: into, charts, ...rendered } = await withLocalCharts(built, ports.template, applied, paths, ports);
  const header = mergeHeaders(into.headers);
  // Only a snapshot alone still stands for the cluster it was taken from.
  const alone = into.plainKinds.size === 0;
  const { tree, around, ...there } = await settled(into);
  const moved = await atTemplates(
    withRenders(around.objects),
    (file) => charts.get(file) ?? ports.renderOf?.(file)?.folder,
    textOf,
  );
  const { objects, isOpen } = moved;
  const releases = await releasesOf(around.sources, { ...around, objects }, rendered.localOf);
  const pinned = pinGaps(around.sources, around.argo);
  const unread = new Set(pinned.flatMap(({ origin }) => (origin ? placeText(origin) : [])));
  const judged = objects.some(({ kind }) => JUDGED.includes(kind));
  const elsewhere = [
    ...absentGaps(into.sources, files, into.built),
    ...jsonnetGaps(around.sources, around.argo),
    ...pinned,
    ...rendered.left.gaps,
    ...rendered.lookups,
    ...(judged
      ? []
      : broughtGap([
          ...bringersOf(
            into.sources.filter((one) => !rendered.isFollowed(one) && !unread.has(placeText(one.origin))),
            files,
            (await argo(into.sources))(into.sources),
          ),
          ...unfilledNames(into),
        ])),
  ];
  const isApplied = (file: string): boolean => tree.placementsOf(file, new Set()).length > 0;
  // What nothing applies may be anything.
  const isOfApplied = ({ origin }: Gap): boolean => origin?.source !== 'file' || isApplied(origin.file);
  const observations = alone ? await observationsOf(into, header) : undefined;
  return {
    source: alone ? header.source : 'files',
    objects,
    coverage: coverageOf(into, header.coverage),
    gaps: [
      ...header.gaps,
      ...into.gaps.filter((gap) => !isOfPatch(gap, tree) && isOfApplied(gap)),
      ...openGaps(there.open),
      ...elsewhere,
    ],
    ...(header.kubernetes === undefined ? {} : { kubernetes: header.kubernetes }),
    ...(observations === undefined ? {} : { observations }),
    ...(releases.length === 0 ? {} : { releases }),
    notes: [
      ...outwardNotes(outward),
      ...testNotes(tests),
      ...pinNotes(around.sources, around.argo),
      ...excludedNotes([...tree.excluded]),
      ...notesOf({ ...into, templates: into.templates.filter(isApplied) }, there, namespace),
    ],
    copies: there.copies,
    captured: capturedIn(into.headers),
    // What a template leaves open has no place for a field.
    places: Object.assign(
      async (...[file, wanted]: Parameters<Places>) =>
        isOpen(file) ? wanted.map(() => undefined) : await places(file, wanted),
      { behind: rendered.behind },
    ),
    strangers: into.strangers,
    generated: tree.generated,
    strays: rendered.strays,
    left: rendered.left,
    unfilled: [...unfilledCharts(into.templates.filter(isApplied), into.sources).keys()],
    revisions: takenRevisions(around.sources, around.argo),
    contents: ports,
    roots: around.argo.roots,
    foreign: [...new Set(into.foreign.map((place) => place.replace(/:\d+$/, '')))].filter(
      (file) => rootIn(file, around.argo.roots) === undefined && isApplied(file),
    ),
    listed: new Map(into.sources.filter(isOfKustomize).map((source) => [source.origin.file, entriesOf(source)])),
  };
}

/** Objects and documents about charts as they will be in the cluster. */
interface InPlace extends Settled {
  readonly tree: KustomizeTree;
  readonly around: Around;
}

/** What the running stacks of a snapshot answered. Where that cannot be read it is a gap, and nobody was asked. */
async function observationsOf(into: Collection, header: SnapshotHeader): Promise<Observations | undefined> {
  if (header.observations === undefined) return undefined;
  const { readObservations } = await import('../observations.ts');
  const read = readObservations(header.observations);
  if (!('invalid' in read)) return read;
  into.gaps.push({
    reason: 'invalid',
    reads: { group: 'promwire.dev', kind: 'Snapshot' },
    about: 'running',
    sentence: `The observations of the snapshot are malformed (${read.invalid}), so what its Prometheus said is not known.`,
  });
  return undefined;
}

/** `once`: texts by what they are called, where they cannot be read a second time. */
export function placesOf(once: ReadonlyMap<string, string> = new Map(), ports: FilePorts = diskPorts): Places {
  return async (file, wanted) => {
    const text = once.get(file) ?? (file === STDIN ? undefined : await textAt(ports, file));
    if (text === undefined) return wanted.map(() => undefined);
    return (await import('./locate.ts')).locate(text, wanted);
  };
}
