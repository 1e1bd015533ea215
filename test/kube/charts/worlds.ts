/**
 * Charts as people render them, each as small as it can be: its monitor, and the Service and workload behind it. What is
 * theirs is the shape: the chart's name, the kind, the template and the name of its monitor, the value that labels it.
 * Columns: chart, version, kind, template, name of the monitor, port, value; a value of `-` is none.
 */
const TABLE = `
cert-manager | v1.18.2 | ServiceMonitor | servicemonitor.yaml | cert-manager | http-metrics | prometheus.servicemonitor.labels
cert-manager | v1.18.2 | PodMonitor | podmonitor.yaml | cert-manager | http-metrics | prometheus.podmonitor.labels
ingress-nginx | 4.13.0 | ServiceMonitor | controller-servicemonitor.yaml | ingress-nginx-controller | metrics | controller.metrics.serviceMonitor.additionalLabels
argo-cd | 8.1.0 | ServiceMonitor | argocd-server/servicemonitor.yaml | argocd-server | http-metrics | server.metrics.serviceMonitor.additionalLabels
argo-cd | 8.1.0 | ServiceMonitor | argocd-repo-server/servicemonitor.yaml | argocd-repo-server | http-metrics | repoServer.metrics.serviceMonitor.additionalLabels
argo-cd | 8.1.0 | ServiceMonitor | argocd-application-controller/servicemonitor.yaml | argocd-application-controller | http-metrics | controller.metrics.serviceMonitor.additionalLabels
argo-rollouts | 2.40.0 | ServiceMonitor | controller/servicemonitor.yaml | argo-rollouts | metrics | controller.metrics.serviceMonitor.additionalLabels
argo-workflows | 0.45.0 | ServiceMonitor | controller/workflow-controller-servicemonitor.yaml | workflow-controller | metrics | controller.serviceMonitor.additionalLabels
argo-events | 2.4.16 | ServiceMonitor | argo-events-controller/servicemonitor.yaml | argo-events-controller | metrics | controller.metrics.serviceMonitor.additionalLabels
external-dns | 1.17.0 | ServiceMonitor | servicemonitor.yaml | external-dns | http | serviceMonitor.additionalLabels
external-dns | 9.0.4 | ServiceMonitor | servicemonitor.yaml | external-dns | http | metrics.serviceMonitor.labels
metrics-server | 3.13.0 | ServiceMonitor | servicemonitor.yaml | metrics-server | https | serviceMonitor.additionalLabels
kyverno | 3.5.0 | ServiceMonitor | admission-controller/servicemonitor.yaml | kyverno-admission-controller | metrics-port | admissionController.serviceMonitor.additionalLabels
kyverno | 3.5.0 | ServiceMonitor | reports-controller/servicemonitor.yaml | kyverno-reports-controller | metrics-port | reportsController.serviceMonitor.additionalLabels
traefik | 37.0.0 | ServiceMonitor | servicemonitor.yaml | traefik | metrics | metrics.prometheus.serviceMonitor.additionalLabels
keda | 2.17.2 | ServiceMonitor | manager/servicemonitor.yaml | keda-operator | metrics | prometheus.operator.serviceMonitor.additionalLabels
keda | 2.17.2 | ServiceMonitor | webhooks/servicemonitor.yaml | keda-admission-webhooks | metrics | prometheus.webhooks.serviceMonitor.additionalLabels
cloudnative-pg | 0.26.0 | PodMonitor | podmonitor.yaml | cnpg-cloudnative-pg | metrics | monitoring.podMonitorAdditionalLabels
cluster | 0.3.1 | PodMonitor | podmonitor-cluster.yaml | till-cluster | metrics | cluster.monitoring.podMonitor.labels
velero | 10.1.0 | ServiceMonitor | servicemonitor.yaml | velero | http-monitoring | metrics.serviceMonitor.additionalLabels
velero | 10.1.0 | PodMonitor | podmonitor.yaml | node-agent | http-monitoring | metrics.nodeAgentPodMonitor.additionalLabels
trivy-operator | 0.30.0 | ServiceMonitor | monitor/servicemonitor.yaml | trivy-operator | metrics | serviceMonitor.labels
sealed-secrets | 2.17.3 | ServiceMonitor | servicemonitor.yaml | sealed-secrets | metrics | metrics.serviceMonitor.labels
longhorn | 1.6.1 | ServiceMonitor | servicemonitor.yaml | longhorn-prometheus-servicemonitor | manager | -
longhorn | 1.9.1 | ServiceMonitor | servicemonitor.yaml | longhorn-prometheus-servicemonitor | manager | metrics.serviceMonitor.additionalLabels
redis | 23.1.1 | ServiceMonitor | servicemonitor.yaml | till-redis | http-metrics | metrics.serviceMonitor.additionalLabels
postgresql | 17.1.0 | ServiceMonitor | primary/servicemonitor.yaml | till-postgresql | http-metrics | metrics.serviceMonitor.labels
mysql | 14.0.5 | ServiceMonitor | servicemonitor.yaml | till-mysql | metrics | metrics.serviceMonitor.labels
mariadb | 23.0.1 | ServiceMonitor | servicemonitor.yaml | till-mariadb | metrics | metrics.serviceMonitor.labels
mongodb | 17.0.2 | ServiceMonitor | servicemonitor.yaml | till-mongodb | http-metrics | metrics.serviceMonitor.labels
rabbitmq | 16.0.16 | ServiceMonitor | servicemonitor.yaml | till-rabbitmq | metrics | metrics.serviceMonitor.labels
kafka | 32.4.4 | ServiceMonitor | metrics/jmx-servicemonitor.yaml | till-kafka-jmx-metrics | http-metrics | metrics.serviceMonitor.labels
zookeeper | 13.8.8 | ServiceMonitor | servicemonitor.yaml | till-zookeeper | metrics | metrics.serviceMonitor.additionalLabels
elasticsearch | 22.1.7 | ServiceMonitor | metrics/servicemonitor.yaml | till-elasticsearch-metrics | http-metrics | metrics.serviceMonitor.labels
memcached | 8.0.0 | ServiceMonitor | servicemonitor.yaml | till-memcached | metrics | metrics.serviceMonitor.labels
nginx | 22.1.1 | ServiceMonitor | servicemonitor.yaml | till-nginx | metrics | metrics.serviceMonitor.labels
thanos | 17.6.0 | ServiceMonitor | query/servicemonitor.yaml | thanos-query | http | metrics.serviceMonitor.labels
keycloak | 25.4.0 | ServiceMonitor | servicemonitor.yaml | keycloak | http | metrics.serviceMonitor.labels
etcd | 12.0.20 | PodMonitor | podmonitor.yaml | till-etcd | client | metrics.podMonitor.additionalLabels
loki | 6.36.0 | ServiceMonitor | monitoring/servicemonitor.yaml | loki | http-metrics | monitoring.serviceMonitor.labels
tempo | 1.23.0 | ServiceMonitor | servicemonitor.yaml | tempo | tempo-prom-metrics | serviceMonitor.additionalLabels
alloy | 1.2.0 | ServiceMonitor | servicemonitor.yaml | alloy | http-metrics | serviceMonitor.additionalLabels
grafana | 9.4.0 | ServiceMonitor | servicemonitor.yaml | grafana | service | serviceMonitor.labels
promtail | 6.17.0 | ServiceMonitor | servicemonitor.yaml | promtail | http-metrics | serviceMonitor.labels
cilium | 1.18.1 | ServiceMonitor | cilium-agent/servicemonitor.yaml | cilium-agent | metrics | prometheus.serviceMonitor.labels
cilium | 1.18.1 | ServiceMonitor | hubble/servicemonitor.yaml | hubble | hubble-metrics | hubble.metrics.serviceMonitor.labels
kube-state-metrics | 6.3.0 | ServiceMonitor | servicemonitor.yaml | kube-state-metrics | http | prometheus.monitor.additionalLabels
prometheus-node-exporter | 4.47.0 | ServiceMonitor | servicemonitor.yaml | prometheus-node-exporter | metrics | prometheus.monitor.additionalLabels
prometheus-blackbox-exporter | 11.3.0 | ServiceMonitor | selfservicemonitor.yaml | prometheus-blackbox-exporter | http | serviceMonitor.selfMonitor.labels
prometheus-postgres-exporter | 7.3.0 | ServiceMonitor | servicemonitor.yaml | prometheus-postgres-exporter | http | serviceMonitor.labels
prometheus-redis-exporter | 6.16.0 | ServiceMonitor | servicemonitor.yaml | prometheus-redis-exporter | redis-exporter | serviceMonitor.labels
prometheus-pushgateway | 3.4.1 | ServiceMonitor | servicemonitor.yaml | prometheus-pushgateway | http | serviceMonitor.additionalLabels
external-secrets | 0.19.2 | ServiceMonitor | servicemonitor.yaml | external-secrets-metrics | metrics | serviceMonitor.additionalLabels
vault | 0.30.1 | ServiceMonitor | prometheus-servicemonitor.yaml | vault | http | serverTelemetry.serviceMonitor.selectors
cluster-autoscaler | 9.50.1 | ServiceMonitor | servicemonitor.yaml | cluster-autoscaler | http | serviceMonitor.selector
fluent-bit | 0.52.0 | ServiceMonitor | servicemonitor.yaml | fluent-bit | http | serviceMonitor.selector
falco | 6.2.2 | ServiceMonitor | serviceMonitor.yaml | falco | metrics | serviceMonitor.labels
opentelemetry-operator | 0.93.0 | ServiceMonitor | servicemonitor.yaml | opentelemetry-operator | metrics | manager.serviceMonitor.extraLabels
opentelemetry-collector | 0.132.0 | ServiceMonitor | servicemonitor.yaml | opentelemetry-collector | metrics | serviceMonitor.extraLabels
harbor | 1.17.1 | ServiceMonitor | metrics/metrics-svcmon.yaml | harbor | http-metrics | metrics.serviceMonitor.additionalLabels
reloader | 2.2.0 | PodMonitor | podmonitor.yaml | reloader-reloader | http | reloader.podMonitor.labels
dcgm-exporter | 4.4.0 | ServiceMonitor | service-monitor.yaml | dcgm-exporter | metrics | serviceMonitor.additionalLabels
oauth2-proxy | 8.0.0 | ServiceMonitor | servicemonitor.yaml | oauth2-proxy | metrics | metrics.serviceMonitor.labels
karpenter | 1.6.2 | ServiceMonitor | servicemonitor.yaml | karpenter | http-metrics | serviceMonitor.additionalLabels
coredns | 1.43.2 | ServiceMonitor | servicemonitor.yaml | coredns | tcp-metrics | prometheus.monitor.additionalLabels
linkerd-control-plane | 2025.8.1 | PodMonitor | podmonitor.yaml | linkerd-controller | admin-http | podMonitor.labels
eck-operator | 3.1.0 | ServiceMonitor | service-monitor.yaml | elastic-operator | https | -
`;

export interface ChartWorld {
  readonly chart: string;
  readonly version: string;
  readonly kind: string;
  readonly template: string;
  readonly name: string;
  readonly port: string;
  /** Absent: the chart has none. */
  readonly value?: string;
}

export const CHART_WORLDS: readonly ChartWorld[] = TABLE.trim()
  .split('\n')
  .map((line) => line.split('|').map((part) => part.trim()))
  .map(([chart = '', version = '', kind = '', template = '', name = '', port = '', value = '']) => ({
    ...{ chart, version, kind, template, name, port },
    ...(value === '-' ? {} : { value }),
  }));

/** kube-prometheus-stack, release `watch` in namespace eyes: what decides whether a monitor is taken. */
export const STACK = `
# Source: kube-prometheus-stack/templates/prometheus/prometheus.yaml
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata:
  name: watch-prometheus
  namespace: eyes
  labels: {app: kube-prometheus-stack-prometheus, chart: kube-prometheus-stack-80.1.0, release: watch, heritage: Helm, app.kubernetes.io/instance: watch}
spec:
  version: v3.9.1
  serviceAccountName: watch-prometheus
  serviceMonitorSelector: {matchLabels: {release: watch}}
  serviceMonitorNamespaceSelector: {}
  podMonitorSelector: {matchLabels: {release: watch}}
  podMonitorNamespaceSelector: {}
  ruleSelector: {matchLabels: {release: watch}}
  ruleNamespaceSelector: {}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: watch-prometheus}
rules:
  - {apiGroups: [""], resources: [nodes, services, endpoints, pods], verbs: [get, list, watch]}
  - {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: [get, list, watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: watch-prometheus}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: watch-prometheus}
subjects: [{kind: ServiceAccount, name: watch-prometheus, namespace: eyes}]
`;

/** Characters of a port's name in a pod; that of a Service may be longer. */
const LONGEST = 15;

/** The chart rendered as release `till` in namespace shop; `labels`: of its monitor, besides those that charts write. */
export function render({ chart, version, kind, template, name, port }: ChartWorld, labels: readonly string[]): string {
  const own = [
    `helm.sh/chart: ${chart}-${version.replace('+', '_')}`,
    'app.kubernetes.io/instance: till',
    'app.kubernetes.io/managed-by: Helm',
    `app.kubernetes.io/name: ${chart}`,
  ];
  const endpoints = kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints';
  const pod = `{app.kubernetes.io/name: ${chart}, app.kubernetes.io/instance: till}`;
  return `
# Source: ${chart}/templates/service.yaml
apiVersion: v1
kind: Service
metadata: {name: ${chart}, namespace: shop, labels: {${own.join(', ')}}}
spec: {selector: ${pod}, ports: [{name: ${port}, port: 9000, targetPort: 9000}]}
---
# Source: ${chart}/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${chart}, namespace: shop, labels: {${own.join(', ')}}}
spec:
  selector: {matchLabels: ${pod}}
  template:
    metadata: {labels: ${pod}}
    spec: {containers: [{name: main, image: "example.test/${chart}:1", ports: [{name: ${port.slice(0, LONGEST)}, containerPort: 9000}]}]}
---
# Source: ${chart}/templates/${template}
apiVersion: monitoring.coreos.com/v1
kind: ${kind}
metadata: {name: ${name}, namespace: shop, labels: {${[...own, ...labels].join(', ')}}}
spec: {selector: {matchLabels: ${pod}}, ${endpoints}: [{port: ${port}${port === 'https' ? ', scheme: https' : ''}}]}
`;
}
