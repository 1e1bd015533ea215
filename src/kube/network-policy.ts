import type { Json, JsonObject, KubeObject, Requirement } from '../model/index.ts';
import { inBlock } from './cidr.ts';
import { at, isObject, listAt, numberAt, objectAt, objectsAt, stringAt, stringsAt } from './json.ts';
import { allOf, anyOf } from './known.ts';
import type { Known } from './known.ts';
import { memo } from './memo.ts';
import { isRuntimeLabel } from './runtime-labels.ts';
import { decodeSelector, selectsKnown } from './selector.ts';
import type { KnownLabels } from './selector.ts';

/*
 * What NetworkPolicies let through: kubernetes v1.36 staging/src/k8s.io/api/networking/v1/types.go, whose comments are the
 * rule. Policies add up: what one of them admits is admitted.
 */

export type Direction = 'ingress' | 'egress';

/** Pods that are alike, as policies see them. */
export interface PodSide {
  readonly namespace: string;
  /** Their namespace is not known, and only taken to be this one. */
  readonly homeless?: boolean;
  readonly namespaceLabels: KnownLabels;
  readonly labels: KnownLabels;
  /** Empty: not known. */
  readonly addresses: readonly string[];
}

/** A port of the pods that are connected to. */
export interface PodPort {
  readonly number: number;
  /** What the containers call it; undefined: not known. */
  readonly names: readonly string[] | undefined;
}

/** Is it about pods of this kind at all, so that what no policy admits is kept out? */
export function isolates({ metadata, body, homeless }: KubeObject, direction: Direction, pods: PodSide): Known {
  if (metadata.namespace !== pods.namespace || !hasDirection(body, direction)) return 'no';
  const taken = takesPods(at(body, 'spec', 'podSelector') ?? EVERY, pods.labels);
  return taken === 'yes' && (homeless ?? false) !== (pods.homeless ?? false) ? 'unknown' : taken;
}

/** defaults.go of networking/v1: without policyTypes it is about ingress, and about egress where it has a rule of it. */
function hasDirection(body: JsonObject, direction: Direction): boolean {
  const types = stringsAt(body, 'spec', 'policyTypes');
  if (types.length > 0) return types.some((type) => type.toLowerCase() === direction);
  return direction === 'ingress' || listAt(body, 'spec', 'egress').length > 0;
}

/** Does the policy admit connections between its own pods and `other`, to this port? */
export function admits(policy: KubeObject, direction: Direction, other: PodSide, port: PodPort): Known {
  const peers = direction === 'ingress' ? 'from' : 'to';
  return anyOf(
    objectsAt(policy.body, 'spec', direction).map((rule) =>
      allOf([
        orAll(objectsAt(rule, peers), (peer) => isPeer(peer, policy, other)),
        orAll(objectsAt(rule, 'ports'), (entry) => isPort(entry, port)),
      ]),
    ),
  );
}

/** An empty or missing list of a rule is no restriction. */
function orAll(list: readonly JsonObject[], fits: (entry: JsonObject) => Known): Known {
  return list.length === 0 ? 'yes' : anyOf(list.map(fits));
}

function isPeer(peer: JsonObject, { metadata, homeless }: KubeObject, other: PodSide): Known {
  const block = objectAt(peer, 'ipBlock');
  if (block) return isInBlock(block, other.addresses);
  const namespaces = objectAt(peer, 'namespaceSelector');
  const pods = objectAt(peer, 'podSelector');
  return allOf([
    namespaces
      ? selectsKnown(decoded(namespaces), other.namespaceLabels)
      : homeless || other.homeless
        ? 'unknown'
        : other.namespace === metadata.namespace
          ? 'yes'
          : 'no',
    pods ? takesPods(pods, other.labels) : 'yes',
  ]);
}

/** Is one of these addresses surely in a block of them? Without addresses only of all that there are. */
export function isInBlock(block: JsonObject, addresses: readonly string[]): Known {
  const cidr = stringAt(block, 'cidr') ?? '';
  const except = stringsAt(block, 'except');
  if (addresses.length === 0) return cidr.endsWith('/0') && except.length === 0 ? 'yes' : 'unknown';
  return anyOf(
    addresses.map((address) => {
      const inside = [cidr, ...except].map((each) => inBlock(address, each));
      if (inside.includes(undefined)) return 'unknown';
      return inside[0] === true && !inside.slice(1).includes(true) ? 'yes' : 'no';
    }),
  );
}

/** Prometheus speaks TCP, which is the protocol where none is named. A name is that of the port of the pods connected to. */
function isPort(entry: JsonObject, { number, names }: PodPort): Known {
  if ((stringAt(entry, 'protocol') ?? 'TCP') !== 'TCP') return 'no';
  const name = stringAt(entry, 'port');
  // The API server refuses a name without a letter (validation IsValidPortName), so the number in quotes is meant otherwise.
  if (name !== undefined && /^\d+$/.test(name)) return 'unknown';
  if (name !== undefined) return names === undefined ? 'unknown' : names.includes(name) ? 'yes' : 'no';
  const first = numberAt(entry, 'port');
  if (first === undefined) return 'yes';
  return number >= first && number <= (numberAt(entry, 'endPort') ?? first) ? 'yes' : 'no';
}

const EVERY: JsonObject = {};
const decoded = memo((selector: JsonObject) => decodeSelector(selector, 'nothing'));

function takesPods(raw: Json, known: KnownLabels): Known {
  const selector = isObject(raw) ? decoded(raw) : decodeSelector(raw, 'nothing');
  const isOpen = ({ key }: Requirement): boolean => isRuntimeLabel(key) && !Object.hasOwn(known.labels, key);
  if (selector.kind === 'matching' && selector.requirements.some(isOpen)) return 'unknown';
  return selectsKnown(selector, known);
}
