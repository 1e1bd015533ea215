import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { KubeThing } from '../bed/object.ts';
import { scenarioG } from '../bed/worlds/scenarios.ts';
import { everything, versionsOf } from './live.ts';
import { kuberhealthyTargets, LONG, MONITORING, oneLine, oursIn, startScenario } from './scenario.ts';
import type { Scenario } from './scenario.ts';

/** The chart was installed with the right value: its ServiceMonitor works. */

const THEIRS = {
  apiVersion: MONITORING,
  kind: 'ServiceMonitor',
  metadata: { namespace: 'kuberhealthy', name: 'kuberhealthy' },
};
let at: Scenario;

beforeAll(async () => {
  at = await startScenario({ objects: scenarioG() });
}, LONG);
afterAll(() => at.bed.stop(), LONG);

describe('nothing is wrong', () => {
  it('is said by check', async () => {
    const { code, stdout } = await at.run('check', '-o', 'json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      // The chart's own monitor bounds no error text, and its Alertmanager tells nobody.
      findings: [
        { check: 'error-texts-unbounded', severity: 'warning', object: { kind: 'ServiceMonitor' } },
        { check: 'alerts-go-nowhere', severity: 'info', object: { kind: 'Alertmanager', namespace: 'monitoring' } },
        // Its jobLabel names a label that its Service has not.
        { check: 'job-label-missing', severity: 'info', object: { kind: 'ServiceMonitor' } },
      ],
      summary: { errors: 0, warnings: 1, unknown: 0 },
    });
  });

  it(
    'gets the rules and the dashboard that are lacking, and no second monitor',
    async () => {
      const theirs = await versionsOf(at.bed, [THEIRS]);
      const { code, stdout } = await at.run('setup', '--yes');
      expect(code).toBe(0);
      expect(stdout).not.toMatch(/[+~-] ServiceMonitor /);
      expect(await versionsOf(at.bed, [THEIRS])).toEqual(theirs);
      expect(await oursIn(at.bed)).toEqual([
        'ConfigMap kuberhealthy/promwire-kuberhealthy-v2',
        'PrometheusRule kuberhealthy/promwire-kuberhealthy',
      ]);
      const pool = 'serviceMonitor/kuberhealthy/kuberhealthy/0';
      expect(await kuberhealthyTargets(at.prometheus)).toEqual([`${pool} up`, `${pool} up`]);
    },
    LONG,
  );

  it(
    'changes nothing from then on',
    async () => {
      const all = await everything(at.bed);
      const { code, stdout } = await at.run('setup', '--yes');
      expect(code).toBe(0);
      expect(stdout).toContain('Nothing to change.');
      expect(await everything(at.bed)).toEqual(all);
      expect((await at.run('diff')).code).toBe(0);
      expect((await at.run('uninstall', '--yes')).code).toBe(0);
      expect(await everything(at.bed)).toEqual(at.before);
    },
    LONG,
  );
});

describe('verify ends with whom the alerts reach', () => {
  const TEAM: KubeThing = {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata: { namespace: 'kuberhealthy', name: 'team' },
    spec: {
      route: { receiver: 'hook' },
      receivers: [{ name: 'hook', webhookConfigs: [{ url: 'http://127.0.0.1:9/' }] }],
    },
  };

  it(
    'nobody by the routes as installed, and the receiver once a route takes them',
    async () => {
      expect((await at.run('setup', '--yes')).code).toBe(0);
      const nobody = await at.run('verify');
      expect(nobody.code).toBe(0);
      expect(oneLine(nobody.stdout)).toMatch(/ nobody alerts: \d+ reach nobody: Receiver "null" notifies nobody/);
      expect(nobody.stdout).toContain('promwire check prometheusrule/promwire-kuberhealthy -n kuberhealthy -v');
      const all = { alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {} };
      const spec = { ...all, alertmanagerConfigMatcherStrategy: { type: 'None' } };
      const name = 'prometheus-kube-prometheus-alertmanager';
      await at.bed.kubectl([
        ...['-n', 'monitoring', 'patch', 'alertmanager', name, '--type=merge', '-p', JSON.stringify({ spec })],
      ]);
      await at.bed.apply([TEAM]);
      const told = await at.bed.waitFor(
        async () => {
          const { code, stdout } = await at.run('verify');
          return code === 0 && oneLine(stdout).includes('receiver "kuberhealthy/team/hook" (webhook)') && stdout;
        },
        { what: 'the route to be loaded' },
      );
      expect(oneLine(told)).toMatch(/ ok alerts: \d+ reach receiver "kuberhealthy\/team\/hook" \(webhook\)/);
      expect(told).not.toContain('nobody');
    },
    LONG,
  );
});
