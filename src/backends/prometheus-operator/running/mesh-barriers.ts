import { labelsAt } from '../../../kube/json.ts';
import { isAmbient, isIntercepted, meshOf, meshToBe } from '../../../kube/mesh.ts';
import type { Mesh } from '../../../kube/mesh.ts';
import type { Gap, KubeObject, Stack, Target, Wire } from '../../../model/index.ts';
import type { Pair, TargetContext } from '../../../world/context.ts';
import { hidingWhereRead } from '../../../world/hiding.ts';
import { podAt } from '../../../world/stand-ins.ts';
import type { World } from '../../../world/world.ts';
import { healthOf } from './down.ts';
import { podsOfStack } from './addresses.ts';
import { meshPolicyOf } from './mesh-policies.ts';
import type { MeshPolicy } from './mesh-policies.ts';
import { classOf } from './scrape-errors.ts';
import { addressesOf } from '../discovery/barriers.ts';
import { isInjectable } from '../discovery/sidecars.ts';

/* Targets in a service mesh that take no plain text, asked by a stack outside of it. */

/** A target that its mesh keeps the stack out of. */
export interface MeshBarrier extends MeshPolicy {
  readonly target: Target;
  readonly mesh: Mesh;
  readonly path: string;
  /** Istio without sidecars. */
  readonly ambient?: true;
  readonly lastError?: string;
}

/** What surely stands between the stack and the targets of a monitor. A target that answers, be it with an error, was reached. */
export function meshBarriersOf(
  pair: Pair,
  context: TargetContext,
): { readonly found: readonly MeshBarrier[]; readonly gaps: readonly Gap[] } {
  const { object, stack } = pair;
  const { world } = context;
  const monitor = context.monitor(object);
  const plain = context
    .wires(object, stack)
    .filter((wire) => monitor?.endpoints[wire.endpoint]?.scheme === 'http' && wire.targets.length > 0);
  const meshed = plain.flatMap((wire) =>
    meshedTargets(world, wire).map((each) => ({ ...each, path: monitor?.endpoints[wire.endpoint]?.path ?? '' })),
  );
  const own = meshed.length > 0 ? meshOfStack(world, stack) : undefined;
  if (meshed.length === 0 || own === 'Istio' || own === 'Linkerd') return { found: [], gaps: [] };
  const health = healthOf(pair, context);
  const addresses = podsHere(world, stack).flatMap(addressesOf);
  const all = meshed.map(({ target, pod, mesh, path }) => {
    const seen = health(target);
    const error = seen?.health === 'down' ? classOf(seen.lastError).id : undefined;
    const cut = seen?.health === 'down' && error !== undefined && CUT[mesh].includes(error);
    if (seen && seen.health !== 'unknown' && !cut) return { found: [], gaps: [] };
    const asked = { port: target.port, path, addresses, answered: mesh === 'Istio' && error === 'unauthorized' };
    const { policy, gaps } = meshPolicyOf(world, pod, mesh, asked);
    const more = {
      ...(cut ? { lastError: seen.lastError } : {}),
      ...(mesh === 'Istio' && isAmbient(pod.metadata, namespaceOf(world, pod.metadata.namespace))
        ? { ambient: true as const }
        : {}),
    };
    return { found: policy ? [{ target, mesh, path, ...policy, ...more }] : [], gaps };
  });
  const found = all.flatMap((each) => each.found);
  const gaps = all.flatMap((each) => each.gaps);
  if (own === undefined || found.length === 0) return { found, gaps };
  const { namespace = '' } = stack.ref;
  return { found: [], gaps: hidingWhereRead(world.gaps('', 'Namespace', undefined, namespace)) };
}

/** Istio's sidecar cuts off whom it does not know, and answers 403 whom its policies refuse; Linkerd's answers 403. */
const CUT: Readonly<Record<Mesh, readonly string[]>> = {
  Istio: ['cut-off', 'timeout', 'unauthorized'],
  Linkerd: ['cut-off', 'unauthorized'],
};

function meshedTargets(
  world: World,
  { targets }: Wire,
): readonly { readonly target: Target; readonly pod: KubeObject; readonly mesh: Mesh }[] {
  return targets.flatMap((target) => {
    const pod = podAt(world, target.pod);
    const mesh = pod && (meshOf(pod) ?? meshLater(world, pod));
    return pod && mesh && isIntercepted(pod, target.port) ? [{ target, pod, mesh }] : [];
  });
}

/** Of which mesh a pod will be that a file describes; one that runs is of that of which it has the proxy. */
function meshLater(world: World, pod: KubeObject): Mesh | undefined {
  if (!isInjectable(pod)) return undefined;
  const mesh = meshToBe(pod.metadata, namespaceOf(world, pod.metadata.namespace));
  return mesh === 'unknown' ? undefined : mesh;
}

function namespaceOf(world: World, name = ''): KubeObject['metadata'] | undefined {
  return world.get({ apiVersion: 'v1', kind: 'Namespace', name })?.metadata;
}

/** A stack inside a mesh may have certificates, or its sidecar speaks for it. */
function meshOfStack(world: World, stack: Stack): Mesh | 'unknown' | undefined {
  const namespace = stack.ref.namespace ?? '';
  world.needs('', 'Pod', namespace);
  const pods = podsHere(world, stack);
  if (pods.length > 0) return pods.map(meshOf).find((mesh) => mesh !== undefined);
  const [labels, annotations] = ['labels', 'annotations'].map((field) =>
    labelsAt(stack.object.body, 'spec', 'podMetadata', field),
  );
  const mesh = meshToBe({ labels: labels ?? {}, annotations: annotations ?? {} }, namespaceOf(world, namespace));
  return mesh ?? (stack.object.made ? 'unknown' : undefined);
}

function podsHere(world: World, stack: Stack): readonly KubeObject[] {
  return podsOfStack(stack, world.inNamespace('', 'Pod', stack.ref.namespace ?? ''));
}
