/** What promwire.yaml says of two states of one repository: the files of each cluster, as each state has them. */
import { PromwireError } from '../../errors.ts';
import { codeOf } from '../../io/error-code.ts';
import { homeOf, inRepository, pathFrom, writtenIn } from '../../io/files/repository.ts';
import type { Home } from '../../io/files/repository.ts';
import type { FilePorts } from '../../io/files/index.ts';
import { compare } from '../../kube/refs.ts';
import type { ConfigCluster, ConfigSource } from '../../model/index.ts';
import { expectationsIn } from './choose.ts';
import type { ChosenCluster } from './choose.ts';
import { generatedFor } from './output.ts';
import { decodeConfig } from './read.ts';
import type { ConfigFile } from './read.ts';

/** A state of the repository: `at` is the path of a file of it for the ports. */
export interface Tree {
  readonly title: string;
  readonly at: (path: string) => string;
  readonly ports: Pick<FilePorts, 'isFolder' | 'list' | 'read'>;
  /** Links in it may lead anywhere. */
  readonly onDisk?: true;
}

/** What is read of one cluster in one state; paths are for the ports. */
export interface ClusterFiles {
  readonly from: readonly string[];
  readonly captured: readonly string[];
  /** What was captured of any cluster. */
  readonly notSources: readonly string[];
  /** What a tool would make manifests of, and the files that it would do that with. */
  readonly unrendered: readonly { readonly name: string; readonly files: readonly string[] }[];
  readonly defaultNamespace?: string;
}

export interface ComparedCluster extends Pick<ChosenCluster, 'mayGo' | 'excuses'> {
  readonly name: string;
  readonly base: ClusterFiles;
  readonly head: ClusterFiles;
}

/**
 * The clusters of a promwire.yaml with their files in both states, each by the file of its own state; one that only one of them
 * names is read by that one in both. `name`: only that one. Throws PromwireError 'usage'.
 */
export async function clustersOf(
  path: string,
  [base, head]: readonly [Tree, Tree],
  name: string | undefined,
): Promise<{ readonly clusters: readonly ComparedCluster[]; readonly notes: readonly string[] }> {
  const home = await homeOf(path);
  const file = inRepository(home, path);
  const is = await configIn(head, file, path);
  const was = await configIn(base, file, path).catch((error: unknown) => {
    if (error instanceof PromwireError && error.code === 'usage') return undefined;
    throw error;
  });
  const config = is ?? was;
  if (!config)
    throw new PromwireError('usage', `${path}: not in ${head.title}`, 'Add it with git, or use --no-config.');
  const named = (of: ConfigFile | undefined): readonly ConfigCluster[] => of?.value.clusters ?? [];
  const names = [...new Set([...named(is), ...named(was)].map((cluster) => cluster.name))];
  if (name !== undefined && !names.includes(name))
    throw new PromwireError('usage', `--cluster ${name}: ${path} has no such cluster`, `It has: ${names.join(', ')}.`);
  const notes: string[] = [];
  const clusters: ComparedCluster[] = [];
  for (const each of name === undefined ? names.toSorted(compare) : [name]) {
    const [before, after] = [was, is].map((one) => named(one).find((cluster) => cluster.name === each));
    const known = after ?? before;
    if (!known) continue;
    const files = {
      base: await filesOf(before ?? known, base, file, home, named(was ?? is)),
      head: await filesOf(known, head, file, home, named(is ?? was)),
    };
    if (
      [files.base, files.head].every(
        ({ from, captured, unrendered }) => from.length + captured.length + unrendered.length === 0,
      )
    )
      notes.push(`cluster ${each} of ${path} has no files to compare`);
    else
      clusters.push({
        name: each,
        ...files,
        ...expectationsIn(config, known, ['clusters', String(config.value.clusters.indexOf(known))]),
      });
  }
  return { clusters, notes };
}

async function configIn({ at, ports }: Tree, file: string, path: string): Promise<ConfigFile | undefined> {
  let text: string;
  try {
    text = Buffer.from(await ports.read(at(file))).toString('utf8');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return undefined;
  }
  return await decodeConfig(text, path);
}

async function filesOf(
  cluster: ConfigCluster,
  tree: Tree,
  file: string,
  home: Home,
  all: readonly ConfigCluster[],
): Promise<ClusterFiles> {
  const { captured = [], sources = [], defaultNamespace } = cluster;
  const inTree = (written: string): string => tree.at(writtenIn(file, written));
  const there = async (written: readonly string[]): Promise<readonly string[]> => {
    const paths = [];
    for (const each of written) {
      if (!(await isThere(tree, inTree(each)))) continue;
      const found = tree.onDisk ? await pathFrom(home, each) : { path: each };
      if ('problem' in found)
        throw new PromwireError(
          'usage',
          `${each} in promwire.yaml: ${found.problem}`,
          'Name a path in the repository.',
        );
      paths.push(inTree(each));
    }
    return paths;
  };
  const isChart = async ({ path }: ConfigSource): Promise<boolean> =>
    path !== undefined && (await isThere(tree, inTree(`${path}/Chart.yaml`)));
  const paths: string[] = [];
  const unrendered: ClusterFiles['unrendered'][number][] = [];
  for (const source of sources) {
    const { path, chart = path, values = [], command } = source;
    if (path !== undefined && !(await isChart(source))) paths.push(path);
    else if (chart !== undefined) unrendered.push({ name: `chart ${chart}`, files: await there([chart, ...values]) });
    else unrendered.push({ name: (command ?? []).join(' '), files: [] });
  }
  const generated = generatedFor(cluster, home);
  return {
    from: await there(generated === undefined ? paths : [...paths, generated]),
    captured: await there(captured),
    notSources: all.flatMap((each) => each.captured ?? []).map(inTree),
    unrendered,
    ...(defaultNamespace === undefined ? {} : { defaultNamespace }),
  };
}

async function isThere({ ports }: Tree, path: string): Promise<boolean> {
  try {
    await ports.isFolder(path);
    return true;
  } catch (error) {
    if (codeOf(error) === '') throw error;
    return false;
  }
}
