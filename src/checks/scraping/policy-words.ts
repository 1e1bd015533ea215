import { listAt, objectAt, objectsAt, stringAt } from '../../kube/json.ts';
import type { Direction } from '../../kube/network-policy.ts';
import { decodeSelector, printSelector } from '../../kube/selector.ts';
import type { JsonObject, KubeObject } from '../../model/index.ts';
import type { World } from '../../world/world.ts';

/* What NetworkPolicies admit, in words. */

/** "the target", "the 2 targets", "1 of 2 targets"; of a Probe "the prober". */
export function countText(kind: string, targets: number, of: number): string {
  if (kind === 'Probe') return 'the prober';
  if (targets < of) return `${targets} of ${of} targets`;
  return of === 1 ? 'the target' : `the ${of} targets`;
}

/** Whom these policies admit, each once; empty: nobody. */
export function peersOf(policies: readonly KubeObject[], direction: Direction): readonly string[] {
  const peers = policies.flatMap(({ metadata, body }) =>
    objectsAt(body, 'spec', direction).flatMap((rule) => {
      const list = objectsAt(rule, direction === 'ingress' ? 'from' : 'to');
      const ports = listAt(rule, 'ports').length > 0 ? `, ${portsText(objectsAt(rule, 'ports'))}` : '';
      return (list.length === 0 ? ['everybody'] : list.map((peer) => peerText(peer, metadata.namespace ?? ''))).map(
        (text) => `${text}${ports}`,
      );
    }),
  );
  return [...new Set(peers)];
}

function peerText(peer: JsonObject, own: string): string {
  const block = objectAt(peer, 'ipBlock');
  if (block) return `addresses in ${stringAt(block, 'cidr') ?? ''}`;
  const namespaces = objectAt(peer, 'namespaceSelector');
  const pods = objectAt(peer, 'podSelector');
  const where = namespaces ? `namespaces with ${selectorText(namespaces)}` : `namespace ${own}`;
  const which = pods && selectorText(pods);
  return which === undefined || which === ALL ? where : `pods with ${which} in ${where}`;
}

const ALL = 'any labels';

function selectorText(raw: JsonObject): string {
  const selector = decodeSelector(raw, 'nothing');
  return selector.kind === 'everything' ? ALL : printSelector(selector);
}

function portsText(ports: readonly JsonObject[]): string {
  return `port ${ports
    .map((entry) => {
      const end = entry['endPort'];
      const port = entry['port'];
      return `${port === undefined ? 'any' : JSON.stringify(port)}${end === undefined ? '' : `-${JSON.stringify(end)}`}`;
    })
    .join(', ')}`.replaceAll('"', '');
}

/** Kinds of policies besides NetworkPolicy that this cluster knows. */
export function otherPolicies(world: World): readonly string[] {
  return OTHERS.filter(
    ({ crd, group, kind }) =>
      world.get({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name: crd }) !== undefined ||
      world.all(group, kind).length > 0,
  ).map(({ title }) => title);
}

const OTHERS = [
  {
    group: 'cilium.io',
    kind: 'CiliumNetworkPolicy',
    crd: 'ciliumnetworkpolicies.cilium.io',
    title: 'Cilium’s policies',
  },
  {
    group: 'crd.projectcalico.org',
    kind: 'NetworkPolicy',
    crd: 'networkpolicies.crd.projectcalico.org',
    title: 'Calico’s policies',
  },
  {
    group: 'policy.networking.k8s.io',
    kind: 'AdminNetworkPolicy',
    crd: 'adminnetworkpolicies.policy.networking.k8s.io',
    title: 'AdminNetworkPolicies',
  },
];
