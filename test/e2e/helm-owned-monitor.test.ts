import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoCluster } from '../../src/generated/demo-cluster.ts';
import { scenarioA } from '../bed/worlds/scenarios.ts';
import { asShown, blocksOf } from '../docs/shown.ts';
import { demoClusterOf, demoModuleOf } from './demo-cluster.ts';
import { everything, generatedJobs, versionsOf } from './live.ts';
import { promwire } from './promwire.ts';
import { kuberhealthyTargets, LONG, MONITORING, STACK, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** Two charts, each installed as its documentation says, and nothing shows up: from there to two of two targets up. */

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

/** What a page shows of a command on this cluster. */
const shownIn = (page: string, command: string): string =>
  blocksOf(page).find(({ line }) => line === `promwire ${command}`)?.shown ?? 'nothing';

let at: Scenario;

beforeAll(async () => {
  at = await startScenario({ objects: scenarioA() });
}, LONG);
afterAll(() => at.bed.stop(), LONG);

describe('the wrong release label on a ServiceMonitor of Helm', () => {
  it("has no kuberhealthy job in the operator's configuration", async () => {
    const jobs = await generatedJobs(at.bed, 'monitoring', STACK);
    expect(jobs).toContain(`serviceMonitor/monitoring/${STACK}/0`);
    expect(jobs.filter((job) => job.includes('kuberhealthy'))).toEqual([]);
    expect(await at.prometheus.targets('kuberhealthy')).toEqual([]);
  });

  it(
    'is the cluster that the demo shows',
    async () => {
      const snapshot = async (): Promise<string> => demoClusterOf((await at.run('snapshot')).stdout);
      const file = join(import.meta.dirname, '../../src/generated/demo-cluster.ts');
      // Controllers write their last words a little later: Alertmanager's pod ready, then its status.
      const seen: string[] = [];
      const settled = async (): Promise<boolean> => {
        seen.push(await snapshot());
        return seen.at(-1) === (update ? seen.at(-2) : demoCluster);
      };
      const update = process.env['UPDATE_DEMO'] === '1';
      for (let tries = 0; tries < 10 && !(await settled()); tries += 1);
      const text = seen.at(-1) ?? '';
      if (update) writeFileSync(file, demoModuleOf(text));
      else expect(text).toBe(demoCluster);
      expect(text.length).toBeLessThan(60_000);
    },
    LONG,
  );

  it('is explained in one screen', async () => {
    const { code, stdout } = await at.run('check');
    expect(code).toBe(1);
    expect(asShown(stdout, shownIn('docs/tutorial.md', 'check'))).toBe(shownIn('docs/tutorial.md', 'check'));
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(40);
    // What is to be pasted stands on one line, whatever the width.
    const prose = lines.filter((line) => !/^ *(?:\$ )?helm /.test(line));
    expect(Math.max(...prose.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(stdout).toContain('label-mismatch');
    expect(stdout).toContain(`Prometheus monitoring/${STACK}`);
    expect(stdout).toContain('ServiceMonitor kuberhealthy/kuberhealthy');
    const wants = lines.findIndex((line) => / wants: +release=prometheus$/.test(line));
    expect(lines[wants]).toContain(`Prometheus monitoring/${STACK} `);
    expect(lines[wants + 1]).toMatch(/ServiceMonitor kuberhealthy\/kuberhealthy has: +release=prometheus-operator$/);
    expect(lines[wants + 1]?.indexOf('release=')).toBe(lines[wants]?.indexOf('release='));
  });

  it('is the one finding of check -o json, with its evidence', async () => {
    const { code, stdout } = await at.run('check', '-o', 'json');
    expect(code).toBe(1);
    const { findings, summary } = JSON.parse(stdout) as Report;
    expect(summary).toMatchObject({ errors: 1, warnings: 0, unknown: 0 });
    // The chart's own Alertmanager tells nobody, which is an info.
    expect(findings.map(({ severity }) => severity)).toEqual(['error', 'info']);
    expect(findings[1]).toMatchObject({
      check: 'alerts-go-nowhere',
      severity: 'info',
      object: { kind: 'Alertmanager', namespace: 'monitoring' },
    });
    expect(findings[0]).toMatchObject({
      check: 'label-mismatch',
      severity: 'error',
      object: { kind: 'ServiceMonitor', namespace: 'kuberhealthy', name: 'kuberhealthy' },
      stack: { kind: 'Prometheus', namespace: 'monitoring', name: STACK },
      evidence: {
        field: 'serviceMonitorSelector',
        unmet: [{ requires: 'release=prometheus', key: 'release', found: 'prometheus-operator' }],
      },
    });
  });

  it('writes nothing with --dry-run, nor without --yes where nobody can be asked', async () => {
    const dry = await at.run('setup', '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('nothing was written');
    const unasked = await at.run('setup');
    expect(unasked.code).toBe(2);
    expect(await everything(at.bed)).toEqual(at.before);
  });

  it(
    'is mended by setup, which leaves the ServiceMonitor of Helm alone',
    async () => {
      const theirs = await at.bed.read(THEIRS);
      const { code, stdout } = await at.run('setup', '--yes');
      expect(code).toBe(0);
      expect(asShown(stdout, shownIn('README.md', 'setup --yes'))).toBe(shownIn('README.md', 'setup --yes'));
      expect(await at.bed.read(THEIRS)).toEqual(theirs);
      expect(stdout).toMatch(/^ +helm upgrade kuberhealthy .*--set prometheus\.serviceMonitor\.release=prometheus$/m);
      expect(stdout).toContain('2/2 targets up');

      const pool = 'serviceMonitor/kuberhealthy/promwire-kuberhealthy/0';
      expect(await kuberhealthyTargets(at.prometheus)).toEqual([`${pool} up`, `${pool} up`]);
      const urls = (await at.prometheus.targets('')).map(({ scrapeUrl }) => scrapeUrl);
      expect(new Set(urls).size).toBe(urls.length);
      expect(await at.prometheus.query('kuberhealthy_check')).toHaveLength(4);

      const rules = await at.prometheus.rules('kuberhealthy-promwire-kuberhealthy');
      expect(rules.length).toBeGreaterThan(10);
      expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
      expect(rules.map(({ name }) => name)).toContain('KuberhealthyCheckFailing');

      const dashboard = await at.bed.read(inKuberhealthy('v1', 'ConfigMap', 'promwire-kuberhealthy-v2'));
      expect(dashboard?.metadata.labels).toMatchObject({ grafana_dashboard: '1' });
      const files = Object.entries(dashboard?.['data'] as Readonly<Record<string, string>>);
      expect(files.map(([, json]) => (JSON.parse(json) as { readonly uid: string }).uid)).toEqual([
        'promwire-kuberhealthy-v2-check',
        'promwire-kuberhealthy-v2',
      ]);
      for (const [key] of files) expect(key).toMatch(/^kuberhealthy\..+\.json$/);
    },
    LONG,
  );

  it('then is fine, and the old ServiceMonitor is named as idle', async () => {
    const { code, stdout } = await at.run('check', 'kuberhealthy', '-o', 'json');
    const { findings: all, summary } = JSON.parse(stdout) as Report;
    // The chart's own Alertmanager tells nobody of promwire's alerts.
    const findings = all.filter(({ check, severity }) => check !== 'alerts-go-nowhere' || severity !== 'info');
    expect({ code, summary }).toMatchObject({ code: 0, summary: { errors: 0, warnings: 0, unknown: 0 } });
    expect(findings).toMatchObject([
      { check: 'label-mismatch', severity: 'info', object: { namespace: 'kuberhealthy', name: 'kuberhealthy' } },
    ]);
    expect(findings[0]?.because[0]).toMatch(/^idle: .* ServiceMonitor kuberhealthy\/promwire-kuberhealthy\.$/);
    expect((await at.run('verify')).code).toBe(0);
  });

  it(
    'is not written a second time',
    async () => {
      const written = await versionsOf(at.bed, [THEIRS, ...OURS]);
      expect(written.join()).not.toContain('absent');
      const { code, stdout } = await at.run('setup', '--yes');
      expect(code).toBe(0);
      expect(stdout).toContain('Nothing to change.');
      expect(await versionsOf(at.bed, [THEIRS, ...OURS])).toEqual(written);
      expect((await at.run('diff')).code).toBe(0);
    },
    LONG,
  );

  it(
    'is as before after uninstall',
    async () => {
      expect((await at.run('uninstall', '--yes')).code).toBe(0);
      expect(await everything(at.bed)).toEqual(at.before);
      await at.bed.waitFor(async () => (await at.prometheus.targets('kuberhealthy')).length === 0, {
        what: 'no target of kuberhealthy',
      });
      const again = await at.run('uninstall', '--yes');
      expect(again.code).toBe(0);
      expect(again.stdout).toContain('There is nothing to take back for kuberhealthy');
    },
    LONG,
  );

  it(
    'removes its own monitor when the source is mended, and keeps the rules, the dashboard and the settings',
    async () => {
      expect((await at.run('setup', '--yes', '--threshold', 'failingFor=10m')).code).toBe(0);
      // What the printed helm upgrade comes to.
      await at.bed.kubectl([
        '-n',
        'kuberhealthy',
        'label',
        'servicemonitor/kuberhealthy',
        'release=prometheus',
        '--overwrite',
      ]);
      await at.bed.waitFor(
        async () => {
          const run = await promwire(['verify', '--timeout', '1s'], { kubeconfig: at.bed.kubeconfig });
          return run.code === 1 && run.stdout.includes('is scraped twice: serviceMonitor/kuberhealthy/kuberhealthy/0');
        },
        { what: 'targets that are scraped twice' },
      );
      const mended = await at.run('setup', '--yes');
      expect(mended.code).toBe(0);
      expect(mended.stdout).toContain('- ServiceMonitor kuberhealthy/promwire-kuberhealthy');
      const pool = 'serviceMonitor/kuberhealthy/kuberhealthy/0';
      expect(await kuberhealthyTargets(at.prometheus)).toEqual([`${pool} up`, `${pool} up`]);
      const [monitor, rule, dashboard] = await Promise.all(
        [
          ['monitoring.coreos.com/v1', 'ServiceMonitor', 'promwire-kuberhealthy'],
          ['monitoring.coreos.com/v1', 'PrometheusRule', 'promwire-kuberhealthy'],
          ['v1', 'ConfigMap', 'promwire-kuberhealthy-v2'],
        ].map(async ([api = '', kind = '', name = '']) => await at.bed.read(inKuberhealthy(api, kind, name))),
      );
      expect([monitor, rule !== undefined, dashboard !== undefined]).toEqual([undefined, true, true]);
      expect(rule?.metadata.annotations).toMatchObject({ 'promwire.dev/settings': '{"failingFor":"10m"}' });
      expect((await at.run('setup', '--yes')).stdout).toContain('Nothing to change.');
      expect((await at.run('verify')).code).toBe(0);
      const { code, stdout } = await at.run('check', '-o', 'json');
      // The chart's monitor bounds no error text, which promwire's did.
      const warned = (JSON.parse(stdout) as Report).findings.filter(({ severity }) => severity !== 'info');
      expect([code, warned.map(({ check }) => check)]).toEqual([0, ['error-texts-unbounded']]);
    },
    LONG,
  );

  it('shows the same in the demo, with no cluster at all', async () => {
    const cwd = join(at.bed.dir, 'demo');
    mkdirSync(cwd);
    const { code, stdout } = await promwire(['demo'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('label-mismatch');
    const kustomization = readFileSync(join(cwd, 'promwire-demo', 'kustomization.yaml'), 'utf8');
    for (const kind of ['prometheusrule', 'servicemonitor', 'configmap'])
      expect(kustomization).toMatch(new RegExp(`^ *- ${kind}-`, 'm'));
  });
});
