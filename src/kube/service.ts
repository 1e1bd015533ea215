import type { JsonObject, KubeObject, Labels } from '../model/index.ts';
import { labelsAt, stringAt } from './json.ts';

/** Are all of the wanted labels among these, with their values? */
export function hasLabels(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}

/** The selector of a Service; empty where it has none. */
export function podSelectorOf(service: KubeObject): Labels {
  return labelsAt(service.body, 'spec', 'selector');
}

/** Does a Service select pods with these labels, in its own namespace? A Service without a selector selects none. */
export function selectsPods(service: KubeObject, podLabels: Labels): boolean {
  const selector = podSelectorOf(service);
  return Object.keys(selector).length > 0 && hasLabels(podLabels, selector);
}

/** Is it only another name? Nothing makes addresses for an ExternalName (kubernetes pkg/controller/endpoint). */
export function isExternalName(service: KubeObject): boolean {
  return stringAt(service.body, 'spec', 'type') === 'ExternalName';
}

/**
 * Names of ports, and the numbers that are registered for them, of what speaks a protocol of its own and no HTTP: IANA's
 * Service Name and Transport Protocol Port Number Registry, and Istio's names `PROTOCOL` and `PROTOCOL-NAME`.
 */
const NO_HTTP =
  /^(?:tcp|udp|redis|mysql|mariadb|postgres(?:ql)?|pgsql|mongo(?:db)?|kafka|amqps?|mqtt|nats|memcached?|cql|zookeeper|ldaps?|smtps?|ssh|ftp|dns|epmd|thrift|sentinel|gossip|raft|bolt)(?:$|-)/i;
const NO_HTTP_NUMBERS: ReadonlySet<number> = new Set([
  21, 22, 25, 53, 389, 636, 1883, 2181, 3306, 4222, 4369, 5432, 5671, 5672, 6379, 7687, 9042, 9092, 11211, 26379, 27017,
]);
/** A name that tells of HTTP after all: `tcp-metrics`, `redis-exporter`. */
const TELLS_HTTP = /http|metric|prom|telemetry|monitoring|exporter|web|admin/i;

/** Does a port surely speak no HTTP, by its name or, where that does not tell of HTTP, by its number? */
export function speaksNoHttp(name: string, port: number | null | undefined): boolean {
  return !TELLS_HTTP.test(name) && (NO_HTTP.test(name) || NO_HTTP_NUMBERS.has(port ?? 0));
}

/**
 * Does a port speak gRPC, and so no metrics? By appProtocol, by its name (Istio's way: `grpc`, `grpc-NAME`), or as the port
 * of cilium's peers (cilium v1.18 install/kubernetes/cilium/templates/hubble/peer-service.yaml).
 */
export function speaksGrpc({ metadata }: KubeObject, port: JsonObject): boolean {
  const name = stringAt(port, 'name') ?? '';
  return (
    /^(?:grpc|kubernetes\.io\/h2c)$/i.test(stringAt(port, 'appProtocol') ?? '') ||
    /^grpc(?:-(?!.*metrics)|$)/.test(name) ||
    (metadata.name === 'hubble-peer' && name === 'peer-service')
  );
}
