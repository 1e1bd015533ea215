import { PromwireError } from '../errors.ts';
import { nearest } from '../kube/nearest.ts';
import type { World } from '../world/world.ts';

/** Throws PromwireError 'failed' if a namespace is known not to exist. */
export function mustExist(world: World, namespace: string): void {
  const known = world.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
  if (known || world.snapshot.source === 'files' || world.gaps('', 'Namespace', namespace).length > 0) return;
  const near = nearest(namespace, world.namespaces());
  throw new PromwireError(
    'failed',
    `there is no namespace ${namespace}`,
    near === undefined ? 'kubectl get namespaces lists them.' : `Did you mean ${near}?`,
  );
}
