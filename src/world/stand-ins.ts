import { at, labelsAt, numberAt, objectAt, stringAt } from '../kube/json.ts';
import { memo, memo2 } from '../kube/memo.ts';
import { POD_TEMPLATES } from '../kube/pod-templates.ts';
import { groupOf, keyOf, refOf, title } from '../kube/refs.ts';
import { hasLabels, selectsPods } from '../kube/service.ts';
import type { KubeObject, Ref } from '../model/index.ts';
import { isScaledByOther } from './scaled-down.ts';
import type { World } from './world.ts';

/** A pod template among files, in the place of the pods that will be made of it. */
export interface StandIn {
  readonly workload: Ref;
  /** A pod as the template describes it. Its address is the name of the workload: there is no other yet. */
  readonly pod: KubeObject;
  /** Scaled to 0 replicas. */
  readonly asleep: boolean;
}

/** The pods of the chart's own tests, and of the Jobs around an installation, come and go with a release. */
function isHook({ metadata }: KubeObject): boolean {
  return metadata.annotations['helm.sh/hook'] !== undefined;
}

/**
 * What stands for pods: files have the templates of pods and not the pods. Nothing where pods were listed; a template
 * whose pods are among the files stands for none.
 */
function standInsOf(world: World, namespace: string | undefined): readonly StandIn[] {
  const all = allStandIns(world);
  return namespace === undefined ? all : all.filter(({ pod }) => (pod.metadata.namespace ?? '') === namespace);
}

const allStandIns = memo((world: World): readonly StandIn[] => {
  if (world.snapshot.source !== 'files') return [];
  return POD_TEMPLATES.flatMap(({ group, kind, path, ends }) =>
    world.all(group, kind).flatMap((workload) => {
      const { namespace } = workload.metadata;
      const labels = labelsAt(workload.body, ...path, 'metadata', 'labels');
      const there = world.inNamespace('', 'Pod', namespace ?? '').filter((pod) => !isHook(pod));
      if (ends || isHook(workload) || world.gaps('', 'Pod', namespace).length === 0) return [];
      if (there.some(({ metadata }) => hasLabels(metadata.labels, labels))) return [];
      return [standIn(world, workload)];
    }),
  );
});

function standIn(world: World, workload: KubeObject): StandIn {
  const ref = refOf(workload);
  const pod = templateOf(workload);
  return {
    workload: ref,
    asleep: numberAt(workload.body, 'spec', 'replicas') === 0 && !isScaledByOther(world, workload),
    pod: { ...pod, body: { ...pod.body, status: statusOf(ref) } },
  };
}

/** A pod as the template of a workload describes it, whether there will be one or not. */
export function templateOf(workload: KubeObject): KubeObject {
  const ref = refOf(workload);
  const { path = ['spec', 'template'] } =
    POD_TEMPLATES.find(({ group, kind }) => kind === ref.kind && group === groupOf(ref.apiVersion)) ?? {};
  return {
    ...ref,
    metadata: {
      ...workload.metadata,
      labels: labelsAt(workload.body, ...path, 'metadata', 'labels'),
      annotations: labelsAt(workload.body, ...path, 'metadata', 'annotations'),
    },
    body: { spec: at(workload.body, ...path, 'spec') ?? {} },
    origin: workload.origin,
    ...(workload.homeless ? { homeless: true as const } : {}),
  };
}

/** The pods of a namespace (of all, without one) that discovery may find, as far as they are known: pods, and what stands for some. */
export function podsIn(world: World, namespace: string | undefined): readonly KubeObject[] {
  const pods = namespace === undefined ? world.all('', 'Pod') : world.inNamespace('', 'Pod', namespace);
  if (world.snapshot.source !== 'files') return pods;
  const awake = standInsOf(world, namespace).filter(({ asleep }) => !asleep);
  return [...pods.filter((pod) => !isHook(pod)).map(asRunning), ...awake.map(({ pod }) => pod)];
}

/** The pods, and among files what stands for pods, that a Service selects. */
export const podsBehind = memo2((world: World, service: KubeObject): readonly KubeObject[] =>
  podsIn(world, service.metadata.namespace ?? '').filter(({ metadata }) => selectsPods(service, metadata.labels)),
);

/** A pod as a file describes it, that never ran, is one that will. */
const asRunning = memo((pod: KubeObject): KubeObject => {
  if (objectAt(pod.body, 'status') !== undefined) return pod;
  return { ...pod, body: { ...pod.body, status: statusOf(refOf(pod)) } };
});

function statusOf(ref: Ref): KubeObject['body'] {
  return { podIP: title(ref), phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
}

/** Does it describe pods that will be? Their names, addresses and nodes are not known. */
export function isStandIn(pod: KubeObject): boolean {
  return stringAt(pod.body, 'status', 'podIP') === title(refOf(pod));
}

/** What a target leads to: the pod, or what stands for it. */
export function podAt(world: World, ref: Ref | undefined): KubeObject | undefined {
  if (!ref) return undefined;
  if (ref.kind !== 'Pod') return standInsByWorkload(world).get(keyOf(ref));
  const pod = world.get(ref);
  return pod && world.snapshot.source === 'files' ? asRunning(pod) : pod;
}

const standInsByWorkload = memo(
  (world: World): ReadonlyMap<string, KubeObject> =>
    new Map(allStandIns(world).map(({ workload, pod }) => [keyOf(workload), pod])),
);
