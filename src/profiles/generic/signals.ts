/**
 * What an application says of its own state in one number, which needs no threshold: up or not, a use against its own
 * limit, a time that passes. One entry for each, with the place where the project itself defines it.
 */
import type { Family } from '../../model/index.ts';

/** A gauge of which this value is a fault, whatever else holds. */
export interface State {
  /** RE2-free: an exact name, or the pattern of a convention. */
  readonly name: RegExp;
  readonly bad: 0 | 1;
  /** Only where it has no labels: with labels the same name is often a state among others. */
  readonly bare?: true;
  /** The end of the alert's name. */
  readonly alert: string;
  readonly summary: string;
  readonly source: string;
}

/** Exporters of one source each. Elsewhere `…_up` may be a link that is down on purpose, a count, a direction. */
const EXPORTERS =
  /^(?:apache|bind|consul|couchdb_httpd|elasticsearch|haproxy|kafka|ldap|memcached|mongodb|mssql|mysql|nginx|nginxexporter|oracledb|pg|pgbouncer|phpfpm|postfix|proxysql|rabbitmq|redis|squid|unbound|varnish|zk)_up$/;

export const states: readonly State[] = [
  {
    name: EXPORTERS,
    bad: 0,
    bare: true,
    alert: 'SourceDown',
    summary: 'cannot reach what it reports on',
    source: 'prometheus.io/docs/instrumenting/writing_exporters, "Failed scrapes"; the exporters themselves',
  },
  {
    name: /^[a-z0-9_]+_config_last_reload_successful$/,
    bad: 0,
    bare: true,
    alert: 'ConfigNotReloaded',
    summary: 'could not load its changed configuration, and works with the one before',
    source:
      'prometheus/prometheus cmd/prometheus/main.go; prometheus/alertmanager config/coordinator.go; prometheus/blackbox_exporter config/config.go',
  },
  {
    name: /^probe_success$/,
    bad: 0,
    alert: 'ProbeFails',
    summary: 'cannot reach what it probes',
    source: 'prometheus/blackbox_exporter prober/handler.go',
  },
  {
    name: /^jmx_scrape_error$/,
    bad: 1,
    alert: 'SourceDown',
    summary: 'cannot reach what it reports on',
    source: 'prometheus/jmx_exporter collector JmxCollector.java',
  },
  {
    name: /^rabbitmq_alarms_(?:file_descriptor_limit|free_disk_space_watermark|memory_used_watermark)$/,
    bad: 1,
    alert: 'AlarmInEffect',
    summary: 'has an alarm in effect, and takes no messages',
    source: 'rabbitmq/rabbitmq-server deps/rabbitmq_prometheus/metrics.md',
  },
  {
    name: /^minio_cluster_health_status$/,
    bad: 0,
    alert: 'ClusterUnhealthy',
    summary: 'has too few drives or nodes to serve',
    source: 'minio/minio docs/metrics/prometheus/list.md',
  },
  {
    name: /^etcd_server_has_leader$/,
    bad: 0,
    alert: 'NoLeader',
    summary: 'has no leader, so it can write nothing',
    source: 'etcd-io/etcd server/etcdserver/metrics.go',
  },
];

/** A use that the application measures against its own limit; a limit of 0 or less means none. */
export interface Limit {
  readonly used: string;
  readonly limit: string;
  /** Matchers that both need. */
  readonly matchers: readonly string[];
  readonly alert: string;
  /** What runs out. */
  readonly what: string;
  readonly source: string;
}

const ERLANG = [
  ['process', 'Processes'],
  ['port', 'Ports'],
  ['atom', 'Atoms'],
] as const;

export const limits: readonly Limit[] = [
  {
    used: 'process_open_fds',
    limit: 'process_max_fds',
    matchers: [],
    alert: 'FileDescriptorsRunOut',
    what: 'file descriptors',
    source: 'prometheus/client_golang prometheus/process_collector.go; the same in the clients for Python and Node.js',
  },
  {
    used: 'process_files_open_files',
    limit: 'process_files_max_files',
    matchers: [],
    alert: 'FileDescriptorsRunOut',
    what: 'file descriptors',
    source: 'micrometer-metrics/micrometer FileDescriptorMetrics.java',
  },
  {
    used: 'rabbitmq_process_open_fds',
    limit: 'rabbitmq_process_max_fds',
    matchers: [],
    alert: 'FileDescriptorsRunOut',
    what: 'file descriptors',
    source: 'rabbitmq/rabbitmq-server deps/rabbitmq_prometheus/metrics.md',
  },
  ...ERLANG.map(([what, alert]) => ({
    used: `erlang_vm_${what}_count`,
    limit: `erlang_vm_${what}_limit`,
    matchers: [],
    alert: `${alert}RunOut`,
    what: `${alert.toLowerCase()} of its Erlang`,
    source: 'deadtrickster/prometheus.erl src/collectors/vm/prometheus_vm_system_info_collector.erl',
  })),
  {
    used: 'process_virtual_memory_bytes',
    limit: 'process_virtual_memory_max_bytes',
    matchers: [],
    alert: 'MemoryRunsOut',
    what: 'address space',
    source: 'prometheus/client_golang prometheus/process_collector.go',
  },
  {
    used: 'jvm_memory_used_after_last_gc_bytes',
    limit: 'jvm_memory_limit_bytes',
    matchers: ['jvm_memory_type="heap"'],
    alert: 'MemoryRunsOut',
    what: 'heap after the last collection',
    source: 'open-telemetry/semantic-conventions docs/runtime/jvm-metrics.md',
  },
  {
    used: 'jvm_gc_live_data_size_bytes',
    limit: 'jvm_gc_max_data_size_bytes',
    matchers: [],
    alert: 'MemoryRunsOut',
    what: 'heap after the last collection',
    source: 'micrometer-metrics/micrometer JvmGcMetrics.java',
  },
  {
    used: 'jvm_memory_pool_collection_used_bytes',
    limit: 'jvm_memory_pool_collection_max_bytes',
    matchers: [],
    alert: 'MemoryRunsOut',
    what: 'heap after the last collection',
    source: 'prometheus/client_java prometheus-metrics-instrumentation-jvm JvmMemoryMetrics.java',
  },
];

/** A time in Unix seconds at which something ends. */
export const EXPIRY =
  /(?:_expir(?:y|ation|es)_timestamp_seconds|_expire_time_seconds|_not_after(?:_timestamp_seconds)?|_cert_expiry|_certificate_expiration_timestamp_seconds)$/;

/**
 * A time in Unix seconds of the last time that something went well; how often it should is for the user to say. A
 * configuration is loaded only when it was changed.
 */
export const SUCCESS =
  /^(?!.*reload).*(?:_last_success(?:ful)?(?:_\w+)?_timestamp_seconds|_success_timestamp_seconds)$/;

/** How the names of runtimes' and client libraries' own metrics begin: no application is known by them. */
const RUNTIME: readonly RegExp[] = [
  // prometheus/client_golang prometheus/go_collector.go, process_collector.go, promhttp/instrument_server.go
  /^(?:go|process|promhttp)_/,
  // prometheus/client_java, micrometer and OpenTelemetry's runtime conventions
  /^(?:jvm|executor|hikaricp|jdbc|logback|log4j2|tomcat|system_cpu|system_load|disk_(?:free|total))_/,
  // siimon/prom-client lib/metrics; open-telemetry/semantic-conventions docs/runtime/nodejs-metrics.md
  /^(?:nodejs|v8js)_/,
  // prometheus/client_python prometheus_client/platform_collector.py, gc_collector.py
  /^python_/,
  // deadtrickster/prometheus.erl src/collectors; rabbitmq_prometheus
  /^(?:erlang|telemetry)_/,
  // prometheus-net and OpenTelemetry for .NET; OpenTelemetry's SDK of itself
  /^(?:dotnet|target|otel)_/,
];

export const isRuntime = ({ name }: Pick<Family, 'name'>): boolean => RUNTIME.some((known) => known.test(name));
