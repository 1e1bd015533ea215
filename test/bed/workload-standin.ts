import { createHash } from 'node:crypto';
import type { Api } from './api.ts';
import type { Pod, Workload } from './pod.ts';
import { isReady } from './pod.ts';
import type { Loop } from './loop.ts';
import { startLoop } from './loop.ts';
import type { Informer } from './watch.ts';
import { follow } from './watch.ts';

/** Plays the Deployment and StatefulSet controllers: Pods from templates, replaced when the template changes. */
export interface WorkloadStandin {
  stop(): Promise<void>;
}

const TEMPLATE = 'promwire.dev/bed-template';

const hashOf = (workload: Workload): string =>
  createHash('sha256').update(JSON.stringify(workload.spec.template)).digest('hex').slice(0, 10);

/** The names that the real controllers would give: numbered for a StatefulSet, with hash and suffix else. */
const podNames = (workload: Workload, hash: string): readonly string[] => {
  const suffix = (index: number): string =>
    createHash('sha256')
      .update(`${workload.metadata.uid ?? ''} ${hash} ${index}`)
      .digest('hex')
      .slice(0, 5);
  return Array.from({ length: workload.spec.replicas ?? 1 }, (_, index) =>
    workload.kind === 'StatefulSet'
      ? `${workload.metadata.name}-${index}`
      : `${workload.metadata.name}-${hash}-${suffix(index)}`,
  );
};

const podOf = (workload: Workload, name: string, hash: string): unknown => {
  const { template } = workload.spec;
  const revision =
    workload.kind === 'StatefulSet'
      ? { 'controller-revision-hash': `${workload.metadata.name}-${hash}`, 'statefulset.kubernetes.io/pod-name': name }
      : { 'pod-template-hash': hash };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: workload.metadata.namespace,
      labels: { ...template.metadata?.labels, ...revision },
      annotations: { ...template.metadata?.annotations, [TEMPLATE]: hash },
      ownerReferences: [
        {
          apiVersion: workload.apiVersion,
          kind: workload.kind,
          name: workload.metadata.name,
          uid: workload.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: template.spec,
  };
};

const statusOf = (workload: Workload, pods: readonly Pod[], hash: string): Readonly<Record<string, unknown>> => {
  const ready = pods.filter(isReady).length;
  const wanted = workload.spec.replicas ?? 1;
  const common = {
    observedGeneration: workload.metadata.generation ?? 1,
    replicas: pods.length,
    readyReplicas: ready,
    availableReplicas: ready,
    updatedReplicas: pods.length,
  };
  if (workload.kind === 'StatefulSet') {
    const revision = `${workload.metadata.name}-${hash}`;
    return { ...common, currentReplicas: pods.length, currentRevision: revision, updateRevision: revision };
  }
  const available = ready >= wanted ? 'True' : 'False';
  return {
    ...common,
    unavailableReplicas: Math.max(0, wanted - ready),
    conditions: [
      {
        type: 'Available',
        status: available,
        reason: available === 'True' ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
      },
    ],
  };
};

export const startWorkloadStandin = (
  api: Api,
  pods: Informer,
  onError: (error: unknown) => void,
): WorkloadStandin & { readonly trigger: () => void } => {
  const statuses = new Map<string, string>();
  let loop: Loop | undefined;
  const trigger = (): void => loop?.trigger();
  const kinds = [
    follow(api, '/apis/apps/v1/deployments', 'apps/v1', 'Deployment', trigger),
    follow(api, '/apis/apps/v1/statefulsets', 'apps/v1', 'StatefulSet', trigger),
  ];

  const ownedBy = (workload: Workload): readonly Pod[] =>
    [...pods.items.values()].filter(({ metadata }) =>
      metadata.ownerReferences?.some(({ uid }) => uid === workload.metadata.uid),
    ) as Pod[];

  const bring = async (workload: Workload): Promise<void> => {
    const { namespace, name, uid } = workload.metadata;
    const hash = hashOf(workload);
    const names = podNames(workload, hash);
    const existing = ownedBy(workload);
    const folder = `/api/v1/namespaces/${namespace}/pods`;
    for (const pod of existing) {
      const wanted = names.includes(pod.metadata.name) && pod.metadata.annotations?.[TEMPLATE] === hash;
      if (!wanted) await api.request('DELETE', `${folder}/${pod.metadata.name}?gracePeriodSeconds=0`);
    }
    for (const podName of names) {
      // A Pod that is being replaced is still seen until its deletion arrives; that event triggers the next round.
      if (existing.some((pod) => pod.metadata.name === podName)) continue;
      const answer = await api.request('POST', folder, { body: JSON.stringify(podOf(workload, podName, hash)) });
      if (answer.status >= 400 && answer.status !== 409) throw new Error(`Pod ${podName}: ${answer.body}`);
    }
    const status = statusOf(workload, ownedBy(workload), hash);
    const text = JSON.stringify(status);
    if (statuses.get(uid ?? '') === text) return;
    const plural = workload.kind === 'StatefulSet' ? 'statefulsets' : 'deployments';
    const path = `/apis/apps/v1/namespaces/${namespace}/${plural}/${name}/status`;
    await api.json('PATCH', path, { status }, 'application/merge-patch+json');
    statuses.set(uid ?? '', text);
  };

  loop = startLoop(async () => {
    await Promise.all([pods.ready, ...kinds.map(({ ready }) => ready)]);
    const workloads = kinds.flatMap(({ items }) => [...items.values()]) as Workload[];
    for (const workload of workloads) await bring(workload);
    const alive = new Set(workloads.map(({ metadata }) => metadata.uid));
    for (const pod of pods.items.values()) {
      const owner = pod.metadata.annotations?.[TEMPLATE] === undefined ? undefined : pod.metadata.ownerReferences?.[0];
      if (owner === undefined || alive.has(owner.uid)) continue;
      await api.request(
        'DELETE',
        `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}?gracePeriodSeconds=0`,
      );
    }
  }, onError);
  loop.trigger();

  return {
    trigger,
    stop: async () => {
      for (const kind of kinds) kind.stop();
      await loop?.stop();
    },
  };
};
