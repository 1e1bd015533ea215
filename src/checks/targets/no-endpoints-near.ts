/** What is nearly behind a Service that has no address. */
import { nearPod } from '../../backends/prometheus-operator/discovery/near.ts';
import { namedPortsOf, targetPortOf } from '../../backends/prometheus-operator/discovery/pods.ts';
import type { Discovered } from '../../backends/prometheus-operator/discovery/pods.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Endpoint, KubeObject, Wire } from '../../model/index.ts';
import { isExternalName, podSelectorOf } from '../../kube/service.ts';
import { podsBehind } from '../../world/stand-ins.ts';
import { scaledDownBehind } from '../../world/scaled-down.ts';
import type { World } from '../../world/world.ts';
import type { Evidence } from './no-endpoints-words.ts';

/** The pod or template that it nearly selects. */
export function nearOf(world: World, service: KubeObject): Pick<Evidence, 'near'> {
  const near = nearPod(world, service);
  return near
    ? { near: { object: title(refOf(near.object)), label: `${near.key}=${near.wanted}`, has: near.has ?? null } }
    : {};
}

/** The name of a container port that the Service leads to, where pods that it selects declare none of that name. */
export function undeclaredOf(
  world: World,
  service: KubeObject,
  endpoint: Endpoint | undefined,
): Pick<Evidence, 'undeclared'> {
  const asked = objectsAt(service.body, 'spec', 'ports').filter(
    (port) => endpoint?.port === undefined || stringAt(port, 'name') === endpoint.port,
  );
  const pods = podsBehind(world, service);
  const [first] = pods;
  const lost = asked.find((port) => pods.every((pod) => targetPortOf(port, pod) === undefined));
  if (!first || !lost) return {};
  const undeclared = {
    name: stringAt(lost, 'targetPort') ?? '',
    pods: title(refOf(first)),
    declared: namedPortsOf(first).map(
      ({ name, number, protocol }) =>
        `${name === '' ? '(no name)' : name} ${number}${protocol === 'TCP' ? '' : `/${protocol}`}`,
    ),
  };
  return { undeclared };
}

/** What the addresses of a Service without a selector have, which were written by hand, where none has the port that is asked for. */
export function writtenOf(
  service: KubeObject,
  written: readonly Discovered[],
  endpoint: Endpoint | undefined,
): Pick<Evidence, 'otherwise'> {
  if (endpoint?.port === undefined || written.length === 0 || Object.keys(podSelectorOf(service)).length > 0) return {};
  const ports = written.map(({ portName = '', port }) => `${portName === '' ? '(no name)' : portName} ${port}`);
  return { otherwise: { asked: endpoint.port, ports: [...new Set(ports)] } };
}

/** The workload behind a Service that is scaled down to nothing. */
export function asleepBehind(world: World, service: KubeObject): string | null {
  const workload = scaledDownBehind(world, service);
  return workload ? title(workload) : null;
}

/** Next to a Service that lacks the port, an ExternalName is not what is meant. */
export function meantOf(world: World, beside: readonly Wire[]): readonly Wire[] {
  const others = beside.filter(({ service }) => {
    const found = service && world.get(service);
    return !found || !isExternalName(found);
  });
  return others.length > 0 ? others : beside;
}
