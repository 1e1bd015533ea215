import { configSecretRef } from '../backends/alertmanager/config-secret.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import type { Snapshot, Stack } from '../model/index.ts';
import { withMore } from '../world/join.ts';

/**
 * Adds what decides in the configuration of each Alertmanager (routes, names of receivers), from its Secret, got by its
 * name; nothing else of it is kept. Only with --read-secrets. What may not be read is a gap, not an error.
 */
export async function withConfigSecrets(
  kube: Kube,
  snapshot: Snapshot,
  stacks: readonly Stack[],
  signal: AbortSignal,
): Promise<Snapshot> {
  const refs = stacks.flatMap((stack) => configSecretRef(stack) ?? []);
  if (refs.length === 0) return snapshot;
  const { readNamed } = await import('../io/kube/read-snapshot.ts');
  return withMore(snapshot, await readNamed(kube, refs, signal));
}
