/** Files of revisions next to those of the disk: they are read by git, and nothing is checked out. */
import type { Chart } from '../../helm.ts';
import type { Ran } from '../../program.ts';
import { unpacking } from '../local-charts/unpacked.ts';
import type { TreePorts } from '../tree-ports.ts';
import { diskPortsUntil, type FilePorts } from '../walk.ts';
import { rootIn, type Pinning, type PinnedTree } from './model.ts';

/** The disk and stdin until `signal` is aborted. `onRun` is called with each command line before it is run. */
export function diskWithRevisions(
  signal: AbortSignal,
  onRun: (line: string) => void = () => undefined,
  pinning?: Pinning,
): FilePorts {
  const disk = diskPortsUntil(signal, onRun, pinning);
  return mounted(disk, (tree, root) => unpacking(tree, { signal, onRun, root }));
}

/** `ports` with the trees that are mounted. `template`: helm for charts of these, which are on no disk. */
function mounted(
  ports: FilePorts,
  template?: (tree: TreePorts, root: string) => (chart: Chart) => Promise<Ran>,
): FilePorts {
  const trees = new Map<string, PinnedTree>();
  const treeOf = (path: string): PinnedTree | undefined => trees.get(rootIn(path, trees.keys()) ?? '');
  const of = (path: string): TreePorts => treeOf(path)?.ports ?? ports;
  const { build } = ports;
  return {
    ...ports,
    isFolder: async (path) => await of(path).isFolder(path),
    list: async (path) => await of(path).list(path),
    read: async (path) => await of(path).read(path),
    identity: async (path) => (await of(path).identity?.(path)) ?? path,
    ...(build ? { build: async (folder) => (treeOf(folder) ? undefined : await build(folder)) } : {}),
    ...(ports.template
      ? {
          template: async (chart) => {
            const tree = treeOf(chart.folder);
            if (!tree || !template) return await (ports.template?.(chart) ?? Promise.resolve({ kind: 'missing' }));
            return await template(tree.ports, tree.root)(chart);
          },
        }
      : {}),
    mount: (tree) => {
      trees.set(tree.root, tree);
    },
  };
}
