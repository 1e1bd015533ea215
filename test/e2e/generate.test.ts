import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scenarioA } from '../bed/worlds/scenarios.ts';
import { everything } from './live.ts';
import { kuberhealthyTargets, LONG, oneLine, oursIn, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** Manifests for Git: the same bytes every time, taken by the strict API server, and enough on their own. */

let at: Scenario;
let folder: string;

/** Every file below a folder, by its path. */
const filesIn = (path: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(path.length), readFileSync(file, 'utf8')]),
  );
const generated = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await at.run('generate', ...args);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

beforeAll(async () => {
  at = await startScenario({ objects: scenarioA() });
  folder = join(at.bed.dir, 'generated');
  mkdirSync(folder);
}, LONG);
afterAll(() => at.bed.stop(), LONG);

describe('promwire generate', () => {
  it('prints the same bytes twice, and writes nothing to the cluster', async () => {
    const first = await generated();
    expect(first).toContain('release: prometheus');
    expect(await generated()).toBe(first);
    expect(await everything(at.bed)).toEqual(at.before);
  });

  it('prints from a snapshot what it prints from the cluster', async () => {
    const { code, stdout } = await at.run('snapshot');
    expect(code).toBe(0);
    const file = join(folder, 'snapshot.yaml');
    writeFileSync(file, stdout);
    expect(await generated('--from', file)).toBe(await generated());
  });

  it('writes the same files twice', async () => {
    const out = join(folder, 'git');
    await generated('--out', out);
    const first = filesIn(out);
    expect(Object.keys(first)).toContain('/kustomization.yaml');
    expect(await generated('--out', out)).toMatch(/^(?:\S+ \(unchanged\)\n)+$/);
    expect(filesIn(out)).toEqual(first);
    const other = join(folder, 'other');
    await generated('--out', other);
    expect(filesIn(other)).toEqual(first);
  });

  it('is taken by the strict API server, from a pipe and as a kustomization', async () => {
    const strict = ['apply', '--validate=strict', '--dry-run=server', '-o', 'name'];
    const names = [
      'configmap/promwire-kuberhealthy-v2',
      'prometheusrule.monitoring.coreos.com/promwire-kuberhealthy',
      'servicemonitor.monitoring.coreos.com/promwire-kuberhealthy',
    ];
    const piped = await at.bed.kubectl([...strict, '-f', '-'], await generated());
    expect(piped.trim().split('\n').sort()).toEqual(names);
    const kustomized = await at.bed.kubectl([...strict, '-k', join(folder, 'git')]);
    expect(kustomized.trim().split('\n').sort()).toEqual(names);
    const json = await at.bed.kubectl([...strict, '-f', '-'], await generated('-o', 'json'));
    expect(json.trim().split('\n').sort()).toEqual(names);
  });

  it('prints the same from flags alone, where they say what the cluster says', async () => {
    const labels = ['--monitor-labels', 'release=prometheus', '--rule-labels', 'release=prometheus'];
    expect(await generated('--variant', 'v2', ...labels)).toBe(await generated());
  });

  it(
    'makes scenario A work by kubectl apply -k alone',
    async () => {
      await at.bed.kubectl(['apply', '-k', join(folder, 'git')]);
      const pool = 'serviceMonitor/kuberhealthy/promwire-kuberhealthy/0';
      await at.bed.waitFor(async () => (await kuberhealthyTargets(at.prometheus)).join() === `${pool} up,${pool} up`, {
        what: '2/2 targets up',
      });
      await at.bed.waitFor(
        async () => {
          const rules = await at.prometheus.rules('kuberhealthy-promwire-kuberhealthy');
          return rules.length > 10 && rules.every(({ health }) => health === 'ok');
        },
        { what: 'the rules loaded and healthy' },
      );
      expect(await at.prometheus.query('kuberhealthy_check')).toHaveLength(4);
      expect((await at.run('check', 'kuberhealthy')).code).toBe(0);
    },
    LONG,
  );

  it('prints the same again when it is in the cluster', async () => {
    expect(await generated('--out', join(folder, 'git'))).toMatch(/^(?:\S+ \(unchanged\)\n)+$/);
  });

  it('leaves alone what Git and others own, though nothing of it would be a conflict', async () => {
    const label = ['-n', 'kuberhealthy', 'label', '--overwrite'];
    const annotate = ['-n', 'kuberhealthy', 'annotate', '--overwrite'];
    const rule = 'prometheusrule/promwire-kuberhealthy';
    const dashboard = 'configmap/promwire-kuberhealthy-v2';
    await at.bed.kubectl([...annotate, rule, 'argocd.argoproj.io/tracking-id=apps:x/y:z/promwire-kuberhealthy']);
    await at.bed.kubectl([...label, rule, 'promwire.dev/profile-']);
    await at.bed.kubectl([...label, dashboard, 'app.kubernetes.io/managed-by-', 'grafana_dashboard-']);
    const all = await everything(at.bed);
    const { code, stderr } = await at.run('setup', '--yes');
    expect(code).toBe(1);
    expect(oneLine(stderr)).toContain('belongs to Argo CD application apps, and differs');
    expect(oneLine(stderr)).toContain('ConfigMap kuberhealthy/promwire-kuberhealthy-v2: it is there already');
    expect(await everything(at.bed)).toEqual(all);
    expect((await at.run('diff')).code).toBe(1);
    await at.bed.kubectl([...annotate, rule, 'argocd.argoproj.io/tracking-id-']);
    await at.bed.kubectl(['apply', '-k', join(folder, 'git')]);
  });

  it(
    'is then neither drift nor work for setup, and uninstall leaves it to Git',
    async () => {
      const all = await everything(at.bed);
      const verified = await at.run('verify');
      expect(verified.code).toBe(0);
      expect(verified.stdout).toContain('rules of PrometheusRule kuberhealthy/promwire-kuberhealthy');
      expect(await at.run('diff')).toMatchObject({ code: 0 });
      const { code, stdout } = await at.run('setup', '--yes');
      expect({ code, unchanged: stdout.includes('Nothing to change.') }).toEqual({ code: 0, unchanged: true });
      const removal = await at.run('uninstall', '--yes');
      expect(removal.code).toBe(0);
      expect(oneLine(removal.stdout)).toContain('promwire did not write it: remove it where it came from');
      expect(await everything(at.bed)).toEqual(all);
      expect(await oursIn(at.bed)).toHaveLength(3);
      await at.bed.kubectl(['delete', '-k', join(folder, 'git')]);
      expect(await everything(at.bed)).toEqual(at.before);
    },
    LONG,
  );
});
