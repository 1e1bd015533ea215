import type { KubeObject, Ref, Stack } from '../model/index.ts';
import type { Analysis } from './analysis.ts';
import { labelsAt, numberAt, stringAt } from '../kube/json.ts';
import { refOf } from '../kube/refs.ts';
import type { World } from '../world/world.ts';
import { podSelectorOf, selectsPods } from '../kube/service.ts';

const WORKLOADS: readonly string[] = ['Deployment', 'StatefulSet'];
const ENDED: readonly string[] = ['Succeeded', 'Failed'];

/**
 * The workload for want of which a monitor finds no address: every one behind its Services is scaled to 0, so no pod
 * will start. undefined where a pod is there, a workload has replicas, none is known, or not all could be seen.
 */
export function scaledDown(analysis: Analysis, monitor: KubeObject, stack: Stack): Ref | undefined {
  const wires = analysis.wires(monitor, stack);
  if (wires.length === 0 || wires.some(({ brokenAt, unknown }) => brokenAt !== 'endpoints' || unknown))
    return undefined;
  const idle = wires.map(({ service }) => {
    const object = service && analysis.world.get(service);
    return object && idleBehind(analysis.world, object);
  });
  return idle.every((ref) => ref !== undefined) ? idle[0] : undefined;
}

function idleBehind(world: World, service: KubeObject): Ref | undefined {
  const { namespace = '' } = service.metadata;
  if (
    Object.keys(podSelectorOf(service)).length === 0 ||
    WORKLOADS.some((kind) => world.gaps('apps', kind, namespace).length > 0)
  )
    return undefined;
  // Of a workload of another kind, or of one that was scaled up this moment.
  const pods = world
    .inNamespace('', 'Pod', namespace)
    .filter(
      ({ metadata, body }) =>
        selectsPods(service, metadata.labels) &&
        metadata.deletionTimestamp === undefined &&
        !ENDED.includes(stringAt(body, 'status', 'phase') ?? ''),
    );
  const workloads = WORKLOADS.flatMap((kind) => world.inNamespace('apps', kind, namespace)).filter(({ body }) =>
    selectsPods(service, labelsAt(body, 'spec', 'template', 'metadata', 'labels')),
  );
  const [first] = workloads;
  // Without the field the API server takes 1.
  if (!first || pods.length > 0 || workloads.some(({ body }) => numberAt(body, 'spec', 'replicas') !== 0))
    return undefined;
  return refOf(first);
}
