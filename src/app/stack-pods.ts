import { STACKS } from '../world/reads.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import type { Reads, Snapshot } from '../model/index.ts';

/** Where a running stack can be asked: its pods, and the Service in front of them. */
const STACK_PODS: readonly Reads[] = [
  { group: '', kind: 'Pod', scope: 'namespace' },
  { group: '', kind: 'Service', scope: 'namespace' },
];

/** Adds, where pods may not be listed everywhere, those of the namespaces in which a stack runs. */
export async function withStackPods(kube: Kube, snapshot: Snapshot, signal: AbortSignal): Promise<Snapshot> {
  const listed = snapshot.coverage.filter(({ group, kind, names }) => group === '' && kind === 'Pod' && !names);
  const seen = listed.flatMap(({ namespaces }) => namespaces);
  if (seen.includes('all')) return snapshot;
  const kinds = STACKS.map(({ kind }) => kind);
  const homes = snapshot.objects.flatMap(({ kind, metadata }) =>
    kinds.includes(kind) && metadata.namespace !== undefined ? [metadata.namespace] : [],
  );
  const namespaces = [...new Set(homes)].filter((home) => !seen.includes(home)).sort();
  if (namespaces.length === 0) return snapshot;
  const { readSnapshot } = await import('../io/kube/read-snapshot.ts');
  // That they are hidden was said when they were listed everywhere.
  const { objects, coverage } = await readSnapshot(kube, STACK_PODS, { namespaces, signal });
  return {
    ...snapshot,
    objects: [...snapshot.objects, ...objects],
    coverage: [...snapshot.coverage, ...coverage],
  };
}
