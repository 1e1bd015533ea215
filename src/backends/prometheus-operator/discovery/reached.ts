import type { Gap, Monitor, Stack } from '../../../model/index.ts';
import { addressGaps, discoverService, roleOf } from './discovery.ts';
import { podTargets } from './pods.ts';
import type { Reached } from './discovery.ts';
import { podsOf, servicesOf } from './sources.ts';
import { hiding } from '../../../world/hiding.ts';
import type { World } from '../../../world/world.ts';

/** Everything that discovery finds for a monitor, before the port filter. Rights are not looked at. */
export function allReached(world: World, monitor: Monitor, stack: Stack): readonly Reached[] {
  const role = roleOf(monitor, stack);
  if (role === 'pod')
    return podsOf(world, monitor, stack).objects.flatMap((pod) => podTargets(pod).map((found) => ({ found })));
  return servicesOf(world, monitor, stack).objects.flatMap((service) =>
    discoverService(world, service, role, monitor).map((found) => ({ found, service })),
  );
}

/** What may hide one more target of a monitor, or show one otherwise than it is. */
export function hiddenTargets(world: World, monitor: Monitor, stack: Stack): readonly Gap[] {
  const role = roleOf(monitor, stack);
  if (role === 'pod') return hiding(podsOf(world, monitor, stack).gaps);
  const { objects, gaps } = servicesOf(world, monitor, stack);
  const namespaces = [...new Set(objects.map(({ metadata }) => metadata.namespace))];
  return hiding([
    ...gaps,
    ...namespaces.flatMap((namespace) => [...addressGaps(world, role, namespace), ...world.gaps('', 'Pod', namespace)]),
  ]);
}
