import type { Sample, StackObservation } from '../../../model/index.ts';

/**
 * Are these series only left over: was every one of them scraped from a target that the running stack no longer has?
 * False where that cannot be told (targets not asked for, or series without the labels of a target).
 */
export function isLeftOver(samples: readonly Sample[], { instances, shards }: StackObservation): boolean {
  const lists = instances.map(({ targets }) => (targets?.kind === 'ok' ? targets.value.active : undefined));
  const asked = new Set(instances.map(({ instance }) => instance.shard ?? -1)).size;
  if (samples.length === 0 || lists.length === 0 || asked < shards) return false;
  if (lists.some((list) => list === undefined)) return false;
  const there = new Set(lists.flatMap((list) => (list ?? []).map(({ labels }) => sourceOf(labels))));
  // Without labels of targets (an older Prometheus, a recording) nothing can be compared.
  return samples.every(({ labels }) => labels['instance'] !== undefined && !there.has(sourceOf(labels)));
}

function sourceOf(labels: Sample['labels']): string {
  return `${labels['job'] ?? ''}\n${labels['instance'] ?? ''}`;
}
