/** Folders of other revisions that tools take, read next to the files that were given. */
import { posix } from 'node:path';
import { isIn } from '../../../kube/path-in.ts';
import type { Argo } from '../argocd/applications.ts';
import type { ArgoFor } from '../argocd/known.ts';
import { outsideBases } from '../outside-bases.ts';
import type { Source } from '../releases/draft.ts';
import { findSources, type FilePorts, type Source as FoundFile } from '../walk.ts';
import { rootIn } from './model.ts';

/** What is in a folder of a revision may name another one. */
const ROUNDS = 4;

interface Reading {
  /** All documents that were read so far. */
  readonly sources: readonly Source[];
  readonly argo: (sources: readonly Source[]) => Promise<ArgoFor>;
  readonly ports: FilePorts;
  readonly readOne: (file: FoundFile) => Promise<void>;
}

/** The files that this read. */
export async function readPinned({ sources, argo, ports, readOne }: Reading): Promise<readonly string[]> {
  const files = new Set<string>();
  const done: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = (await argo(sources))(sources);
    const folders = [...new Set(sources.flatMap((source) => foldersOf(source, found)))].filter(
      (folder) => !done.some((other) => isIn(folder, other)),
    );
    if (folders.length === 0) break;
    for (const folder of folders) {
      done.push(folder);
      const root = rootIn(folder, found.roots) ?? folder;
      const paths = [folder, ...(await outsideBases(ports, folder, root)).map(({ path }) => path)];
      const all = (await findSources(paths, ports)).sources.filter(({ path }) => !files.has(path));
      // Asked together they are read by one process; what cannot be read says so below.
      await Promise.allSettled(all.map(async ({ path }) => await ports.read(path)));
      for (const file of all) {
        files.add(file.path);
        await readOne({ ...file, path: posix.normalize(file.path), asked: false });
      }
    }
  }
  return [...files];
}

/** Those that a document takes of other revisions. */
function foldersOf(source: Source, argo: Argo): readonly string[] {
  const parts = argo.applicationsOf(source).flatMap((one) => one.parts);
  const taken = parts.flatMap(({ pin, folders }) => (pin?.tree ? folders : []));
  return [...taken, ...[argo.fluxSource(source)?.folder ?? []].flat()];
}
