import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoCluster } from '../../src/generated/demo-cluster.ts';
import type { Bed } from '../bed/bed.ts';
import { startBed } from '../bed/bed.ts';
import { metricsBoard } from '../bed/exporter.ts';
import { passingV2 } from '../bed/recordings.ts';
import { kuberhealthyImages, scenarioA } from '../bed/worlds/scenarios.ts';
import { demoClusterOf, demoModuleOf } from './demo-cluster.ts';
import { everything, generatedJobs, livePrometheus, versionsOf } from './live.ts';
import type { LivePrometheus } from './live.ts';
import { promwire } from './promwire.ts';

/** Two charts, each installed as its documentation says, and nothing shows up: from there to two of two targets up. */

const START_MS = 180_000;
const MONITORING = 'monitoring.coreos.com/v1';
const PROMETHEUS = 'prometheus-kube-prometheus-prometheus';
const inKuberhealthy = (apiVersion: string, kind: string, name: string) => ({
  apiVersion,
  kind,
  metadata: { namespace: 'kuberhealthy', name },
});
const THEIRS = inKuberhealthy(MONITORING, 'ServiceMonitor', 'kuberhealthy');
const OURS = [
  inKuberhealthy(MONITORING, 'PrometheusRule', 'promwire-kuberhealthy'),
  inKuberhealthy(MONITORING, 'ServiceMonitor', 'promwire-kuberhealthy'),
  inKuberhealthy('v1', 'ConfigMap', 'promwire-kuberhealthy-v2'),
];

interface Ref {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}
interface Report {
  readonly findings: readonly {
    readonly check: string;
    readonly severity: string;
    readonly object: Ref;
    readonly stack: Ref;
    readonly because: readonly string[];
    readonly evidence: unknown;
  }[];
  readonly summary: Readonly<Record<string, number>>;
}

let bed: Bed;
let prometheus: LivePrometheus;
let before: Readonly<Record<string, unknown>>;

const run = async (...args: readonly string[]) => await promwire(args, { kubeconfig: bed.kubeconfig });

beforeAll(async () => {
  bed = await startBed({ images: kuberhealthyImages({ v2: metricsBoard(passingV2) }) });
  await bed.apply(scenarioA(), { by: 'create', manager: 'helm' });
  prometheus = await livePrometheus(bed, 'monitoring', PROMETHEUS);
  // The first look is at a cluster that has come to rest.
  await bed.waitFor(
    async () => {
      const object = await bed.read({
        apiVersion: MONITORING,
        kind: 'Prometheus',
        metadata: { namespace: 'monitoring', name: PROMETHEUS },
      });
      const { availableReplicas } = (object?.['status'] ?? {}) as { readonly availableReplicas?: number };
      const own = await prometheus.targets(`monitoring/${PROMETHEUS}`);
      return availableReplicas === 1 && own.length === 1 && own[0]?.health === 'up';
    },
    { what: "the stack's own target up and the Prometheus available" },
  );
  before = await everything(bed);
}, START_MS);

afterAll(() => bed.stop(), START_MS);

describe('scenario A: the wrong release label on a ServiceMonitor of Helm', () => {
  it("has no kuberhealthy job in the operator's configuration", async () => {
    const jobs = await generatedJobs(bed, 'monitoring', PROMETHEUS);
    expect(jobs).toContain(`serviceMonitor/monitoring/${PROMETHEUS}/0`);
    expect(jobs.filter((job) => job.includes('kuberhealthy'))).toEqual([]);
    expect(await prometheus.targets('kuberhealthy')).toEqual([]);
  });

  it('is the cluster that the demo shows', async () => {
    const { code, stdout } = await run('snapshot');
    expect(code).toBe(0);
    const text = demoClusterOf(stdout);
    if (process.env['UPDATE_DEMO'] === '1') {
      writeFileSync(join(import.meta.dirname, '../../src/generated/demo-cluster.ts'), demoModuleOf(text));
    } else expect(text).toBe(demoCluster);
    expect(text.length).toBeLessThan(60_000);
  });

  it('is explained in one screen', async () => {
    const { code, stdout, stderr } = await run('check');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(stdout).toContain('label-mismatch');
    expect(stdout).toContain(`Prometheus monitoring/${PROMETHEUS}`);
    expect(stdout).toContain('ServiceMonitor kuberhealthy/kuberhealthy');
    const wants = lines.findIndex((line) => / wants: +release=prometheus$/.test(line));
    expect(lines[wants]).toContain(`Prometheus monitoring/${PROMETHEUS} `);
    expect(lines[wants + 1]).toMatch(/ServiceMonitor kuberhealthy\/kuberhealthy has: +release=prometheus-operator$/);
    expect(lines[wants + 1]?.indexOf('release=')).toBe(lines[wants]?.indexOf('release='));
  });

  it('is the one finding of check -o json, with its evidence', async () => {
    const { code, stdout } = await run('check', '-o', 'json');
    expect(code).toBe(1);
    const { findings, summary } = JSON.parse(stdout) as Report;
    expect(summary).toMatchObject({ errors: 1, warnings: 0, unknown: 0 });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      check: 'label-mismatch',
      severity: 'error',
      object: { kind: 'ServiceMonitor', namespace: 'kuberhealthy', name: 'kuberhealthy' },
      stack: { kind: 'Prometheus', namespace: 'monitoring', name: PROMETHEUS },
      evidence: {
        field: 'serviceMonitorSelector',
        unmet: [{ requires: 'release=prometheus', key: 'release', found: 'prometheus-operator' }],
      },
    });
  });

  it('writes nothing with --dry-run, nor without --yes where nobody can be asked', async () => {
    const dry = await run('setup', '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('nothing was written');
    const unasked = await run('setup');
    expect(unasked.code).toBe(2);
    expect(await everything(bed)).toEqual(before);
  });

  it(
    'is mended by setup, which leaves the ServiceMonitor of Helm alone',
    async () => {
      const theirs = await bed.read(THEIRS);
      const { code, stdout } = await run('setup', '--yes');
      expect(code).toBe(0);
      expect(await bed.read(THEIRS)).toEqual(theirs);
      expect(stdout).toMatch(/^ +helm upgrade kuberhealthy .*--set prometheus\.serviceMonitor\.release=prometheus$/m);
      expect(stdout).toContain('2/2 targets up');

      const targets = await prometheus.targets('kuberhealthy');
      expect(targets.map(({ scrapePool, health }) => `${scrapePool} ${health}`)).toEqual([
        'serviceMonitor/kuberhealthy/promwire-kuberhealthy/0 up',
        'serviceMonitor/kuberhealthy/promwire-kuberhealthy/0 up',
      ]);
      const urls = (await prometheus.targets('')).map(({ scrapeUrl }) => scrapeUrl);
      expect(new Set(urls).size).toBe(urls.length);
      expect(await prometheus.query('kuberhealthy_check')).toHaveLength(4);

      const rules = await prometheus.rules('kuberhealthy-promwire-kuberhealthy');
      expect(rules.length).toBeGreaterThan(10);
      expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
      expect(rules.map(({ name }) => name)).toContain('KuberhealthyCheckFailing');

      const dashboard = await bed.read(inKuberhealthy('v1', 'ConfigMap', 'promwire-kuberhealthy-v2'));
      expect(dashboard?.metadata.labels).toMatchObject({ grafana_dashboard: '1' });
      const [json = '{}'] = Object.values(dashboard?.['data'] as Readonly<Record<string, string>>);
      expect(JSON.parse(json)).toMatchObject({ uid: 'promwire-kuberhealthy-v2' });
    },
    START_MS,
  );

  it('then is fine, and the old ServiceMonitor is named as idle', async () => {
    const { code, stdout } = await run('check', 'kuberhealthy', '-o', 'json');
    expect(code).toBe(0);
    const { findings, summary } = JSON.parse(stdout) as Report;
    expect(summary).toMatchObject({ errors: 0, warnings: 0, unknown: 0 });
    expect(findings).toMatchObject([
      { check: 'label-mismatch', severity: 'info', object: { namespace: 'kuberhealthy', name: 'kuberhealthy' } },
    ]);
    expect(findings[0]?.because[0]).toMatch(/^idle: .* ServiceMonitor kuberhealthy\/promwire-kuberhealthy\.$/);
    expect((await run('verify')).code).toBe(0);
  });

  it(
    'is not written a second time',
    async () => {
      const written = await versionsOf(bed, [THEIRS, ...OURS]);
      expect(written.join()).not.toContain('absent');
      const { code, stdout } = await run('setup', '--yes');
      expect(code).toBe(0);
      expect(stdout).toContain('Nothing to change.');
      expect(await versionsOf(bed, [THEIRS, ...OURS])).toEqual(written);
      expect((await run('diff')).code).toBe(0);
    },
    START_MS,
  );

  it(
    'is as before after uninstall',
    async () => {
      expect((await run('uninstall', '--yes')).code).toBe(0);
      expect(await everything(bed)).toEqual(before);
      await bed.waitFor(async () => (await prometheus.targets('kuberhealthy')).length === 0, {
        what: 'no target of kuberhealthy',
      });
      const again = await run('uninstall', '--yes');
      expect(again.code).toBe(0);
      expect(again.stdout).toContain('Nothing here was made or changed by promwire.');
    },
    START_MS,
  );

  it('shows the same in the demo, with no cluster at all', async () => {
    const cwd = join(bed.dir, 'demo');
    mkdirSync(cwd);
    const { code, stdout } = await promwire(['demo'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('label-mismatch');
    const kustomization = readFileSync(join(cwd, 'promwire-demo', 'kustomization.yaml'), 'utf8');
    for (const kind of ['prometheusrule', 'servicemonitor', 'configmap'])
      expect(kustomization).toMatch(new RegExp(`^ *- ${kind}-`, 'm'));
  });
});
