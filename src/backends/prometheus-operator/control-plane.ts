import type { KubeObject } from '../../model/index.ts';

/** kube-prometheus-stack's value of each part. */
export const VALUES: Readonly<Record<string, string>> = {
  'kube-controller-manager': 'kubeControllerManager',
  'kube-scheduler': 'kubeScheduler',
  'kube-etcd': 'kubeEtcd',
  'kube-proxy': 'kubeProxy',
};

/**
 * The part of the control plane that a ServiceMonitor of a monitoring stack is for: kube-prometheus-stack names them
 * RELEASE-kube-scheduler with a label app=kube-prometheus-stack-kube-scheduler, kube-prometheus kube-scheduler.
 */
export function controlPlanePart({ kind, metadata }: KubeObject): string | undefined {
  if (kind !== 'ServiceMonitor') return undefined;
  const { name, labels } = metadata;
  return Object.keys(VALUES).find(
    (part) =>
      labels['app'] === `kube-prometheus-stack-${part}` ||
      (labels['app.kubernetes.io/part-of'] === 'kube-prometheus' && name === part),
  );
}

/** Id of the check that speaks for all of them in one paragraph. */
