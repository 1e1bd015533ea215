/** The ports of a pod, and what discovery makes of it. */
import { numberAt, objectAt, objectsAt, stringAt } from '../../../kube/json.ts';
import { refOf } from '../../../kube/refs.ts';
import type { JsonObject, KubeObject, Ref } from '../../../model/index.ts';

export interface ContainerPort {
  readonly name: string;
  readonly number: number;
  readonly protocol: string;
  readonly of: Container;
}

/** What discovery tells of the container that a target is a port of. */
export interface Container {
  readonly name: string;
  readonly image: string;
  readonly init: boolean;
  /** An init container that stays: a native sidecar. */
  readonly stays?: true;
}

/** One discovered (address, port), before the port filter. `portName` is the Service's, `container` the pod's. */
export interface Discovered {
  readonly address: string;
  readonly port: number;
  readonly portName: string | undefined;
  readonly container: ContainerPort | undefined;
  /** The container without a port that the target is of. */
  readonly portless?: Container;
  readonly pod: KubeObject | undefined;
  readonly podRef: Ref | undefined;
  readonly ready: boolean;
}

/** The declared ports of each container, init containers last. */
export function containersOf(pod: KubeObject): readonly (readonly ContainerPort[])[] {
  return containerList(pod).map(({ ports }) => ports);
}

/** Each container with its declared ports, init containers last: native sidecars are among these, and are found alike. */
function containerList(
  pod: KubeObject,
): readonly { readonly container: Container; readonly ports: readonly ContainerPort[] }[] {
  const spec = objectAt(pod.body, 'spec');
  const list = (field: string, init: boolean): ReturnType<typeof containerList> =>
    objectsAt(spec, field).map((raw) => {
      const stays = init && raw['restartPolicy'] === 'Always' ? { stays: true as const } : {};
      const container = { name: stringAt(raw, 'name') ?? '', image: stringAt(raw, 'image') ?? '', init, ...stays };
      const ports = objectsAt(raw, 'ports').map((port) => ({
        name: stringAt(port, 'name') ?? '',
        number: numberAt(port, 'containerPort') ?? 0,
        protocol: stringAt(port, 'protocol') ?? 'TCP',
        of: container,
      }));
      return { container, ports };
    });
  return [...list('containers', false), ...list('initContainers', true)];
}

/**
 * The declared ports that a Service can lead to by name, of the containers that stay: kubernetes v1.36.3
 * pkg/api/v1/pod/util.go FindPort.
 */
export function namedPortsOf(pod: KubeObject): readonly ContainerPort[] {
  return containersOf(pod)
    .flat()
    .filter(({ of }) => !of.init || of.stays);
}

/** Where a port of a Service leads in a pod; undefined: no container declares a port of that name and protocol. */
export function targetPortOf(port: JsonObject, pod: KubeObject): number | undefined {
  const target = port['targetPort'];
  if (typeof target !== 'string' || target === '') return numberAt(port, 'targetPort') || numberAt(port, 'port');
  const wanted = stringAt(port, 'protocol') ?? 'TCP';
  return namedPortsOf(pod).find(({ name, protocol }) => name === target && protocol === wanted)?.number;
}

/** pod.go:366-440: needs status.podIP; one target per declared port, and one without a port per container that declares none. */
export function podTargets(pod: KubeObject): readonly Discovered[] {
  const address = stringAt(pod.body, 'status', 'podIP');
  if (!address) return [];
  const ready = objectsAt(pod.body, 'status', 'conditions').some(
    (entry) => entry['type'] === 'Ready' && entry['status'] === 'True',
  );
  const base = { address, portName: undefined, pod, podRef: refOf(pod), ready };
  return containerList(pod).flatMap(({ container: portless, ports }): readonly Discovered[] =>
    ports.length === 0
      ? [{ ...base, port: 0, container: undefined, portless }]
      : ports.map((container) => ({ ...base, port: container.number, container })),
  );
}
