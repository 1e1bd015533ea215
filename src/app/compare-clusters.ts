/** What a change costs the clusters of promwire.yaml, each by its own files in both states of the repository. */
import { ofClusters } from '../compare/parts.ts';
import { below } from '../io/files/repository.ts';
import { diskPorts } from '../io/files/walk.ts';
import type { Comparison, Unsettled } from '../model/index.ts';
import { digestBelow } from './compare-charts.ts';
import { closeSides, compareOpen } from './compare.ts';
import type { CompareOptions, Source } from './compare.ts';
import { withMeant } from './config/excused.ts';
import { clustersOf } from './config/sides.ts';
import type { ClusterFiles, ComparedCluster, Tree } from './config/sides.ts';

/** A whole state of a repository: a commit, or the working tree. */
export type State = Extract<Source, { kind: 'path' | 'revision' }>;

export interface ClustersOptions extends Pick<CompareOptions, 'namespace' | 'onNote' | 'signal'> {
  /** The promwire.yaml, as it is called from here. */
  readonly config: string;
  /** Only this cluster. */
  readonly cluster?: string | undefined;
  /** ISO 8601. */
  readonly today: string;
}

/** Each cluster by itself, and what they have in common once. Throws PromwireError 'usage' for what is wrong in the file. */
export async function compareClusters(base: State, head: State, options: ClustersOptions): Promise<Comparison> {
  const { config, cluster, onNote, signal, today } = options;
  try {
    const trees = [treeOf(base), treeOf(head)] as const;
    const { clusters, notes } = await clustersOf(config, trees, cluster);
    for (const note of notes) onNote?.(note);
    const names = clusters.map(({ name }) => name).join(', ');
    onNote?.(`of ${config}, each by its own files: ${names} (--no-config: as if it were not there)`);
    const [parsed, unpacked] = [new Map(), new Map()];
    const ages = new Set<string>();
    const parts = [];
    for (const each of clusters) {
      const sides = [of(base, each.base), of(head, each.head)] as const;
      const compared = await compareOpen(...sides, {
        namespace: options.namespace ?? each.head.defaultNamespace,
        onNote: (note) => onNote?.(`cluster ${each.name}: ${note}`),
        onAge: (age) => ages.add(age),
        parsed,
        unpacked,
        isOneCluster: true,
        signal,
      });
      const comparison = withMeant(compared, each, today);
      const unknown = [...comparison.unknown, ...(await unrendered(each, trees))];
      parts.push({ name: each.name, comparison: { ...comparison, unknown } });
    }
    for (const age of ages) onNote?.(age);
    return ofClusters(parts, { base: trees[0].title, head: trees[1].title });
  } finally {
    closeSides(base, head);
  }
}

function of<S extends State>(state: S, { from: paths, captured, notSources }: ClusterFiles): S {
  return { ...state, paths, captured, notSources };
}

function treeOf(state: State): Tree {
  if (state.kind === 'path')
    return { title: state.path, at: (path) => below(state.path, path), ports: diskPorts, onDisk: true };
  const { name, root, ports } = state.revision;
  return { title: name, at: (path) => `${root}/${path}`, ports };
}

/** Charts that are otherwise: what they make is not rendered here. */
async function unrendered(
  { base, head }: ComparedCluster,
  [was, is]: readonly [Tree, Tree],
): Promise<readonly Unsettled[]> {
  const before = new Map(base.unrendered.map(({ name, files }) => [name, files]));
  const told: Unsettled[] = [];
  for (const { name, files } of head.unrendered) {
    const old = await digestBelow(was.ports, before.get(name) ?? []);
    if (files.length === 0 || old === (await digestBelow(is.ports, files))) continue;
    told.push({
      summary: `What ${name} makes may be otherwise than before: it changed, and compare does not render it.`,
      because: [],
      checks: [],
      remedy: 'Render it from both states, and compare the two: promwire compare before.yaml after.yaml.',
    });
  }
  return told;
}
