import { endpointsField } from './endpoints.ts';
import type { Endpoint, KubeObject, Labels, Monitor, Stack } from '../../../model/index.ts';
import { listAt, objectAt, own, stringAt, stringsAt } from '../../../kube/json.ts';
import { isStandIn } from '../../../world/stand-ins.ts';
import { roleOf } from './discovery.ts';
import type { Reached } from './discovery.ts';
import { scrapeClassOf } from '../scrape-class.ts';
import { sanitiseLabelName } from '../../../lang/labels.ts';

/*
 * The labels of a discovered target before the relabelings of scrape class and monitor: those of Prometheus'
 * discovery (v0.313.1 discovery/kubernetes/endpoints.go, pod.go) and those that the operator's own relabelings add
 * (v0.93.0 pkg/prometheus/promcfg.go:2041-2215).
 */

/** Labels of discovery that are filled in here; what else is under __meta_ is not known. */
const KNOWN =
  /^__meta_kubernetes_(?:namespace|service_name|endpoints_name|(?:service|pod)_label(?:present)?_.*|endpoint_port_name|endpoint_ready|endpoint_address_target_(?:kind|name)|pod_(?:name|ip|phase|ready|node_name|container_(?:name|image)|container_port_(?:name|number|protocol))|(?:service|pod)_annotation(?:present)?_prometheus_io_.*)$/;

/** Set by the operator or by discovery out of what is not read here. */
const UNKNOWN: ReadonlySet<string> = new Set(['node', 'instance', '__tmp_hash']);

/** Would a label that is not among those of `targetLabels` be surely absent? */
export function isKnownLabel(name: string): boolean {
  return name.startsWith('__meta_') ? KNOWN.test(name) : !UNKNOWN.has(name);
}

/** Labels of one target of one endpoint; only names for which isKnownLabel holds. */
export function targetLabels(monitor: Monitor, endpoint: Endpoint, { found, service }: Reached, stack: Stack): Labels {
  const { pod, podRef } = found;
  const namespace = (service ?? pod)?.metadata.namespace ?? '';
  const address = found.address.includes(':') ? `[${found.address}]` : found.address;
  return {
    __address__: found.port === 0 ? address : `${address}:${found.port}`,
    __scheme__: endpoint.scheme,
    __metrics_path__: endpoint.path,
    __meta_kubernetes_namespace: namespace,
    ...(service ? { __meta_kubernetes_service_name: service.metadata.name, ...metaOf('service', service) } : {}),
    ...(service && roleOf(monitor, stack) === 'endpoints'
      ? { __meta_kubernetes_endpoints_name: service.metadata.name }
      : {}),
    ...(service ? { __meta_kubernetes_endpoint_ready: String(found.ready) } : {}),
    ...(service && found.portName !== undefined ? { __meta_kubernetes_endpoint_port_name: found.portName } : {}),
    ...(service && podRef
      ? {
          __meta_kubernetes_endpoint_address_target_kind: 'Pod',
          __meta_kubernetes_endpoint_address_target_name: podRef.name,
        }
      : {}),
    ...(pod ? podMeta(pod, found.ready) : {}),
    ...containerMeta(found, service !== undefined),
    ...operatorLabels(monitor, endpoint, { found, ...(service ? { service } : {}) }, namespace),
  };
}

function metaOf(what: 'service' | 'pod', { metadata }: KubeObject): Labels {
  const entries = (kind: string, map: Labels): readonly (readonly [string, string])[] =>
    Object.entries(map).flatMap(([key, value]) => [
      [`__meta_kubernetes_${what}_${kind}_${sanitiseLabelName(key)}`, value] as const,
      [`__meta_kubernetes_${what}_${kind}present_${sanitiseLabelName(key)}`, 'true'] as const,
    ]);
  const { labels, annotations } = metadata;
  const read = Object.fromEntries(Object.entries(annotations).filter(([key]) => key.startsWith('prometheus.io/')));
  return Object.fromEntries([...entries('label', labels), ...entries('annotation', read)]);
}

function podMeta(pod: KubeObject, ready: boolean): Labels {
  const text = (...path: readonly string[]): string => stringAt(pod.body, ...path) ?? '';
  return {
    ...metaOf('pod', pod),
    __meta_kubernetes_pod_name: pod.metadata.name,
    __meta_kubernetes_pod_ip: text('status', 'podIP'),
    __meta_kubernetes_pod_phase: text('status', 'phase'),
    __meta_kubernetes_pod_ready: String(ready),
    __meta_kubernetes_pod_node_name: text('spec', 'nodeName'),
    ...(isStandIn(pod) ? {} : placeMeta(pod)),
  };
}

/** That a container is an init container is told in the role `pod` by every version of Prometheus that tells it. */
function containerMeta({ container, portless }: Reached['found'], ofService: boolean): Labels {
  const of = container?.of ?? portless;
  if (!of) return {};
  return {
    __meta_kubernetes_pod_container_name: of.name,
    ...(of.image === '' ? {} : { __meta_kubernetes_pod_container_image: of.image }),
    ...(ofService ? {} : { __meta_kubernetes_pod_container_init: String(of.init) }),
    ...(container
      ? {
          __meta_kubernetes_pod_container_port_name: container.name,
          __meta_kubernetes_pod_container_port_number: String(container.number),
          __meta_kubernetes_pod_container_port_protocol: container.protocol,
        }
      : {}),
  };
}

/** Only where they are told: files and old snapshots have none of them, and a pod still does. */
function placeMeta({ metadata, body }: KubeObject): Labels {
  const controller = metadata.ownerReferences?.find((owner) => owner.controller);
  const hostIP = stringAt(body, 'status', 'hostIP');
  return {
    ...(metadata.uid === undefined ? {} : { __meta_kubernetes_pod_uid: metadata.uid }),
    ...(hostIP === undefined ? {} : { __meta_kubernetes_pod_host_ip: hostIP }),
    ...(controller
      ? {
          __meta_kubernetes_pod_controller_kind: controller.kind,
          __meta_kubernetes_pod_controller_name: controller.name,
        }
      : {}),
  };
}

function operatorLabels(monitor: Monitor, endpoint: Endpoint, reached: Reached, namespace: string): Labels {
  const { found, service } = reached;
  const spec = objectAt(monitor.object.body, 'spec');
  const from = (object: KubeObject | undefined, fields: readonly string[]): Labels =>
    Object.fromEntries(
      fields.flatMap((key) => {
        const value = own(object?.metadata.labels, key);
        return value ? [[sanitiseLabelName(key), value]] : [];
      }),
    );
  const jobLabel = stringAt(spec, 'jobLabel') ?? '';
  const job = own((service ?? found.pod)?.metadata.labels, jobLabel);
  const port = endpoint.port ?? endpoint.targetPort;
  const { ref } = monitor;
  return {
    namespace,
    ...(service ? { service: service.metadata.name } : {}),
    ...(found.podRef ? { pod: found.podRef.name } : {}),
    ...containerLabel(found),
    ...from(service, stringsAt(spec, 'targetLabels')),
    ...from(found.pod, stringsAt(spec, 'podTargetLabels')),
    job: job || (service ? service.metadata.name : `${ref.namespace ?? ''}/${ref.name}`),
    ...(port === undefined ? {} : { endpoint: String(port) }),
  };
}

function containerLabel({ container, portless }: Reached['found']): Labels {
  const name = (container?.of ?? portless)?.name;
  return name === undefined || name === '' ? {} : { container: name };
}

/** The relabelings of one field that apply to an endpoint, those of the scrape class first, and where each stands. */
export function relabelingsOf(
  monitor: Monitor,
  stack: KubeObject,
  endpoint: Endpoint,
  field: 'relabelings' | 'metricRelabelings',
  raw: KubeObject['body'],
): readonly { readonly where: string; readonly index: number; readonly value: KubeObject['body'] }[] {
  const scrapeClass = scrapeClassOf(monitor.object, stack);
  const list = (where: string, of: KubeObject['body'] | undefined): ReturnType<typeof relabelingsOf> =>
    listAt(of, field).flatMap((value, index) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? [{ where, index, value: value as KubeObject['body'] }]
        : [],
    );
  const own = endpointsField(monitor.ref.kind);
  return [
    ...list(`scrape class ${stringAt(scrapeClass, 'name') ?? ''}`, scrapeClass),
    ...list(`spec.${own}[${endpoint.index}]`, raw),
  ];
}
