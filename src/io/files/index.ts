/** Files, folders and stdin to a Snapshot, read as kubectl reads them. Never fails because of what a file holds. */
import { nearestKind } from '../../kube/resources.ts';
import { posix } from 'node:path';
import type { Coverage, Gap, Observations, Snapshot } from '../../model/index.ts';
import { codeOf } from '../error-code.ts';
import { ALL_RESOURCES } from '../resources.ts';
import { isPassed } from '../read-file.ts';
import { reasonOf } from './node-error.ts';
import { collect, newCollection, type Collection } from './collect.ts';
import type { Wanted } from './locate.ts';
import type { Place } from './sought.ts';
import { withBuilt } from './kustomize/built.ts';
import { patchedTree, patchTexts, readAgain, withWritten, type TextOf } from './kustomize/patched.ts';
import { absentEntries, kustomizeTree } from './kustomize/tree.ts';
import type { KustomizeTree } from './kustomize/tree.ts';
import { openGaps } from '../../kube/open-objects.ts';
import { releasesOf } from './releases/index.ts';
import { withRenders } from './renders.ts';
import { settle, settleSources, type Settled } from './settle.ts';
import { textAt, textOf } from './text.ts';
export { diskPortsUntil } from './walk.ts';
import { diskPorts, findSources, type FilePorts, type Source } from './walk.ts';
import { mergeHeaders } from './snapshot-file.ts';
import type { SnapshotHeader } from './snapshot-file.ts';
import { kindKey } from '../../kube/refs.ts';
import { inTurns } from '../turns.ts';

export { type FilePorts } from './walk.ts';

/** A Snapshot, and what is worth a line on stderr: documents and objects that were left out, duplicates. */
export interface FileSnapshot extends Snapshot {
  readonly notes: readonly string[];
  /** Where fields of these files stand. It holds what came through stdin, which cannot be read a second time. */
  readonly places: Places;
}

/**
 * Where fields of a file that was read stand, in the order asked (see files/locate.ts). undefined for what is not found,
 * also because the file is gone by now.
 */
export type Places = (file: string, wanted: readonly Wanted[]) => Promise<readonly (Place | undefined)[]>;

const STDIN = '(stdin)';

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
  await inTurns(collect(into, file, text, source.asked), ports.signal);
  return text;
}

/** Files are not a listing: of the kinds that a snapshot's header does not speak for, nothing says that all are there. */
function coverageOf(from: Collection, stated: readonly Coverage[]): readonly Coverage[] {
  const lists = stated.filter((entry) => entry.names === undefined && entry.label === undefined);
  const known = new Set(lists.map(kindKey));
  const seen = [...from.plainKinds].filter((key) => !known.has(key)).sort();
  return [
    ...stated,
    ...seen.map((key): Coverage => {
      const slash = key.indexOf('/');
      return { group: key.slice(0, slash), kind: key.slice(slash + 1), namespaces: 'all', complete: false };
    }),
  ];
}

/** A patch need not say which object it changes. */
function isOfPatch({ origin }: Gap, { patches }: KustomizeTree): boolean {
  return origin?.source === 'file' && patches.has(posix.normalize(origin.file));
}

function few(items: readonly string[]): string {
  return items.length <= 3 ? items.join(', ') : `${items.slice(0, 3).join(', ')} and ${items.length - 3} more`;
}

function outwardNotes(links: readonly string[]): readonly string[] {
  return links.length === 0
    ? []
    : [`links that lead out of the folders given are not followed: ${few(links)}; give the target to --from too`];
}

function absentNotes(entries: readonly string[]): readonly string[] {
  return entries.length === 0
    ? []
    : [`what these kustomizations build from is not among the files: ${few(entries)}; give it to --from too`];
}

/** kustomize has found it by itself. */
function isBuilt(entry: string, { built }: Collection): boolean {
  return [...built].some((folder) => entry.startsWith(`${folder}/`));
}

function notesOf(
  from: Collection,
  { duplicates, homeless }: Settled,
  namespace: string | undefined,
): readonly string[] {
  const notes: string[] = [];
  const { foreign, ruleFiles, unknownKinds } = from;
  if (foreign.length > 0) {
    const documents = foreign.length === 1 ? '1 document is' : `${foreign.length} documents are`;
    notes.push(`${documents} not a Kubernetes object and left out: ${few(foreign)}`);
  }
  if (ruleFiles.length > 0) {
    const files = ruleFiles.length === 1 ? '1 plain rule file is' : `${ruleFiles.length} plain rule files are`;
    notes.push(`${files} left out, since only PrometheusRule objects are read: ${few(ruleFiles)}`);
  }
  if (unknownKinds.size > 0) {
    const kinds = [...unknownKinds]
      .sort(
        ([a], [b]) =>
          Number(nearestKind(a, ALL_RESOURCES) === undefined) - Number(nearestKind(b, ALL_RESOURCES) === undefined) ||
          (a < b ? -1 : 1),
      )
      .map(
        ([kind, count]) =>
          `${kind} (${count}${nearestKind(kind, ALL_RESOURCES) === undefined ? '' : `; did you mean ${nearestKind(kind, ALL_RESOURCES)}?`})`,
      );
    notes.push(`objects of kinds that promwire does not read are left out: ${few(kinds)}`);
  }
  if (homeless.length > 0) {
    const objects = homeless.length === 1 ? '1 object names' : `${homeless.length} objects name`;
    const where =
      namespace === undefined
        ? 'and nothing tells in which they will be (--default-namespace says it)'
        : `taken to be in ${namespace}`;
    notes.push(`${objects} no namespace, ${where}: ${few(homeless)}`);
  }
  if (from.unbuilt.length > 0)
    notes.push(
      `neither kustomize nor kubectl could build these folders, so promwire applied their patches itself: ${few(from.unbuilt)}`,
    );
  const more = duplicates.length - 3;
  return [
    ...notes,
    ...(more > 1
      ? [...duplicates.slice(0, 3), `${more} more objects are in two files; the last one counts`]
      : duplicates),
  ];
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
  const { sources, outward } = await findSources(paths, ports);
  const read = newCollection();
  const once = new Map<string, string>();
  for (const source of sources) {
    const text = await readSource(read, source, ports);
    if (text !== undefined && (source.path === '-' || isPassed(source.path))) once.set(shown(source.path), text);
  }
  const files = sources.map(({ path }) => path);
  const textOf: TextOf = async (file) => once.get(file) ?? (await textAt(ports, file));
  const texts = await patchTexts(read.sources, files, textOf);
  const unbuilt = kustomizeTree(read.sources, files, texts);
  const into = ports.build ? await withBuilt(read, unbuilt, ports.build) : read;
  const header = mergeHeaders(into.headers);
  // Only a snapshot alone still stands for the cluster it was taken from.
  const alone = into.plainKinds.size === 0;
  const places = placesOf(once, ports);
  const tree = patchedTree(into, files, texts);
  const settled = settle(await withWritten(into, tree, textOf), tree, namespace, (raw, object) =>
    readAgain(into, raw, object),
  );
  const objects = withRenders([...settled.objects.values()]);
  const around = { objects, generated: tree.generated, ports, places };
  const releases = await releasesOf(settleSources(into, tree), around);
  const observations = alone ? await observationsOf(into, header) : undefined;
  return {
    source: alone ? header.source : 'files',
    objects,
    coverage: coverageOf(into, header.coverage),
    gaps: [...header.gaps, ...into.gaps.filter((gap) => !isOfPatch(gap, tree)), ...openGaps(settled.open)],
    ...(header.kubernetes === undefined ? {} : { kubernetes: header.kubernetes }),
    ...(observations === undefined ? {} : { observations }),
    ...(releases.length === 0 ? {} : { releases }),
    notes: [
      ...outwardNotes(outward),
      ...absentNotes(absentEntries(into.sources, files).filter((entry) => !isBuilt(entry, into))),
      ...notesOf(into, settled, namespace),
    ],
    places,
  };
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
