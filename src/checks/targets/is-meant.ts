/** Whether what a monitor would find in another namespace is what it is for. */
import { nearest } from '../../kube/nearest.ts';
import { refOf, sameRef } from '../../kube/refs.ts';
import type { KubeObject, Monitor } from '../../model/index.ts';
import type { TargetContext } from '../../world/context.ts';

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
