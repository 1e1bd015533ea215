import { at, isObject, labelsAt, numberAt, objectsAt, stringAt } from '../../../kube/json.ts';
import { compare, title } from '../../../kube/refs.ts';
import type {
  InstanceAddress,
  InstanceReach,
  KubeObject,
  Labels,
  Ref,
  Stack,
  Unanswered,
} from '../../../model/index.ts';
import { selectsPods } from '../../../kube/service.ts';

/*
 * Where the pods of a Prometheus, PrometheusAgent, ThanosRuler or Alertmanager answer HTTP.
 * Sources: prometheus-operator v0.93.0 pkg/prometheus/common.go (names and labels of the StatefulSets and of the
 * governing Service), pkg/prometheus/server/statefulset.go (--web.route-prefix, the port's name and number, listenLocal).
 */

interface Kind {
  readonly pod: string;
  readonly nameLabel: string;
  readonly service: string;
  readonly portName: string;
  readonly port: number;
}
const KINDS: Readonly<Record<string, Kind>> = {
  Prometheus: {
    pod: 'prometheus',
    nameLabel: 'operator.prometheus.io/name',
    service: 'prometheus-operated',
    portName: 'web',
    port: 9090,
  },
  PrometheusAgent: {
    pod: 'prom-agent',
    nameLabel: 'operator.prometheus.io/name',
    service: 'prometheus-agent-operated',
    portName: 'web',
    port: 9090,
  },
  ThanosRuler: {
    pod: 'thanos-ruler',
    nameLabel: 'thanos-ruler',
    service: 'thanos-ruler-operated',
    portName: 'web',
    port: 10902,
  },
  Alertmanager: {
    pod: 'alertmanager',
    nameLabel: 'alertmanager',
    service: 'alertmanager-operated',
    portName: 'web',
    port: 9093,
  },
};

/** @param objects the Pods, Services and stacks of the stack's namespace; others are passed over. */
export function reachOf(stack: Stack, objects: readonly KubeObject[]): InstanceReach {
  const kind = KINDS[stack.ref.kind];
  if (!kind) return { instances: [], problem: noAddress(`${title(stack.ref)} serves no Prometheus API.`) };
  const here = objects.filter((object) => object.metadata.namespace === stack.ref.namespace);
  const pods = here.filter((object) => object.kind === 'Pod' && isPodOf(object, stack, kind)).toSorted(byName);
  const shared = sharedService(stack, kind, here, pods);
  const alone = pods.length === 1 && stack.shards === 1;
  const instances = pods.map((pod, index) => {
    const { shard, replica } = placeOf(pod, stack, index);
    const instance = {
      name: `${stack.ref.namespace ?? ''}/${pod.metadata.name}`,
      ...(shard === undefined ? {} : { shard }),
      ...(replica === undefined ? {} : { replica }),
    };
    const direct: InstanceAddress = {
      ...common(stack),
      instance,
      via: 'pods',
      name: pod.metadata.name,
      port: portOf(pod, stack, kind),
    };
    if (stringAt(pod.body, 'status', 'podIP') === undefined) {
      return {
        instance,
        addresses: [],
        problem: starting(`${title({ apiVersion: 'v1', kind: 'Pod', ...nameOf(pod) })} has no address yet.`),
      };
    }
    return { instance, addresses: alone && shared ? [{ ...shared, instance }, direct] : [direct] };
  });
  if (instances.length === 0 && (stack.replicas === 0 || !shared)) return { instances, problem: nothingToAsk(stack) };
  return { instances, ...(shared ? { shared } : {}) };
}

function noAddress(detail: string): Unanswered {
  return { kind: 'unknown', reason: 'no-address', detail, next: 'Give its address with --prometheus-url.' };
}

function starting(detail: string): Unanswered {
  return { kind: 'unknown', reason: 'not-ready', detail, next: 'Wait until it is scheduled: kubectl describe pod.' };
}

function nothingToAsk(stack: Stack): Unanswered {
  if (stack.replicas === 0) return noAddress(`${title(stack.ref)} is scaled to 0 replicas.`);
  return noAddress(`No running pod and no Service of ${title(stack.ref)} was found.`);
}

function common(stack: Stack): Pick<InstanceAddress, 'namespace' | 'scheme' | 'prefix' | 'localOnly'> {
  const spec = at(stack.object.body, 'spec');
  return {
    namespace: stack.ref.namespace ?? '',
    scheme: isObject(at(spec, 'web', 'tlsConfig')) ? 'https' : 'http',
    // The path of spec.externalUrl does not count: the operator always passes --web.route-prefix.
    prefix: `/${stringAt(spec, 'routePrefix') ?? ''}`.replace(/^\/+/, '/').replace(/\/+$/, ''),
    localOnly: at(spec, 'listenLocal') === true,
  };
}

function byName(a: KubeObject, b: KubeObject): number {
  return compare(a.metadata.name, b.metadata.name);
}

function nameOf(object: KubeObject): Pick<Ref, 'namespace' | 'name'> {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? { name } : { namespace, name };
}

/** The pods of a stack that have not ended. `objects`: as for reachOf. */
export function podsOfStack(stack: Stack, objects: readonly KubeObject[]): readonly KubeObject[] {
  const kind = KINDS[stack.ref.kind];
  const { namespace } = stack.ref;
  return kind
    ? objects.filter(
        (each) => each.kind === 'Pod' && each.metadata.namespace === namespace && isPodOf(each, stack, kind),
      )
    : [];
}

/** By the operator's label where the pod has it; else by the name that its StatefulSet gives. */
function isPodOf(pod: KubeObject, stack: Stack, kind: Kind): boolean {
  const phase = stringAt(pod.body, 'status', 'phase');
  if (pod.metadata.deletionTimestamp !== undefined || phase === 'Succeeded' || phase === 'Failed') return false;
  const owner = pod.metadata.labels[kind.nameLabel];
  if (owner === undefined) return ordinals(pod, stack, kind) !== undefined;
  if (owner !== stack.ref.name) return false;
  // Prometheus and PrometheusAgent share the label.
  const mode = pod.metadata.labels['operator.prometheus.io/mode'];
  return mode === undefined || (mode === 'agent') === (stack.ref.kind === 'PrometheusAgent');
}

/** `prometheus-<name>-<replica>` and `prometheus-<name>-shard-<shard>-<replica>`. */
function ordinals(pod: KubeObject, stack: Stack, kind: Kind): { shard: number; replica: number } | undefined {
  const start = `${kind.pod}-${stack.ref.name}-`;
  if (!pod.metadata.name.startsWith(start)) return undefined;
  const match = /^(?:shard-(\d+)-)?(\d+)$/.exec(pod.metadata.name.slice(start.length));
  return match ? { shard: Number(match[1] ?? 0), replica: Number(match[2]) } : undefined;
}

function placeOf(pod: KubeObject, stack: Stack, index: number): { readonly shard?: number; readonly replica?: number } {
  // Every pod of a DaemonSet scrapes its own node: united like shards.
  if (stack.restrictions.daemonSet) return { shard: index, replica: 0 };
  const kind = KINDS[stack.ref.kind];
  const named = kind ? ordinals(pod, stack, kind) : undefined;
  const label = pod.metadata.labels['operator.prometheus.io/shard'];
  const shard = label !== undefined && /^\d+$/.test(label) ? Number(label) : named?.shard;
  return { ...(shard === undefined ? {} : { shard }), ...(named ? { replica: named.replica } : {}) };
}

function portNameOf(stack: Stack, kind: Kind): string {
  return stringAt(stack.object.body, 'spec', 'portName') || kind.portName;
}

/** The proxy to a pod takes numbers only. */
function portOf(pod: KubeObject, stack: Stack, kind: Kind): number {
  const wanted = portNameOf(stack, kind);
  const ports = objectsAt(pod.body, 'spec', 'containers').flatMap((container) => objectsAt(container, 'ports'));
  const port = ports.find((candidate) => stringAt(candidate, 'name') === wanted);
  return numberAt(port, 'containerPort') ?? kind.port;
}

/** A Service that leads to this stack's pods and no other's: by its selector, where several stacks share the governing one. */
function sharedService(
  stack: Stack,
  kind: Kind,
  here: readonly KubeObject[],
  pods: readonly KubeObject[],
): InstanceAddress | undefined {
  const port = portNameOf(stack, kind);
  const others = here.filter((object) => object.kind === stack.ref.kind && object.metadata.name !== stack.ref.name);
  const foreign = here.filter((object) => object.kind === 'Pod' && !pods.includes(object));
  const candidates = here.filter((object) => object.kind === 'Service' && hasPort(object, port)).toSorted(byName);
  const named = (object: KubeObject): boolean => selectorOf(object)[kind.nameLabel] === stack.ref.name;
  const governing = (object: KubeObject): boolean =>
    others.length === 0 &&
    (object.metadata.name === kind.service ||
      object.metadata.name === stringAt(stack.object.body, 'spec', 'serviceName'));
  const exact = (object: KubeObject): boolean =>
    pods.some((pod) => selectsPods(object, pod.metadata.labels)) &&
    !foreign.some((pod) => selectsPods(object, pod.metadata.labels));
  const service = candidates.find(named) ?? candidates.find(governing) ?? candidates.find(exact);
  if (!service) return undefined;
  const instance = { name: `service ${stack.ref.namespace ?? ''}/${service.metadata.name}` };
  return { ...common(stack), instance, via: 'services', name: service.metadata.name, port };
}

function hasPort(service: KubeObject, name: string): boolean {
  return objectsAt(service.body, 'spec', 'ports').some((port) => stringAt(port, 'name') === name);
}

function selectorOf(service: KubeObject): Labels {
  return labelsAt(service.body, 'spec', 'selector');
}
