import { PromwireError } from '../errors.ts';
import { nearest } from '../kube/nearest.ts';
import type { World } from '../world/world.ts';

/** Throws PromwireError 'failed' if a namespace is known not to exist, or nothing of files is in it. */
export function mustExist(world: World, namespace: string): void {
  const known = world.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  if (!known && world.snapshot.source === 'files') mustBeInFiles(world, namespace);
  if (known || world.snapshot.source === 'files' || world.gaps('', 'Namespace', namespace).length > 0) return;
  const near = nearest(namespace, world.namespaces());
  throw new PromwireError(
    'failed',
    `there is no namespace ${namespace}`,
    near === undefined ? 'kubectl get namespaces lists them.' : `Did you mean ${near}?`,
  );
}

/** So many namespaces are named. */
const NAMED = 5;

/** Of files that were not read the namespaces are not known, nor of objects that name none. */
function mustBeInFiles({ snapshot: { objects, gaps } }: World, namespace: string): void {
  const isOpen = gaps.length > 0 || objects.some(({ homeless }) => homeless);
  const known = [...new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))].sort();
  if (isOpen || known.length === 0 || known.includes(namespace)) return;
  const near = nearest(namespace, known);
  const more = known.length > NAMED ? ` and ${known.length - NAMED} more` : '';
  throw new PromwireError(
    'failed',
    `no object among the files is in namespace ${namespace}`,
    near === undefined ? `They are in: ${known.slice(0, NAMED).join(', ')}${more}.` : `Did you mean ${near}?`,
  );
}
