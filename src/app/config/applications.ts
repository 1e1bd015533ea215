/** What promwire.yaml wants to have generated for a cluster. */
import { belowRoot, rootOf } from '../../io/files/repository.ts';
import type { ConfigApplication, ConfigCluster } from '../../model/index.ts';
import { pathsOf } from './choose.ts';
import { folderOf } from './output.ts';
import type { ConfigFile } from './read.ts';

/** An application whose paths are as they are called from here. */
export interface ChosenApplication extends ConfigApplication {
  /** Where it is named: "promwire.yaml:12:7: clusters.0.applications.0". */
  readonly at: string;
}

/** What is generated for a cluster, and where. */
export interface Wanted {
  readonly cluster: string;
  readonly applications: readonly ChosenApplication[];
  /** The root of the repository as it is called from here, and the folder below it; "": the root itself. */
  readonly root: string;
  readonly below: string;
  readonly argocd: boolean;
}

/** A cluster that has applications. */
export interface WantedCluster {
  readonly cluster: ConfigCluster;
  readonly index: number;
}

/** The cluster of that name, else each that has applications, in order; none: there is nothing to generate. */
export function wantedBy(file: ConfigFile, name: string | undefined): readonly WantedCluster[] {
  return file.value.clusters.flatMap((cluster, index) =>
    cluster.applications !== undefined && (name === undefined || cluster.name === name) ? [{ cluster, index }] : [],
  );
}

/** What is wanted for it. Throws PromwireError 'usage' with the place of a path that cannot be read. */
export async function wantedFor(file: ConfigFile, { cluster, index: of }: WantedCluster): Promise<Wanted> {
  const at = ['clusters', String(of)];
  const written = cluster.applications ?? [];
  const paths = written.map((_application, index) => [...at, 'applications', String(index)]);
  const places = file.placesOf(paths);
  const applications: ChosenApplication[] = [];
  for (const [index, application] of written.entries()) {
    const path = paths[index] ?? at;
    const { line, column } = places[index] ?? { line: 1, column: 1 };
    const here = `${file.path}:${line}:${column}: ${path.join('.')}`;
    applications.push({ ...application, ...(await foundFiles(file, application, path)), at: here });
  }
  return {
    cluster: cluster.name,
    applications,
    root: rootOf(file.home),
    below: belowRoot(file.home, folderOf(cluster)),
    argocd: cluster.output?.argocd ?? false,
  };
}

async function foundFiles(
  file: ConfigFile,
  application: ConfigApplication,
  path: readonly string[],
): Promise<Partial<ConfigApplication>> {
  const keys = (['profileFile', 'metrics', 'settings'] as const).filter((key) => application[key] !== undefined);
  const found = await pathsOf(
    file,
    keys.map((key) => ({ path: application[key] ?? '', at: [...path, key] })),
  );
  return Object.fromEntries(keys.map((key, index) => [key, found[index] ?? '']));
}
