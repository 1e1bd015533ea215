import { at, numberAt, objectAt, objectsAt, stringAt, stringsAt, trueAt } from '../../engine/json.ts';
import { refOf } from '../../engine/refs.ts';
import { decodeSelector } from '../../engine/selector.ts';
import type { Endpoint, KubeObject, Monitor } from '../../model.ts';

const ENDPOINTS_FIELD: Readonly<Record<string, string>> = {
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

function endpointOf(raw: NonNullable<ReturnType<typeof objectAt>>, index: number): Endpoint {
  const port = stringAt(raw, 'port');
  const targetPort = stringAt(raw, 'targetPort') || numberAt(raw, 'portNumber') || numberAt(raw, 'targetPort');
  return {
    index,
    ...(port ? { port } : {}),
    ...(targetPort ? { targetPort } : {}),
    path: stringAt(raw, 'path') || '/metrics',
    scheme: (stringAt(raw, 'scheme') ?? 'http').toLowerCase(),
  };
}
