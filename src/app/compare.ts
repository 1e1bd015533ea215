/** What one world loses and gains against another: folders, files, revisions, snapshots and the live cluster. */
import { compareWorlds } from '../compare/compare.ts';
import { PromwireError } from '../errors.ts';
import { codeOf } from '../io/error-code.ts';
import { digestOf } from '../io/files/digest.ts';
import { outsideBases } from '../io/files/outside-bases.ts';
import { diskPorts, plain } from '../io/files/walk.ts';
import { realOf } from '../io/real-path.ts';
import { isRevision, openRevision } from '../io/git/revision.ts';
import type { Revision } from '../io/git/revision.ts';
import { refusePointer } from '../io/git/tree.ts';
import { defined } from '../kube/json.ts';
import type { Comparison, Snapshot } from '../model/index.ts';
import { ofClusters, ofCopies, ofWays, withParts } from '../compare/parts.ts';
import { clusterFolders, sidesOfCluster } from './cluster-folders.ts';
import { aligned, variantsOf } from './copies.ts';
import { rightElsewhere } from './right-elsewhere.ts';
import { alike, folderOf, submodule } from './compare-alike.ts';
import type { ReadSide } from './compare-alike.ts';
import { chartsChanged, withoutLeft } from './compare-charts.ts';
import { pinningOf, shownIn } from './compare-pinned.ts';
import { asShown } from './compare-shown.ts';
import { sideNotes } from './side-notes.ts';
import type { SideNotes } from './side-notes.ts';
import { atChanges } from './at-changes.ts';
import type { PlacedSide } from './at-changes.ts';
import { checkAnalysis } from './check.ts';
import { analysisOf, readFiles } from './read.ts';
import type { ReadFilesOptions } from './read.ts';

/** What is read of a side, where promwire.yaml says it: paths for its ports. */
interface Named {
  readonly paths?: readonly string[];
  readonly captured?: readonly string[];
  readonly notSources?: readonly string[];
}

/** One side, before it is read. */
export type Source =
  | (Named & {
      readonly kind: 'path';
      readonly path: string;
      readonly isFile?: boolean;
      /** What is not looked at below a folder. */
      readonly isLeftOut?: (path: string) => boolean;
      /** Of a working tree: the root of its repository, out of which no link is followed. */
      readonly root?: string;
      /** Submodules below it, which are not read. */
      readonly held?: readonly string[];
    })
  | (Named & { readonly kind: 'revision'; readonly revision: Revision })
  | { readonly kind: 'live'; readonly read: (base: Snapshot) => Promise<Snapshot> };

export interface CompareOptions extends Pick<ReadFilesOptions, 'namespace' | 'onNote' | 'onAge'> {
  /** Files with what neither side holds: of both sides the same. */
  readonly captured?: readonly string[];
  /** Documents of texts that were read before. */
  readonly parsed?: ReadFilesOptions['parsed'];
  /** What helm made of charts of other states. */
  readonly unpacked?: ReadFilesOptions['unpacked'];
  /** What is read is of one cluster, as promwire.yaml says. */
  readonly isOneCluster?: true;
  readonly signal: AbortSignal;
}

/** The name of the live cluster as a side. */
export const LIVE = 'live';

/**
 * What a word names: "-", a path that is there, or a revision. Throws PromwireError 'usage' for what is both, as git does,
 * and for what is neither.
 */
export async function sourceOf(
  word: string,
  signal: AbortSignal,
): Promise<Extract<Source, { kind: 'path' | 'revision' }>> {
  if (word === '-') return { kind: 'path', path: word };
  const there = await isThere(word);
  // What begins like a path is none.
  const isPath = /^(?:\.{1,2}(?:[\\/]|$)|[\\/]|[A-Za-z]:[\\/])/.test(word);
  if (!there && !isPath) return { kind: 'revision', revision: await openRevision(word, signal) };
  if (there && !isPath && (await isRevision(word, signal)))
    throw new PromwireError(
      'usage',
      `${word}: both a file or folder here and a revision`,
      `./${word} is the file or folder, ${word}: (with a colon) the whole tree of the revision.`,
    );
  return { kind: 'path', path: word, isFile: there === 'file' };
}

async function isThere(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await diskPorts.isFolder(path)) ? 'folder' : 'file';
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return undefined;
  }
}

/** Reads both sides, judges them and compares what was said of them. Nothing is written. */
export async function compareSources(base: Source, head: Source, options: CompareOptions): Promise<Comparison> {
  try {
    return await compareOpen(base, head, options);
  } finally {
    closeSides(base, head);
  }
}

export function closeSides(...sources: readonly Source[]): void {
  for (const source of sources) if (source.kind === 'revision') source.revision.close();
}

/** The same, and revisions stay open. */
export async function compareOpen(base: Source, head: Source, options: CompareOptions): Promise<Comparison> {
  const build = base.kind !== 'revision' && head.kind !== 'revision';
  const ages = new Set<string>();
  const { onNote, onAge = onNote } = options;
  // Both sides may have the same file.
  const tell = (age: string): void => {
    if (ages.size < ages.add(age).size) onAge?.(age);
  };
  const root = [base, head].flatMap((side) =>
    side.kind === 'revision' ? (side.revision.worktree?.root ?? []) : [],
  )[0];
  const reading: Reading = {
    parsed: new Map(),
    unpacked: new Map(),
    ...options,
    onAge: tell,
    build,
    root,
    notes: sideNotes(),
    pinning: pinningOf([base, head].flatMap((side) => (side.kind === 'revision' ? side.revision : []))),
  };
  const was = await readSide(base, reading, undefined);
  const is = aligned(was, await readSide(head, reading, was.snapshot));
  if (onNote) reading.notes.tell(onNote);
  const given = [...(options.captured ?? []), ...capturedOf(base), ...capturedOf(head)];
  const [before, after] = alike(...(await withoutLeft(was, is)), given);
  const told = (await byFolders(before, after, options)) ?? (await withCopies(before, after, options.signal));
  const all = { ...told, unknown: [...told.unknown, ...(await chartsChanged(before, after))] };
  return asShown(all, [before, after]);
}

/** Without promwire.yaml, each cluster whose Prometheus is in a folder of its own. */
async function byFolders(base: ReadSide, head: ReadSide, options: CompareOptions): Promise<Comparison | undefined> {
  const folders = options.isOneCluster ? undefined : clusterFolders(base, head);
  if (!folders) return undefined;
  options.onNote?.(
    `several folders hold a Prometheus each, so clusters are compared one by one, each with the folders of its name: ${folders.names.join(', ')} (promwire.yaml names them, see promwire init)`,
  );
  const parts = [];
  for (const name of folders.names) {
    const ways = [];
    for (const { folder, ...sides } of sidesOfCluster(base, head, folders, name))
      ways.push({ folder, comparison: await withCopies(sides.base, sides.head, options.signal) });
    parts.push({ name, comparison: ofWays(name, ways) });
  }
  return ofClusters(parts, { base: base.title, head: head.title });
}

/** One world, and in its place each of the copies of its objects that change otherwise. */
async function withCopies(before: ReadSide, after: ReadSide, signal: AbortSignal): Promise<Comparison> {
  const { variants, more } = variantsOf(before, after);
  const whole = await compared(before, after, signal, true);
  const parts: Comparison[] = [];
  for (const each of variants) parts.push(ofCopies(each, await compared(each.base, each.head, signal)));
  return withParts(whole, parts, more);
}

const capturedOf = (source: Source): readonly string[] => (source.kind === 'live' ? [] : (source.captured ?? []));

/** `isWhole`: of objects that stand several times, the copies that count are here. */
async function compared(before: ReadSide, after: ReadSide, signal: AbortSignal, isWhole = false): Promise<Comparison> {
  const sides = { base: await judged(before, signal), head: await judged(after, signal) };
  const told = await atChanges(compareWorlds(sides.base, sides.head), sides);
  const { errors, unknown } = told.standing;
  const less =
    isWhole && errors > 0
      ? await rightElsewhere(sides.head, after, async (way) => (await judged(way, signal)).report)
      : 0;
  return less === 0 ? told : { ...told, standing: { errors: errors - less, unknown } };
}

async function judged({ snapshot, ...side }: ReadSide, signal: AbortSignal): Promise<PlacedSide> {
  const analysis = analysisOf(snapshot);
  const { places } = snapshot;
  return { ...side, analysis, report: await checkAnalysis(analysis, { signal }, places), ...defined({ places }) };
}

interface Reading extends CompareOptions {
  readonly build: boolean;
  readonly notes: SideNotes;
  readonly pinning: NonNullable<ReadFilesOptions['pinning']>;
  /** Of the repository of a revision, on the disk. */
  readonly root: string | undefined;
}

async function readSide(source: Source, options: Reading, base: Snapshot | undefined): Promise<ReadSide> {
  if (source.kind === 'live') {
    if (!base) throw new Error('the live cluster is read after BASE');
    return {
      title: LIVE,
      prefix: LIVE,
      digest: () => '',
      shown: (file) => file,
      strangers: [],
      listed: new Map(),
      copies: new Map(),
      snapshot: await source.read(base),
    };
  }
  const { namespace, onAge, signal, build, parsed, unpacked, notes, pinning } = options;
  const { captured = options.captured } = source;
  const digests = new Map<string, string>();
  const onFile = (path: string, bytes: Uint8Array): void => {
    digests.set(path, digestOf(bytes));
    refusePointer(bytes);
  };
  const digest = (file: string): string => digests.get(file) ?? '';
  const reading = {
    captured: captured ?? [],
    notSources: source.notSources,
    namespace,
    signal,
    build,
    empty: true,
    onFile,
    onAge,
    parsed,
    unpacked,
    pinning,
  };
  if (source.kind === 'path') {
    const { path, isLeftOut, root, held = [] } = source;
    // Of a state that git has no tool builds what is outside of the folder.
    const isAlone = !build && source.paths === undefined && options.root !== undefined && path !== '-';
    const outside = isAlone ? await outsideBases(diskPorts, plain(path), root ?? options.root) : [];
    const snapshot = await readFiles(source.paths ?? [path, ...outside.map((each) => each.path)], {
      ...reading,
      isLeftOut,
      within: root,
      onNote: (text) => notes.add(text, path),
    });
    const prefix = path === '-' ? '(stdin)/' : folderOf(plain(path));
    const strangers = [...snapshot.strangers, ...held.map(submodule)];
    return {
      title: path === '-' ? 'stdin' : path,
      prefix,
      outside,
      digest,
      shown: shownIn(snapshot),
      snapshot,
      strangers,
      listed: snapshot.listed,
      generated: snapshot.generated,
      copies: snapshot.copies,
      charts: { ...snapshot, ports: snapshot.contents },
    };
  }
  const { revision } = source;
  const { name, path, root, submodules, worktree } = revision;
  const onDisk = (file: string): string => `${worktree?.path ?? ''}${file.slice(path.length)}`;
  const given = new Set((options.captured ?? []).map(realOf));
  const ports = given.size === 0 ? revision.ports : pruned(revision.ports, (file) => given.has(realOf(onDisk(file))));
  const pathOf = (file: string): string => (file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file);
  const note = { onNote: (text: string) => notes.add(text.replaceAll(`${root}/`, root), name) };
  const age = (text: string): void => onAge?.(text.replaceAll(`${root}/`, ''));
  const outside = source.paths ? [] : await outsideBases(ports, path, root);
  const snapshot = await readFiles(source.paths ?? [path, ...outside.map((each) => each.path)], {
    ...reading,
    onAge: age,
    revision: { root, ports },
    ...note,
  });
  for (const each of submodules) notes.add(`${each.path} is a submodule, and not read`, name);
  const strangers = [...snapshot.strangers, ...submodules.map((each) => submodule(`${root}/${each.path}`))];
  return {
    title: name,
    prefix: folderOf(path),
    outside,
    digest,
    shown: shownIn({ roots: [root, ...snapshot.roots] }),
    pathOf,
    snapshot,
    strangers,
    listed: snapshot.listed,
    generated: snapshot.generated,
    copies: snapshot.copies,
    charts: { ...snapshot, ports: snapshot.contents },
  };
}

/** What is captured is of both sides the same: a file of it that is in the repository, too, is none of its sources. */
function pruned(ports: Revision['ports'], isGiven: (path: string) => boolean): Revision['ports'] {
  return {
    ...ports,
    list: async (folder) => (await ports.list(folder)).filter(({ name }) => !isGiven(`${folder}/${name}`)),
  };
}
