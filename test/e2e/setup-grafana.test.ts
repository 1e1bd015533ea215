import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KubeThing } from '../bed/object.ts';
import { scenarioC } from '../bed/worlds/scenarios.ts';
import { startGrafana } from '../io/grafana/grafana-standin.ts';
import type { GrafanaStandIn } from '../io/grafana/grafana-standin.ts';
import { LONG, oursIn, startScenario, oneLine } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** setup with --grafana-url: the dashboards go through Grafana's API (a stand-in) with the administrator's Secret. */

const PASSWORD = 'first-boot-password';
let at: Scenario;
let grafana: GrafanaStandIn;

const loginSecret = (name: string): KubeThing => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace: 'monitoring', name },
  data: Object.fromEntries(
    Object.entries({ 'admin-user': 'admin', 'admin-password': PASSWORD }).map(([key, text]) => [
      key,
      Buffer.from(text).toString('base64'),
    ]),
  ),
});

beforeAll(async () => {
  grafana = await startGrafana({
    version: 13,
    authorization: `Basic ${Buffer.from(`admin:${PASSWORD}`).toString('base64')}`,
  });
  at = await startScenario({ objects: scenarioC() });
  await at.bed.apply([loginSecret('first-login')]);
}, LONG);
afterAll(async () => {
  await at.bed.stop();
  await grafana.stop();
}, LONG);

const login = () => ['--grafana-url', grafana.url, '--grafana-admin-secret', 'monitoring/first-login'];

describe('setup through the API of Grafana', () => {
  it(
    'shows what it would do, then does it, and makes no ConfigMap',
    async () => {
      const dry = await at.run('setup', '--dry-run', ...login());
      expect(dry.code).toBe(0);
      expect(dry.stdout).toContain('would create  dashboard Kuberhealthy 3 / Overview');
      expect([grafana.folders.size, grafana.dashboards.size]).toEqual([0, 0]);
      const { code, stdout, stderr } = await at.run('setup', '--yes', ...login());
      expect(code).toBe(0);
      expect(stdout).toMatch(/created +folder Kuberhealthy\n +created +dashboard Kuberhealthy 3 \/ Overview/);
      expect([...grafana.dashboards.keys()]).toEqual(['promwire-kuberhealthy-v3', 'promwire-kuberhealthy-v3-check']);
      expect(await oursIn(at.bed)).toEqual([
        'PrometheusRule kuberhealthy/promwire-kuberhealthy',
        'ServiceMonitor kuberhealthy/promwire-kuberhealthy',
      ]);
      expect(dry.stdout + dry.stderr + stdout + stderr).not.toContain(PASSWORD);
    },
    LONG,
  );

  it(
    'changes nothing the second time, and import says the same',
    async () => {
      const again = await at.run('setup', '--yes', ...login());
      expect(again.code).toBe(0);
      expect(again.stdout).toMatch(/unchanged +dashboard Kuberhealthy 3 \/ Overview/);
      const imported = await at.run('dashboard', 'import', '--variant', 'v3', ...login());
      expect(imported.code).toBe(0);
      expect(imported.stdout.match(/unchanged/g)).toHaveLength(3);
      for (const { version } of grafana.dashboards.values()) expect(version).toBe(1);
    },
    LONG,
  );

  it(
    'previews the panels through the API server',
    async () => {
      const { code, stdout } = await at.run('dashboard', 'preview');
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^Kuberhealthy 3 \/ Overview\n.*Pods scraped +2\n/s)]);
    },
    LONG,
  );

  it('finds the Secret that the Grafana in the cluster names, and says which', async () => {
    const ask = async () =>
      await at.run('dashboard', 'import', '--variant', 'v3', '--grafana-url', grafana.url, '--grafana-admin-secret');
    expect(await ask()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no Secret monitoring/prometheus-grafana'),
    });
    await at.bed.apply([loginSecret('prometheus-grafana')]);
    const { code, stdout, stderr } = await ask();
    expect([code, stdout.match(/unchanged/g)?.length]).toEqual([0, 3]);
    expect(oneLine(stderr)).toContain(
      'reading Secret monitoring/prometheus-grafana (admin-user, admin-password), which Deployment monitoring/prometheus-grafana names',
    );
    expect(oneLine(stdout + stderr)).not.toContain(PASSWORD);
  });

  it('says which Secret is wrong', async () => {
    const absent = await at.run(
      'dashboard',
      'import',
      '--variant',
      'v3',
      '--grafana-url',
      grafana.url,
      '--grafana-admin-secret',
      'monitoring/none',
    );
    expect(absent).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no Secret monitoring/none') });
  });
});
