import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Finding } from '../../src/model/index.ts';
import { startLonePrometheus } from '../bed/lone-prometheus.ts';
import type { LonePrometheus } from '../bed/lone-prometheus.ts';
import { waitFor } from '../bed/wait.ts';
import { promwire } from './promwire.ts';

/*
 * Rules of others in files against a real Prometheus that scrapes another one: what is right, what only waits for an event
 * and what is misspelt are told apart.
 */
let exporter: LonePrometheus;
let prometheus: LonePrometheus;
let dir: string;

const RULES: Readonly<Record<string, string>> = {
  right: 'rate(prometheus_http_requests_total{job="prometheus"}[5m]) <= 0',
  recorded: 'job:requests:rate5m{job="prometheus"} <= 0',
  spare: 'prometheus_never_was or prometheus_ready == 0',
  absence: 'absent(prometheus_never_was)',
  peace: 'increase(prometheus_sd_refresh_failures_total{job="prometheus"}[10m]) > 0',
  // Not 5..: one that is asked while it starts answers 503.
  code: 'rate(prometheus_http_requests_total{job="prometheus",code=~"41."}[5m]) > 0',
  slip: 'rate(prometheus_http_reqeusts_total[5m]) <= 0',
  unit: 'rate(prometheus_tsdb_compactions[5m]) > 1',
  job: 'prometheus_ready{job="prometheus-k8s"} == 0',
  other: 'node_load1 > 100',
  target: 'up{job="node"} == 0',
  many: 'prometheus_http_requests_total / on (job) prometheus_http_requests_total > 2',
  relabelled: 'label_replace(prometheus_http_requests_total, "handler", "x", "", "") > 1e9',
  grouped: 'prometheus_http_requests_total / on (job) group_left () sum by (job) (prometheus_http_requests_total) > 2',
};

beforeAll(async () => {
  exporter = await startLonePrometheus({ every: '1s', scrapes: [], groups: [] });
  prometheus = await startLonePrometheus({
    every: '1s',
    scrapes: [{ job_name: 'prometheus', static_configs: [{ targets: [new URL(exporter.url).host] }] }],
    groups: [],
  });
  await waitFor(
    async () =>
      (await prometheus.ask<{ result: unknown[] }>('/api/v1/query', { query: 'prometheus_ready' })).result.length > 0,
    {
      what: 'the first scrape',
    },
  );
  dir = await fs.mkdtemp(path.join(os.tmpdir(), 'promwire-truth-'));
  const rules = Object.entries(RULES).map(([alert, expr]) => ({ alert, expr }));
  const record = {
    record: 'job:requests:rate5m',
    expr: 'sum by (job) (rate(prometheus_http_requests_total[5m]))',
  };
  await fs.writeFile(
    path.join(dir, 'rules.json'),
    JSON.stringify({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'truth', namespace: 'shop' },
      spec: { groups: [{ name: 'truth', rules: [record, ...rules] }] },
    }),
  );
}, 60_000);

afterAll(async () => {
  await prometheus.stop();
  await exporter.stop();
  await fs.rm(dir, { recursive: true, force: true });
});

const found = async (): Promise<readonly Finding[]> => {
  const run = await promwire(['check', '--from', dir, '--prometheus-url', prometheus.url, '-o', 'json']);
  return (JSON.parse(run.stdout) as { readonly findings: readonly Finding[] }).findings;
};

describe('rules in files, and the series of a real Prometheus', () => {
  it('what is right, absent in peace, misspelt and not scraped are told apart', async () => {
    const findings = await found();
    const told = findings.map(({ check, severity, evidence: { problem, by, meant } }) => ({
      check,
      severity,
      problem,
      by,
      meant,
    }));
    const one = { check: 'rule-selects-nothing' };
    expect(told).toHaveLength(9);
    expect(told).toEqual(
      expect.arrayContaining([
        { check: 'query-fails', severity: 'warning', problem: undefined, by: ['many'], meant: undefined },
        { check: 'query-fails', severity: 'warning', problem: undefined, by: ['relabelled'], meant: undefined },
        { ...one, severity: 'info', problem: 'not-declared', by: ['peace'], meant: undefined },
        { ...one, severity: 'info', problem: 'value', by: ['code'], meant: undefined },
        {
          ...one,
          severity: 'warning',
          problem: 'misspelt',
          by: ['slip'],
          meant: 'prometheus_http_requests_total',
        },
        { ...one, severity: 'warning', problem: 'misspelt', by: ['unit'], meant: 'prometheus_tsdb_compactions_total' },
        { ...one, severity: 'warning', problem: 'value', by: ['job'], meant: undefined },
        { ...one, severity: 'warning', problem: 'value', by: ['target'], meant: undefined },
        { ...one, severity: 'warning', problem: 'not-scraped', by: ['other'], meant: undefined },
      ]),
    );
  });

  it('warnings make no exit code, unless that is asked for', async () => {
    const args = ['check', '--from', dir, '--prometheus-url', prometheus.url];
    expect((await promwire(args)).code).toBe(0);
    expect((await promwire([...args, '--fail-on', 'warning'])).code).toBe(1);
  });

  it('so are the panels of a dashboard, until they ask for what is there', async () => {
    const file = path.join(dir, 'dashboard.json');
    const write = async (expr: string): Promise<void> => {
      const panel = (title: string, text: string) => ({ title, type: 'timeseries', targets: [{ expr: text }] });
      const panels = [
        panel(
          'right',
          'sum by (handler) (rate(prometheus_http_requests_total{job="$job",code=~"$code"}[$__rate_interval]))',
        ),
        panel('repeated', 'prometheus_ready{instance="[[instance]]"}'),
        panel('slip', expr),
      ];
      const text = JSON.stringify({ title: 'Web', uid: 'web', schemaVersion: 39, panels });
      const metadata = { name: 'web', namespace: 'shop', labels: { grafana_dashboard: '1' } };
      await fs.writeFile(
        file,
        JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'web.json': text } }),
      );
    };
    const told = async (): Promise<readonly unknown[]> =>
      (await found()).flatMap(({ check, evidence: { problem, by, meant } }) =>
        check === 'dashboard-selects-nothing' ? [{ problem, by, meant }] : [],
      );
    await write('rate(prometheus_http_reqeusts_total{job="$job"}[${__interval}])');
    expect(await told()).toEqual([{ problem: 'misspelt', by: ['slip'], meant: 'prometheus_http_requests_total' }]);
    await write('rate(prometheus_http_requests_total{job="$job"}[${__interval}])');
    expect(await told()).toEqual([]);
    await fs.rm(file);
  });

  it('what cannot be asked is unknown', async () => {
    const run = await promwire(['check', '--from', dir, '--prometheus-url', 'http://127.0.0.1:1', '-o', 'json']);
    expect(run.code).toBe(3);
    const { findings, unknown } = JSON.parse(run.stdout) as {
      readonly findings: readonly Finding[];
      readonly unknown: readonly { readonly check?: string; readonly detail: string }[];
    };
    expect(findings).toEqual([]);
    expect(unknown.find(({ check }) => check === 'rule-selects-nothing')?.detail).toMatch(/connection refused/);
  });
});
