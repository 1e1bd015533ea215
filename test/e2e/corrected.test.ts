import { createServer } from 'node:http';
import type { Server } from 'node:http';
import fs from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Finding } from '../../src/model/index.ts';
import { startLonePrometheus } from '../bed/lone-prometheus.ts';
import type { LonePrometheus } from '../bed/lone-prometheus.ts';
import { waitFor } from '../bed/wait.ts';
import { promwire } from './promwire.ts';

/*
 * Mistakes of the kinds that rules and dashboards of others were corrected for, and their neighbours that are right, told
 * by a real Prometheus. What it stores is made up for them; each line says what must come of it.
 */

/** Text format 0.0.4; the page decides over job and instance (honor_labels). */
const PAGE = `# TYPE shop_http_requests_total counter
shop_http_requests_total{job="shop",pod="a",code="200",method="get"} 100
shop_http_requests_total{job="shop",pod="b",code="200",method="get"} 100
# TYPE shop_request_seconds histogram
shop_request_seconds_bucket{job="shop",pod="a",le="0.5"} 5
shop_request_seconds_bucket{job="shop",pod="a",le="1"} 7
shop_request_seconds_bucket{job="shop",pod="a",le="+Inf"} 9
shop_request_seconds_sum{job="shop",pod="a"} 4
shop_request_seconds_count{job="shop",pod="a"} 9
# TYPE rpc_duration_seconds summary
rpc_duration_seconds{job="shop",pod="a",quantile="0.9"} 1
rpc_duration_seconds_sum{job="shop",pod="a"} 4
rpc_duration_seconds_count{job="shop",pod="a"} 9
# TYPE shop_queue_length gauge
shop_queue_length{job="shop",pod="a",queue="mail"} 4
# TYPE shop_info gauge
shop_info{job="shop",pod="a",version="1"} 1
# TYPE pinger_nodes_health_total gauge
pinger_nodes_health_total{job="pinger",status="unhealthy"} 0
# TYPE ipam_ips gauge
ipam_ips{job="agent",type="ipv4"} 3
# TYPE win_service_state gauge
win_service_state{job="windows",name="time",state="running"} 1
# TYPE pod_owner gauge
pod_owner{job="kube-state-metrics",namespace="shop",exported_pod="a",revision="1"} 1
pod_owner{job="kube-state-metrics",namespace="shop",exported_pod="a",revision="2"} 1
# TYPE pod_memory_bytes gauge
pod_memory_bytes{job="kube-state-metrics",namespace="shop",exported_pod="a"} 100
# TYPE cpu_seconds_total counter
cpu_seconds_total{job="node-exporter",mode="idle",cpu="0"} 100
# TYPE mail_delivery_failures_total counter
# TYPE db_connections gauge
db_connections{job="db"} 5
`;

interface World {
  readonly it: string;
  readonly expr: string;
  /** "check problem", with what was meant; absent: nothing. */
  readonly found?: string;
}

const RULES: readonly World[] = [
  {
    it: 'a letter exchanged',
    expr: 'rate(shop_http_reqeusts_total[5m]) > 1',
    found: 'misspelt shop_http_requests_total',
  },
  { it: 'without the ending of a counter', expr: 'rate(cpu_seconds[5m]) > 1', found: 'not-declared' },
  { it: 'the ending of a counter at a gauge', expr: 'rate(shop_queue_length_total[5m]) > 1', found: 'not-declared' },
  { it: 'another word', expr: 'pinger_nodes_healthy_total > 1', found: 'not-declared' },
  { it: 'renamed in a later version', expr: 'win_service_status{status="ok"} == 0', found: 'not-declared' },
  { it: 'a label that was taken away', expr: 'ipam_ips{status="available"} < 5', found: 'label' },
  { it: 'a job of another installation', expr: 'pod_memory_bytes{job="ksm"} > 1e12', found: 'value' },
  { it: 'a job with a slip', expr: 'cpu_seconds_total{job="node-exproter"} < 0', found: 'value node-exporter' },
  { it: 'another value of a label', expr: 'win_service_state{state="active"} == 0', found: 'value' },
  { it: 'a label with the prefix that a scrape gives it', expr: 'pod_owner{pod="a"} == 0', found: 'label' },
  { it: 'a label of external_labels', expr: 'shop_info{cluster="eu"} == 0', found: 'label external' },
  {
    it: 'buckets of a summary',
    expr: 'histogram_quantile(0.9, rate(rpc_duration_seconds_bucket[5m])) > 1',
    found: 'not-declared',
  },
  { it: 'a histogram by its bare name', expr: 'shop_request_seconds > 1', found: 'not-declared' },
  { it: 'a bucket that there is not', expr: 'shop_request_seconds_bucket{le="0.25"} > 1e9', found: 'value' },
  { it: 'a bucket as Prometheus 2 wrote it', expr: 'shop_request_seconds_bucket{le="1"} > 1e9', found: 'value 1.0' },
  { it: 'an exporter that is not there', expr: 'elastic_health_red > 0', found: 'not-scraped' },
  { it: 'a rule that nobody records', expr: 'shop:requests:rate5m > 100', found: 'not-recorded' },
  {
    it: 'several on both sides',
    expr: 'pod_memory_bytes * on (namespace) group_left () pod_owner > 1e12',
    found: 'query-fails',
  },
  {
    it: 'two series of one label set',
    expr: 'label_replace(shop_http_requests_total, "pod", "x", "", "") > 1e12',
    found: 'query-fails',
  },
  { it: 'a counter above a number', expr: 'shop_http_requests_total{code="200"} > 5', found: 'alert-compares-counter' },
  { it: 'the count of nothing', expr: 'count(win_service_state == 0) == 0', found: 'alert-never-fires' },
  {
    it: 'sides with other labels',
    expr: 'shop_http_requests_total{pod="a"} > 0 and shop_http_requests_total{pod="b"} > 0',
    found: 'alert-never-fires',
  },
  {
    it: 'right: a rate of errors that do not happen',
    expr: 'rate(shop_http_requests_total{code=~"5.."}[5m]) > 0',
    found: 'value',
  },
  {
    it: 'right: a counter before its first event',
    expr: 'increase(mail_delivery_failures_total[5m]) > 0',
    found: 'quiet',
  },
  { it: 'right: a quantile', expr: 'histogram_quantile(0.9, sum by (le) (rate(shop_request_seconds_bucket[5m]))) > 9' },
  {
    it: 'right: a join',
    expr: 'pod_memory_bytes * on (namespace, exported_pod) group_left () max by (namespace, exported_pod) (pod_owner) > 1e12',
  },
  { it: 'right: what is absent on purpose', expr: 'absent(elastic_health_green{job="shop"})' },
  { it: 'right: one of two names', expr: 'shop_queue_size or shop_queue_length > 100' },
  { it: 'right: a gauge above a number', expr: 'db_connections{job="db"} > 100' },
  { it: 'right: a negative matcher', expr: 'shop_queue_length{queue!="spool",zone!="x"} > 100' },
];

const VARIABLE = (query: string) => ({ name: 'v', type: 'query', query });
const PANELS: readonly (World & { readonly variable?: true })[] = [
  {
    it: 'a panel with a slip',
    expr: 'sum(rate(shop_http_reqeusts_total{pod=~"$v"}[$__rate_interval]))',
    found: 'misspelt shop_http_requests_total',
  },
  {
    it: 'a panel that cannot be evaluated',
    expr: 'pod_memory_bytes * on (namespace) group_left () pod_owner',
    found: 'query-fails',
  },
  { it: 'right: a variable', expr: 'label_values(shop_info{pod=~"$pod"}, version)', variable: true },
  { it: 'right: a panel', expr: 'sum by (code) (rate(shop_http_requests_total{pod=~"${v:regex}"}[$__interval]))' },
];

let page: Server;
let prometheus: LonePrometheus;
let dir: string;
let told: ReadonlyMap<string, readonly string[]>;

beforeAll(async () => {
  page = createServer((_request, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4').end(PAGE);
  });
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  prometheus = await startLonePrometheus({
    every: '1s',
    scrapes: [
      {
        job_name: 'page',
        honor_labels: true,
        static_configs: [{ targets: [`127.0.0.1:${(page.address() as AddressInfo).port}`] }],
      },
    ],
    groups: [],
    externalLabels: { cluster: 'eu', replica: 'a' },
  });
  await waitFor(
    async () =>
      (await prometheus.ask<{ result: unknown[] }>('/api/v1/query', { query: 'db_connections' })).result.length > 0,
    { what: 'the first scrape' },
  );
  dir = await fs.mkdtemp(path.join(os.tmpdir(), 'promwire-corrected-'));
  const rules = RULES.map(({ expr }, i) => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: `r${i}`, namespace: 'shop' },
    spec: { groups: [{ name: 'g', rules: [{ alert: 'A', expr }] }] },
  }));
  const dashboards = PANELS.map(({ expr, variable }, i) => {
    const body = variable
      ? { templating: { list: [VARIABLE(expr)] }, panels: [] }
      : { panels: [{ title: 'P', targets: [{ expr }] }] };
    return {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `d${i}`, namespace: 'shop', labels: { grafana_dashboard: '1' } },
      data: { 'd.json': JSON.stringify({ title: `d${i}`, uid: `d${i}`, schemaVersion: 39, ...body }) },
    };
  });
  await fs.writeFile(
    path.join(dir, 'all.json'),
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...rules, ...dashboards] }),
  );
  const run = await promwire(['check', '--from', dir, '--prometheus-url', prometheus.url, '-o', 'json']);
  const { findings } = JSON.parse(run.stdout) as { readonly findings: readonly Finding[] };
  const by = new Map<string, string[]>();
  for (const { check, object, evidence } of findings) {
    const { problem, meant, external } = evidence as {
      readonly problem?: string;
      readonly meant?: string;
      readonly external?: boolean;
    };
    const words = [problem ?? check, meant, external === true ? 'external' : ''].filter(
      (word) => typeof word === 'string' && word !== '',
    );
    by.set(object.name, [...(by.get(object.name) ?? []), words.join(' ')]);
  }
  told = by;
}, 60_000);

afterAll(async () => {
  await prometheus.stop();
  page.close();
  await fs.rm(dir, { recursive: true, force: true });
});

it.each(RULES.map((world, i) => ({ ...world, name: `r${i}` })))('a rule, $it', ({ name, found }) => {
  expect(told.get(name) ?? []).toEqual(found === undefined ? [] : [found]);
});

it.each(PANELS.map((world, i) => ({ ...world, name: `d${i}` })))('a dashboard, $it', ({ name, found }) => {
  expect(told.get(name) ?? []).toEqual(found === undefined ? [] : [found]);
});
