/** Whether what a monitor would find in another namespace is what it is for. */
import { INSTANCE } from '../../kube/argocd.ts';
import { nearest } from '../../kube/nearest.ts';
import { refOf, sameRef } from '../../kube/refs.ts';
import { discovers, searched } from '../../backends/prometheus-operator/discovery/discovery.ts';
import { nearSource } from '../../backends/prometheus-operator/discovery/near.ts';
import type { KubeObject, Monitor, Stack } from '../../model/index.ts';
import type { TargetContext } from '../../world/context.ts';
import { podsIn } from '../../world/stand-ins.ts';

/**
 * Among files the one in the right place may only be missing. That it is another one's is told where the monitor looks into
 * the namespace of a stack, mistypes a namespace, or names the right one to a stack that ignores that, and nobody else takes
 * what was found.
 */
export function isMeant(
  context: TargetContext,
  monitor: Monitor,
  places: readonly string[],
  found: readonly KubeObject[],
): boolean {
  const { stacks } = context;
  if (monitor.object.homeless || found.some(({ homeless }) => homeless)) return false;
  const namespaces = new Set(found.map(({ metadata }) => metadata.namespace ?? ''));
  const isMistaken = (place: string): boolean =>
    stacks.some(({ ref }) => ref.namespace === place) || isTypo(place, [...namespaces]);
  const named = monitor.namespaces.kind === 'names' && monitor.namespaces.names.some((name) => namespaces.has(name));
  return (named || places.every(isMistaken)) && !found.some((each) => isLookedFor(context, monitor.object, each));
}

/**
 * Is the application itself where the monitor looks, so that what has the labels elsewhere is another one's? A Service that
 * is nearly asked for, or for a ServiceMonitor pods that have the labels which their Service lacks.
 */
export function isBeside({ world }: TargetContext, monitor: Monitor, stack: Stack): boolean {
  const places = searched(monitor, stack);
  if (places === 'any') return false;
  if (monitor.object.kind === 'ServiceMonitor') for (const place of places) world.needs('', 'Pod', place);
  if (nearSource(world, monitor, stack) !== undefined) return true;
  return (
    monitor.object.kind === 'ServiceMonitor' &&
    places.some((place) => podsIn(world, place).some(({ metadata }) => discovers(monitor, metadata.labels)))
  );
}

/** Is one of them called like the monitor, or of the same instance, and taken by no other monitor? */
export function isOwn(context: TargetContext, { object }: Monitor, found: readonly KubeObject[]): boolean {
  const { name, labels } = object.metadata;
  const instance = labels[INSTANCE];
  const isNamesake = ({ metadata }: KubeObject): boolean =>
    metadata.name === name || (instance !== undefined && metadata.labels[INSTANCE] === instance);
  return found.some(isNamesake) && !found.some((each) => isLookedFor(context, object, each));
}

const isTypo = (place: string, namespaces: readonly string[]): boolean => {
  const near = nearest(place, namespaces);
  return near !== undefined && !near.startsWith(place) && !place.startsWith(near) && !/\d/.test(`${near}${place}`);
};

/** Is there another monitor whose labels and namespaces take it? */
function isLookedFor({ world, stacks, wiresIn }: TargetContext, monitor: KubeObject, found: KubeObject): boolean {
  const own = refOf(found);
  return world
    .all('monitoring.coreos.com', monitor.kind)
    .filter((other) => other !== monitor)
    .some((other) =>
      stacks.some((stack) =>
        wiresIn(other, stack, own.namespace ?? '').some(
          ({ service, targets }) =>
            (service && sameRef(service, own)) || targets.some(({ pod }) => pod !== undefined && sameRef(pod, own)),
        ),
      ),
    );
}
