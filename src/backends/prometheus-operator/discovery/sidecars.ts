/** What sidecars add to the pods that files describe: they are injected when a pod is made, and stand in no template. */
import { at, objectsAt, stringAt } from '../../../kube/json.ts';
import { refOf, title } from '../../../kube/refs.ts';
import { meansSidecar, sidecarPortsOf } from '../../../kube/sidecars.ts';
import { isStandIn, podsBehind } from '../../../world/stand-ins.ts';
import type { Endpoint, Gap, KubeObject } from '../../../model/index.ts';
import type { World } from '../../../world/world.ts';
import type { ContainerPort, Discovered } from './pods.ts';

/** Will a pod be made of it that injectors change? */
export function isInjectable(pod: KubeObject): boolean {
  return isStandIn(pod) && !pod.homeless && at(pod.body, 'spec', 'hostNetwork') !== true;
}

/** The ports of its sidecars-to-be. */
export function injectedPorts(world: World, pod: KubeObject): readonly ContainerPort[] {
  if (!isInjectable(pod)) return [];
  const namespace = world.get({ apiVersion: 'v1', kind: 'Namespace', name: pod.metadata.namespace ?? '' });
  return sidecarPortsOf(pod.metadata, namespace?.metadata).map(({ name, number, container }) => ({
    ...{ name, number, protocol: 'TCP' },
    // A native sidecar is an init container, which is not known before.
    of: { name: container, image: '', init: false },
  }));
}

/** The same as targets of a PodMonitor. */
export function injectedTargets(world: World, pod: KubeObject): readonly Discovered[] {
  const address = stringAt(pod.body, 'status', 'podIP') ?? '';
  return injectedPorts(world, pod).map((container) => ({
    ...{ address, port: container.number, portName: undefined, container, pod, podRef: refOf(pod), ready: true },
  }));
}

/** Where an endpoint asks for what sidecars bring, and none is known to be injected. */
export function sidecarGaps(pods: readonly KubeObject[], asked: readonly unknown[]): readonly Gap[] {
  const [pod] = pods.filter(isStandIn);
  const port = asked.find(
    (each): each is string | number => (typeof each === 'string' || typeof each === 'number') && meansSidecar(each),
  );
  if (!pod || port === undefined) return [];
  const sentence = `Whether the pods of ${title(refOf(pod))} get a sidecar that brings port ${port} is not known.`;
  return [{ reason: 'not-among-files', reads: { group: '', kind: 'Pod' }, sentence }];
}

/** The same through a Service: its ports may lead to the sidecar's by name. */
export function servedSidecarGaps(world: World, service: KubeObject, { port, targetPort }: Endpoint): readonly Gap[] {
  const served = objectsAt(service.body, 'spec', 'ports').filter((each) => port === undefined || each['name'] === port);
  const asked = port === undefined ? [targetPort] : served.map((each) => each['targetPort']);
  return sidecarGaps(podsBehind(world, service), asked);
}
