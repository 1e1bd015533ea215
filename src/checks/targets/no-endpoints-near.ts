/** What is nearly behind a Service that has no address. */
import { nearPod } from '../../backends/prometheus-operator/discovery/near.ts';
import { namedPortsOf, targetPortOf } from '../../backends/prometheus-operator/discovery/pods.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { refOf, title } from '../../kube/refs.ts';
import type { Endpoint, KubeObject } from '../../model/index.ts';
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

/** The workload behind a Service that is scaled down to nothing. */
export function asleepBehind(world: World, service: KubeObject): string | null {
  const workload = scaledDownBehind(world, service);
  return workload ? title(workload) : null;
}
