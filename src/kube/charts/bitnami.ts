/** The charts of bitnami. Columns: see table.ts; a line with # names the repository, the chart's folder and the version that was read. */
export const BITNAMI = `
# bitnami/charts bitnami/airflow 25.1.0
airflow | * | ServiceMonitor | metrics/servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/apache 11.4.30
apache | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
apache | * | PrometheusRule | prometheusrules | metrics.prometheusRule.labels
# bitnami/charts bitnami/apisix 6.0.2
apisix | * | ServiceMonitor | control-plane/servicemonitor | controlPlane.metrics.serviceMonitor.labels
apisix | * | ServiceMonitor | data-plane/servicemonitor | dataPlane.metrics.serviceMonitor.labels
apisix | * | ServiceMonitor | ingress-controller/servicemonitor | ingressController.metrics.serviceMonitor.labels
# bitnami/charts bitnami/argo-cd 11.0.2
argo-cd | * | ServiceMonitor | application-controller/servicemonitor | controller.metrics.serviceMonitor.selector
argo-cd | * | ServiceMonitor | applicationset/servicemonitor | applicationSet.metrics.serviceMonitor.selector
argo-cd | * | ServiceMonitor | dex/servicemonitor | dex.metrics.serviceMonitor.selector
argo-cd | * | ServiceMonitor | notifications/servicemonitor | notifications.metrics.serviceMonitor.selector
argo-cd | * | ServiceMonitor | repo-server/servicemonitor | repoServer.metrics.serviceMonitor.selector
argo-cd | * | ServiceMonitor | server/servicemonitor | server.metrics.serviceMonitor.selector
argo-cd | * | PrometheusRule | application-controller/prometheus-rule | controller.metrics.rules.additionalLabels
# bitnami/charts bitnami/argo-workflows 13.0.7
argo-workflows | * | ServiceMonitor | controller/servicemonitor | commonLabels
# bitnami/charts bitnami/cadvisor 0.1.14
cadvisor | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/cassandra 12.3.13
cassandra | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/cert-manager 1.5.15
cert-manager | * | ServiceMonitor | controller/servicemonitor | metrics.serviceMonitor.additionalLabels
# bitnami/charts bitnami/cilium 3.1.10
cilium | >=2 | ServiceMonitor | agent/hubble-peers-servicemonitor | hubble.peers.metrics.serviceMonitor.labels
cilium | >=2 | ServiceMonitor | agent/servicemonitor | agent.metrics.serviceMonitor.labels
cilium | >=2 | ServiceMonitor | envoy/servicemonitor | envoy.metrics.serviceMonitor.labels
cilium | >=2 | ServiceMonitor | hubble-relay/servicemonitor | hubble.relay.metrics.serviceMonitor.labels
cilium | >=2 | ServiceMonitor | operator/servicemonitor | operator.metrics.serviceMonitor.labels
# bitnami/charts bitnami/clickhouse 9.4.7
clickhouse | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
clickhouse | * | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/clickhouse-operator 0.2.34
clickhouse-operator | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/cloudnative-pg 1.0.13
cloudnative-pg | >=1 | ServiceMonitor | operator/servicemonitor | operator.metrics.serviceMonitor.labels
cloudnative-pg | >=1 | ServiceMonitor | plugin-barman-cloud/servicemonitor | pluginBarmanCloud.metrics.serviceMonitor.labels
# bitnami/charts bitnami/consul 11.4.33
consul | >=2 | ServiceMonitor | servicemonitor | metrics.serviceMonitor.additionalLabels
# bitnami/charts bitnami/contour 21.1.5
contour | * | ServiceMonitor | * | metrics.serviceMonitor.labels
contour | * | PrometheusRule | envoy/prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/dremio 3.1.0
dremio | * | ServiceMonitor | metrics/servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/drupal 23.0.1
drupal | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.additionalLabels
drupal | * | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/elasticsearch 22.1.7
elasticsearch | * | ServiceMonitor | metrics/servicemonitor | metrics.serviceMonitor.labels
elasticsearch | * | PrometheusRule | metrics/prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/envoy-gateway 2.0.5
envoy-gateway | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/etcd 12.0.20
etcd | * | PodMonitor | podmonitor | metrics.podMonitor.additionalLabels
etcd | * | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/external-dns 9.0.4
external-dns | >=2 | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/fluent-bit 3.1.14
fluent-bit | >=1 | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/fluentd 7.2.6
fluentd | >=1 | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/flux 2.4.37
flux | * | ServiceMonitor | helm-controller/servicemonitor | helmController.metrics.serviceMonitor.labels
flux | * | ServiceMonitor | image-automation-controller/servicemonitor | imageAutomationController.metrics.serviceMonitor.labels
flux | * | ServiceMonitor | image-reflector-controller/servicemonitor | imageReflectorController.metrics.serviceMonitor.labels
flux | * | ServiceMonitor | kustomize-controller/servicemonitor | kustomizeController.metrics.serviceMonitor.labels
flux | * | ServiceMonitor | notification-controller/servicemonitor | notificationController.metrics.serviceMonitor.labels
flux | * | ServiceMonitor | source-controller/servicemonitor | sourceController.metrics.serviceMonitor.labels
# bitnami/charts bitnami/gitlab-runner 1.1.9
gitlab-runner | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/grafana 12.1.9
grafana | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.additionalLabels
grafana | * | PrometheusRule | prometheusrules | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/grafana-alloy 1.0.8
grafana-alloy | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/grafana-k6-operator 1.0.12
grafana-k6-operator | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/grafana-loki 6.0.8
grafana-loki | * | ServiceMonitor | * | metrics.serviceMonitor.labels
# bitnami/charts bitnami/grafana-mimir 3.0.19
grafana-mimir | * | ServiceMonitor | * | metrics.serviceMonitor.labels
# bitnami/charts bitnami/grafana-operator 4.10.0
grafana-operator | * | ServiceMonitor | servicemonitor | operator.prometheus.serviceMonitor.labels
# bitnami/charts bitnami/grafana-tempo 5.0.1
grafana-tempo | * | ServiceMonitor | * | metrics.serviceMonitor.labels
# bitnami/charts bitnami/harbor 27.0.4
harbor | >=2 | ServiceMonitor | metrics/metrics-svcmonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/influxdb 7.1.21
influxdb | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/janusgraph 1.4.11
janusgraph | * | ServiceMonitor | metrics/servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/jupyterhub 10.0.6
jupyterhub | * | ServiceMonitor | hub/servicemonitor | hub.metrics.serviceMonitor.labels
jupyterhub | * | ServiceMonitor | proxy/servicemonitor | proxy.metrics.serviceMonitor.labels
# bitnami/charts bitnami/kafka 32.4.4
kafka | * | ServiceMonitor | metrics/jmx-servicemonitor | metrics.serviceMonitor.labels
kafka | * | PrometheusRule | metrics/prometheusrule | metrics.prometheusRule.labels
# bitnami/charts bitnami/keycloak 25.4.0
keycloak | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
keycloak | * | PrometheusRule | prometheusrule | metrics.prometheusRule.labels
# bitnami/charts bitnami/keydb 0.5.23
keydb | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
keydb | * | PrometheusRule | prometheusrule | metrics.prometheusRule.labels
# bitnami/charts bitnami/kibana 12.1.11
kibana | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/kong 15.4.23
kong | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/kube-arangodb 0.1.24
kube-arangodb | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/kube-prometheus 11.3.11
kube-prometheus | * | ServiceMonitor | alertmanager/servicemonitor | alertmanager.serviceMonitor.labels
kube-prometheus | * | ServiceMonitor | exporters/core-dns/servicemonitor | coreDns.serviceMonitor.labels
kube-prometheus | * | ServiceMonitor | exporters/kube-apiserver/servicemonitor | kubeApiServer.serviceMonitor.labels
kube-prometheus | * | ServiceMonitor | exporters/kube-controller-manager/servicemonitor | kubeControllerManager.serviceMonitor.labels
kube-prometheus | * | ServiceMonitor | exporters/kube-proxy/servicemonitor | kubeProxy.serviceMonitor.labels
kube-prometheus | * | ServiceMonitor | exporters/kube-scheduler/servicemonitor | kubeScheduler.serviceMonitor.labels
kube-prometheus | * | ServiceMonitor | exporters/kubelet/servicemonitor | kubelet.serviceMonitor.labels
kube-prometheus | * | ServiceMonitor | prometheus-operator/servicemonitor | operator.serviceMonitor.labels
kube-prometheus | * | ServiceMonitor | thanos-ruler/servicemonitor | thanosRuler.serviceMonitor.labels
# bitnami/charts bitnami/kube-state-metrics 5.1.1
kube-state-metrics | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
# bitnami/charts bitnami/kuberay 1.4.30
kuberay | * | ServiceMonitor | apiserver/servicemonitor | apiserver.metrics.serviceMonitor.labels
kuberay | * | ServiceMonitor | operator/servicemonitor | operator.metrics.serviceMonitor.labels
# bitnami/charts bitnami/kubernetes-event-exporter 3.6.4
kubernetes-event-exporter | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
kubernetes-event-exporter | * | PrometheusRule | prometheusrule | metrics.prometheusRule.labels
# bitnami/charts bitnami/mariadb 23.0.1
mariadb | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
mariadb | * | PrometheusRule | prometheusrules | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/mariadb-galera 16.0.2
mariadb-galera | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
mariadb-galera | * | PrometheusRule | prometheusrules | metrics.prometheusRules.additionalLabels
# bitnami/charts bitnami/memcached 8.0.0
memcached | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/metallb 6.4.23
metallb | >=2 | ServiceMonitor | controller/servicemonitor | controller.metrics.serviceMonitor.labels
metallb | >=2 | ServiceMonitor | speaker/servicemonitor-frr | speaker.frr.metrics.serviceMonitor.labels
metallb | >=2 | ServiceMonitor | speaker/servicemonitor | speaker.metrics.serviceMonitor.labels
metallb | >=2 | PrometheusRule | prometheus/metallb.alerts | -
# bitnami/charts bitnami/milvus 16.0.2
milvus | * | ServiceMonitor | coordinator/servicemonitor | coordinator.metrics.serviceMonitor.labels
milvus | * | ServiceMonitor | data-node/servicemonitor | dataNode.metrics.serviceMonitor.labels
milvus | * | ServiceMonitor | proxy/servicemonitor | proxy.metrics.serviceMonitor.labels
milvus | * | ServiceMonitor | query-node/servicemonitor | queryNode.metrics.serviceMonitor.labels
milvus | * | ServiceMonitor | streaming-node/servicemonitor | streamingNode.metrics.serviceMonitor.labels
# bitnami/charts bitnami/minio 17.0.23
minio | >=6 | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
minio | >=6 | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/mlflow 5.3.0
mlflow | * | ServiceMonitor | tracking/servicemonitor | tracking.metrics.serviceMonitor.labels
# bitnami/charts bitnami/mongodb 17.0.2
mongodb | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
mongodb | * | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/mongodb-sharded 9.4.14
mongodb-sharded | * | PodMonitor | * | metrics.podMonitor.additionalLabels
# bitnami/charts bitnami/mysql 14.0.5
mysql | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
mysql | * | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/nats 9.0.29
nats | >=3 | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/nessie 2.0.35
nessie | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/nginx 22.1.1
nginx | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
nginx | * | PrometheusRule | prometheusrules | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/nginx-ingress-controller 12.0.9
nginx-ingress-controller | * | ServiceMonitor | controller-servicemonitor | metrics.serviceMonitor.labels
nginx-ingress-controller | * | PrometheusRule | controller-prometheusrules | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/node-exporter 4.5.20
node-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
# bitnami/charts bitnami/opensearch 2.0.11
opensearch | * | ServiceMonitor | coordinating/servicemonitor | coordinating.metrics.serviceMonitor.labels
opensearch | * | ServiceMonitor | data/servicemonitor | data.metrics.serviceMonitor.labels
opensearch | * | ServiceMonitor | ingest/servicemonitor | ingest.metrics.serviceMonitor.labels
opensearch | * | ServiceMonitor | master/servicemonitor | master.metrics.serviceMonitor.labels
# bitnami/charts bitnami/phpmyadmin 20.0.2
phpmyadmin | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/postgresql 17.1.0
postgresql | * | ServiceMonitor | * | metrics.serviceMonitor.labels
postgresql | * | PrometheusRule | prometheusrule | metrics.prometheusRule.labels
# bitnami/charts bitnami/postgresql-ha 16.3.4
postgresql-ha | * | ServiceMonitor | postgresql/servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/rabbitmq 16.0.16
rabbitmq | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
rabbitmq | * | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/rabbitmq-cluster-operator 4.4.40
rabbitmq-cluster-operator | * | ServiceMonitor | cluster-operator/servicemonitor | clusterOperator.metrics.serviceMonitor.additionalLabels
rabbitmq-cluster-operator | * | ServiceMonitor | messaging-topology-operator/servicemonitor | msgTopologyOperator.metrics.serviceMonitor.additionalLabels
rabbitmq-cluster-operator | * | PodMonitor | cluster-operator/podmonitor | clusterOperator.metrics.podMonitor.additionalLabels
rabbitmq-cluster-operator | * | PodMonitor | messaging-topology-operator/podmonitor | msgTopologyOperator.metrics.podMonitor.additionalLabels
# bitnami/charts bitnami/redis 23.1.1
redis | >=1 | ServiceMonitor | servicemonitor | metrics.serviceMonitor.additionalLabels
redis | >=1 | PodMonitor | podmonitor | metrics.podMonitor.additionalLabels
redis | >=1 | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/redis-cluster 13.0.5
redis-cluster | >=1 | ServiceMonitor | metrics-prometheus | metrics.serviceMonitor.labels
redis-cluster | >=1 | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/scylladb 5.0.8
scylladb | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/sealed-secrets 2.5.20
sealed-secrets | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/seaweedfs 6.0.4
seaweedfs | * | ServiceMonitor | filer/servicemonitor | filer.metrics.serviceMonitor.labels
seaweedfs | * | ServiceMonitor | master/servicemonitor | master.metrics.serviceMonitor.labels
seaweedfs | * | ServiceMonitor | s3/servicemonitor | s3.metrics.serviceMonitor.labels
seaweedfs | * | ServiceMonitor | volume/servicemonitor | volume.metrics.serviceMonitor.labels
# bitnami/charts bitnami/solr 9.6.11
solr | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.additionalLabels
solr | * | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/sonarqube 8.1.18
sonarqube | * | ServiceMonitor | jmx-servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/spark 10.0.4
spark | * | PodMonitor | podmonitor | metrics.podMonitor.additionalLabels
spark | * | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/thanos 17.6.0
thanos | * | ServiceMonitor | * | metrics.serviceMonitor.labels
thanos | * | PrometheusRule | * | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/tomcat 13.0.0
tomcat | * | PodMonitor | podmonitor | metrics.podMonitor.additionalLabels
tomcat | * | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/valkey 4.0.2
valkey | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.additionalLabels
valkey | * | PodMonitor | podmonitor | metrics.podMonitor.additionalLabels
valkey | * | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/valkey-cluster 3.0.25
valkey-cluster | * | ServiceMonitor | metrics-prometheus | metrics.serviceMonitor.labels
valkey-cluster | * | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
# bitnami/charts bitnami/vault 1.9.1
vault | >=1 | ServiceMonitor | server/servicemonitor | server.metrics.serviceMonitor.labels
# bitnami/charts bitnami/victoriametrics 0.1.32
victoriametrics | * | ServiceMonitor | * | -
# bitnami/charts bitnami/wordpress 27.0.0
wordpress | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/zipkin 1.3.12
zipkin | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.labels
# bitnami/charts bitnami/zookeeper 13.8.8
zookeeper | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.additionalLabels
zookeeper | * | PrometheusRule | prometheusrule | metrics.prometheusRule.additionalLabels
`;
