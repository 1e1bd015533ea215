/** The pods behind targets that are down, as the cluster shows them. */
import { nameOf } from '../../../kube/refs.ts';
import { at, isObject, numberAt, objectsAt, stringAt } from '../../../kube/json.ts';
import type { KubeObject, Ref, Wire } from '../../../model/index.ts';
import type { World } from '../../../world/world.ts';
import { command, inNamespace } from '../../../kube/shell.ts';

/** A type, so that it is JSON. */
export type FailingPod = {
  readonly address: string;
  readonly pod: string;
  /** What may be wrong with it, and its port; null: the pod could not be read. */
  readonly state: string | null;
};

/** The pods of these addresses ("10.0.0.1:8080"), where the cluster names them. */
export function failingPods(world: World, wires: readonly Wire[], addresses: readonly string[]): readonly FailingPod[] {
  return addresses.flatMap((address) => {
    const found = wires.flatMap(({ targets }) => targets).find((each) => `${each.address}:${each.port}` === address);
    if (!found?.pod) return [];
    world.needs('', 'Pod', found.pod.namespace);
    return [{ address, pod: nameOf(found.pod), state: stateOf(world, found.pod, found.port) }];
  });
}

/** What to do about pods that fail while others of their kind do not. */
export function lookAt([first, ...more]: readonly FailingPod[]): string {
  const [namespace = '', name = ''] = first?.pod.split('/') ?? [];
  const which = more.length > 0 ? 'at these pods, such as' : 'at';
  return `Look ${which} Pod ${namespace}/${name}: ${command`kubectl describe pod ${inNamespace(namespace)} ${name}`}; ${command`kubectl logs ${inNamespace(namespace)} ${name}`}.`;
}

function stateOf(world: World, ref: Ref, port: number): string | null {
  const pod = world.get(ref);
  if (pod) return [...conditionOf(pod), portOf(pod, port)].join(', ');
  return world.gaps('', 'Pod', ref.namespace).length > 0 ? null : 'it is gone';
}

/** "Running, not ready, container web: CrashLoopBackOff, restarted 7 times". */
function conditionOf(pod: KubeObject): readonly string[] {
  const ready = objectsAt(pod.body, 'status', 'conditions').find((each) => stringAt(each, 'type') === 'Ready');
  const containers = objectsAt(pod.body, 'status', 'containerStatuses').flatMap((status) => {
    const state = at(status, 'state');
    const why = stringAt(state, 'waiting', 'reason') ?? stringAt(state, 'terminated', 'reason');
    const restarts = numberAt(status, 'restartCount') ?? 0;
    const said = [...(why === undefined ? [] : [why]), ...(restarts > 0 ? [`restarted ${restarts} times`] : [])];
    return said.length === 0 ? [] : [`container ${stringAt(status, 'name') ?? ''}: ${said.join(', ')}`];
  });
  return [
    ...(pod.metadata.deletionTimestamp === undefined ? [] : ['being deleted']),
    stringAt(pod.body, 'status', 'phase') ?? 'no phase',
    ...(isObject(ready) ? [stringAt(ready, 'status') === 'True' ? 'ready' : 'not ready'] : []),
    ...containers,
  ];
}

function portOf(pod: KubeObject, port: number): string {
  for (const container of objectsAt(pod.body, 'spec', 'containers'))
    for (const declared of objectsAt(container, 'ports'))
      if (numberAt(declared, 'containerPort') === port) {
        const name = stringAt(declared, 'name');
        return `port ${port} is ${name === undefined ? '' : `${name} of `}container ${stringAt(container, 'name') ?? ''}`;
      }
  return `no container declares port ${port}`;
}
