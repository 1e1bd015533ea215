import type { JsonObject, KubeObject } from '../model/index.ts';
import { objectAt, objectsAt } from './json.ts';
import { admits } from './network-policy.ts';
import type { Direction, PodPort, PodSide } from './network-policy.ts';
import { decodeSelector, printRequirement, unmet } from './selector.ts';
import type { KnownLabels } from './selector.ts';

/** The one thing for want of which a rule of a policy does not admit a connection. A type, so that it is JSON. */
export type Lack =
  /** The pods and their namespace are admitted, to other ports. */
  | { readonly policy: string; readonly of: 'port' }
  /** A podSelector alone means pods of the policy's own namespace. */
  | { readonly policy: string; readonly of: 'namespaceSelector' }
  /** A label that the namespace, or the pods, of the other side lack. */
  | { readonly policy: string; readonly of: 'namespace' | 'pods'; readonly label: string };

/** The first rule of these policies that lacks one thing. */
export function nearlyAdmits(
  policies: readonly KubeObject[],
  direction: Direction,
  other: PodSide,
  port: PodPort,
): Lack | undefined {
  const lacks = policies.flatMap((policy) =>
    objectsAt(policy.body, 'spec', direction).flatMap((rule) => lackOf(policy, rule, direction, other, port)),
  );
  return lacks.find(({ of }) => of === 'port') ?? lacks[0];
}

function lackOf(
  policy: KubeObject,
  rule: JsonObject,
  direction: Direction,
  other: PodSide,
  port: PodPort,
): readonly Lack[] {
  const { name } = policy.metadata;
  const alone = (fields: JsonObject): boolean =>
    admits({ ...policy, body: { spec: { [direction]: [fields] } } }, direction, other, port) === 'yes';
  const { ports, ...anyPort } = rule;
  const peers = objectsAt(rule, direction === 'ingress' ? 'from' : 'to');
  // Names are looked up everywhere: a rule for port 53 is not about these pods.
  const isForAll = direction === 'egress' && peers.length === 0;
  if (ports !== undefined && alone(anyPort)) return isForAll ? [] : [{ policy: name, of: 'port' }];
  if (!alone(ports === undefined ? {} : { ports })) return [];
  return peers.flatMap((peer): readonly Lack[] => {
    const namespaces = objectAt(peer, 'namespaceSelector');
    const pods = objectAt(peer, 'podSelector');
    const ofPods = unmetText(pods, other.labels);
    if (direction === 'egress') return [];
    if (!namespaces && pods && ofPods.length === 0 && isOfPrometheus(JSON.stringify(pods), other))
      return [{ policy: name, of: 'namespaceSelector' }];
    if (!namespaces) return [];
    const ofNamespace = unmetText(namespaces, other.namespaceLabels);
    const all = [
      ...ofNamespace.map((label) => ({ policy: name, of: 'namespace' as const, label })),
      ...ofPods.map((label) => ({ policy: name, of: 'pods' as const, label })),
    ];
    // A rule for others, such as an ingress controller, lacks nothing.
    return all.length === 1 && isOfPrometheus(JSON.stringify(peer), other) ? all : [];
  });
}

/** Is a peer meant to be Prometheus, going by its texts? */
function isOfPrometheus(text: string, { namespace }: PodSide): boolean {
  return /prom|monitor|metric|observ/i.test(text) || (namespace !== '' && text.includes(`"${namespace}"`));
}

function unmetText(raw: JsonObject | undefined, { labels }: KnownLabels): readonly string[] {
  return raw ? unmet(decodeSelector(raw, 'nothing'), labels).map(printRequirement) : [];
}
