/**
 * Counters of requests that are known by name: which label tells how a request ended, and which of its values are a
 * failure of the side that counts. One entry for each family, with the place where the project itself defines it.
 */
import type { Family } from '../../model/index.ts';

export interface KnownRequests {
  /** What is counted, in the plural, for readers. */
  readonly what: string;
  /** The family: a counter, or a histogram or summary, whose `_count` is one. */
  readonly name: string;
  /** Labels that tell how a request ended: the first that the family has counts. */
  readonly result: readonly string[];
  /** RE2 of the values that are failures. */
  readonly failed: string;
  /** Labels that tell requests apart without being many: the first that the family has counts. */
  readonly by?: readonly string[];
  /** Histogram or summary of how long they take, where it is another family. */
  readonly latency?: string;
  /** What of them an alert is about, where the family has that label: how a stream ends tells nothing of what it was for. */
  readonly only?: { readonly label: string; readonly value: string };
  /** Seconds between two of them, at most, where failures are tried again ever more rarely. */
  readonly gap?: number;
  /** Where the project defines the family: a file of its source, or its specification. */
  readonly source: string;
}

/** A failed item of a queue is tried again after up to so many seconds: client-go util/workqueue/default_rate_limiters.go. */
const MOST_BACKOFF = 1000;
const HTTP_FAILED = '5..';
/** What OpenTelemetry's conventions for RPC count as failures of a server, as gRPC for Go prints them. */
const GRPC_FAILED = 'Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss';
/** The same as numbers, and in capitals. */
const GRPC_NUMBERS = '2|4|12|13|14|15';
const GRPC_CAPITALS = 'UNKNOWN|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS';

const HTTP_CODE = ['code', 'status_code', 'status', 'http_status_code', 'http_response_status_code', 'response_code'];
const ROUTE = ['http_route', 'handler', 'route', 'endpoint'];

const requests: readonly KnownRequests[] = [
  {
    what: 'HTTP requests',
    name: 'http_server_request_duration_seconds',
    result: ['http_response_status_code'],
    failed: HTTP_FAILED,
    by: ['http_route'],
    source: 'open-telemetry/semantic-conventions docs/http/http-metrics.md, http.server.request.duration',
  },
  {
    what: 'HTTP requests',
    name: 'http_server_duration_milliseconds',
    result: ['http_status_code', 'http_response_status_code'],
    failed: HTTP_FAILED,
    by: ['http_route', 'http_target'],
    source: 'open-telemetry/semantic-conventions v1.20 docs/http/http-metrics.md, http.server.duration',
  },
  {
    what: 'HTTP requests',
    name: 'http_server_requests_seconds',
    result: ['status'],
    failed: HTTP_FAILED,
    by: ['uri'],
    source: 'micrometer-metrics/micrometer http.server.requests (Spring Boot Actuator, Quarkus)',
  },
  {
    what: 'HTTP requests',
    name: 'http_requests_total',
    result: HTTP_CODE,
    failed: HTTP_FAILED,
    by: ROUTE,
    latency: 'http_request_duration_seconds',
    source: 'prometheus.io/docs/practices/naming; prometheus-fastapi-instrumentator metrics.py',
  },
  {
    what: 'HTTP requests',
    name: 'http_requests_received_total',
    result: ['code'],
    failed: HTTP_FAILED,
    by: ['endpoint', 'action'],
    latency: 'http_request_duration_seconds',
    source: 'prometheus-net/prometheus-net Prometheus.AspNetCore/HttpMetrics/HttpRequestCountMiddleware.cs',
  },
  {
    what: 'HTTP requests',
    name: 'http_request_duration_seconds',
    result: HTTP_CODE,
    failed: HTTP_FAILED,
    by: ROUTE,
    source: 'jochen-schweizer/express-prom-bundle src/index.js; prometheus-net HttpRequestDurationMiddleware.cs',
  },
  {
    what: 'HTTP requests',
    name: 'flask_http_request_total',
    result: ['status'],
    failed: HTTP_FAILED,
    latency: 'flask_http_request_duration_seconds',
    source: 'rycus86/prometheus_flask_exporter prometheus_flask_exporter/__init__.py',
  },
  {
    what: 'HTTP responses',
    name: 'django_http_responses_total_by_status_total',
    result: ['status'],
    failed: HTTP_FAILED,
    latency: 'django_http_requests_latency_including_middlewares_seconds',
    source: 'korfuri/django-prometheus django_prometheus/middleware.py',
  },
  {
    what: 'gRPC calls',
    name: 'grpc_server_handled_total',
    result: ['grpc_code'],
    failed: GRPC_FAILED,
    only: { label: 'grpc_type', value: 'unary' },
    by: ['grpc_service'],
    latency: 'grpc_server_handling_seconds',
    source: 'grpc-ecosystem/go-grpc-middleware providers/prometheus/server_metrics.go',
  },
  {
    what: 'RPC calls',
    name: 'rpc_server_duration_milliseconds',
    result: ['rpc_grpc_status_code'],
    failed: GRPC_NUMBERS,
    by: ['rpc_service'],
    source: 'open-telemetry/semantic-conventions v1.30 docs/rpc/rpc-metrics.md, rpc.server.duration',
  },
  {
    what: 'RPC calls',
    name: 'rpc_server_call_duration_seconds',
    result: ['rpc_response_status_code', 'rpc_grpc_status_code'],
    failed: `${GRPC_CAPITALS}|${GRPC_NUMBERS}`,
    by: ['rpc_method'],
    source: 'open-telemetry/semantic-conventions docs/rpc/rpc-metrics.md, rpc.server.call.duration',
  },
  {
    what: 'requests to the API server',
    name: 'apiserver_request_total',
    result: ['code'],
    failed: HTTP_FAILED,
    by: ['resource'],
    latency: 'apiserver_request_duration_seconds',
    source: 'kubernetes/apiserver pkg/endpoints/metrics/metrics.go',
  },
  {
    what: 'HTTP requests',
    name: 'prometheus_http_requests_total',
    result: ['code'],
    failed: HTTP_FAILED,
    by: ['handler'],
    latency: 'prometheus_http_request_duration_seconds',
    source: 'prometheus/prometheus web/web.go',
  },
  {
    what: 'HTTP requests',
    name: 'alertmanager_http_request_duration_seconds',
    result: ['code'],
    failed: HTTP_FAILED,
    by: ['handler'],
    source: 'prometheus/alertmanager cmd/alertmanager/main.go',
  },
  {
    what: 'notifications',
    name: 'alertmanager_notification_requests_total',
    result: [],
    failed: '',
    by: ['integration'],
    latency: 'alertmanager_notification_latency_seconds',
    source: 'prometheus/alertmanager notify/notify.go',
  },
  {
    what: 'requests to services',
    name: 'traefik_service_requests_total',
    result: ['code'],
    failed: HTTP_FAILED,
    by: ['service'],
    latency: 'traefik_service_request_duration_seconds',
    source: 'traefik/traefik pkg/observability/metrics/prometheus.go',
  },
  {
    what: 'requests',
    name: 'traefik_entrypoint_requests_total',
    result: ['code'],
    failed: HTTP_FAILED,
    by: ['entrypoint'],
    latency: 'traefik_entrypoint_request_duration_seconds',
    source: 'traefik/traefik pkg/observability/metrics/prometheus.go',
  },
  {
    what: 'requests',
    name: 'nginx_ingress_controller_requests',
    result: ['status'],
    failed: HTTP_FAILED,
    by: ['ingress'],
    latency: 'nginx_ingress_controller_request_duration_seconds',
    source: 'kubernetes/ingress-nginx internal/ingress/metric/collectors/socket.go',
  },
  {
    what: 'requests',
    name: 'envoy_http_downstream_rq_xx',
    result: ['envoy_response_code_class'],
    failed: '5',
    by: ['envoy_http_conn_manager_prefix'],
    latency: 'envoy_http_downstream_rq_time',
    source: 'envoyproxy/envoy source/common/http/conn_manager_config.h',
  },
  {
    what: 'DNS answers',
    name: 'coredns_dns_responses_total',
    result: ['rcode'],
    failed: 'SERVFAIL',
    by: ['zone'],
    latency: 'coredns_dns_request_duration_seconds',
    source: 'coredns/coredns plugin/metrics/vars/vars.go',
  },
  {
    what: 'reconciliations',
    name: 'controller_runtime_reconcile_total',
    result: ['result'],
    failed: 'error',
    by: ['controller'],
    latency: 'controller_runtime_reconcile_time_seconds',
    gap: MOST_BACKOFF,
    source: 'kubernetes-sigs/controller-runtime pkg/internal/controller/metrics/metrics.go',
  },
  {
    what: 'requests to the API server by its client',
    name: 'rest_client_requests_total',
    result: ['code'],
    // `<error>`: no answer came.
    failed: '5..|<error>',
    by: ['host'],
    latency: 'rest_client_request_duration_seconds',
    source: 'kubernetes/component-base metrics/prometheus/restclient/metrics.go',
  },
  {
    what: 'HTTP requests to others',
    name: 'http_client_request_duration_seconds',
    result: ['http_response_status_code'],
    failed: HTTP_FAILED,
    by: ['server_address'],
    source: 'open-telemetry/semantic-conventions docs/http/http-metrics.md, http.client.request.duration',
  },
  {
    what: 'items of work queues',
    name: 'workqueue_adds_total',
    result: [],
    failed: '',
    by: ['name'],
    latency: 'workqueue_queue_duration_seconds',
    source: 'kubernetes/component-base metrics/prometheus/workqueue/metrics.go',
  },
];

/** What is known of a family, with the labels that it has. */
export interface Requests {
  readonly known: KnownRequests;
  readonly family: Family;
  /** The counter's series. */
  readonly count: string;
  readonly result?: string;
  readonly by?: string;
  readonly latency?: Family;
}

const DURATIONS: readonly string[] = ['histogram', 'summary', 'gaugehistogram'];

/** Those of the known that an application has, in the order of the list; a duration that another entry shows is not shown twice. */
export function requestsOf(families: ReadonlyMap<string, Family>): readonly Requests[] {
  const found = requests.flatMap((known): readonly Requests[] => {
    const family = families.get(known.name);
    if (family === undefined || family.type === 'gauge') return [];
    const has = (label: string): boolean => family.labels.includes(label);
    // Declared, and nothing was counted yet: where the project knows one label only, it will be that.
    const result =
      known.result.find(has) ?? (family.samples === 0 && known.result.length === 1 ? known.result[0] : undefined);
    const route = known.by?.find(has);
    const timed = DURATIONS.includes(family.type);
    const latency = timed ? family : families.get(known.latency ?? '');
    return [
      {
        known,
        family,
        count: timed ? `${known.name}_count` : known.name,
        ...(result === undefined ? {} : { result }),
        ...(route === undefined ? {} : { by: route }),
        ...(latency && DURATIONS.includes(latency.type) ? { latency } : {}),
      },
    ];
  });
  // The duration alone tells no more than the counter that has it as its latency.
  return found.filter(
    ({ family }) => !found.some(({ latency, family: other }) => latency === family && other !== family),
  );
}
