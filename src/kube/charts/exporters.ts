/** The charts of the Prometheus community, Grafana, OpenTelemetry, Fluent and Falco. Columns: see table.ts. */
export const EXPORTERS = `
# prometheus-community/helm-charts charts/alertmanager 1.42.0
alertmanager | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# prometheus-community/helm-charts charts/alertmanager-snmp-notifier 2.1.1
alertmanager-snmp-notifier | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
# grafana/alloy operations/helm/charts/alloy 1.11.1
alloy | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# falcosecurity/charts charts/falco 9.1.0
falco | * | ServiceMonitor | serviceMonitor | serviceMonitor.labels
# falcosecurity/charts charts/falco-talon 0.4.1
falco-talon | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# falcosecurity/charts charts/falcosidekick 0.14.0
falcosidekick | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
falcosidekick | * | PrometheusRule | prometheusrule | prometheusRules.additionalLabels
# fluent/helm-charts charts/fluent-bit 0.58.1
fluent-bit | <1 | ServiceMonitor | servicemonitor | serviceMonitor.selector
fluent-bit | <1 | PrometheusRule | prometheusrule | prometheusRule.additionalLabels
# fluent/helm-charts charts/fluent-bit-aggregator 1.1.1
fluent-bit-aggregator | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# fluent/helm-charts charts/fluent-bit-collector 1.1.1
fluent-bit-collector | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
fluent-bit-collector | * | PodMonitor | podmonitor | serviceMonitor.additionalLabels
# fluent/helm-charts charts/fluent-operator 4.3.0
fluent-operator | * | ServiceMonitor | * | -
# fluent/helm-charts charts/fluentd 0.6.0
fluentd | <1 | ServiceMonitor | servicemonitor | metrics.serviceMonitor.additionalLabels
fluentd | <1 | PrometheusRule | prometheusrules | metrics.prometheusRule.additionalLabels
# fluent/helm-charts charts/fluentd-aggregator 1.0.0
fluentd-aggregator | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# grafana-community/helm-charts charts/grafana 12.11.1
grafana | * | ServiceMonitor | image-renderer-servicemonitor~image-renderer | imageRenderer.serviceMonitor.labels
grafana | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
# grafana-community/helm-charts charts/grafana-mcp 0.20.0
grafana-mcp | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
# prometheus-community/helm-charts charts/jiralert 1.9.0
jiralert | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# falcosecurity/charts charts/k8s-metacollector 0.3.1
k8s-metacollector | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
# prometheus-community/helm-charts charts/kube-prometheus-stack 88.5.3
kube-prometheus-stack | * | ServiceMonitor | alertmanager/servicemonitor | alertmanager.serviceMonitor.additionalLabels
kube-prometheus-stack | * | ServiceMonitor | exporters/core-dns/servicemonitor | coreDns.serviceMonitor.additionalLabels
kube-prometheus-stack | * | ServiceMonitor | exporters/kube-api-server/servicemonitor~apiserver | kubeApiServer.serviceMonitor.additionalLabels
kube-prometheus-stack | * | ServiceMonitor | exporters/kube-controller-manager/servicemonitor | kubeControllerManager.serviceMonitor.additionalLabels
kube-prometheus-stack | * | ServiceMonitor | exporters/kube-dns/servicemonitor | kubeDns.serviceMonitor.additionalLabels
kube-prometheus-stack | * | ServiceMonitor | exporters/kube-etcd/servicemonitor | kubeEtcd.serviceMonitor.additionalLabels
kube-prometheus-stack | * | ServiceMonitor | exporters/kube-proxy/servicemonitor | kubeProxy.serviceMonitor.additionalLabels
kube-prometheus-stack | * | ServiceMonitor | exporters/kube-scheduler/servicemonitor | kubeScheduler.serviceMonitor.additionalLabels
kube-prometheus-stack | * | ServiceMonitor | exporters/kubelet/servicemonitor | kubelet.serviceMonitor.additionalLabels
kube-prometheus-stack | * | ServiceMonitor | prometheus-operator/servicemonitor~operator | prometheusOperator.serviceMonitor.additionalLabels
kube-prometheus-stack | * | ServiceMonitor | prometheus/servicemonitor | prometheus.serviceMonitor.additionalLabels
kube-prometheus-stack | * | ServiceMonitor | prometheus/servicemonitorThanosSidecar~thanos-sidecar | prometheus.thanosServiceMonitor.additionalLabels
kube-prometheus-stack | * | ServiceMonitor | thanos-ruler/servicemonitor | thanosRuler.serviceMonitor.additionalLabels
kube-prometheus-stack | * | ServiceMonitor | prometheus/servicemonitors~ | commonLabels
kube-prometheus-stack | * | PodMonitor | * | commonLabels
kube-prometheus-stack | * | PrometheusRule | * | defaultRules.labels
# prometheus-community/helm-charts charts/kube-state-metrics 8.4.0
kube-state-metrics | * | ServiceMonitor | servicemonitor | prometheus.monitor.additionalLabels
# grafana/loki production/helm/loki 7.3.0
loki | * | ServiceMonitor | monitoring/servicemonitor | monitoring.serviceMonitor.labels
loki | * | PrometheusRule | * | monitoring.rules.labels
# grafana/helm-charts charts/loki-canary 0.14.1
loki-canary | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
# grafana/helm-charts charts/loki-distributed 0.80.6
loki-distributed | * | ServiceMonitor | * | serviceMonitor.labels
loki-distributed | * | PrometheusRule | prometheusrule | prometheusRule.labels
# open-telemetry/opentelemetry-helm-charts charts/opentelemetry-collector 0.170.0
opentelemetry-collector | * | ServiceMonitor | servicemonitor | serviceMonitor.extraLabels
opentelemetry-collector | * | PodMonitor | podmonitor | podMonitor.extraLabels
opentelemetry-collector | * | PrometheusRule | prometheusrule | prometheusRule.extraLabels
# open-telemetry/opentelemetry-helm-charts charts/opentelemetry-ebpf-instrumentation 0.12.0
opentelemetry-ebpf-instrumentation | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# open-telemetry/opentelemetry-helm-charts charts/opentelemetry-kube-stack 0.20.3
opentelemetry-kube-stack | * | ServiceMonitor | exporters/core-dns/servicemonitor | coreDns.serviceMonitor.additionalLabels
opentelemetry-kube-stack | * | ServiceMonitor | exporters/kube-api-server/servicemonitor~apiserver | kubeApiServer.serviceMonitor.additionalLabels
opentelemetry-kube-stack | * | ServiceMonitor | exporters/kube-controller-manager/servicemonitor | kubeControllerManager.serviceMonitor.additionalLabels
opentelemetry-kube-stack | * | ServiceMonitor | exporters/kube-dns/servicemonitor | kubeDns.serviceMonitor.additionalLabels
opentelemetry-kube-stack | * | ServiceMonitor | exporters/kube-etcd/servicemonitor | kubeEtcd.serviceMonitor.additionalLabels
opentelemetry-kube-stack | * | ServiceMonitor | exporters/kube-proxy/servicemonitor | kubeProxy.serviceMonitor.additionalLabels
opentelemetry-kube-stack | * | ServiceMonitor | exporters/kube-scheduler/servicemonitor | kubeScheduler.serviceMonitor.additionalLabels
# open-telemetry/opentelemetry-helm-charts charts/opentelemetry-operator 0.122.0
opentelemetry-operator | * | ServiceMonitor | servicemonitor | manager.serviceMonitor.extraLabels
opentelemetry-operator | * | PrometheusRule | prometheusrule | manager.prometheusRule.extraLabels
# prometheus-community/helm-charts charts/prom-label-proxy 0.22.0
prom-label-proxy | * | ServiceMonitor | servicemonitor | metrics.serviceMonitor.additionalLabels
# prometheus-community/helm-charts charts/prometheus-blackbox-exporter 11.17.2
prometheus-blackbox-exporter | * | ServiceMonitor | selfservicemonitor | serviceMonitor.selfMonitor.labels
prometheus-blackbox-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.defaults.labels
prometheus-blackbox-exporter | * | PrometheusRule | prometheusrule | prometheusRule.additionalLabels
# prometheus-community/helm-charts charts/prometheus-cloudwatch-exporter 0.28.1
prometheus-cloudwatch-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
prometheus-cloudwatch-exporter | * | PrometheusRule | prometheusrule | prometheusRule.labels
# prometheus-community/helm-charts charts/prometheus-conntrack-stats-exporter 0.5.39
prometheus-conntrack-stats-exporter | * | PodMonitor | podmonitor | podMonitor.labels
# prometheus-community/helm-charts charts/prometheus-consul-exporter 1.1.1
prometheus-consul-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
# prometheus-community/helm-charts charts/prometheus-druid-exporter 1.2.0
prometheus-druid-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# prometheus-community/helm-charts charts/prometheus-elasticsearch-exporter 7.4.0
prometheus-elasticsearch-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
prometheus-elasticsearch-exporter | * | PodMonitor | podmonitor | podMonitor.labels
prometheus-elasticsearch-exporter | * | PrometheusRule | prometheusrule | prometheusRule.labels
# prometheus-community/helm-charts charts/prometheus-fastly-exporter 0.13.0
prometheus-fastly-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
# prometheus-community/helm-charts charts/prometheus-ipmi-exporter 0.8.2
prometheus-ipmi-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
# prometheus-community/helm-charts charts/prometheus-json-exporter 0.19.2
prometheus-json-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.defaults.labels
prometheus-json-exporter | * | PrometheusRule | prometheusrule | prometheusRule.additionalLabels
# prometheus-community/helm-charts charts/prometheus-kafka-exporter 3.1.1
prometheus-kafka-exporter | * | ServiceMonitor | servicemonitor | prometheus.serviceMonitor.additionalLabels
# prometheus-community/helm-charts charts/prometheus-memcached-exporter 0.6.0
prometheus-memcached-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
prometheus-memcached-exporter | * | PrometheusRule | prometheusrule | prometheusRule.additionalLabels
# prometheus-community/helm-charts charts/prometheus-modbus-exporter 0.1.4
prometheus-modbus-exporter | * | ServiceMonitor | servicemonitor~exporter | serviceMonitor.labels
prometheus-modbus-exporter | * | ServiceMonitor | servicemonitor~self-monitor | serviceMonitorExporterItself.labels
# prometheus-community/helm-charts charts/prometheus-mongodb-exporter 3.22.0
prometheus-mongodb-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# prometheus-community/helm-charts charts/prometheus-mysql-exporter 2.14.0
prometheus-mysql-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
prometheus-mysql-exporter | * | PrometheusRule | prometheusrule | prometheusRule.additionalLabels
# prometheus-community/helm-charts charts/prometheus-nats-exporter 2.23.2
prometheus-nats-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# prometheus-community/helm-charts charts/prometheus-nginx-exporter 1.23.1
prometheus-nginx-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# prometheus-community/helm-charts charts/prometheus-node-exporter 4.56.1
prometheus-node-exporter | * | ServiceMonitor | servicemonitor | prometheus.monitor.additionalLabels
prometheus-node-exporter | * | PodMonitor | podmonitor | prometheus.podMonitor.additionalLabels
# prometheus-community/helm-charts charts/prometheus-operator-admission-webhook 0.43.2
prometheus-operator-admission-webhook | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
prometheus-operator-admission-webhook | * | PrometheusRule | prometheusrule | prometheusRule.labels
# prometheus-community/helm-charts charts/prometheus-pgbouncer-exporter 0.10.1
prometheus-pgbouncer-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
prometheus-pgbouncer-exporter | * | PrometheusRule | prometheusrule | prometheusRule.additionalLabels
# prometheus-community/helm-charts charts/prometheus-pingmesh-exporter 0.5.0
prometheus-pingmesh-exporter | * | ServiceMonitor | selfservicemonitor | serviceMonitor.selfMonitor.labels
prometheus-pingmesh-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.defaults.labels
prometheus-pingmesh-exporter | * | PrometheusRule | prometheusrule | prometheusRule.additionalLabels
# prometheus-community/helm-charts charts/prometheus-postgres-exporter 8.2.0
prometheus-postgres-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
prometheus-postgres-exporter | * | PodMonitor | podmonitor | podMonitor.labels
prometheus-postgres-exporter | * | PrometheusRule | prometheusrule | prometheusRule.additionalLabels
# prometheus-community/helm-charts charts/prometheus-pushgateway 3.8.0
prometheus-pushgateway | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# prometheus-community/helm-charts charts/prometheus-rabbitmq-exporter 2.1.2
prometheus-rabbitmq-exporter | * | ServiceMonitor | servicemonitor | prometheus.monitor.additionalLabels
prometheus-rabbitmq-exporter | * | PrometheusRule | prometheusrule | prometheus.rules.additionalLabels
# prometheus-community/helm-charts charts/prometheus-redis-exporter 6.29.0
prometheus-redis-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
prometheus-redis-exporter | * | PrometheusRule | prometheusrule | prometheusRule.additionalLabels
# prometheus-community/helm-charts charts/prometheus-smartctl-exporter 0.17.1
prometheus-smartctl-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.extraLabels
prometheus-smartctl-exporter | * | PrometheusRule | prometheusrule | prometheusRules.extraLabels
# prometheus-community/helm-charts charts/prometheus-snmp-exporter 9.17.1
prometheus-snmp-exporter | * | ServiceMonitor | selfservicemonitor | serviceMonitor.selfMonitor.labels
prometheus-snmp-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.selector
# prometheus-community/helm-charts charts/prometheus-sql-exporter 0.5.0
prometheus-sql-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
prometheus-sql-exporter | * | PrometheusRule | prometheusrule | prometheusRule.additionalLabels
# prometheus-community/helm-charts charts/prometheus-stackdriver-exporter 4.13.0
prometheus-stackdriver-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
prometheus-stackdriver-exporter | * | PrometheusRule | prometheusrule | prometheusRule.additionalLabels
# prometheus-community/helm-charts charts/prometheus-statsd-exporter 1.0.0
prometheus-statsd-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# prometheus-community/helm-charts charts/prometheus-systemd-exporter 0.5.2
prometheus-systemd-exporter | * | ServiceMonitor | servicemonitor | prometheus.monitor.additionalLabels
prometheus-systemd-exporter | * | PrometheusRule | prometheusrule | prometheus.rules.additionalLabels
# prometheus-community/helm-charts charts/prometheus-windows-exporter 0.12.8
prometheus-windows-exporter | * | ServiceMonitor | servicemonitor | prometheus.monitor.additionalLabels
prometheus-windows-exporter | * | PodMonitor | podmonitor | prometheus.podMonitor.additionalLabels
# prometheus-community/helm-charts charts/prometheus-yet-another-cloudwatch-exporter 0.47.0
prometheus-yet-another-cloudwatch-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
prometheus-yet-another-cloudwatch-exporter | * | PrometheusRule | prometheusrule | prometheusRule.labels
# grafana/helm-charts charts/promtail 6.17.1
promtail | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
promtail | * | PrometheusRule | prometheus-rules | serviceMonitor.prometheusRule.additionalLabels
# grafana/helm-charts charts/rollout-operator 0.51.1
rollout-operator | * | ServiceMonitor | servicemonitor | -
# grafana/helm-charts charts/snyk-exporter 0.1.0
snyk-exporter | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
# grafana-community/helm-charts charts/synthetic-monitoring-agent 1.17.0
synthetic-monitoring-agent | * | ServiceMonitor | servicemonitor | serviceMonitor.labels
# grafana-community/helm-charts charts/tempo 2.2.4
tempo | * | ServiceMonitor | servicemonitor | serviceMonitor.additionalLabels
# grafana/helm-charts charts/tempo-distributed 1.61.3
tempo-distributed | * | ServiceMonitor | * | metaMonitoring.serviceMonitor.labels
tempo-distributed | * | PrometheusRule | prometheusrule | prometheusRule.labels
# grafana-community/helm-charts charts/tempo-vulture 0.13.1
tempo-vulture | * | PodMonitor | podmonitor | podMonitor.labels
`;
