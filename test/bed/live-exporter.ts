import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricsText } from './exporter.ts';

/** A living application's metrics: counters and histograms that move at every scrape. */
export const liveMetrics = (): MetricsText => {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'bed_requests_total',
    help: 'Requests served',
    labelNames: ['code'],
    registers,
  });
  const inFlight = new Gauge({ name: 'bed_requests_in_flight', help: 'Requests being served', registers });
  const durations = new Histogram({
    name: 'bed_request_duration_seconds',
    help: 'Time to serve a request',
    buckets: [0.01, 0.1, 1],
    registers,
  });
  let round = 0;
  return () => {
    round += 1;
    requests.inc({ code: round % 10 === 0 ? '500' : '200' });
    inFlight.set(round % 3);
    durations.observe((round % 20) / 20);
    return registry.metrics();
  };
};
