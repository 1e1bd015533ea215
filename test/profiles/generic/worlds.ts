/**
 * Applications of other people, as facts: names, types and labels of some of the metrics that each documents. `alerts`:
 * ends of the names of those that are to come of them; `rows`: rows that are to be there.
 */
export interface AppWorld {
  readonly name: string;
  readonly page: string;
  readonly alerts: readonly string[];
  readonly rows: readonly string[];
}

const histogram = (name: string, labels = ''): string =>
  `# TYPE ${name} histogram\n${name}_bucket{${labels}${labels === '' ? '' : ','}le="+Inf"} 1\n${name}_sum{${labels}} 1\n${name}_count{${labels}} 1`;
export const one = (type: string, series: string): string =>
  `# TYPE ${/^[^{ ]+/.exec(series)![0]} ${type}\n${series} 1`;
const page = (...parts: readonly string[]): string => parts.join('\n');

const PROCESS = page(
  one('gauge', 'process_open_fds'),
  one('gauge', 'process_max_fds'),
  one('gauge', 'process_resident_memory_bytes'),
  one('gauge', 'process_start_time_seconds'),
  one('counter', 'process_cpu_seconds_total'),
);
const FDS = 'FileDescriptorsRunOut';

export const WORLDS: readonly AppWorld[] = [
  {
    name: 'an OpenTelemetry HTTP server',
    page: page(
      histogram(
        'http_server_request_duration_seconds',
        'http_request_method="GET",http_response_status_code="200",http_route="/"',
      ),
      one('gauge', 'target_info{service_name="web"}'),
    ),
    alerts: ['HttpRequestsAllFail'],
    rows: ['HTTP requests', 'Process and runtime'],
  },
  {
    name: 'Spring Boot Actuator',
    page: page(
      '# TYPE http_server_requests_seconds summary\nhttp_server_requests_seconds_count{method="GET",outcome="SUCCESS",status="200",uri="/"} 1\nhttp_server_requests_seconds_sum{method="GET",outcome="SUCCESS",status="200",uri="/"} 1',
      one('gauge', 'jvm_gc_live_data_size_bytes'),
      one('gauge', 'jvm_gc_max_data_size_bytes'),
      one('gauge', 'process_files_open_files'),
      one('gauge', 'process_files_max_files'),
      one('gauge', 'hikaricp_connections{pool="main"}'),
    ),
    alerts: ['HttpRequestsAllFail', FDS, 'MemoryRunsOut'],
    rows: ['HTTP requests'],
  },
  {
    name: 'FastAPI instrumentator',
    page: page(
      one('counter', 'http_requests_total{handler="/",method="GET",status="2xx"}'),
      histogram('http_request_duration_seconds', 'handler="/",method="GET"'),
      one('gauge', 'python_info{implementation="CPython"}'),
      PROCESS,
    ),
    alerts: ['HttpRequestsAllFail', FDS],
    rows: ['HTTP requests'],
  },
  {
    name: 'django-prometheus',
    page: page(
      one('counter', 'django_http_responses_total_by_status_total{status="200"}'),
      histogram('django_http_requests_latency_including_middlewares_seconds'),
      one('counter', 'django_db_new_connections_total{alias="default"}'),
    ),
    alerts: ['HttpResponsesAllFail'],
    rows: ['HTTP responses'],
  },
  {
    name: 'Traefik',
    page: page(
      one('gauge', 'traefik_config_last_reload_success'),
      one('gauge', 'traefik_tls_certs_not_after{cn="a",sans="a",serial="1"}'),
      one('counter', 'traefik_entrypoint_requests_total{code="200",entrypoint="web",method="GET",protocol="http"}'),
      histogram('traefik_entrypoint_request_duration_seconds', 'code="200",entrypoint="web"'),
      one('counter', 'traefik_service_requests_total{code="200",service="web@docker"}'),
      histogram('traefik_service_request_duration_seconds', 'code="200",service="web@docker"'),
    ),
    alerts: ['RequestsToServicesAllFail', 'RequestsAllFail', 'Expired'],
    rows: ['Requests to services', 'Requests'],
  },
  {
    name: 'ingress-nginx',
    page: page(
      one('counter', 'nginx_ingress_controller_requests{ingress="shop",status="200"}'),
      histogram('nginx_ingress_controller_request_duration_seconds', 'ingress="shop",status="200"'),
      one('gauge', 'nginx_ingress_controller_config_last_reload_successful'),
      one('gauge', 'nginx_ingress_controller_config_last_reload_successful_timestamp_seconds'),
      one('gauge', 'nginx_ingress_controller_ssl_expire_time_seconds{host="a"}'),
    ),
    alerts: ['RequestsAllFail', 'ConfigNotReloaded', 'Expired'],
    rows: ['Requests'],
  },
  {
    name: 'a controller-runtime operator (cert-manager, Argo CD, KEDA, Flux)',
    page: page(
      one('counter', 'controller_runtime_reconcile_total{controller="certificates",result="success"}'),
      one('counter', 'controller_runtime_reconcile_errors_total{controller="certificates"}'),
      histogram('controller_runtime_reconcile_time_seconds', 'controller="certificates"'),
      one('counter', 'rest_client_requests_total{code="200",host="10.96.0.1:443",method="GET"}'),
      one('counter', 'workqueue_adds_total{name="certificates"}'),
      histogram('workqueue_queue_duration_seconds', 'name="certificates"'),
      one('gauge', 'workqueue_depth{name="certificates"}'),
      one('gauge', 'certmanager_certificate_expiration_timestamp_seconds{name="a",namespace="b"}'),
      PROCESS,
    ),
    alerts: ['ReconciliationsAllFail', 'RequestsToTheApiServerByItsClientAllFail', 'Expired', FDS],
    rows: ['Reconciliations', 'Items of work queues'],
  },
  {
    name: 'gRPC server of Argo CD',
    page: page(
      one(
        'counter',
        'grpc_server_handled_total{grpc_code="OK",grpc_method="List",grpc_service="a.B",grpc_type="unary"}',
      ),
      histogram('argocd_app_reconcile', 'namespace="a"'),
      PROCESS,
    ),
    alerts: ['GrpcCallsAllFail', FDS],
    rows: ['gRPC calls'],
  },
  {
    name: 'redis_exporter',
    page: page(
      one('gauge', 'redis_up'),
      one('counter', 'redis_commands_total{cmd="get"}'),
      one('gauge', 'redis_memory_used_bytes'),
      one('gauge', 'redis_memory_max_bytes'),
    ),
    alerts: ['SourceDown'],
    rows: ['redis'],
  },
  {
    name: 'postgres_exporter',
    page: page(
      one('gauge', 'pg_up'),
      one('gauge', 'pg_stat_database_numbackends{datid="1",datname="a"}'),
      one('counter', 'pg_stat_database_xact_commit{datid="1",datname="a"}'),
      one('gauge', 'pg_settings_max_connections{server="a"}'),
    ),
    alerts: ['SourceDown'],
    rows: ['pg'],
  },
  {
    name: 'what blackbox_exporter says of one address (a Probe)',
    page: page(
      one('gauge', 'probe_success'),
      one('gauge', 'probe_duration_seconds'),
      one('gauge', 'probe_http_duration_seconds{phase="connect"}'),
      one('gauge', 'probe_ssl_earliest_cert_expiry'),
    ),
    alerts: ['ProbeFails', 'Expired'],
    rows: ['probe'],
  },
  {
    name: 'node_exporter: an interface that is down is no fault of the node',
    page: page(
      one('gauge', 'node_network_up{device="lo"}'),
      one('counter', 'node_cpu_seconds_total{cpu="0",mode="idle"}'),
      one('gauge', 'node_boot_time_seconds'),
    ),
    alerts: [],
    rows: ['node'],
  },
  {
    name: 'CoreDNS',
    page: page(
      one('counter', 'coredns_dns_responses_total{plugin="",rcode="NOERROR",server="dns://:53",view="",zone="."}'),
      histogram('coredns_dns_request_duration_seconds', 'server="dns://:53",zone="."'),
      PROCESS,
    ),
    alerts: ['DnsAnswersAllFail', FDS],
    rows: ['DNS answers'],
  },
  {
    name: 'RabbitMQ: how much memory is in use is told by its own alarm',
    page: page(
      one('gauge', 'rabbitmq_process_open_fds'),
      one('gauge', 'rabbitmq_process_max_fds'),
      one('gauge', 'rabbitmq_process_resident_memory_bytes'),
      one('gauge', 'rabbitmq_resident_memory_limit_bytes'),
      one('gauge', 'rabbitmq_alarms_memory_used_watermark'),
      one('gauge', 'rabbitmq_alarms_free_disk_space_watermark'),
      one('gauge', 'rabbitmq_unreachable_cluster_peers_count'),
      one('gauge', 'rabbitmq_queue_messages_ready'),
      one('gauge', 'erlang_vm_process_count'),
      one('gauge', 'erlang_vm_process_limit'),
      one('gauge', 'telemetry_scrape_duration_seconds_sum'),
    ),
    alerts: [FDS, 'ProcessesRunOut', 'AlarmInEffect'],
    rows: ['rabbitmq', 'Process and runtime'],
  },
  {
    name: 'MinIO: errors of requests are families of their own',
    page: page(
      one('gauge', 'minio_cluster_health_status{server="a"}'),
      one('gauge', 'minio_cluster_drive_offline_total{server="a"}'),
      one('counter', 'minio_s3_requests_total{api="getobject",server="a"}'),
      one('counter', 'minio_s3_requests_5xx_errors_total{api="getobject",server="a"}'),
      one('gauge', 'minio_node_process_starttime_seconds{server="a"}'),
    ),
    alerts: ['ClusterUnhealthy'],
    rows: ['minio'],
  },
  {
    name: 'kafka_exporter: a group that lags has no limit of its own',
    page: page(
      one('gauge', 'kafka_brokers'),
      one('gauge', 'kafka_consumergroup_lag{consumergroup="a",partition="0",topic="b"}'),
      one('gauge', 'kafka_topic_partition_under_replicated_partition{partition="0",topic="b"}'),
      PROCESS,
    ),
    alerts: [FDS],
    rows: ['kafka'],
  },
  {
    name: 'the JMX exporter',
    page: page(
      one('gauge', 'jmx_scrape_error'),
      one('gauge', 'jmx_scrape_duration_seconds'),
      one('counter', 'jmx_config_reload_failure_total'),
      one('gauge', 'kafka_server_replicamanager_underreplicatedpartitions'),
    ),
    alerts: ['SourceDown'],
    rows: [],
  },
  {
    name: 'Envoy',
    page: page(
      one('counter', 'envoy_http_downstream_rq_xx{envoy_http_conn_manager_prefix="in",envoy_response_code_class="2"}'),
      histogram('envoy_http_downstream_rq_time', 'envoy_http_conn_manager_prefix="in"'),
    ),
    alerts: ['RequestsAllFail'],
    rows: ['Requests'],
  },
  {
    name: 'prom-client of Node.js with its default metrics',
    page: page(
      one('gauge', 'nodejs_heap_size_used_bytes'),
      one('gauge', 'nodejs_eventloop_lag_seconds'),
      one('gauge', 'nodejs_version_info{major="20",version="v20"}'),
      PROCESS,
    ),
    alerts: [FDS],
    rows: ['Process and runtime'],
  },
];
