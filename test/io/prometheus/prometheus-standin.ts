import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A stand-in for Prometheus' HTTP API, with answers in the documented shapes
 * (https://prometheus.io/docs/prometheus/latest/querying/api/). `seen` keeps what was asked.
 */
export interface StandIn {
  readonly url: string;
  readonly port: number;
  readonly seen: {
    readonly path: string;
    readonly query: URLSearchParams;
    readonly headers: IncomingMessage['headers'];
  }[];
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
}

export type Reply = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

export async function startStandIn(reply: Reply): Promise<StandIn> {
  const seen: { path: string; query: URLSearchParams; headers: IncomingMessage['headers'] }[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    seen.push({ path: url.pathname, query: url.searchParams, headers: request.headers });
    reply(request, response, url);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    seen,
    connections: () => connections,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

/** Answers every path with one status and body. */
export function always(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): Reply {
  return (_request, response) => {
    response.writeHead(status, headers).end(body);
  };
}

export function success(data: unknown, warnings?: readonly unknown[]): string {
  return JSON.stringify({ status: 'success', data, ...(warnings ? { warnings } : {}) });
}

/** From the documentation of /api/v1/targets, with the operator's names. */
export const TARGETS = {
  activeTargets: [
    {
      discoveredLabels: { __address__: '10.244.0.7:8080', __scheme__: 'http', __metrics_path__: '/metrics' },
      labels: { instance: '10.244.0.7:8080', job: 'kuberhealthy', namespace: 'kuberhealthy', pod: 'kuberhealthy-0' },
      scrapePool: 'serviceMonitor/kuberhealthy/kuberhealthy/0',
      scrapeUrl: 'http://10.244.0.7:8080/metrics',
      globalUrl: 'http://10.244.0.7:8080/metrics',
      lastError: '',
      lastScrape: '2017-01-17T15:07:44.723715405+01:00',
      lastScrapeDuration: 0.050688943,
      health: 'up',
      scrapeInterval: '1m',
      scrapeTimeout: '10s',
    },
    {
      discoveredLabels: {},
      labels: { instance: '10.244.0.8:8080', job: 'kuberhealthy' },
      scrapePool: 'serviceMonitor/kuberhealthy/kuberhealthy/0',
      scrapeUrl: 'http://10.244.0.8:8080/metrics',
      globalUrl: 'http://10.244.0.8:8080/metrics',
      lastError: 'Get "http://10.244.0.8:8080/metrics": dial tcp 10.244.0.8:8080: connect: connection refused',
      lastScrape: '2017-01-17T15:07:44.723715405+01:00',
      lastScrapeDuration: 0.05,
      health: 'down',
    },
  ],
  droppedTargets: [],
  droppedTargetCounts: { 'serviceMonitor/kuberhealthy/kuberhealthy/0': 3 },
};

export const RULES = {
  groups: [
    {
      name: 'kuberhealthy',
      file: '/etc/prometheus/rules/prometheus-k8s-rulefiles-0/kuberhealthy-kuberhealthy-0f3a1b2c-1111-4222-8333-444455556666.yaml',
      interval: 30,
      limit: 0,
      rules: [
        {
          state: 'inactive',
          name: 'KuberhealthyDown',
          query: 'absent(kuberhealthy_cluster_state)',
          duration: 300,
          labels: { severity: 'critical' },
          annotations: { summary: 's' },
          alerts: [],
          health: 'ok',
          evaluationTime: 0.0001,
          lastEvaluation: '2023-01-01T00:00:00Z',
          type: 'alerting',
        },
        { name: 'kuberhealthy:up', query: 'sum(up)', health: 'err', lastError: 'many-to-many', type: 'recording' },
        { name: 'KuberhealthyFresh', query: 'up', health: 'unknown', type: 'alerting' },
      ],
    },
  ],
};

/** As Prometheus prints it itself; the password is masked by Prometheus. */
export const CONFIG_YAML = `global:
  scrape_interval: 30s
scrape_configs:
- job_name: serviceMonitor/kuberhealthy/kuberhealthy/0
  honor_timestamps: true
  basic_auth:
    username: admin
    password: <secret>
  relabel_configs:
  - source_labels: [job]
    target_label: __tmp_prometheus_job_name
- job_name: podMonitor/a/b/0
  scrape_interval: 30s
`;
