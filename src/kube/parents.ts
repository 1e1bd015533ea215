/** Objects that a controller writes, and the field of its own object that reaches their labels. */
import type { Labels, Ref } from '../model/index.ts';
import { groupBy } from './group.ts';
import { groupOf } from './refs.ts';

/**
 * `field`: takes a map of labels, with `LABEL=` in front the value of that one label, with `[]` behind a list of
 * "label=value"; '' where the controller fixes all labels. `off`: stops the controller from writing the object.
 */
interface Parent {
  readonly group: string;
  readonly kind: string;
  readonly children: readonly string[];
  readonly field: string;
  readonly off?: string;
}

const PARENTS: readonly Parent[] = [
  // cloudnative-pg api/v1/cluster_funcs.go SetInheritedData, pkg/specs/podmonitor.go BuildPodMonitor.
  {
    ...{ group: 'postgresql.cnpg.io', kind: 'Cluster', children: ['PodMonitor', 'Service'] },
    ...{ field: 'spec.inheritedMetadata.labels', off: 'spec.monitoring.enablePodMonitor: false' },
  },
  // cloudnative-pg pkg/specs/pgbouncer/podmonitor.go BuildPodMonitor: only labels of its own.
  {
    ...{ group: 'postgresql.cnpg.io', kind: 'Pooler', children: ['PodMonitor'] },
    ...{ field: '', off: 'spec.monitoring.enablePodMonitor: false' },
  },
  // rabbitmq/cluster-operator internal/resource/service.go: metadata.GetLabels(name, Instance.Labels).
  { group: 'rabbitmq.com', kind: 'RabbitmqCluster', children: ['Service'], field: 'metadata.labels' },
  // opentelemetry-operator apis/v1beta1/opentelemetrycollector_types.go ExtraLabels, internal/manifests/collector/servicemonitor.go.
  {
    ...{ group: 'opentelemetry.io', kind: 'OpenTelemetryCollector', children: ['ServiceMonitor'] },
    ...{ field: 'spec.observability.metrics.extraLabels', off: 'spec.observability.metrics.enableMetrics: false' },
  },
  // slok/sloth internal/app/kubecontroller/handler.go K8sMeta, plugin prom_operator_prometheus_rule_v1: kmeta.Labels.
  {
    ...{ group: 'sloth.slok.dev', kind: 'PrometheusServiceLevel', children: ['PrometheusRule'] },
    field: 'metadata.labels',
  },
  // pyrra kubernetes/controllers/servicelevelobjective.go newPrometheusRule(kubeObjective, kubeObjective.GetLabels(), …).
  { group: 'pyrra.dev', kind: 'ServiceLevelObjective', children: ['PrometheusRule'], field: 'metadata.labels' },
  // mariadb-operator api/v1alpha1/mariadb_types.go PrometheusRelease, pkg/builder/servicemonitor_builder.go.
  ...['MariaDB', 'MaxScale'].map((kind) => ({
    ...{ group: 'k8s.mariadb.com', kind, children: ['ServiceMonitor'] },
    field: 'release=spec.metrics.serviceMonitor.prometheusRelease',
  })),
  // grafana/tempo-operator internal/manifests/servicemonitor/servicemonitor.go ExtraServiceMonitorLabels.
  {
    ...{ group: 'tempo.grafana.com', kind: 'TempoStack', children: ['ServiceMonitor'] },
    field: 'spec.observability.metrics.extraServiceMonitorLabels',
  },
  // rook pkg/operator/ceph/cluster/mgr/mgr.go GetMonitoringLabels(spec.Labels).
  { group: 'ceph.rook.io', kind: 'CephCluster', children: ['ServiceMonitor'], field: 'spec.labels.monitoring' },
  // argocd-operator controllers/argocd/prometheus.go newServiceMonitorWithName: release is always prometheus-operator.
  { group: 'argoproj.io', kind: 'ArgoCD', children: ['ServiceMonitor'], field: '' },
  // opensearch-k8s-operator pkg/builders/cluster.go NewServiceMonitor: Spec.General.Monitoring.Labels, since 2.5.
  ...['opensearch.opster.io', 'opensearch.org'].map((group) => ({
    ...{ group, kind: 'OpenSearchCluster', children: ['ServiceMonitor'], field: 'spec.general.monitoring.labels' },
    off: 'spec.general.monitoring.enable: false',
  })),
  // camel-k pkg/apis/camel/v1/trait/prometheus.go PodMonitorLabels; pkg/trait/prometheus.go getPodMonitorFor.
  {
    ...{ group: 'camel.apache.org', kind: 'Integration', children: ['PodMonitor'] },
    ...{ field: 'spec.traits.prometheus.podMonitorLabels[]', off: 'spec.traits.prometheus.podMonitor: false' },
  },
  // strimzi api KafkaClusterTemplate.java bootstrapService, KafkaConnectTemplate.java apiService: InternalServiceTemplate.
  {
    ...{ group: 'kafka.strimzi.io', kind: 'Kafka', children: ['Service'] },
    field: 'spec.kafka.template.bootstrapService.metadata.labels',
  },
  {
    ...{ group: 'kafka.strimzi.io', kind: 'KafkaConnect', children: ['Service'] },
    field: 'spec.template.apiService.metadata.labels',
  },
  // elastic/cloud-on-k8s pkg/apis/common/v1/common.go HTTPConfig.Service, ServiceTemplate.ObjectMeta.
  ...(
    [
      ['elasticsearch.k8s.elastic.co', 'Elasticsearch'],
      ['kibana.k8s.elastic.co', 'Kibana'],
      ['apm.k8s.elastic.co', 'ApmServer'],
    ] as const
  ).map(([group, kind]) => ({ group, kind, children: ['Service'], field: 'spec.http.service.metadata.labels' })),
  // OT-CONTAINER-KIT/redis-operator internal/k8sutils/labels.go getRedisLabels(…, cr.Labels).
  ...['Redis', 'RedisCluster', 'RedisReplication', 'RedisSentinel'].map((kind) => ({
    ...{ group: 'redis.redis.opstreelabs.in', kind, children: ['Service'] },
    field: 'metadata.labels',
  })),
  // spotahome/redis-operator operator/redisfailover/handler.go getLabels: labels of the RedisFailover.
  { group: 'databases.spotahome.com', kind: 'RedisFailover', children: ['Service'], field: 'metadata.labels' },
];

/** A field of a parent, and what it becomes. `list`: the entry of a list, behind those that are there. */
export interface ParentSetting {
  readonly path: readonly string[];
  readonly becomes: string;
  readonly list?: true;
}

/** What to write into a parent, so that its controller sets labels on the child; 'none': it fixes them. */
export interface ParentField {
  readonly settings: readonly ParentSetting[] | 'none';
  readonly off?: string;
}

/** undefined where the controller is not known. */
export function parentField(parent: Ref, childKind: string, labels: Labels): ParentField | undefined {
  const found = PARENTS.find(
    ({ group, kind, children }) =>
      group === groupOf(parent.apiVersion) && kind === parent.kind && children.includes(childKind),
  );
  if (!found) return undefined;
  const off = found.off === undefined || childKind === 'Service' ? {} : { off: found.off };
  const [field = '', single] = found.field.split('=').toReversed();
  const entries = Object.entries(labels);
  if (field === '' || (single !== undefined && entries.some(([key]) => key !== single)))
    return { settings: 'none', ...off };
  const list = field.endsWith('[]');
  const path = field.replace('[]', '').split('.');
  const settings = entries.map(([key, value]): ParentSetting => {
    if (list) return { path, becomes: `${key}=${value}`, list };
    return { path: single === undefined ? [...path, key] : path, becomes: value };
  });
  return { settings, ...off };
}

/** "spec.inheritedMetadata.labels.release: kps". */
export function printSettings(settings: readonly ParentSetting[]): string {
  const lists = groupBy(
    settings.filter(({ list }) => list),
    ({ path }) => path.join('.'),
  );
  return [
    ...settings.filter(({ list }) => !list).map(({ path, becomes }) => `${path.join('.')}: ${becomes}`),
    ...[...lists].map(([path, all]) => `${path}: [${all.map(({ becomes }) => becomes).join(', ')}]`),
  ].join(', ');
}
