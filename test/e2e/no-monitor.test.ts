import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scenarioC } from '../bed/worlds/scenarios.ts';
import { everything } from './live.ts';
import { kuberhealthyTargets, LONG, MONITORING, oneLine, oursIn, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** kuberhealthy 3 ships no ServiceMonitor at all; Prometheus 3 scrapes. */

let at: Scenario;

beforeAll(async () => {
  at = await startScenario({ objects: scenarioC() });
}, LONG);
afterAll(() => at.bed.stop(), LONG);

describe('an application that no monitor reaches', () => {
  it('is found without any object to look at', async () => {
    const { code, stdout } = await at.run('check', '-o', 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      findings: [
        {
          check: 'monitor-missing',
          severity: 'error',
          object: { kind: 'Service', namespace: 'kuberhealthy', name: 'kuberhealthy' },
        },
        // The chart's own Alertmanager tells nobody.
        { check: 'alerts-go-nowhere', severity: 'info', object: { kind: 'Alertmanager', namespace: 'monitoring' } },
      ],
      summary: { errors: 1, warnings: 0, unknown: 0 },
    });
  });

  it(
    'is wired by setup',
    async () => {
      const { code } = await at.run('setup', '--yes');
      expect(code).toBe(0);
      expect(await oursIn(at.bed)).toEqual([
        'ConfigMap kuberhealthy/promwire-kuberhealthy-v3',
        'PrometheusRule kuberhealthy/promwire-kuberhealthy',
        'ServiceMonitor kuberhealthy/promwire-kuberhealthy',
      ]);
      const metadata = { namespace: 'kuberhealthy', name: 'promwire-kuberhealthy' };
      const monitor = await at.bed.read({ apiVersion: MONITORING, kind: 'ServiceMonitor', metadata });
      expect(monitor?.metadata.labels?.['release']).toBe('prometheus');
      expect(JSON.stringify(monitor?.['spec'])).not.toMatch(/bearerTokenFile|honorLabels/);
      const pool = 'serviceMonitor/kuberhealthy/promwire-kuberhealthy/0';
      expect(await kuberhealthyTargets(at.prometheus)).toEqual([`${pool} up`, `${pool} up`]);
      const [version] = await at.prometheus.query('prometheus_build_info');
      expect(version?.metric['version']).toMatch(/^3\./);
      // The check's own namespace is not overwritten by the pod's.
      const [check] = await at.prometheus.query('kuberhealthy_check');
      expect(check?.metric).toMatchObject({ namespace: 'kuberhealthy', exported_namespace: expect.any(String) });
    },
    LONG,
  );

  it(
    'is verified: every expectation is met, or pending with its reason',
    async () => {
      const { code, stdout } = await at.run('verify', '-o', 'json');
      expect(code).toBe(0);
      const { verifications } = JSON.parse(stdout) as {
        readonly verifications: readonly { readonly outcome: string; readonly waitingFor?: string }[];
      };
      expect(verifications.length).toBeGreaterThanOrEqual(4);
      for (const { outcome, waitingFor } of verifications)
        expect(outcome === 'met' || (outcome === 'pending' && waitingFor !== undefined)).toBe(true);
      expect((await at.run('check')).code).toBe(0);
      expect((await at.run('diff')).code).toBe(0);
    },
    LONG,
  );

  it(
    'keeps what was set in its alerts, until that is taken back',
    async () => {
      const kinds = async () => {
        const rules = await at.prometheus.rules('kuberhealthy-promwire-kuberhealthy');
        return rules.filter(({ type }) => type === 'alerting').map(({ name }) => name);
      };
      const shipped = await kinds();
      expect(shipped).toContain('KuberhealthyCheckSlow');
      const set = [
        '--alert',
        'KuberhealthyCheckSlow=off',
        '--threshold',
        'objective=0.995',
        '--alert-labels',
        'team=a',
      ];
      expect((await at.run('diff', ...set)).stdout).toContain('KuberhealthyCheckSlow');
      const { code, stdout } = await at.run('setup', '--yes', ...set);
      expect({ code, stdout }).toMatchObject({ code: 0 });
      expect(await kinds()).toEqual(shipped.filter((name) => name !== 'KuberhealthyCheckSlow'));
      // Without a flag nothing is set back.
      const again = await at.run('diff');
      expect(again).toMatchObject({ code: 0 });
      expect(oneLine(again.stderr)).toContain(
        'as set at PrometheusRule kuberhealthy/promwire-kuberhealthy by an earlier run',
      );
      expect((await at.run('verify')).code).toBe(0);
      expect((await at.run('setup', '--yes', '--settings', 'default')).code).toBe(0);
      expect(await kinds()).toEqual(shipped);
      const metadata = { namespace: 'kuberhealthy', name: 'promwire-kuberhealthy' };
      const rule = await at.bed.read({ apiVersion: MONITORING, kind: 'PrometheusRule', metadata });
      expect(rule?.metadata.annotations?.['promwire.dev/settings']).toBeUndefined();
    },
    LONG,
  );

  it('tells two HealthChecks of one name: names-collide, until one of them has another name', async () => {
    const second = {
      apiVersion: 'kuberhealthy.github.io/v2',
      kind: 'HealthCheck',
      metadata: { namespace: 'default', name: 'daemonset' },
    };
    const told = async (...about: readonly string[]) => {
      const { code, stdout } = await at.run('check', ...about, '-o', 'json');
      const { findings } = JSON.parse(stdout) as {
        readonly findings: readonly { readonly check: string; readonly object: { readonly namespace: string } }[];
      };
      return { code, about: findings.flatMap(({ check, object }) => (check === 'names-collide' ? [object] : [])) };
    };
    expect(await told()).toEqual({ code: 0, about: [] });
    await at.bed.apply([{ ...second, spec: {} }]);
    const both = ['default', 'kuberhealthy'].map((namespace) => ({ ...second.metadata, namespace }));
    for (const question of [[], ['kuberhealthy']])
      expect(await told(...question)).toMatchObject({ code: 1, about: both });
    await at.bed.kubectl(['-n', 'default', 'delete', 'healthchecks.kuberhealthy.github.io', 'daemonset']);
    await at.bed.apply([{ ...second, metadata: { namespace: 'default', name: 'default-daemonset' }, spec: {} }]);
    expect(await told()).toEqual({ code: 0, about: [] });
    await at.bed.kubectl(['-n', 'default', 'delete', 'healthchecks.kuberhealthy.github.io', 'default-daemonset']);
  });

  it('is not verified where a part cannot even be planned: rules of our name that are not ours', async () => {
    const label = ['-n', 'kuberhealthy', 'label', 'prometheusrule', 'promwire-kuberhealthy'];
    await at.bed.kubectl([...label, 'app.kubernetes.io/managed-by-']);
    const { code, stdout, stderr } = await at.run('verify');
    expect(stdout).not.toContain('not met');
    expect(oneLine(stderr)).toContain('not wired in: PrometheusRule kuberhealthy/promwire-kuberhealthy exists');
    expect(code).toBe(1);
    await at.bed.kubectl([...label, 'app.kubernetes.io/managed-by=promwire']);
    expect((await at.run('verify')).code).toBe(0);
  });

  it('is not verified where the dashboard lost the label that the sidecar looks for', async () => {
    const label = ['-n', 'kuberhealthy', 'label', 'configmap', 'promwire-kuberhealthy-v3'];
    await at.bed.kubectl([...label, 'grafana_dashboard-']);
    const { code, stdout } = await at.run('verify');
    expect(oneLine(stdout)).toContain('promwire-kuberhealthy-v3 is there without grafana_dashboard=1');
    expect(code).toBe(1);
    expect((await at.run('setup', '--yes')).code).toBe(0);
  });

  it('is as before after uninstall', async () => {
    expect((await at.run('uninstall', '--yes')).code).toBe(0);
    expect(await everything(at.bed)).toEqual(at.before);
  });
});
