/** The Services and pods that a monitor's selector takes. */
import type { Gap, KubeObject, Monitor, Stack } from '../../../model/index.ts';
import { compareObjects } from '../../../kube/refs.ts';
import { podsIn } from '../../../world/stand-ins.ts';
import type { World } from '../../../world/world.ts';
import { discovererOf, discoverService, roleOf, searched } from './discovery.ts';

export type Places = ReturnType<typeof searched>;

export interface Sources {
  readonly objects: readonly KubeObject[];
  /** What might hide one more. */
  readonly gaps: readonly Gap[];
  /** Where there are none: those that fit, if a namespace that is not known is the one. */
  readonly likely: readonly KubeObject[];
}

/** Services that the monitor's selector takes, in the namespaces it searches, and what may hide one more. */
export function servicesOf(world: World, monitor: Monitor, stack: Stack): Sources {
  return matching(world, monitor, stack, 'Service', searched(monitor, stack));
}

/** Pods that a PodMonitor's selector takes, in the namespaces it searches, and what may hide one more. */
export function podsOf(world: World, monitor: Monitor, stack: Stack): Sources {
  return matching(world, monitor, stack, 'Pod', searched(monitor, stack));
}

export function matching(
  world: World,
  monitor: Monitor,
  stack: Stack,
  kind: 'Service' | 'Pod',
  namespaces: Places,
): Sources {
  const candidates = objectsIn(world, kind, namespaces);
  const gaps =
    namespaces === 'any' ? world.gaps('', kind) : namespaces.flatMap((namespace) => world.gaps('', kind, namespace));
  const role = roleOf(monitor, stack);
  const takes = discovererOf(monitor);
  const objects = candidates.filter(
    (object) =>
      takes(object.metadata.labels) ||
      // The role selector asks the Endpoints or slices, whatever the labels of their Service are.
      (monitor.mechanism === 'role-selector' &&
        role !== 'pod' &&
        discoverService(world, object, role, monitor).length > 0),
  );
  const likely = objects.length > 0 || namespaces === 'any' ? [] : strays(world, monitor, kind, namespaces);
  return { objects: objects.toSorted(compareObjects), gaps, likely };
}

/** All Services of these places, or the pods there and what stands for pods. */
export function objectsIn(world: World, kind: 'Service' | 'Pod', places: Places): readonly KubeObject[] {
  return (places === 'any' ? [undefined] : places).flatMap((place) => {
    if (kind === 'Pod') return podsIn(world, place);
    return place === undefined ? world.all('', kind) : world.inNamespace('', kind, place);
  });
}

/** What a monitor takes elsewhere, where its own namespace or theirs is not known; nothing where several could be the one. */
function strays(
  world: World,
  monitor: Monitor,
  kind: 'Service' | 'Pod',
  namespaces: readonly string[],
): readonly KubeObject[] {
  if (world.snapshot.source !== 'files' || monitor.selector.kind !== 'matching') return [];
  const there = objectsIn(world, kind, namespaces.includes('') ? 'any' : ['']);
  const takes = discovererOf(monitor);
  const found = there.filter(({ metadata }) => takes(metadata.labels));
  return new Set(found.map(({ metadata }) => metadata.namespace)).size > 1 ? [] : found;
}

/** Does its selector ask for no label that an object must have? */
function isForAll({ selector }: Monitor): boolean {
  if (selector.kind === 'everything') return true;
  return (
    selector.kind === 'matching' &&
    selector.requirements.every(({ operator }) => operator === 'NotIn' || operator === 'DoesNotExist')
  );
}

/** What a monitor that selects everything is meant for may be among other files: it does not mean what happens to be here. */
export function meantElsewhere(world: World, monitor: Monitor, stack: Stack): readonly Gap[] {
  if (!isForAll(monitor)) return [];
  const { gaps } =
    monitor.ref.kind === 'PodMonitor' ? podsOf(world, monitor, stack) : servicesOf(world, monitor, stack);
  return gaps.filter(({ reason }) => reason === 'not-among-files');
}
