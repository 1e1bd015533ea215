/** Of which Services and pods an application consists that is named by one object. */
import { labelsAt, objectsAt, stringAt } from '../kube/json.ts';
import { WORKLOADS } from '../kube/kinds.ts';
import { lastingLabels } from '../kube/lasting-labels.ts';
import { hasLabels, podSelectorOf, selectsPods } from '../kube/service.ts';
import type { KubeObject, Labels } from '../model/index.ts';
import { podsBehind, podsIn, templateOf } from '../world/stand-ins.ts';
import type { World } from '../world/world.ts';

export interface WantedPods {
  readonly namespace: string;
  /** Those that lead to its pods and to no others, or the one that was named. */
  readonly services: readonly KubeObject[];
  readonly workload?: KubeObject;
  /** A pod as its workload describes it. */
  readonly template?: KubeObject;
  readonly pods: readonly KubeObject[];
  /** By which its pods are found; empty where no labels tell. */
  readonly labels: Labels;
}

/** The application of a Service, a workload or a pod. */
export function wantedPods(world: World, object: KubeObject): WantedPods {
  const { namespace = '' } = object.metadata;
  if (object.kind === 'Service') {
    const workload = workloadBehind(world, object);
    return {
      namespace,
      services: [object],
      ...(workload ? { workload, template: templateOf(workload) } : {}),
      pods: podsBehind(world, object),
      labels: podSelectorOf(object),
    };
  }
  const isPod = object.kind === 'Pod';
  const one = isPod ? object : templateOf(object);
  const labels = isPod ? lastingLabels(object) : selectorOf(object, one);
  const pods =
    Object.keys(labels).length === 0
      ? isPod
        ? [object]
        : []
      : podsIn(world, namespace).filter(({ metadata }) => hasLabels(metadata.labels, labels));
  const services = world
    .inNamespace('', 'Service', namespace)
    .filter((service) => selectsPods(service, one.metadata.labels))
    .filter((service) => podsBehind(world, service).every((pod) => isPod || hasLabels(pod.metadata.labels, labels)))
    .toSorted((a, b) => Number(isHeadless(a)) - Number(isHeadless(b)));
  return { namespace, services, ...(isPod ? {} : { workload: object, template: one }), pods, labels };
}

function isHeadless(service: KubeObject): boolean {
  return stringAt(service.body, 'spec', 'clusterIP') === 'None';
}

/** What a workload's own selector asks for; its pods have it, and others should not. */
function selectorOf(workload: KubeObject, template: KubeObject): Labels {
  const wanted = labelsAt(workload.body, 'spec', 'selector', 'matchLabels');
  const more = objectsAt(workload.body, 'spec', 'selector', 'matchExpressions').length > 0;
  return Object.keys(wanted).length > 0 && !more ? wanted : lastingLabels(template);
}

function workloadBehind(world: World, service: KubeObject): KubeObject | undefined {
  const { namespace = '' } = service.metadata;
  return WORKLOADS.flatMap((kind) => world.inNamespace('apps', kind, namespace)).find((workload) =>
    selectsPods(service, templateOf(workload).metadata.labels),
  );
}

/** The pods that can answer first. */
export function podsOf({ pods }: Pick<WantedPods, 'pods'>): readonly KubeObject[] {
  return pods.toSorted((a, b) => Number(isReady(b)) - Number(isReady(a)));
}

function isReady(pod: KubeObject): boolean {
  return objectsAt(pod.body, 'status', 'conditions').some(
    (condition) => condition['type'] === 'Ready' && condition['status'] === 'True',
  );
}
