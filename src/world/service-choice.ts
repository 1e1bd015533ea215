import type { Gap, JsonObject, KubeObject, Labels, ProfileVariant, Ref, ServiceSelection } from '../model/index.ts';
import type { App } from './applications.ts';
import { numberAt, objectsAt, stringAt } from '../kube/json.ts';
import { title } from '../kube/refs.ts';
import type { World } from './world.ts';
import { hasLabels } from '../kube/service.ts';
import { hiding } from './hiding.ts';

/** How our monitor would find the application's Service, or why it cannot. */
export type ServiceChoice =
  | { readonly kind: 'service'; readonly service: Ref; readonly selection: ServiceSelection }
  | { readonly kind: 'blocked'; readonly object: Ref; readonly why: string; readonly remedy: string }
  | { readonly kind: 'unknown'; readonly gaps: readonly Gap[] };

/** Labels that change with every release, or mark an owner, are no way to find a Service. */
const FLEETING =
  /^(?:helm\.sh\/|helm\.toolkit|kustomize\.toolkit|argocd\.|chart$|heritage$|app\.kubernetes\.io\/(?:version|managed-by)$)/;

/** One Service is enough: a second one in front of the same pods would scrape them twice. */
export function chooseService(world: World, app: App, variant: ProfileVariant): ServiceChoice {
  const services = app.services.map((ref) => world.get(ref)).filter((service) => service !== undefined);
  const usual = services.find((service) => hasLabels(service.metadata.labels, variant.scrape.serviceLabels));
  const service = usual ?? services[0];
  const gaps = hiding(world.gaps('', 'Service', app.namespace));
  if (!service && gaps.length > 0) return { kind: 'unknown', gaps };
  if (!service) {
    const object = app.workload ?? { apiVersion: 'v1', kind: 'Namespace', name: app.namespace };
    const port = `${variant.scrape.port.name} or ${variant.scrape.port.number}`;
    return {
      kind: 'blocked',
      object,
      why: `No Service in ${app.namespace} leads to ${app.title} on port ${port}.`,
      remedy: 'Create a Service for its pods, with a named port.',
    };
  }
  const ref: Ref = { apiVersion: 'v1', kind: 'Service', namespace: app.namespace, name: service.metadata.name };
  const labels = uniqueLabels(world, service, usual ? variant.scrape.serviceLabels : {});
  if (!labels) {
    return {
      kind: 'blocked',
      object: ref,
      why: `${title(ref)} has no labels that tell it from the other Services of its namespace.`,
      remedy: 'Give it a label of its own.',
    };
  }
  const port = portOf(service, variant);
  if (!port)
    return {
      kind: 'blocked',
      object: ref,
      why: `The metrics port of ${title(ref)} has neither a name nor a number of the container.`,
      remedy: 'Name the port of the Service.',
    };
  return { kind: 'service', service: ref, selection: { labels, namespace: app.namespace, port } };
}

/** The usual labels, else all lasting ones, if they select this Service alone. */
export function uniqueLabels(world: World, service: KubeObject, usual: Labels): Labels | undefined {
  const lasting = Object.fromEntries(Object.entries(service.metadata.labels).filter(([key]) => !FLEETING.test(key)));
  return [usual, lasting].find((labels) => {
    if (Object.keys(labels).length === 0) return false;
    const taken = world
      .inNamespace('', 'Service', service.metadata.namespace ?? '')
      .filter((other) => hasLabels(other.metadata.labels, labels));
    return taken.length === 1;
  });
}

function portOf(service: KubeObject, variant: ProfileVariant): ServiceSelection['port'] | undefined {
  const { name, number } = variant.scrape.port;
  const ports = objectsAt(service.body, 'spec', 'ports');
  return portSelection(
    ports.find((candidate) => stringAt(candidate, 'name') === name) ??
      ports.find((candidate) => numberAt(candidate, 'port') === number),
  );
}

/** How a monitor names a port of a Service: by its name, else by what it leads to. */
export function portSelection(port: JsonObject | undefined): ServiceSelection['port'] | undefined {
  const name = stringAt(port, 'name');
  if (name) return { name };
  const target = numberAt(port, 'targetPort') ?? (stringAt(port, 'targetPort') || numberAt(port, 'port'));
  return target === undefined ? undefined : { target };
}
