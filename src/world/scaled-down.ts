/** Workloads that are scaled to 0: what is behind them does not start by itself. */
import { labelsAt, numberAt, objectAt, stringAt } from '../kube/json.ts';
import { refOf } from '../kube/refs.ts';
import { podSelectorOf, selectsPods } from '../kube/service.ts';
import type { KubeObject, Ref } from '../model/index.ts';
import type { World } from './world.ts';
import { hiding } from './hiding.ts';

const WORKLOADS: readonly string[] = ['Deployment', 'StatefulSet'];
const ENDED: readonly string[] = ['Succeeded', 'Failed'];

/**
 * Is a workload of 0 replicas scaled by another object, which starts pods of its template all the same? An Argo Rollout by
 * workloadRef (argo-rollouts pkg/apis/rollouts/v1alpha1/types.go ObjectRef), or KEDA (keda apis/keda/v1alpha1/scaledobject_types.go).
 */
export function isScaledByOther(world: World, { kind, metadata }: KubeObject): boolean {
  const { namespace = '', name } = metadata;
  const scalers = [
    ['argoproj.io', 'Rollout', 'workloadRef'],
    ['keda.sh', 'ScaledObject', 'scaleTargetRef'],
  ] as const;
  return scalers.some(([group, scaler, field]) =>
    world.inNamespace(group, scaler, namespace).some(({ body }) => {
      const target = objectAt(body, 'spec', field);
      return target?.['name'] === name && (target['kind'] ?? 'Deployment') === kind;
    }),
  );
}

/**
 * The workload for want of which a Service has no pod: all that it selects pods of are scaled to 0. undefined where a
 * pod is there, a workload has replicas, none is known, or not all could be seen.
 */
export function scaledDownBehind(world: World, service: KubeObject): Ref | undefined {
  const { namespace = '' } = service.metadata;
  if (
    Object.keys(podSelectorOf(service)).length === 0 ||
    hiding(world.gaps('', 'Pod', namespace)).length > 0 ||
    WORKLOADS.some((kind) => hiding(world.gaps('apps', kind, namespace)).length > 0)
  )
    return undefined;
  // Of a workload of another kind, or of one that was scaled up this moment.
  const pods = world
    .inNamespace('', 'Pod', namespace)
    .filter(
      ({ metadata, body }) =>
        selectsPods(service, metadata.labels) &&
        metadata.deletionTimestamp === undefined &&
        !ENDED.includes(stringAt(body, 'status', 'phase') ?? ''),
    );
  const workloads = WORKLOADS.flatMap((kind) => world.inNamespace('apps', kind, namespace)).filter(({ body }) =>
    selectsPods(service, labelsAt(body, 'spec', 'template', 'metadata', 'labels')),
  );
  const [first] = workloads;
  // Without the field the API server takes 1.
  const isAwake = (each: KubeObject): boolean =>
    numberAt(each.body, 'spec', 'replicas') !== 0 ||
    (world.snapshot.source === 'files' && isScaledByOther(world, each));
  if (!first || pods.length > 0 || workloads.some(isAwake)) return undefined;
  return refOf(first);
}
