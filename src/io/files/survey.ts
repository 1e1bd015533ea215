/** What a repository holds that promwire.yaml can name: manifests, charts, and what was captured of clusters. */
import { basename, dirname, join, normalize, relative, sep } from 'node:path';
import { KUSTOMIZATION } from '../../kube/kustomization-file.ts';
import { readSmall } from '../read-file.ts';
import { codeOf } from '../error-code.ts';
import { split } from './documents.ts';
import { diskPorts, findSources } from './walk.ts';

/** Paths from the folder that was looked through, with "/" between their parts, in order. */
export interface Survey {
  /** Folders with manifests, the outermost below that folder; files that are in it itself. */
  readonly paths: readonly string[];
  /** Folders of charts that are in no other chart. */
  readonly charts: readonly string[];
  /** Files with manifests. */
  readonly files: readonly string[];
  /** Files of promwire snapshot. */
  readonly captured: readonly string[];
}

/** Looks through a folder. What cannot be read is left out. Throws PromwireError 'usage' where the folder is none. */
export async function survey(folder: string): Promise<Survey> {
  const { sources } = await findSources([folder], diskPorts);
  const files = sources.flatMap(({ path, refused }) => (refused === undefined ? [path] : []));
  const homes = files.filter((file) => basename(file) === 'Chart.yaml').map((file) => dirname(file));
  const charts = homes.filter((home) => !homes.some((other) => isBelow(home, other)));
  const captured: string[] = [];
  const manifests: string[] = [];
  for (const file of files.filter((each) => !charts.some((chart) => isBelow(each, chart)))) {
    const what = await kindOf(file);
    if (what === 'captured') captured.push(file);
    else if (what === 'manifest') manifests.push(file);
  }
  const name = (path: string): string => relative(folder, path).split(sep).join('/') || '.';
  const inOrder = (paths: readonly string[]): readonly string[] =>
    [...new Set(paths)].toSorted((a, b) => (a < b ? -1 : 1));
  return {
    paths: inOrder(manifests.map((file) => name(file).split('/')[0] ?? '')),
    files: inOrder(manifests.map(name)),
    charts: inOrder(charts.map(name)),
    captured: inOrder(captured.map(name)),
  };
}

/**
 * A survey of a folder with charts among the paths that something in the files installs: how is written there. `strays`: the
 * folders of those that nothing does.
 */
export function withInstalled(all: Survey, folder: string, strays: readonly string[]): Survey {
  const left = new Set(strays.map((stray) => normalize(stray)));
  const charts = all.charts.filter((chart) => left.has(normalize(join(folder, chart))));
  const top = (path: string): string => path.split('/')[0] ?? '';
  const mixed = new Set(charts.map(top));
  const installed = all.charts.filter((chart) => !charts.includes(chart));
  const paths = [...all.paths, ...installed.map((chart) => (mixed.has(top(chart)) ? chart : top(chart)))];
  return { ...all, paths: [...new Set(paths)].toSorted((a, b) => (a < b ? -1 : 1)), charts };
}

function isBelow(path: string, folder: string): boolean {
  return path !== folder && path.startsWith(join(folder, sep));
}

async function kindOf(file: string): Promise<'captured' | 'manifest' | undefined> {
  let text: string;
  try {
    text = await readSmall(file);
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return undefined;
  }
  const heads = split(text).map((chunk) => ({
    group: /^apiVersion:[ \t]*["']?([\w./-]+)/m.exec(chunk.text)?.[1],
    kind: /^kind:[ \t]*["']?(\w+)/m.exec(chunk.text)?.[1],
  }));
  // It need not say what it is.
  if (KUSTOMIZATION.test(file)) return 'manifest';
  const isOurs = heads.some(({ group }) => group?.startsWith('promwire.dev/'));
  if (isOurs) return heads.some(({ kind }) => kind === 'Snapshot') ? 'captured' : undefined;
  return heads.some(({ group, kind }) => group !== undefined && kind !== undefined) ? 'manifest' : undefined;
}
