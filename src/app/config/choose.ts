/** One cluster of promwire.yaml: what is read for it, and what must hold there. */
import { PromwireError } from '../../errors.ts';
import { calledFromHere, findUpward, pathFrom } from '../../io/files/repository.ts';
import { nearest } from '../../kube/nearest.ts';
import { command, filePath } from '../../kube/shell.ts';
import type { ConfigCluster, ConfigSource, Expected } from '../../model/index.ts';
import type { Fault } from '../checked-file.ts';
import type { Excuse, MayGo } from './excused.ts';
import { CAPTURED, CONFIG } from './file-name.ts';
import { generatedFor } from './output.ts';
import type { ConfigFile } from './read.ts';
import type { ToRender } from './render.ts';

/** Paths are as they are called from here. */
export interface ChosenCluster {
  readonly name: string;
  /** The file that it is in. */
  readonly config: string;
  readonly context?: string;
  readonly captured: readonly string[];
  /** What was captured of any cluster, also where it is not there yet: none of it is a source. */
  readonly notSources: readonly string[];
  /** What was captured is all that there is to judge, so it is in `from`. */
  readonly isCaptured?: true;
  /** Files and folders that are read as they are. */
  readonly from: readonly string[];
  readonly toRender: readonly ToRender[];
  readonly defaultNamespace?: string;
  readonly expected: readonly Expected[];
  readonly excuses: readonly Excuse[];
  /** What compare may find lost. */
  readonly mayGo: readonly MayGo[];
}

/**
 * The cluster of that name; the only one by default. `hasAll`: the command can take all of them; `isToCome`: what is
 * captured may not be there yet. Throws PromwireError 'usage',
 * also for a path that cannot be read.
 */
export async function chooseCluster(
  file: ConfigFile,
  name?: string,
  hasAll = false,
  isToCome = false,
): Promise<ChosenCluster> {
  const { clusters } = file.value;
  const names = clusters.map((cluster) => cluster.name);
  const index = name === undefined && clusters.length === 1 ? 0 : names.indexOf(name ?? '');
  const cluster = clusters[index];
  if (!cluster) {
    const near = name === undefined ? undefined : nearest(name, names);
    throw new PromwireError(
      'usage',
      name === undefined ? `${file.path} has several clusters` : `--cluster ${name}: ${file.path} has no such cluster`,
      `${near === undefined ? '' : `Did you mean ${near}? `}Choose one with --cluster${hasAll ? ', or all of them with --all-clusters' : ''}: ${names.join(', ')}.`,
    );
  }
  const at = ['clusters', String(index)];
  const { context, defaultNamespace } = cluster;
  const captured = isToCome
    ? (cluster.captured ?? []).map((path) => calledFromHere(file.home, path))
    : await pathsOf(
        file,
        (cluster.captured ?? []).map((path, i) => ({ path, at: [...at, 'captured', String(i)] })),
        await captureLine(file, cluster),
      );
  const sources: Source[] = [];
  for (const [i, source] of (cluster.sources ?? []).entries())
    sources.push(await sourceOf(file, source, [...at, 'sources', String(i)], cluster));
  const named = sources.flatMap((source) => (typeof source === 'string' ? source : []));
  const folder = generatedFor(cluster, file.home);
  const generated = folder === undefined ? undefined : await pathFrom(file.home, folder);
  const from = [...named, ...(generated && 'path' in generated ? [generated.path] : [])];
  const toRender = sources.flatMap((source) => (typeof source === 'string' ? [] : source));
  const notSources = clusters.flatMap((each) => each.captured ?? []).map((path) => calledFromHere(file.home, path));
  return {
    name: cluster.name,
    config: file.path,
    ...(context === undefined ? {} : { context }),
    ...(defaultNamespace === undefined ? {} : { defaultNamespace }),
    ...(from.length + toRender.length === 0
      ? { from: captured, captured: [], isCaptured: true, notSources: [] }
      : { from, captured, notSources }),
    toRender,
    ...expectationsIn(file, cluster, at),
  };
}

/** How what was captured, and is not there, is written. */
async function captureLine({ path, home }: ConfigFile, { name }: ConfigCluster): Promise<(path: string) => string> {
  const here = await findUpward(CONFIG);
  const which = here === path ? { word: '' } : { word: ` --config ${filePath(path).word}` };
  return (written) => {
    const at = filePath(calledFromHere(home, written));
    const to =
      written.split('/').at(-1) === CAPTURED
        ? { word: `--out ${filePath(calledFromHere(home, `${written}/..`)).word}` }
        : { word: `> ${at.word}` };
    return `; ${command`promwire snapshot --for-git --cluster ${name}${which} ${to}`} writes it`;
  };
}

/** A path to read as it is, or what is rendered. */
type Source = string | ToRender;

async function sourceOf(
  file: ConfigFile,
  { path, chart, release = 'release-name', namespace, values = [], command }: ConfigSource,
  at: readonly string[],
  { defaultNamespace }: ConfigCluster,
): Promise<Source> {
  const [place = { line: 1, column: 1 }] = file.placesOf([at]);
  const origin = { source: 'file', file: file.path, document: 1, ...place } as const;
  if (command !== undefined) return { kind: 'command', words: command, folder: file.home.folder, origin };
  const key = chart === undefined ? 'path' : 'chart';
  const [found = ''] = await pathsOf(file, [{ path: chart ?? path ?? '', at: [...at, key] }]);
  if (chart === undefined) return found;
  const home = namespace ?? defaultNamespace;
  const files = await pathsOf(
    file,
    values.map((value, i) => ({ path: value, at: [...at, 'values', String(i)] })),
  );
  return {
    kind: 'chart',
    chart: { folder: found, release, ...(home === undefined ? {} : { namespace: home }), values: files },
    origin,
  };
}

/** Paths of the file as they are called from here. Throws PromwireError 'usage' with the place of one that cannot be read. */
export async function pathsOf(
  { home, refuse }: ConfigFile,
  written: readonly { readonly path: string; readonly at: readonly string[] }[],
  remedy: (path: string) => string = () => '',
): Promise<readonly string[]> {
  const paths: string[] = [];
  const faults: Fault[] = [];
  for (const { path, at } of written) {
    const found = await pathFrom(home, path);
    if ('path' in found) paths.push(found.path);
    else faults.push({ path: at, message: `${path}: ${found.problem}${found.isAbsent ? remedy(path) : ''}` });
  }
  if (faults.length > 0) throw await refuse(faults);
  return paths;
}

export function expectationsIn(
  { path: file, placesOf }: ConfigFile,
  { expect: { taken = [], excused = [], lost = [] } = {} }: ConfigCluster,
  at: readonly string[],
): Pick<ChosenCluster, 'expected' | 'excuses' | 'mayGo'> {
  const originsOf = (list: string, count: number): readonly Expected['origin'][] =>
    placesOf(Array.from({ length: count }, (_, i) => [...at, 'expect', list, String(i)])).map((place) => ({
      source: 'file',
      file,
      document: 1,
      ...place,
    }));
  const [ofTaken, ofExcused] = [originsOf('taken', taken.length), originsOf('excused', excused.length)];
  const ofLost = originsOf('lost', lost.length);
  const here = { source: 'file', file, document: 1, line: 1 } as const;
  return {
    expected: taken.map((object, i) => ({ object, origin: ofTaken[i] ?? here })),
    excuses: excused.map(({ check, reason, until, ...object }, i) => ({
      check,
      object,
      reason,
      until,
      origin: ofExcused[i] ?? here,
    })),
    mayGo: lost.map(({ reason, until, ...object }, i) => ({ object, reason, until, origin: ofLost[i] ?? here })),
  };
}
