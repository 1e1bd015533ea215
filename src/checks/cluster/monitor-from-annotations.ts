import { containersOf } from '../../backends/prometheus-operator/discovery/pods.ts';
import { numberAt, objectsAt, stringAt } from '../../kube/json.ts';
import { lastingLabels } from '../../kube/lasting-labels.ts';
import { MANAGED_BY, PROMWIRE } from '../../kube/owner.ts';
import { placeOf } from '../../backends/prometheus-operator/placement.ts';
import type { World } from '../../world/world.ts';
import type { Fix, JsonObject, KubeObject, Manifest, Stack } from '../../model/index.ts';

/** What the scrape annotations of a Service or Pod say, as a monitor that a stack takes; or why that cannot be made. */
export function monitorFromAnnotations(world: World, object: KubeObject, stack: Stack): Fix {
  const { namespace = '', name, annotations } = object.metadata;
  const isService = object.kind === 'Service';
  const kind = isService ? 'ServiceMonitor' : 'PodMonitor';
  const advise = (whyNotAutomatic: string): Fix => ({
    kind: 'advise',
    steps: [`Write a ${kind} for ${object.kind} ${namespace}/${name}.`],
    whyNotAutomatic,
  });
  const labels = lastingLabels(object);
  const port = isService ? servicePort(object) : podPort(object);
  const place = placeOf(world, stack, kind, [namespace], { [MANAGED_BY]: PROMWIRE });
  if (Object.keys(labels).length === 0) return advise(`The ${object.kind} has no label by which a monitor finds it.`);
  if (!port) return advise('The annotated port is none that the object declares.');
  if (place.kind !== 'place') return advise('No label makes the stack take a monitor in this namespace.');
  const endpoint = {
    ...port,
    ...field('path', annotations['prometheus.io/path']),
    ...field('scheme', annotations['prometheus.io/scheme']),
  };
  const monitor: Manifest = {
    apiVersion: 'monitoring.coreos.com/v1',
    kind,
    metadata: { name, namespace: place.namespace, labels: place.labels },
    spec: { selector: { matchLabels: labels }, [isService ? 'endpoints' : 'podMetricsEndpoints']: [endpoint] },
  };
  return { kind: 'create', manifests: [monitor] };
}

function field(name: string, value: string | undefined): JsonObject {
  return value === undefined || value === '' ? {} : { [name]: value };
}

/** The Service's port that the annotation means: by its number, or by that of the container behind it. */
function servicePort(service: KubeObject): JsonObject | undefined {
  const ports = objectsAt(service.body, 'spec', 'ports');
  const wanted = Number(service.metadata.annotations['prometheus.io/port'] ?? Number.NaN);
  const port = Number.isNaN(wanted)
    ? ports.length === 1
      ? ports[0]
      : undefined
    : (ports.find((entry) => numberAt(entry, 'port') === wanted) ??
      ports.find((entry) => numberAt(entry, 'targetPort') === wanted));
  const named = stringAt(port, 'name');
  if (named) return { port: named };
  return port && !Number.isNaN(wanted) ? { targetPort: numberAt(port, 'targetPort') ?? wanted } : undefined;
}

function podPort(pod: KubeObject): JsonObject | undefined {
  const ports = containersOf(pod).flat();
  const wanted = Number(pod.metadata.annotations['prometheus.io/port'] ?? Number.NaN);
  const port = Number.isNaN(wanted)
    ? ports.length === 1
      ? ports[0]
      : undefined
    : ports.find((p) => p.number === wanted);
  if (!port) return undefined;
  return port.name === '' ? { portNumber: port.number } : { port: port.name };
}
