import type { JsonObject, KubeObject } from '../model/index.ts';
import { at, objectAt, objectsAt, stringAt } from './json.ts';
import { allOf, anyOf } from './known.ts';
import type { Known } from './known.ts';
import { isInBlock } from './network-policy.ts';
import type { PodPort } from './network-policy.ts';
import { decodeSelector, selects } from './selector.ts';

/*
 * What Linkerd's policies make of a request from outside of the mesh: linkerd.io/2/reference/authorization-policy. A
 * Server takes a port of some pods out of the default policy: its accessPolicy (deny unless written) holds, and what
 * authorizes clients of the Server adds to it.
 */

/** The kinds that authorize, of one cluster. */
export interface LinkerdPolicies {
  /** ServerAuthorization: of the Servers of its namespace. */
  readonly serverAuthorizations: readonly KubeObject[];
  readonly authorizationPolicies: readonly KubeObject[];
  readonly networkAuthentications: readonly KubeObject[];
}

/** The Server of a port of a pod. Linkerd refuses a second one; where there are two it is not known which counts. */
export function serverOf(
  servers: readonly KubeObject[],
  pod: KubeObject,
  port: PodPort,
): KubeObject | 'unknown' | undefined {
  const [first, second] = servers.filter(({ metadata, body }) => {
    const selector = objectAt(body, 'spec', 'podSelector');
    return (
      metadata.namespace === pod.metadata.namespace &&
      selector !== undefined &&
      selects(decodeSelector(selector, 'nothing'), pod.metadata.labels) &&
      isPort(at(body, 'spec', 'port'), port)
    );
  });
  return second ? 'unknown' : first;
}

function isPort(wanted: unknown, { number, names = [] }: PodPort): boolean {
  return typeof wanted === 'string' ? names.includes(wanted) : wanted === number;
}

const OPEN: readonly string[] = ['all-unauthenticated', 'cluster-unauthenticated', 'audit'];

/** Does a Server take requests of clients at these addresses that the mesh does not know? */
export function takesStrangers(server: KubeObject, policies: LinkerdPolicies, addresses: readonly string[]): Known {
  const access = stringAt(server.body, 'spec', 'accessPolicy') ?? 'deny';
  if (OPEN.includes(access)) return 'yes';
  const { name, namespace, labels } = server.metadata;
  const near = (object: KubeObject): boolean => object.metadata.namespace === namespace;
  const byServer = policies.serverAuthorizations.filter(near).map(({ body }): Known => {
    const selector = objectAt(body, 'spec', 'server', 'selector');
    const isOurs =
      stringAt(body, 'spec', 'server', 'name') === name ||
      (selector !== undefined && selects(decodeSelector(selector, 'nothing'), labels));
    if (!isOurs || at(body, 'spec', 'client', 'unauthenticated') !== true) return 'no';
    return inNetworks(objectsAt(body, 'spec', 'client', 'networks'), addresses);
  });
  const byPolicy = policies.authorizationPolicies.filter(near).map((policy): Known => {
    const target = objectAt(policy.body, 'spec', 'targetRef') ?? {};
    const kind = stringAt(target, 'kind');
    if (kind === 'Server' ? stringAt(target, 'name') !== name : kind !== 'Namespace' && !kind?.endsWith('Route'))
      return 'no';
    const refs = objectsAt(policy.body, 'spec', 'requiredAuthenticationRefs');
    const admitted = allOf(refs.map((ref) => isAuthenticated(ref, namespace ?? '', policies, addresses)));
    // A route may be one of this Server, and one of another path.
    return kind === 'Server' || kind === 'Namespace' || admitted === 'no' ? admitted : 'unknown';
  });
  return anyOf([...byServer, ...byPolicy]);
}

/** Only of its network: a ServiceAccount and a MeshTLSAuthentication are of clients in the mesh. */
function isAuthenticated(
  ref: JsonObject,
  own: string,
  { networkAuthentications }: LinkerdPolicies,
  addresses: readonly string[],
): Known {
  if (stringAt(ref, 'kind') !== 'NetworkAuthentication')
    return /^(?:MeshTLSAuthentication|ServiceAccount)$/.test(stringAt(ref, 'kind') ?? '') ? 'no' : 'unknown';
  const namespace = stringAt(ref, 'namespace') ?? own;
  const found = networkAuthentications.find(
    ({ metadata }) => metadata.name === stringAt(ref, 'name') && metadata.namespace === namespace,
  );
  return found ? inNetworks(objectsAt(found.body, 'spec', 'networks'), addresses) : 'unknown';
}

/** Without a list: of all. */
function inNetworks(networks: readonly JsonObject[], addresses: readonly string[]): Known {
  return networks.length === 0 ? 'yes' : anyOf(networks.map((network) => isInBlock(network, addresses)));
}
