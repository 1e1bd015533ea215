/**
 * A live application with every type of metric that prom-client has (no native histogram), in both formats, with exemplars
 * where OpenMetrics is asked for; it can be broken in every way that an alert is about.
 */
import http from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import type { RegistryContentType } from 'prom-client';

/** What is wrong with it; nothing at first. */
export interface Faults {
  /** Share of the requests that fail. */
  errors: number;
  /** Seconds that a request takes. */
  takes: number;
  /** Milliseconds until its page comes. */
  late: number;
  /** Its process starts again every so many milliseconds. */
  restarts: number;
  /** File descriptors in use, of 100. */
  files: number;
  /** It reaches what it reports on. */
  reaches: boolean;
  /** It has loaded its configuration. */
  configured: boolean;
  /** Seconds until its certificate ends. */
  valid: number;
  /** Seconds since its last backup. */
  backup: number;
}

const WELL: Faults = {
  errors: 0,
  takes: 0.05,
  late: 0,
  restarts: 0,
  files: 20,
  reaches: true,
  configured: true,
  valid: 86_400,
  backup: 1,
};

export interface Breakable {
  readonly url: string;
  readonly faults: Faults;
  readonly stop: () => Promise<void>;
}

export async function startBreakable(port: number, address = '127.0.0.1'): Promise<Breakable> {
  const faults = { ...WELL };
  const registry = new Registry<RegistryContentType>();
  // Exemplars are taken by no other registry.
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  for (const name of ['process_open_fds', 'process_max_fds', 'process_start_time_seconds'])
    registry.removeSingleMetric(name);
  const now = (): number => Date.now() / 1000;
  const born = now();
  const gauge = (name: string, value: () => number, labels: Readonly<Record<string, string>> = {}): void => {
    const made: Gauge = new Gauge({
      name,
      help: `${name} of a live application.`,
      labelNames: Object.keys(labels),
      registers,
      collect: (): void => made.set(labels, value()),
    });
  };
  gauge('process_open_fds', () => faults.files);
  gauge('process_max_fds', () => 100);
  gauge('process_start_time_seconds', () =>
    faults.restarts === 0 ? born : Math.floor(Date.now() / faults.restarts) * (faults.restarts / 1000),
  );
  gauge('redis_up', () => Number(faults.reaches));
  gauge('shop_config_last_reload_successful', () => Number(faults.configured));
  gauge('shop_certificate_expiration_timestamp_seconds', () => now() + faults.valid);
  gauge('shop_backup_last_success_timestamp_seconds', () => now() - faults.backup);
  gauge('shop_basket_bytes', () => 1000);
  gauge('shop_build_info', () => 1, { version: '1', commit: 'a' });
  const requests = new Counter<string>({
    name: 'http_requests_total',
    help: 'Requests.',
    labelNames: ['code', 'handler'],
    enableExemplars: true,
    registers,
  });
  const durations = new Histogram<string>({
    name: 'http_request_duration_seconds',
    help: 'Time of a request.',
    labelNames: ['handler'],
    enableExemplars: true,
    registers,
  });
  const sizes = new Summary({ name: 'shop_order_bytes', help: 'Size of an order.', registers });
  const exemplarLabels = { trace_id: '4bf92f3577b34da6' };
  const serve = (): void => {
    for (let each = 0; each < 10; each += 1) {
      const code = each / 10 < faults.errors ? '500' : '200';
      requests.inc({ labels: { code, handler: '/orders' }, value: 1, exemplarLabels });
      durations.observe({ labels: { handler: '/orders' }, value: faults.takes, exemplarLabels });
      sizes.observe(each * 100);
    }
  };
  // A page that was never asked for anything has no labels yet.
  serve();
  const work = setInterval(serve, 100);
  const server = http.createServer(({ headers }, response) => {
    const open = headers.accept?.includes('application/openmetrics-text') === true;
    delay(faults.late)
      .then(async () => {
        registry.setContentType(open ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE);
        return await registry.metrics();
      })
      .then((text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text))
      .catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, resolve);
  });
  return {
    url: `http://${address}:${port}/metrics`,
    faults,
    stop: () =>
      new Promise((done) => {
        clearInterval(work);
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
