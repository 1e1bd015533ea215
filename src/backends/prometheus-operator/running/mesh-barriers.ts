import { at, labelsAt } from '../../../kube/json.ts';
import { isIntercepted, ISTIO_ROOT, linkerdPolicy, meshOf, meshToBe, strictPolicy } from '../../../kube/mesh.ts';
import type { Mesh } from '../../../kube/mesh.ts';
import { refOf } from '../../../kube/refs.ts';
import type { Gap, KubeObject, Ref, Stack, Target, Wire } from '../../../model/index.ts';
import type { Pair, TargetContext } from '../../../world/context.ts';
import { hidingWhereRead } from '../../../world/hiding.ts';
import { isStandIn, podAt } from '../../../world/stand-ins.ts';
import type { World } from '../../../world/world.ts';
import { healthOf } from './down.ts';
import { podsOfStack } from './addresses.ts';
import { classOf } from './scrape-errors.ts';

/* Targets in a service mesh that take no plain text, asked by a stack outside of it. */

/** A target that its mesh keeps the stack out of. */
export interface MeshBarrier {
  readonly target: Target;
  readonly mesh: Mesh;
  /** The PeerAuthentication, or the pod of which an annotation decides. */
  readonly policy: Ref;
  /** Linkerd's policy. */
  readonly value?: string;
  readonly lastError?: string;
}

const GROUP = 'security.istio.io';
const KIND = 'PeerAuthentication';

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
  const meshed = plain.flatMap((wire) => meshedTargets(world, wire));
  const own = meshed.length > 0 ? meshOfStack(world, stack) : undefined;
  if (meshed.length === 0 || own === 'Istio' || own === 'Linkerd') return { found: [], gaps: [] };
  const health = healthOf(pair, context);
  const all = meshed.map(({ target, pod, mesh }) => {
    const seen = health(target);
    const cut = seen?.health === 'down' && CUT[mesh].includes(classOf(seen.lastError).id);
    if (seen && seen.health !== 'unknown' && !cut) return { found: [], gaps: [] };
    const { policy, gaps } = policyOf(world, pod, mesh, target.port);
    const more = cut ? { lastError: seen.lastError } : {};
    return { found: policy ? [{ target, mesh, ...policy, ...more }] : [], gaps };
  });
  const found = all.flatMap((each) => each.found);
  const gaps = all.flatMap((each) => each.gaps);
  if (own === undefined || found.length === 0) return { found, gaps };
  const { namespace = '' } = stack.ref;
  return { found: [], gaps: hidingWhereRead(world.gaps('', 'Namespace', undefined, namespace)) };
}

/** Istio's sidecar cuts plain text off; Linkerd's proxy answers 403. */
const CUT: Readonly<Record<MeshBarrier['mesh'], readonly string[]>> = {
  Istio: ['cut-off', 'timeout'],
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
  if (!isStandIn(pod) || pod.homeless || at(pod.body, 'spec', 'hostNetwork') === true) return undefined;
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
  const pods = podsOfStack(stack, world.inNamespace('', 'Pod', namespace));
  if (pods.length > 0) return pods.map(meshOf).find((mesh) => mesh !== undefined);
  const [labels, annotations] = ['labels', 'annotations'].map((field) =>
    labelsAt(stack.object.body, 'spec', 'podMetadata', field),
  );
  const mesh = meshToBe({ labels: labels ?? {}, annotations: annotations ?? {} }, namespaceOf(world, namespace));
  return mesh ?? (stack.object.made ? 'unknown' : undefined);
}

function policyOf(
  world: World,
  pod: KubeObject,
  mesh: Mesh,
  port: number,
): { readonly policy?: Pick<MeshBarrier, 'policy' | 'value'>; readonly gaps: readonly Gap[] } {
  const namespace = pod.metadata.namespace ?? '';
  if (mesh === 'Linkerd') {
    const value = linkerdPolicy(pod, world.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace }));
    return { ...(value === undefined ? {} : { policy: { policy: refOf(pod), value } }), gaps: [] };
  }
  const gaps = hidingWhereRead([namespace, ISTIO_ROOT].flatMap((place) => world.gaps(GROUP, KIND, place)));
  const strict = strictPolicy(world.all(GROUP, KIND), pod, port);
  return { ...(strict && gaps.length === 0 ? { policy: { policy: refOf(strict) } } : {}), gaps };
}
