import { containersOf } from './pods.ts';
import { knownPodLabels } from '../pod-labels.ts';
import { podsOfStack } from '../running/addresses.ts';
import { groupBy } from '../../../kube/group.ts';
import { at, objectsAt, stringAt } from '../../../kube/json.ts';
import { admits, isolates } from '../../../kube/network-policy.ts';
import type { Direction, PodPort, PodSide } from '../../../kube/network-policy.ts';
import { nearlyAdmits } from '../../../kube/nearly-admits.ts';
import type { Lack } from '../../../kube/nearly-admits.ts';
import { keyOf } from '../../../kube/refs.ts';
import type { Gap, KubeObject, Stack, Target } from '../../../model/index.ts';
import { isStandIn, podAt } from '../../../world/stand-ins.ts';
import type { World } from '../../../world/world.ts';

/* The NetworkPolicies between the pods of a stack and its targets. */

const POLICIES = ['networking.k8s.io', 'NetworkPolicy'] as const;

/** A target that no policy lets the stack reach, though some are about it. */
export interface Barrier {
  readonly target: Target;
  readonly direction: Direction;
  /** The policies that are about the pods (ingress: the target's, egress: the stack's). */
  readonly policies: readonly KubeObject[];
  /** The one thing that one of them lacks. */
  readonly lack?: Lack;
}

export interface Barriers {
  readonly found: readonly Barrier[];
  /** What hides policies that may keep a target out, or let the stack in. */
  readonly gaps: readonly Gap[];
}

const NONE: Barriers = { found: [], gaps: [] };

/** What surely stands between the stack and these targets. */
export function barriersOf(world: World, stack: Stack, targets: readonly Target[]): Barriers {
  const sources = sidesOf(world, stack);
  // Policies are not about pods in the network of their node.
  if (sources.length === 0) return NONE;
  // A pod is a target of each Service that selects it, and policies know nothing of Services.
  const alike = groupBy(targets, ({ pod, address, port }) => JSON.stringify([pod && keyOf(pod), address, port]));
  const all = [...alike.values()].map((group): Barriers => {
    const { found, gaps } = between(world, stack, sources, group[0] as Target);
    return { found: group.flatMap((target) => found.map((barrier) => ({ ...barrier, target }))), gaps };
  });
  return { found: all.flatMap(({ found }) => found), gaps: [...new Set(all.flatMap(({ gaps }) => gaps))] };
}

function between(world: World, stack: Stack, sources: readonly PodSide[], target: Target): Barriers {
  if (!target.pod) return NONE;
  const { namespace = '' } = target.pod;
  const pod = podAt(world, target.pod);
  if (!pod) return { found: [], gaps: world.snapshot.source === 'files' ? [] : world.gaps('', 'Pod', namespace) };
  if (isOnNode(pod)) return NONE;
  const side = targetSide(world, pod, target);
  const port = portOf(pod, target.port);
  const ways = [
    { direction: 'ingress' as const, home: namespace, inside: [side], outside: sources },
    { direction: 'egress' as const, home: stack.ref.namespace ?? '', inside: sources, outside: [side] },
  ].map(({ direction, home, inside, outside }): Barriers => {
    const listed = world.inNamespace(...POLICIES, home);
    const about = inside.map((each) => listed.filter((policy) => isolates(policy, direction, each) === 'yes'));
    const shut = inside.every((each, i) =>
      outside.every((other) => isShut(listed, about[i] ?? [], direction, each, other, port)),
    );
    const gaps = gapsIn(world, home);
    if (!shut) return { found: [], gaps };
    if (gaps.length > 0) return { found: [], gaps };
    const policies = about[0] ?? [];
    const lack = outside[0] && nearlyAdmits(policies, direction, outside[0], port);
    return { found: [{ target, direction, policies, ...(lack ? { lack } : {}) }], gaps };
  });
  return { found: ways.flatMap(({ found }) => found), gaps: ways.flatMap(({ gaps }) => gaps) };
}

/** Some policy is about the pods, and none that is or may be admits the other side. */
function isShut(
  listed: readonly KubeObject[],
  about: readonly KubeObject[],
  direction: Direction,
  inside: PodSide,
  outside: PodSide,
  port: PodPort,
): boolean {
  const open = listed.filter((policy) => isolates(policy, direction, inside) !== 'no');
  return about.length > 0 && open.every((policy) => admits(policy, direction, outside, port) === 'no');
}

/** Policies add up, so one that was not seen may admit what others do not. Among files those that are there decide. */
function gapsIn(world: World, namespace: string): readonly Gap[] {
  return world.snapshot.source === 'files' ? [] : world.gaps(...POLICIES, namespace);
}

/** The stack's pods as they run, else as the operator will make them; [] where policies do not reach them. */
function sidesOf(world: World, stack: Stack): readonly PodSide[] {
  const namespace = stack.ref.namespace ?? '';
  if (at(stack.object.body, 'spec', 'hostNetwork') === true) return [];
  const namespaceLabels = stack.object.homeless ? { labels: {}, complete: false } : world.namespaceLabels(namespace);
  if (!namespaceLabels) return [];
  world.needs('', 'Pod', namespace);
  const pods = podsOfStack(stack, world.inNamespace('', 'Pod', namespace));
  const base = { namespace, homeless: stack.object.homeless === true, namespaceLabels };
  if (pods.length > 0)
    return pods.map((pod) => ({
      ...base,
      labels: { labels: pod.metadata.labels, complete: true },
      addresses: addressesOf(pod),
    }));
  return [{ ...base, labels: knownPodLabels(stack), addresses: [] }];
}

function targetSide(world: World, pod: KubeObject, target: Target): PodSide {
  const { namespace = '', labels } = pod.metadata;
  return {
    namespace,
    homeless: pod.homeless === true,
    namespaceLabels: (pod.homeless ? undefined : world.namespaceLabels(namespace)) ?? { labels: {}, complete: false },
    labels: { labels, complete: true },
    addresses: isStandIn(pod) ? [] : [target.address],
  };
}

/** A port of a pod, with the names that its containers have for it. */
export function portOf(pod: KubeObject, number: number): PodPort {
  const ports = containersOf(pod).flat();
  return { number, names: ports.flatMap((port) => (port.number === number && port.name !== '' ? [port.name] : [])) };
}

/** The addresses that a pod has. */
export function addressesOf(pod: KubeObject): readonly string[] {
  const all = objectsAt(pod.body, 'status', 'podIPs').flatMap((entry) => stringAt(entry, 'ip') ?? []);
  const first = stringAt(pod.body, 'status', 'podIP');
  return [...new Set([...(first === undefined ? [] : [first]), ...all])];
}

function isOnNode({ body }: KubeObject): boolean {
  const address = stringAt(body, 'status', 'hostIP');
  return at(body, 'spec', 'hostNetwork') === true || (!!address && address === stringAt(body, 'status', 'podIP'));
}
