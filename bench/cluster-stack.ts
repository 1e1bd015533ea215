/** The monitoring stack of the cluster of cluster.ts, and what teams give it. */
import { appOf, uid } from './cluster-objects.ts';
import type { Json } from './cluster-objects.ts';

export const RELEASE = 'kube-prometheus-stack';

export const CRDS = [
  ...['alertmanagers', 'alertmanagerconfigs', 'podmonitors', 'probes', 'prometheuses', 'prometheusagents'],
  ...['prometheusrules', 'scrapeconfigs', 'servicemonitors', 'thanosrulers'],
];

export const panel = (i: number): Json => ({
  id: i,
  type: 'timeseries',
  title: `Requests per second of part ${i}`,
  gridPos: { x: 0, y: i * 8, w: 12, h: 8 },
  targets: [{ refId: 'A', expr: `sum by (pod) (rate(http_requests_total{part="${i}"}[$__rate_interval]))` }],
});

export const ruleOf = (i: number, j: number): Json => ({
  alert: `App${i}Alert${j}`,
  expr: `sum by (namespace, pod) (rate(http_requests_total{job="${appOf(i)}", code=~"5.."}[5m])) / sum by (namespace, pod) (rate(http_requests_total{job="${appOf(i)}"}[5m])) > 0.0${j}`,
  for: '10m',
  labels: { severity: 'warning' },
  annotations: { summary: `Part ${j} of ${appOf(i)} fails`, runbook_url: `https://runbooks.example.com/app-${i}/${j}` },
});

export const bindingOf = (role: string, account: string, namespace: string): Json => ({
  metadata: { name: role, uid: uid(role.length) },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
});

/** No replicas: what is measured here is reading and judging, and not a Prometheus. */
export const prometheus: Json = {
  metadata: { name: RELEASE, namespace: 'monitoring', labels: { release: RELEASE } },
  spec: {
    replicas: 0,
    version: 'v3.9.1',
    serviceAccountName: 'prometheus',
    serviceMonitorSelector: { matchLabels: { release: RELEASE } },
    serviceMonitorNamespaceSelector: {},
    podMonitorSelector: { matchLabels: { release: RELEASE } },
    podMonitorNamespaceSelector: {},
    ruleSelector: { matchLabels: { release: RELEASE } },
    ruleNamespaceSelector: {},
  },
  status: {
    conditions: [
      { type: 'Reconciled', status: 'True' },
      { type: 'Available', status: 'True' },
    ],
  },
};

export const operator: Json = {
  metadata: { name: `${RELEASE}-operator`, namespace: 'monitoring' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'operator' } },
    template: {
      metadata: { labels: { app: 'operator' } },
      spec: {
        containers: [
          {
            name: RELEASE,
            image: 'quay.io/prometheus-operator/prometheus-operator:v0.93.0',
            args: ['--kubelet-service=kube-system/kubelet', '--localhost=127.0.0.1'],
          },
        ],
      },
    },
  },
  status: { replicas: 1, readyReplicas: 1, availableReplicas: 1 },
};
