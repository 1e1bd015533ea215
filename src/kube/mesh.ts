import { at, labelsAt, objectAt, objectsAt, stringAt } from './json.ts';
import { hasLabels } from './service.ts';
import type { KubeObject } from '../model/index.ts';

/*
 * What pods in a service mesh take in plain text. Istio 1.27 pilot/pkg/model/authentication.go (which PeerAuthentication
 * counts: of a workload, a namespace, the mesh; the oldest of each), tools/istio-iptables (ports that the sidecar does not
 * see); Linkerd 2.18 policy-controller (config.linkerd.io/default-inbound-policy).
 */

/** Ports that the sidecar itself answers in plain text: merged metrics, health, Envoy's own metrics. */
const OWN_PORTS: readonly number[] = [15020, 15021, 15090];
/** Where the policy of the whole mesh is, unless Istio was installed with another root namespace. */
export const ISTIO_ROOT = 'istio-system';

export type Mesh = 'Istio' | 'Linkerd';

/** Of which mesh a pod is; undefined: of none that is known. */
export function meshOf({ metadata, body }: KubeObject): Mesh | undefined {
  const names = ['containers', 'initContainers'].flatMap((field) =>
    objectsAt(body, 'spec', field).flatMap((container) => stringAt(container, 'name') ?? []),
  );
  if (names.includes('istio-proxy') || metadata.annotations[REDIRECTED] === 'enabled') return 'Istio';
  return names.includes('linkerd-proxy') ? 'Linkerd' : undefined;
}

/**
 * The mesh that will take a pod in before it runs, as its template and its namespace ask: Istio 1.27
 * pkg/kube/inject/inject.go (injectRequired) and its webhook's selectors, ambient by istio.io/dataplane-mode; Linkerd
 * 2.18 linkerd.io/inject. undefined: none does, or the namespace is not known well enough to tell.
 */
export function meshToBe(
  pod: Pick<KubeObject['metadata'], 'labels' | 'annotations'>,
  namespace: Pick<KubeObject['metadata'], 'labels' | 'annotations'> | undefined,
): Mesh | 'unknown' | undefined {
  const linkerd = pod.annotations[LINKERD_INJECT] ?? namespace?.annotations[LINKERD_INJECT];
  if (linkerd === 'enabled' || linkerd === 'ingress') return 'Linkerd';
  const own = pod.labels[ISTIO_INJECT] ?? pod.annotations[ISTIO_INJECT];
  const injection = namespace?.labels['istio-injection'];
  const mode = pod.labels[DATAPLANE] ?? namespace?.labels[DATAPLANE];
  const isRevision = namespace?.labels['istio.io/rev'] !== undefined || pod.labels['istio.io/rev'] !== undefined;
  if (mode === 'ambient') return 'Istio';
  if (injection !== 'disabled' && own !== 'false' && (own === 'true' || injection === 'enabled' || isRevision))
    return 'Istio';
  if (namespace) return undefined;
  const isOut = linkerd === 'disabled' && own === 'false' && mode === 'none';
  return isOut ? undefined : 'unknown';
}

const LINKERD_INJECT = 'linkerd.io/inject';
const ISTIO_INJECT = 'sidecar.istio.io/inject';
const DATAPLANE = 'istio.io/dataplane-mode';

/** Is the pod in Istio's ambient mode, where the node does what a sidecar does? */
export function isAmbient(
  { labels, annotations }: KubeObject['metadata'],
  namespace: Pick<KubeObject['metadata'], 'labels'> | undefined,
): boolean {
  const mode = labels[DATAPLANE] ?? namespace?.labels[DATAPLANE];
  return mode === 'ambient' || annotations[REDIRECTED] === 'enabled';
}

const REDIRECTED = 'ambient.istio.io/redirection';
/** Istio 1.27 cni/pkg/config: what comes in to a pod of the ambient mode is let through. */
const BYPASS = 'ambient.istio.io/bypass-inbound-capture';

/** Does the sidecar of a pod see what comes to this port? */
export function isIntercepted({ metadata: { annotations } }: KubeObject, port: number): boolean {
  const ports = (name: string): readonly string[] | undefined =>
    annotations[name]?.split(',').map((each) => each.trim());
  if (OWN_PORTS.includes(port) || annotations[BYPASS] === 'true') return false;
  const skipped = [
    ...(ports('traffic.sidecar.istio.io/excludeInboundPorts') ?? []),
    ...(ports('config.linkerd.io/skip-inbound-ports') ?? []),
  ];
  if (skipped.some((range) => isIn(range, port))) return false;
  const included = ports('traffic.sidecar.istio.io/includeInboundPorts');
  return included === undefined || included.includes('*') || included.includes(String(port));
}

/** "8080", "9000-9100". */
function isIn(range: string, port: number): boolean {
  const [first = '', last = first] = range.split('-');
  return first !== '' && port >= Number(first) && port <= Number(last);
}

/** The PeerAuthentication that makes a port of a pod take mutual TLS only; undefined: none surely does. */
export function strictPolicy(policies: readonly KubeObject[], pod: KubeObject, port: number): KubeObject | undefined {
  const { namespace, labels } = pod.metadata;
  const inNamespace = policies.filter((policy) => policy.metadata.namespace === namespace);
  const selector = ({ body }: KubeObject): ReturnType<typeof labelsAt> =>
    labelsAt(body, 'spec', 'selector', 'matchLabels');
  const isWide = (policy: KubeObject): boolean => Object.keys(selector(policy)).length === 0;
  const levels = [
    inNamespace.filter((policy) => !isWide(policy) && hasLabels(labels, selector(policy))),
    inNamespace.filter(isWide),
    policies.filter((policy) => policy.metadata.namespace === ISTIO_ROOT && isWide(policy)),
  ];
  for (const [index, level] of levels.entries()) {
    const asked = index === 0 ? port : undefined;
    const modes = new Set(level.map((policy) => modeOf(policy, asked)));
    // Where all of a level say the same, it does not matter which of them counts.
    const policy = modes.size === 1 ? level[0] : oldest(level);
    if (policy === 'unknown') return undefined;
    const mode = policy && modeOf(policy, asked);
    if (mode !== undefined) return mode === 'STRICT' ? policy : undefined;
  }
  return undefined;
}

/** Several of one level: the oldest counts. Without their ages it is not known which. */
function oldest(level: readonly KubeObject[]): KubeObject | 'unknown' | undefined {
  if (level.length < 2) return level[0];
  const created = level.map(({ metadata }) => metadata.creationTimestamp ?? '');
  if (created.includes('') || new Set(created).size < created.length) return 'unknown';
  return level[created.indexOf([...created].sort()[0] ?? '')];
}

/** UNSET is as if it were not written. */
function modeOf({ body }: KubeObject, port: number | undefined): string | undefined {
  const ports = port === undefined ? undefined : objectAt(body, 'spec', 'portLevelMtls');
  const modes = [at(ports, String(port), 'mode'), at(body, 'spec', 'mtls', 'mode')];
  return modes.find((mode): mode is string => typeof mode === 'string' && mode !== 'UNSET');
}

/** The policy of Linkerd, of the pod or its namespace, that keeps out whom the mesh does not know; undefined: none. */
export function linkerdPolicy(pod: KubeObject, namespace: KubeObject | undefined): string | undefined {
  const name = 'config.linkerd.io/default-inbound-policy';
  const policy = pod.metadata.annotations[name] ?? namespace?.metadata.annotations[name];
  return policy !== undefined && /^(?:deny|all-authenticated|cluster-authenticated)$/.test(policy) ? policy : undefined;
}
