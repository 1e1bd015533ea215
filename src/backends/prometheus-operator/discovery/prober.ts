import { numberAt, objectsAt, stringAt } from '../../../kube/json.ts';
import { proberService } from '../../../kube/prober.ts';
import { refOf } from '../../../kube/refs.ts';
import type { KubeObject, Stack, Target } from '../../../model/index.ts';
import { podsBehind } from '../../../world/stand-ins.ts';
import type { World } from '../../../world/world.ts';
import { runs } from './discovery.ts';
import { targetPortOf } from './pods.ts';

/** The pods that a Probe has asked, as targets; empty where its prober is no Service that is known, or is asked through a proxy. */
export function proberTargets(world: World, probe: KubeObject, stack: Stack): readonly Target[] {
  const asked = proberService(probe);
  if (!asked || stringAt(probe.body, 'spec', 'prober', 'proxyUrl') !== undefined) return [];
  const { service: name, port, namespace = stack.ref.namespace ?? '' } = asked;
  world.needs('', 'Service', namespace);
  world.needs('', 'Pod', namespace);
  const service = world.get({ apiVersion: 'v1', kind: 'Service', namespace, name });
  const entry = objectsAt(service?.body, 'spec', 'ports').find((each) => numberAt(each, 'port') === port);
  if (!service || !entry) return [];
  return podsBehind(world, service)
    .filter((pod) => runs(undefined, pod))
    .flatMap((pod) => {
      const number = targetPortOf(entry, pod);
      const address = stringAt(pod.body, 'status', 'podIP');
      return number === undefined || !address ? [] : [{ address, port: number, ready: true, pod: refOf(pod) }];
    });
}
