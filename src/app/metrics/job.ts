import { objectsAt, own, stringAt } from '../../kube/json.ts';
import { ENDPOINTS_FIELD } from '../../backends/prometheus-operator/monitors.ts';
import type { KubeObject } from '../../model/index.ts';

/** The monitor of another owner that scrapes it, and what it finds it by. */
export interface MonitorThere {
  readonly monitor: KubeObject;
  readonly service: KubeObject | undefined;
  readonly pod: KubeObject | undefined;
}

/**
 * The label `job` of what a monitor scrapes (prometheus-operator pkg/prometheus/promcfg.go): what its jobLabel names at
 * the Service or the pod, else the Service's name or the PodMonitor's own. undefined: a relabeling writes another one.
 */
export function jobOf({ monitor, service, pod }: MonitorThere): string | undefined {
  const { kind, metadata, body } = monitor;
  const endpoints = objectsAt(body, 'spec', ENDPOINTS_FIELD[kind] ?? '');
  const relabelings = endpoints.flatMap((endpoint) => [
    ...objectsAt(endpoint, 'relabelings'),
    ...objectsAt(endpoint, 'metricRelabelings'),
  ]);
  if (
    relabelings.some(
      (step) =>
        stringAt(step, 'targetLabel') === 'job' || (stringAt(step, 'action') ?? '').toLowerCase().startsWith('label'),
    )
  )
    return undefined;
  const key = stringAt(body, 'spec', 'jobLabel');
  const of = kind === 'PodMonitor' ? pod : service;
  const named = key === undefined || key === '' ? undefined : own(of?.metadata.labels ?? {}, key);
  if (named !== undefined && named !== '') return named;
  return kind === 'PodMonitor' ? `${metadata.namespace ?? ''}/${metadata.name}` : service?.metadata.name;
}
