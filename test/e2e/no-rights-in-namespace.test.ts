import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KubeThing } from '../bed/object.ts';
import { scenarioD } from '../bed/worlds/scenarios.ts';
import { everything, livePrometheus } from './live.ts';
import { kubectlApply, kuberhealthyTargets, LONG, MONITORING, oneLine, oursIn, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** kube-prometheus: its selectors take every label, but Prometheus may discover targets in three namespaces only. */

let at: Scenario;

/** A monitor as somebody writes it, right in every field. */
const theirs: KubeThing = {
  apiVersion: MONITORING,
  kind: 'ServiceMonitor',
  metadata: { name: 'by-hand', namespace: 'kuberhealthy' },
  spec: { selector: { matchLabels: { app: 'kuberhealthy' } }, endpoints: [{ port: 'http' }] },
};
const RIGHTS = ['Role kuberhealthy/promwire-monitoring-k8s', 'RoleBinding kuberhealthy/promwire-monitoring-k8s'];
const RULES = 'PrometheusRule kuberhealthy/promwire-kuberhealthy';

/** Both replicas scrape both targets, each once. */
const expectScraped = async (monitor: string): Promise<void> => {
  for (const replica of [0, 1]) {
    const prometheus = await livePrometheus(at.bed, 'monitoring', 'k8s', replica);
    const pool = `serviceMonitor/kuberhealthy/${monitor}/0`;
    expect(await kuberhealthyTargets(prometheus)).toEqual([`${pool} up`, `${pool} up`]);
  }
};

beforeAll(async () => {
  at = await startScenario({ objects: scenarioD(), prometheus: 'k8s' });
}, LONG);
afterAll(() => at.bed.stop(), LONG);

describe('Prometheus may not read the namespace', () => {
  it(
    'gets the monitor and the rights that it needs',
    async () => {
      const { code, stdout } = await at.run('setup', '--yes');
      expect(code).toBe(0);
      for (const name of [...RIGHTS, RULES, 'ServiceMonitor kuberhealthy/promwire-kuberhealthy'])
        expect(oneLine(stdout)).toContain(`+ ${name} `);
      expect(stdout.indexOf('+ Role ')).toBeLessThan(stdout.indexOf('+ ServiceMonitor '));
      await expectScraped('promwire-kuberhealthy');
      // No Grafana here has a sidecar: the other ways in are named instead.
      expect(oneLine(stdout)).toContain('or by hand (promwire dashboard export');
      expect((await at.run('check')).code).toBe(0);
      const again = await at.run('setup', '--yes');
      expect({ code: again.code, unchanged: again.stdout.includes('Nothing to change.') }).toEqual({
        code: 0,
        unchanged: true,
      });
    },
    LONG,
  );

  it('is as before after uninstall, without the rights', async () => {
    expect((await at.run('uninstall', '--yes')).code).toBe(0);
    expect(await everything(at.bed)).toEqual(at.before);
  });

  it('is told of a monitor that is right itself', async () => {
    await kubectlApply(at.bed, [theirs]);
    const { code, stdout } = await at.run('check', '-o', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [
        { check: 'rbac-namespace', severity: 'error', object: { kind: 'ServiceMonitor', name: 'by-hand' } },
        { check: 'error-texts-unbounded', severity: 'warning', object: { kind: 'ServiceMonitor', name: 'by-hand' } },
      ],
      summary: { errors: 1, warnings: 1, unknown: 0 },
    });
    const text = oneLine((await at.run('check')).stdout);
    expect(text).toContain('Prometheus monitoring/k8s');
    expect(text).toContain('kuberhealthy');
  });

  it(
    'then gets the rights alone, and no second monitor',
    async () => {
      const monitor = await at.bed.read(theirs);
      expect((await at.run('setup', '--yes')).code).toBe(0);
      expect(await oursIn(at.bed)).toEqual([RULES, ...RIGHTS]);
      await expectScraped('by-hand');
      const { status: _was, ...was } = monitor ?? theirs;
      const { status: _is, ...is } = (await at.bed.read(theirs)) ?? theirs;
      expect({ ...is, metadata: { ...is.metadata, resourceVersion: '', managedFields: [] } }).toEqual({
        ...was,
        metadata: { ...was.metadata, resourceVersion: '', managedFields: [] },
      });
      const again = await at.run('setup', '--yes');
      expect(again.stdout).toContain('Nothing to change.');
      expect((await at.run('uninstall', '--yes')).code).toBe(0);
      expect(await oursIn(at.bed)).toEqual([]);
      expect((await at.run('check')).code).toBe(1);
    },
    LONG,
  );
});
