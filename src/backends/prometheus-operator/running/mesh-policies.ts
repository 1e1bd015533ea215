import { refusalOf } from '../../../kube/istio-authorization.ts';
import { serverOf, takesStrangers } from '../../../kube/linkerd-server.ts';
import { ISTIO_ROOT, linkerdPolicy, strictPolicy } from '../../../kube/mesh.ts';
import type { Mesh } from '../../../kube/mesh.ts';
import { compareRefs, refOf } from '../../../kube/refs.ts';
import type { Gap, KubeObject, Ref } from '../../../model/index.ts';
import { hidingWhereRead } from '../../../world/hiding.ts';
import type { World } from '../../../world/world.ts';
import { portOf } from '../discovery/barriers.ts';

/** What of a mesh keeps plain text out of a port of a pod. */
export interface MeshPolicy {
  readonly by: 'PeerAuthentication' | 'AuthorizationPolicy' | 'Server' | 'default-inbound-policy';
  /** The objects; of an annotation the pod for which it holds. */
  readonly policies: readonly Ref[];
  /** Of AuthorizationPolicies of Istio: one denies, or none of those that allow is about it. */
  readonly action?: 'ALLOW' | 'DENY';
  /** Of Linkerd: who is let in. */
  readonly value?: string;
}

/** A request in plain text, from outside of the mesh. */
export interface Asked {
  readonly port: number;
  readonly path: string;
  readonly addresses: readonly string[];
  /** It was answered with a status: the connection itself was taken. */
  readonly answered: boolean;
}

export interface Decided {
  readonly policy?: MeshPolicy;
  /** What hides policies that may decide otherwise. */
  readonly gaps: readonly Gap[];
}

const ISTIO = 'security.istio.io';
const LINKERD = 'policy.linkerd.io';

/** What surely keeps such a request out. */
export function meshPolicyOf(world: World, pod: KubeObject, mesh: Mesh, asked: Asked): Decided {
  return mesh === 'Istio' ? ofIstio(world, pod, asked) : ofLinkerd(world, pod, asked);
}

function ofIstio(world: World, pod: KubeObject, asked: Asked): Decided {
  const { namespace = '' } = pod.metadata;
  const list = (kind: string): { gaps: readonly Gap[]; all: readonly KubeObject[] } => ({
    gaps: hidingWhereRead([namespace, ISTIO_ROOT].flatMap((place) => world.gaps(ISTIO, kind, place))),
    all: world.all(ISTIO, kind),
  });
  const peers = list('PeerAuthentication');
  const strict = asked.answered || peers.gaps.length > 0 ? undefined : strictPolicy(peers.all, pod, asked.port);
  if (strict) return { policy: { by: 'PeerAuthentication', policies: [refOf(strict)] }, gaps: [] };
  const rules = list('AuthorizationPolicy');
  const gaps = [...(asked.answered ? [] : peers.gaps), ...rules.gaps];
  const refusal = refusalOf(rules.all, pod, asked);
  if (!refusal || gaps.length > 0) return { gaps };
  const policies = refusal.policies.map(refOf).sort(compareRefs);
  return { policy: { by: 'AuthorizationPolicy', action: refusal.action, policies }, gaps: [] };
}

function ofLinkerd(world: World, pod: KubeObject, { port, addresses }: Asked): Decided {
  const { namespace = '' } = pod.metadata;
  const list = (kind: string): readonly KubeObject[] => world.all(LINKERD, kind);
  const gaps = hidingWhereRead(
    ['Server', 'ServerAuthorization', 'AuthorizationPolicy', 'NetworkAuthentication'].flatMap((kind) =>
      world.gaps(LINKERD, kind, namespace),
    ),
  );
  if (gaps.length > 0) return { gaps };
  const server = serverOf(list('Server'), pod, portOf(pod, port));
  if (server === 'unknown') return { gaps };
  if (!server) {
    const value = linkerdPolicy(pod, world.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace }));
    return value === undefined
      ? { gaps }
      : { policy: { by: 'default-inbound-policy', policies: [refOf(pod)], value }, gaps };
  }
  const policies = {
    serverAuthorizations: list('ServerAuthorization'),
    authorizationPolicies: list('AuthorizationPolicy'),
    networkAuthentications: list('NetworkAuthentication'),
  };
  return takesStrangers(server, policies, addresses) === 'no'
    ? { policy: { by: 'Server', policies: [refOf(server)] }, gaps }
    : { gaps };
}
