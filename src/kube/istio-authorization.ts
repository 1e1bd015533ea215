import type { JsonObject, KubeObject } from '../model/index.ts';
import { at, labelsAt, objectAt, objectsAt, stringAt, stringsAt } from './json.ts';
import { allOf, anyOf, known, not } from './known.ts';
import type { Known } from './known.ts';
import { ISTIO_ROOT } from './mesh.ts';
import { isInBlock } from './network-policy.ts';
import { hasLabels } from './service.ts';

/*
 * What Istio's AuthorizationPolicies make of a request in plain text: istio.io/docs/reference/config/security/
 * authorization-policy (DENY first; where some ALLOW policy is about the workload, one of them must match; an empty list
 * of rules matches nothing, an empty rule everything) and its security bulletin 2021-004 (without mutual TLS a request
 * has neither principal nor namespace).
 */

/** A GET in plain text from outside of the mesh. */
export interface PlainRequest {
  readonly port: number;
  readonly path: string;
  /** Where it comes from; empty: not known. */
  readonly addresses: readonly string[];
}

export interface Refusal {
  readonly action: 'ALLOW' | 'DENY';
  /** DENY: the first that matches. ALLOW: all that are about the pod, of which none does. */
  readonly policies: readonly KubeObject[];
}

/** Why a request to a pod is surely refused; undefined: it is not, or what decides is not known. */
export function refusalOf(
  policies: readonly KubeObject[],
  pod: KubeObject,
  request: PlainRequest,
): Refusal | undefined {
  const about = policies.filter((policy) => isAbout(policy, pod));
  const of = (action: string): readonly KubeObject[] =>
    about.filter(({ body }) => (stringAt(body, 'spec', 'action') ?? 'ALLOW') === action);
  const denying = of('DENY').find((policy) => matches(policy, request) === 'yes');
  if (denying) return { action: 'DENY', policies: [denying] };
  const allowing = of('ALLOW');
  const isShut = allowing.length > 0 && allowing.every((policy) => matches(policy, request) === 'no');
  return isShut ? { action: 'ALLOW', policies: allowing } : undefined;
}

/** One with a targetRef is about a gateway or waypoint, not about the pod itself. */
function isAbout({ metadata, body }: KubeObject, pod: KubeObject): boolean {
  if (at(body, 'spec', 'targetRef') !== undefined || at(body, 'spec', 'targetRefs') !== undefined) return false;
  return (
    (metadata.namespace === pod.metadata.namespace || metadata.namespace === ISTIO_ROOT) &&
    hasLabels(pod.metadata.labels, labelsAt(body, 'spec', 'selector', 'matchLabels'))
  );
}

function matches({ body }: KubeObject, request: PlainRequest): Known {
  return anyOf(
    objectsAt(body, 'spec', 'rules').map((rule) =>
      allOf([
        orAll(objectsAt(rule, 'from'), (entry) => isFrom(objectAt(entry, 'source') ?? {}, request)),
        orAll(objectsAt(rule, 'to'), (entry) => isTo(objectAt(entry, 'operation') ?? {}, request)),
        allOf(objectsAt(rule, 'when').map((entry) => holds(entry, request))),
      ]),
    ),
  );
}

function orAll(list: readonly JsonObject[], fits: (entry: JsonObject) => Known): Known {
  return list.length === 0 ? 'yes' : anyOf(list.map(fits));
}

/** Fields of a source or operation, each with what the values that it lists make of the request. */
type Fields = Readonly<Record<string, (values: readonly string[]) => Known>>;

function allFields(raw: JsonObject, fields: Fields): Known {
  return allOf(Object.keys(raw).map((name) => fields[name]?.(stringsAt(raw, name)) ?? 'unknown'));
}

const NEVER = (): Known => 'no';

function isFrom(source: JsonObject, { addresses }: PlainRequest): Known {
  const inBlocks = (blocks: readonly string[]): Known =>
    anyOf(
      blocks.map((block) => {
        const cidr = block.includes('/') ? block : `${block}/${block.includes(':') ? 128 : 32}`;
        return isInBlock({ cidr }, addresses);
      }),
    );
  return allFields(source, {
    principals: NEVER,
    namespaces: NEVER,
    serviceAccounts: NEVER,
    ipBlocks: inBlocks,
    notIpBlocks: (blocks) => not(inBlocks(blocks)),
  });
}

function isTo(operation: JsonObject, { port, path }: PlainRequest): Known {
  const isPort = (ports: readonly string[]): Known => known(ports.includes(String(port)));
  const isPath = (paths: readonly string[]): Known => anyOf(paths.map((pattern) => like(pattern, path)));
  const isMethod = (methods: readonly string[]): Known => anyOf(methods.map((pattern) => like(pattern, 'GET')));
  return allFields(operation, {
    ports: isPort,
    notPorts: (ports) => not(isPort(ports)),
    paths: isPath,
    notPaths: (paths) => not(isPath(paths)),
    methods: isMethod,
    notMethods: (methods) => not(isMethod(methods)),
  });
}

/** Exact, by its beginning ("/metrics*"), its end ("*.json"), or any ("*"). */
function like(pattern: string, text: string): Known {
  if (pattern.includes('{')) return 'unknown';
  if (pattern.endsWith('*')) return known(text.startsWith(pattern.slice(0, -1)));
  return known(pattern.startsWith('*') ? text.endsWith(pattern.slice(1)) : pattern === text);
}

function holds(condition: JsonObject, { port }: PlainRequest): Known {
  const values = stringsAt(condition, 'values');
  if (at(condition, 'notValues') !== undefined) return 'unknown';
  switch (stringAt(condition, 'key')) {
    case 'source.principal':
    case 'source.namespace':
      return 'no';
    case 'destination.port':
      return known(values.includes(String(port)));
    default:
      return 'unknown';
  }
}
