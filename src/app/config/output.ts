/** Where in the repository each cluster is generated to. */
import { belowRoot, madeFolders } from '../../io/files/repository.ts';
import type { Home } from '../../io/files/repository.ts';
import { isIn } from '../../kube/path-in.ts';
import type { Config, ConfigCluster } from '../../model/index.ts';
import type { Fault } from '../checked-file.ts';

const CLUSTERS = 'clusters';

/** The folder of a cluster, relative to promwire.yaml. */
export function folderOf({ name, output }: ConfigCluster): string {
  return output?.folder ?? `${CLUSTERS}/${name}/promwire`;
}

/**
 * The folder that generate keeps for a cluster, which Git brings like its sources; undefined: there is none, a source holds it,
 * or the cluster itself is asked, which has it already.
 */
export function generatedFor(cluster: ConfigCluster, home: Home): string | undefined {
  const { applications, sources = [], captured = [] } = cluster;
  if (applications === undefined || sources.length + captured.length === 0) return undefined;
  const below = belowRoot(home, folderOf(cluster));
  const isHeld = sources.some(({ path }) => path !== undefined && isHeldBy(below, belowRoot(home, path)));
  return isHeld ? undefined : folderOf(cluster);
}

/** Folders where a cluster is generated to by default, that promwire wrote and that are of no cluster any more. */
export async function leftFolders({
  value: { clusters },
  home,
}: {
  readonly value: Config;
  readonly home: Home;
}): Promise<readonly string[]> {
  const own = new Set(clusters.map((cluster) => belowRoot(home, folderOf(cluster))));
  const written = await madeFolders(home, CLUSTERS, 'promwire');
  return written.filter(({ below }) => !own.has(below)).map(({ path }) => path);
}

/** Each cluster has a folder of its own, also on disks that ignore case: what one removes, another might have written. */
export function sharedFolders({ clusters }: Config, home: Home): readonly Fault[] {
  const folders = clusters.map((cluster) => ({
    name: cluster.name,
    below: cluster.applications === undefined ? undefined : belowRoot(home, folderOf(cluster)).toLowerCase(),
  }));
  return folders.flatMap(({ below }, index) => {
    const other = folders
      .slice(0, index)
      .find((each) => below !== undefined && each.below !== undefined && overlap(each.below, below));
    if (!other) return [];
    const cluster = clusters[index];
    const at = [
      'clusters',
      String(index),
      ...(cluster?.output?.folder === undefined ? ['name'] : ['output', 'folder']),
    ];
    return [{ path: at, message: `cluster ${other.name} is generated into that folder, or one in it or above it` }];
  });
}

function overlap(a: string, b: string): boolean {
  return isHeldBy(a, b) || isHeldBy(b, a);
}

/** '' is the whole repository. */
function isHeldBy(path: string, folder: string): boolean {
  return folder === '' || isIn(path, folder);
}
