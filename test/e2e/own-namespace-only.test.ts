import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scenarioE } from '../bed/worlds/scenarios.ts';
import { everything } from './live.ts';
import { promwire } from './promwire.ts';
import { kubectlApply, kuberhealthyTargets, LONG, MONITORING, oursIn, startScenario, oneLine } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** Without a namespace selector (null is not {}) Prometheus takes monitors and rules of its own namespace only. */

const RBAC = 'rbac.authorization.k8s.io';

let at: Scenario;

beforeAll(async () => {
  at = await startScenario({ objects: scenarioE() });
}, LONG);
afterAll(() => at.bed.stop(), LONG);

describe('only monitors beside the Prometheus count', () => {
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
      // Objects of another application beside the Prometheus are not ours to take.
      const other = await at.run('uninstall', '-n', 'monitoring', '--dry-run');
      expect(other.stdout).toContain('There is nothing to take back for kuberhealthy');
      // Who may not look there takes back what can be seen, and is told what is not known.
      const list = ['servicemonitors', 'podmonitors', 'prometheusrules', 'configmaps', 'roles', 'rolebindings'];
      const rules = [{ apiGroups: ['*'], resources: list, verbs: ['list', 'get'] }];
      await at.bed.apply([
        { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata: { name: 'narrow', namespace: 'kuberhealthy' }, rules },
        {
          apiVersion: `${RBAC}/v1`,
          kind: 'RoleBinding',
          metadata: { name: 'narrow', namespace: 'kuberhealthy' },
          roleRef: { apiGroup: RBAC, kind: 'Role', name: 'narrow' },
          subjects: [{ apiGroup: RBAC, kind: 'User', name: 'user-1' }],
        },
      ]);
      const kubeconfig = await at.bed.kubeconfigFor('user-1');
      const narrow = await at.bed.waitFor(
        async () => {
          const run = await promwire(['uninstall', '-n', 'kuberhealthy', '--dry-run'], { kubeconfig });
          return run.stdout !== '' && run;
        },
        { what: 'the rights of user-1' },
      );
      expect(narrow.code).toBe(3);
      expect(narrow.stdout).toContain('ConfigMap kuberhealthy/promwire-kuberhealthy-v3');
      expect(oneLine(narrow.stderr)).toContain(
        'not known: what setup put into other namespaces for this one. Not allowed to list',
      );
      await at.bed.remove([
        { apiVersion: `${RBAC}/v1`, kind: 'RoleBinding', metadata: { name: 'narrow', namespace: 'kuberhealthy' } },
        { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata: { name: 'narrow', namespace: 'kuberhealthy' } },
      ]);
      const uninstall = await at.run('uninstall', '-n', 'kuberhealthy', '--yes');
      expect(uninstall.stdout).toContain('ServiceMonitor monitoring/promwire-kuberhealthy');
      expect(uninstall.code).toBe(0);
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
        // The chart's own Alertmanager tells nobody.
        { check: 'alerts-go-nowhere', severity: 'info', object: { kind: 'Alertmanager', namespace: 'monitoring' } },
      ],
    });
    // Labels cannot mend it: setup would make its own monitor beside the Prometheus.
    expect((await at.run('setup', '--dry-run')).stdout).toContain('+ ServiceMonitor monitoring/promwire-kuberhealthy ');
  });
});
