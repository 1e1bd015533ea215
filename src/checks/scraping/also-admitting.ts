import type { Barred } from '../../backends/prometheus-operator/running/barred.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Gap } from '../../model/index.ts';
import type { World } from '../../world/world.ts';

/** Policies of Cilium add up with NetworkPolicies: where files have some, and no Prometheus told otherwise, one may admit it. */
export function alsoAdmitting(world: World, found: readonly Barred[]): readonly Gap[] {
  if (world.snapshot.source !== 'files' || found.some(({ lastError }) => lastError !== undefined)) return [];
  const places = new Set(found.flatMap(({ policies }) => policies.map(({ metadata }) => metadata.namespace ?? '')));
  const policies = [
    ...[...places].flatMap((place) => world.inNamespace('cilium.io', 'CiliumNetworkPolicy', place)),
    ...(found.length === 0 ? [] : world.all('cilium.io', 'CiliumClusterwideNetworkPolicy')),
  ];
  return policies.slice(0, 1).map((policy) => ({
    reason: 'not-among-files',
    reads: { group: 'cilium.io', kind: policy.kind, namespace: policy.metadata.namespace ?? '' },
    sentence: `${title(refOf(policy))} may admit Prometheus, too, and is not judged.`,
  }));
}
