import type { KubeObject, Ref, Stack } from '../model/index.ts';
import { scaledDownBehind } from '../world/scaled-down.ts';
import type { Analysis } from './analysis.ts';

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
    return object && scaledDownBehind(analysis.world, object);
  });
  return idle.every((ref) => ref !== undefined) ? idle[0] : undefined;
}
