import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { scenarioG } from '../bed/worlds/scenarios.ts';
import { everything, versionsOf } from './live.ts';
import { kuberhealthyTargets, LONG, MONITORING, oursIn, startScenario } from './scenario.ts';
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
        { check: 'alerts-go-nowhere', severity: 'info', object: { kind: 'PrometheusRule', namespace: 'monitoring' } },
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
