/** Charts that projects ship themselves. Columns: see table.ts. */
export const PROJECTS = `
# actions/actions-runner-controller charts/actions-runner-controller 0.23.7
actions-runner-controller | * | ServiceMonitor | actionsmetrics.servicemonitor.yaml~actions-metrics | actionsMetrics.serviceMonitorLabels
actions-runner-controller | * | ServiceMonitor | controller.metrics.serviceMonitor~controller | metrics.serviceMonitorLabels
actions-runner-controller | * | ServiceMonitor | githubwebhook.serviceMonitor~webhook | metrics.serviceMonitorLabels
# argoproj/argo-helm charts/argo-cd 10.1.1
argo-cd | * | ServiceMonitor | argocd-application-controller/servicemonitor | controller.metrics.serviceMonitor.additionalLabels
argo-cd | * | ServiceMonitor | argocd-applicationset/servicemonitor | applicationSet.metrics.serviceMonitor.additionalLabels
argo-cd | * | ServiceMonitor | argocd-notifications/servicemonitor | notifications.metrics.serviceMonitor.additionalLabels
argo-cd | * | ServiceMonitor | argocd-repo-server/servicemonitor | repoServer.metrics.serviceMonitor.additionalLabels
argo-cd | * | ServiceMonitor | argocd-server/servicemonitor | server.metrics.serviceMonitor.additionalLabels
argo-cd | * | ServiceMonitor | dex/servicemonitor | dex.metrics.serviceMonitor.additionalLabels
argo-cd | * | ServiceMonitor | redis/servicemonitor | redis.metrics.serviceMonitor.additionalLabels
argo-cd | * | PrometheusRule | argocd-application-controller/prometheusrule | controller.metrics.rules.additionalLabels
# argoproj/argo-helm charts/argo-events 2.4.22
argo-events | * | ServiceMonitor | argo-events-controller/servicemonitor | controller.metrics.serviceMonitor.additionalLabels
# argoproj/argo-helm charts/argo-rollouts 2.41.0
argo-rollouts | * | ServiceMonitor | controller/servicemonitor | controller.metrics.serviceMonitor.additionalLabels
# argoproj/argo-helm charts/argo-workflows 1.0.18
argo-workflows | * | ServiceMonitor | controller/workflow-controller-servicemonitor | controller.serviceMonitor.additionalLabels
# argoproj/argo-helm charts/argocd-image-updater 1.2.4
argocd-image-updater | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.additionalLabels
# kubernetes-sigs/aws-load-balancer-controller helm/aws-load-balancer-controller 3.5.0
aws-load-balancer-controller | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# cert-manager/cert-manager deploy/charts/cert-manager
cert-manager | * | ServiceMonitor | servicemonitor | prometheus.servicemonitor.labels
cert-manager | * | PodMonitor | podmonitor | prometheus.podmonitor.labels
# cloudnative-pg/charts charts/cloudnative-pg 0.29.0
cloudnative-pg | <1 | PodMonitor | podmonitor | monitoring.podMonitorAdditionalLabels
# cloudnative-pg/charts charts/cluster 0.8.1
cluster | * | PodMonitor | * | cluster.monitoring.podMonitor.labels
cluster | * | PrometheusRule | prometheus-rule | -
# kubernetes/autoscaler cluster-autoscaler/charts/cluster-autoscaler 9.59.0
cluster-autoscaler | * | ServiceMonitor | servicemonitor | serviceMonitor.selector
cluster-autoscaler | * | PrometheusRule | prometheusrule | prometheusRule.additionalLabels
# coredns/helm charts/coredns 1.46.2
coredns | * | ServiceMonitor | servicemonitor | prometheus.monitor.additionalLabels
# NVIDIA/dcgm-exporter deployment 4.8.2
dcgm-exporter | * | ServiceMonitor | service-monitor | serviceMonitor.additionalLabels
# kubernetes-sigs/descheduler charts/descheduler 0.36.0
descheduler | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# dexidp/helm-charts charts/dex 0.24.0
dex | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
# elastic/cloud-on-k8s deploy/eck-operator 3.6.0-SNAPSHOT
eck-operator | * | ServiceMonitor | service-monitor | -
eck-operator | * | PodMonitor | podMonitor | podMonitor.labels
# kubernetes-sigs/external-dns charts/external-dns 1.21.1
external-dns | <2 | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# external-secrets/external-secrets deploy/charts/external-secrets 2.9.0
external-secrets | * | ServiceMonitor | * | serviceMonitor.additionalLabels
# goharbor/harbor-helm 1.4.0-dev
harbor | <2 | ServiceMonitor | metrics/metrics-svcmon | metrics.serviceMonitor.additionalLabels
# kubernetes/ingress-nginx charts/ingress-nginx 4.15.1
ingress-nginx | * | ServiceMonitor | controller-servicemonitor | controller.metrics.serviceMonitor.additionalLabels
ingress-nginx | * | PrometheusRule | controller-prometheusrule | controller.metrics.prometheusRule.additionalLabels
# aws/karpenter-provider-aws charts/karpenter 1.14.1
karpenter | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# kedacore/charts keda 2.20.2
keda | * | ServiceMonitor | manager/servicemonitor~operator | prometheus.operator.serviceMonitor.additionalLabels
keda | * | ServiceMonitor | metrics-server/servicemonitor~metrics-apiserver | prometheus.metricServer.serviceMonitor.additionalLabels
keda | * | ServiceMonitor | webhooks/servicemonitor | prometheus.webhooks.serviceMonitor.additionalLabels
keda | * | PodMonitor | manager/podmonitor~operator | prometheus.operator.podMonitor.additionalLabels
keda | * | PodMonitor | metrics-server/podmonitor~metrics-apiserver | prometheus.metricServer.podMonitor.additionalLabels
keda | * | PrometheusRule | manager/prometheusrules~operator | prometheus.operator.prometheusRules.additionalLabels
keda | * | PrometheusRule | webhooks/prometheusrules | prometheus.webhooks.prometheusRules.additionalLabels
# kyverno/kyverno charts/kyverno
kyverno | * | ServiceMonitor | admission-controller/servicemonitor | admissionController.serviceMonitor.additionalLabels
kyverno | * | ServiceMonitor | background-controller/servicemonitor | backgroundController.serviceMonitor.additionalLabels
kyverno | * | ServiceMonitor | cleanup-controller/servicemonitor | cleanupController.serviceMonitor.additionalLabels
kyverno | * | ServiceMonitor | reports-controller/servicemonitor | reportsController.serviceMonitor.additionalLabels
kyverno | * | PrometheusRule | prometheusrule | prometheusRule.additionalLabels
# linkerd/linkerd2 charts/linkerd-control-plane
linkerd-control-plane | * | PodMonitor | * | podMonitor.labels
# longhorn/charts charts/longhorn 1.6.1-rc3
longhorn | <1.7 | ServiceMonitor | servicemonitor | -
# longhorn/longhorn chart 1.12.0-dev
longhorn | >=1.7 | ServiceMonitor | servicemonitor | metrics.serviceMonitor.additionalLabels
# mariadb-operator/mariadb-operator deploy/charts/mariadb-operator 26.6.0
mariadb-operator | * | ServiceMonitor | cert-controller/servicemonitor | certController.serviceMonitor.additionalLabels
mariadb-operator | * | ServiceMonitor | operator/metrics-servicemonitor | metrics.serviceMonitor.additionalLabels
mariadb-operator | * | ServiceMonitor | webhook/servicemonitor | webhook.serviceMonitor.additionalLabels
# metallb/metallb charts/metallb
metallb | <2 | ServiceMonitor | servicemonitor~controller | prometheus.serviceMonitor.controller.additionalLabels
metallb | <2 | ServiceMonitor | servicemonitor~speaker | prometheus.serviceMonitor.speaker.additionalLabels
metallb | <2 | PodMonitor | * | prometheus.podMonitor.additionalLabels
metallb | <2 | PrometheusRule | prometheusrules | prometheus.prometheusRule.additionalLabels
# kubernetes-sigs/metrics-server charts/metrics-server 3.13.1
metrics-server | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# minio/minio helm/minio 5.4.0
minio | <6 | ServiceMonitor | servicemonitor | metrics.serviceMonitor.additionalLabels
minio | <6 | Probe | servicemonitor | metrics.serviceMonitor.additionalLabels
# kubernetes-sigs/node-feature-discovery deployment/helm/node-feature-discovery 0.2.1
node-feature-discovery | * | PodMonitor | prometheus | prometheus.labels
# nats-io/k8s helm/charts/nats-operator 0.8.3
nats-operator | * | ServiceMonitor | natscluster | -
# oauth2-proxy/manifests helm/oauth2-proxy 10.7.0
oauth2-proxy | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# opencost/opencost-helm-chart charts/opencost 2.5.17
opencost | * | ServiceMonitor | servicemonitor | opencost.metrics.serviceMonitor.additionalLabels
# OT-CONTAINER-KIT/redis-operator charts/redis 0.16.9
redis | <1 | ServiceMonitor | servicemonitor | serviceMonitor.extraLabels
# OT-CONTAINER-KIT/redis-operator charts/redis-cluster 0.17.4
redis-cluster | <1 | ServiceMonitor | * | serviceMonitor.extraLabels
# spotahome/redis-operator charts/redisoperator 3.3.0
redis-operator | * | ServiceMonitor | monitoring | -
# OT-CONTAINER-KIT/redis-operator charts/redis-replication 0.17.0
redis-replication | * | ServiceMonitor | servicemonitor | serviceMonitor.extraLabels
# OT-CONTAINER-KIT/redis-operator charts/redis-sentinel 0.16.13
redis-sentinel | * | ServiceMonitor | servicemonitor | serviceMonitor.extraLabels
# stakater/Reloader deployments/kubernetes/chart/reloader 2.2.16
reloader | * | ServiceMonitor | servicemonitor | reloader.serviceMonitor.labels
reloader | * | PodMonitor | podmonitor | reloader.podMonitor.labels
# rook/rook deploy/charts/rook-ceph
rook-ceph | * | ServiceMonitor | servicemonitor | csi.serviceMonitor.labels
# rook/rook deploy/charts/rook-ceph-cluster
rook-ceph-cluster | * | PrometheusRule | prometheusrules | monitoring.prometheusRule.labels
# bitnami-labs/sealed-secrets helm/sealed-secrets 2.18.5
sealed-secrets | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# slok/sloth deploy/kubernetes/helm/sloth 0.16.0
sloth | * | PodMonitor | pod-monitor | metrics.prometheusLabels
# nats-io/k8s helm/charts/surveyor 0.20.9
surveyor | * | ServiceMonitor | serviceMonitor | serviceMonitor.labels
# temporalio/helm-charts charts/temporal 1.6.0
temporal | * | ServiceMonitor | server-service-monitor | server.metrics.serviceMonitor.additionalLabels
# traefik/traefik-helm-chart traefik 41.3.0
traefik | * | ServiceMonitor | servicemonitor | metrics.prometheus.serviceMonitor.additionalLabels
traefik | * | PrometheusRule | prometheusrules | metrics.prometheus.prometheusRule.additionalLabels
# aquasecurity/trivy-operator deploy/helm 0.34.0
trivy-operator | * | ServiceMonitor | monitor/servicemonitor | serviceMonitor.labels
# hashicorp/vault-helm 0.34.1
vault | <1 | ServiceMonitor | prometheus-servicemonitor | serverTelemetry.serviceMonitor.selectors
vault | <1 | PrometheusRule | prometheus-prometheusrules | serverTelemetry.prometheusRules.selectors
# vectordotdev/helm-charts charts/vector 0.57.0
vector | * | PodMonitor | podmonitor | podMonitor.additionalLabels
# vmware-tanzu/helm-charts charts/velero 12.1.0
velero | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.additionalLabels
velero | * | PodMonitor | podmonitor | metrics.nodeAgentPodMonitor.additionalLabels
velero | * | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
# cilium/cilium install/kubernetes/cilium 1.19
cilium | <2 | ServiceMonitor | cilium-agent/servicemonitor | prometheus.serviceMonitor.labels
cilium | <2 | ServiceMonitor | cilium-operator/servicemonitor | operator.prometheus.serviceMonitor.labels
cilium | <2 | ServiceMonitor | cilium-envoy/servicemonitor | envoy.prometheus.serviceMonitor.labels
cilium | <2 | ServiceMonitor | hubble/servicemonitor | hubble.metrics.serviceMonitor.labels
cilium | <2 | ServiceMonitor | hubble-relay/servicemonitor | hubble.relay.prometheus.serviceMonitor.labels
# nats-io/k8s helm/charts/nats 2.14
nats | <3 | PodMonitor | pod-monitor | promExporter.podMonitor.merge.metadata.labels
`;
