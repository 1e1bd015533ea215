import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scenarioE } from '../bed/worlds/scenarios.ts';
import { everything } from './live.ts';
import { kubectlApply, kuberhealthyTargets, LONG, MONITORING, oursIn, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** Without a namespace selector (null is not {}) Prometheus takes monitors and rules of its own namespace only. */

let at: Scenario;

beforeAll(async () => {
  at = await startScenario({ objects: scenarioE() });
}, LONG);
afterAll(() => at.bed.stop(), LONG);

describe('scenario E: only monitors beside the Prometheus count', () => {
  it(
    "gets its monitor and rules in the Prometheus' namespace, pointing at kuberhealthy's",
    async () => {
      const { code } = await at.run('setup', '--yes');
      expect(code).toBe(0);
      expect(await oursIn(at.bed)).toEqual([
        'ConfigMap kuberhealthy/promwire-kuberhealthy-v3',
        'PrometheusRule monitoring/promwire-kuberhealthy',
        'ServiceMonitor monitoring/promwire-kuberhealthy',
      ]);
      const metadata = { namespace: 'monitoring', name: 'promwire-kuberhealthy' };
      const monitor = await at.bed.read({ apiVersion: MONITORING, kind: 'ServiceMonitor', metadata });
      expect(monitor?.['spec']).toMatchObject({ namespaceSelector: { matchNames: ['kuberhealthy'] } });
      const pool = 'serviceMonitor/monitoring/promwire-kuberhealthy/0';
      expect(await kuberhealthyTargets(at.prometheus)).toEqual([`${pool} up`, `${pool} up`]);
      expect((await at.prometheus.rules('monitoring-promwire-kuberhealthy')).length).toBeGreaterThan(10);
      expect((await at.run('check')).code).toBe(0);
    },
    LONG,
  );

  it(
    'is not written a second time, and is as before after uninstall',
    async () => {
      const again = await at.run('setup', '--yes');
      expect(again.code).toBe(0);
      expect(again.stdout).toContain('Nothing to change.');
      expect((await at.run('uninstall', '--yes')).code).toBe(0);
      expect(await everything(at.bed)).toEqual(at.before);
    },
    LONG,
  );

  it('is told of a monitor in the wrong namespace', async () => {
    await kubectlApply(at.bed, [
      {
        apiVersion: MONITORING,
        kind: 'ServiceMonitor',
        metadata: { name: 'by-hand', namespace: 'kuberhealthy', labels: { release: 'prometheus' } },
        spec: { selector: { matchLabels: { app: 'kuberhealthy' } }, endpoints: [{ port: 'http' }] },
      },
    ]);
    const { code, stdout } = await at.run('check', '-o', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [
        {
          check: 'namespace-selector-mismatch',
          severity: 'error',
          object: { namespace: 'kuberhealthy', name: 'by-hand' },
          evidence: { field: 'serviceMonitorNamespaceSelector', own: true },
        },
      ],
    });
    // Labels cannot mend it: setup would make its own monitor beside the Prometheus.
    expect((await at.run('setup', '--dry-run')).stdout).toContain('+ ServiceMonitor monitoring/promwire-kuberhealthy ');
  });
});
