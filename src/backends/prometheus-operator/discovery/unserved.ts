import { memo2 } from '../../../kube/memo.ts';
import type { KubeObject } from '../../../model/index.ts';
import type { World } from '../../../world/world.ts';

/** The label by which a slice names its Service. */
export const SERVICE_NAME = 'kubernetes.io/service-name';

/**
 * What stands where a Service should: one object without labels for each Endpoints object, or Service named by slices,
 * that has none. Prometheus finds their addresses all the same. Empty where Services are hidden: nobody can tell then.
 */
export function unserved(
  world: World,
  namespaces: 'any' | readonly string[],
  role: 'endpoints' | 'endpointslice',
): readonly KubeObject[] {
  const byNamespace = unservedIn(world, role);
  const all = namespaces === 'any' ? [...byNamespace.values()] : namespaces.map((name) => byNamespace.get(name) ?? []);
  return all.flat();
}

/** Once per world: every monitor asks. */
const unservedIn = memo2(findUnserved);

function findUnserved(world: World, role: 'endpoints' | 'endpointslice'): ReadonlyMap<string, readonly KubeObject[]> {
  const found = new Map<string, Map<string, KubeObject>>();
  const holders = role === 'endpoints' ? world.all('', 'Endpoints') : world.all('discovery.k8s.io', 'EndpointSlice');
  for (const { metadata, origin } of holders) {
    const { namespace = '' } = metadata;
    const name = role === 'endpoints' ? metadata.name : (metadata.labels[SERVICE_NAME] ?? '');
    if (world.gaps('', 'Service', namespace).length > 0) continue;
    if (world.get({ apiVersion: 'v1', kind: 'Service', namespace, name })) continue;
    const names = found.get(namespace) ?? new Map<string, KubeObject>();
    const nobody = { apiVersion: 'v1', kind: 'Service', metadata: { namespace, name, labels: {}, annotations: {} } };
    found.set(namespace, names.set(name, { ...nobody, body: {}, origin }));
  }
  return new Map([...found].map(([namespace, names]) => [namespace, [...names.values()]]));
}
