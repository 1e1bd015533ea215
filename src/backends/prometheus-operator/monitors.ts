import { at, numberAt, objectAt, objectsAt, stringAt, stringsAt, trueAt } from '../../kube/json.ts';
import { refOf } from '../../kube/refs.ts';
import { decodeSelector } from '../../kube/selector.ts';
import type { Endpoint, JsonObject, KubeObject, Monitor } from '../../model/index.ts';
import { marksEveryTarget } from './shards.ts';

/** The field of a monitor's spec that lists its endpoints, by the kind of monitor. */
export const ENDPOINTS_FIELD: Readonly<Record<string, string>> = {
  ServiceMonitor: 'endpoints',
  PodMonitor: 'podMetricsEndpoints',
};

/** A ServiceMonitor or PodMonitor decoded; undefined for any other kind. */
export function decodeMonitor(object: KubeObject): Monitor | undefined {
  const field = ENDPOINTS_FIELD[object.kind];
  if (field === undefined) return undefined;
  const spec = objectAt(object.body, 'spec');
  const role = stringAt(spec, 'serviceDiscoveryRole');
  return {
    ref: refOf(object),
    // The field is required and not a pointer: absent is the empty selector, which takes every Service.
    selector: decodeSelector(at(spec, 'selector') ?? {}, 'nothing'),
    namespaces: namespacesOf(object),
    mechanism: stringAt(spec, 'selectorMechanism') === 'RoleSelector' ? 'role-selector' : 'relabel-config',
    ...(role === 'EndpointSlice'
      ? { discoveryRole: 'endpointslice' }
      : role === 'Endpoints'
        ? { discoveryRole: 'endpoints' }
        : {}),
    endpoints: objectsAt(spec, field).map((endpoint, index) => endpointOf(endpoint, index)),
    object,
  };
}

/** pkg/prometheus/promcfg.go:2437-2446: any, else the names, else the monitor's own namespace. */
function namespacesOf(object: KubeObject): Monitor['namespaces'] {
  const selector = objectAt(object.body, 'spec', 'namespaceSelector');
  if (trueAt(selector, 'any')) return { kind: 'any' };
  const names = stringsAt(selector, 'matchNames');
  return names.length > 0 ? { kind: 'names', names } : { kind: 'own' };
}

/** The first that is set wins: pkg/prometheus/promcfg.go:1570-1598 (PodMonitor), 2087-2111 (ServiceMonitor). */
function endpointOf(raw: JsonObject, index: number): Endpoint {
  const port = stringAt(raw, 'port');
  const targetPort = numberAt(raw, 'portNumber') || stringAt(raw, 'targetPort') || numberAt(raw, 'targetPort');
  const relabelings = objectsAt(raw, 'relabelings');
  return {
    index,
    ...(port ? { port } : {}),
    ...(targetPort ? { targetPort } : {}),
    path: stringAt(raw, 'path') || '/metrics',
    scheme: (stringAt(raw, 'scheme') ?? 'http').toLowerCase(),
    rewritten: Object.keys(objectAt(raw, 'params') ?? {}).length > 0 || relabelings.some(rewrites),
    ...(marksEveryTarget(relabelings) ? { everyShard: true } : {}),
  };
}

const DIVIDES = ['keep', 'drop', 'keepequal', 'dropequal', 'labelmap'];

/** A relabeling that takes targets out, or changes where they are scraped. */
function rewrites(relabeling: JsonObject): boolean {
  const action = (stringAt(relabeling, 'action') ?? 'replace').toLowerCase();
  // Labels that begin with __tmp are notes for later steps; Prometheus itself reads none of them.
  return DIVIDES.includes(action) || /^__(?!tmp)/.test(stringAt(relabeling, 'targetLabel') ?? '');
}
