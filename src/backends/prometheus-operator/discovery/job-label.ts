import { objectAt, own, stringAt } from '../../../kube/json.ts';
import type { Gap, KubeObject, Monitor, Stack } from '../../../model/index.ts';
import type { World } from '../../../world/world.ts';
import { hiding } from '../../../world/hiding.ts';
import { rawEndpoint } from './endpoints.ts';
import { madeByOthers } from './near.ts';
import { relabelingsOf } from './target-labels.ts';
import { podsOf, servicesOf } from './sources.ts';
import { roleOf } from './discovery.ts';

/*
 * The label `job` of a monitor's targets: prometheus-operator v0.93.0 pkg/prometheus/promcfg.go: the value of the label
 * that spec.jobLabel names, of the Service (ServiceMonitor) or pod (PodMonitor); else the Service's name, or
 * "namespace/name" of the PodMonitor.
 */

export interface Jobs {
  /** What spec.jobLabel names; undefined: it is not set. */
  readonly jobLabel?: string;
  /** The Services or pods whose labels decide. */
  readonly sources: readonly KubeObject[];
  /** Their jobs, each once. */
  readonly values: readonly string[];
  /** What may hide one more. */
  readonly gaps: readonly Gap[];
  /** Relabelings write the label, metrics bring their own, or an operator makes Services of that form: there may be others. */
  readonly open: boolean;
}

/** The jobs that the targets of a monitor have, as far as its Services or pods are there. */
export function jobsOfTargets(world: World, monitor: Monitor, stack: Stack): Jobs {
  const byPod = roleOf(monitor, stack) === 'pod';
  const { objects: sources, gaps } = byPod ? podsOf(world, monitor, stack) : servicesOf(world, monitor, stack);
  const jobLabel = stringAt(objectAt(monitor.object.body, 'spec'), 'jobLabel') || undefined;
  const { namespace = '', name } = monitor.ref;
  const values = sources.map(
    ({ metadata }) => (jobLabel && own(metadata.labels, jobLabel)) || (byPod ? `${namespace}/${name}` : metadata.name),
  );
  return {
    ...(jobLabel === undefined ? {} : { jobLabel }),
    sources,
    values: [...new Set(values)].sort(),
    gaps: hiding(gaps),
    open:
      monitor.endpoints.some(({ index }) => mayWriteJob(monitor, stack, index)) ||
      madeByOthers(world, monitor, stack).length > 0,
  };
}

function mayWriteJob(monitor: Monitor, stack: Stack, index: number): boolean {
  const endpoint = monitor.endpoints[index];
  if (!endpoint) return true;
  const raw = rawEndpoint(monitor.object, index);
  const relabelings = (['relabelings', 'metricRelabelings'] as const).flatMap((field) =>
    relabelingsOf(monitor, stack.object, endpoint, field, raw),
  );
  const writes = relabelings.some(({ value }) => {
    const target = stringAt(value, 'targetLabel') ?? '';
    return (
      target === 'job' || target.includes('$') || /^label(?:map|drop|keep)$/i.test(stringAt(value, 'action') ?? '')
    );
  });
  // What is federated or pushed brings the job that it was scraped with.
  const brings = raw['honorLabels'] === true && !stack.restrictions.overrideHonorLabels;
  return writes || (brings && /federate|push/.test(`${endpoint.path} ${monitor.ref.name}`));
}
