import { describe, expect, it } from '@jest/globals';
import { verifiedReport } from '../../src/app/verified-report.ts';
import type { Look } from '../../src/app/verifier.ts';
import { refOf } from '../../src/kube/refs.ts';
import type { AlertReach, KubeObject, Ref, Verification } from '../../src/model/index.ts';
import { reportHtml } from '../../src/render/html/page.ts';
import { instance, observed, POOL, target } from '../checks/observed.ts';
import * as worlds from '../worlds.ts';

const prometheus = worlds.prometheus('monitoring/k8s', { serviceMonitorSelector: {}, ruleSelector: {} });
const labels = { app: 'web' };
const monitor = worlds.serviceMonitor('shop/web', { selector: { matchLabels: labels }, endpoints: [{ port: 'http' }] });
const rules = worlds.prometheusRule('shop/web', { groups: [] });
const WORLD: readonly KubeObject[] = [
  worlds.namespace('monitoring'),
  worlds.namespace('shop'),
  worlds.operator(),
  prometheus,
  ...worlds.mayDiscover,
  monitor,
  worlds.service('shop/web', { selector: labels }, { labels }),
  worlds.endpoints('shop/web', [['10.0.0.1', 'shop/web-0']], {}, { labels }),
  worlds.pod('shop/web-0', '10.0.0.1', { meta: { labels } }),
];
const stack = refOf(prometheus);

const look = (error: string): Look => ({
  analysis: worlds.analysis(WORLD),
  observation: observed(instance({ targets: [target(error, POOL, '10.0.0.1:8080')], jobs: [POOL] }))[0]!,
});
const ofTargets = (outcome: Verification['outcome'], detail: string, object: Ref = refOf(monitor)): Verification => ({
  expectation: { kind: 'target-up', stack, monitor: object, endpoints: 1 },
  outcome,
  detail,
});
const ofRules: Verification = {
  expectation: { kind: 'rule-loaded', stack, rule: refOf(rules), groups: ['web'] },
  outcome: 'not-met',
  detail: 'PrometheusRule shop/web is not there; promwire setup makes it',
};
const page = async (error: string, verifications: readonly Verification[]): Promise<string> =>
  reportHtml(await verifiedReport(look(error), verifications, { signal: new AbortController().signal }), {
    says: 'Verified',
  });

describe('the page of verify', () => {
  it('shows what is up', async () => {
    const html = await page('', [ofTargets('met', '1/1 targets up')]);
    expect(html).toContain('<title>promwire: 0 broken, 0 warnings, 0 not known</title>');
    expect(html).toContain('<b>1 of 1 up</b>');
    expect(html).toContain('<pre>Verified</pre>');
  });

  it('shows what is down, and what is not there', async () => {
    const html = await page('connection refused', [ofTargets('not-met', '0/1 up: connection refused'), ofRules]);
    expect(html).toContain('<title>promwire: 2 broken, 0 warnings, 0 not known</title>');
    expect(html).toContain('<b>1 of 1 down</b>');
    expect(html).toContain('scrape-failing');
    expect(html).toContain('PrometheusRule shop/web is not there; promwire setup makes it.');
  });

  it('counts whom alerts reach by what running Alertmanagers told, and judges that by nothing else', async () => {
    const alerting = { alertmanagers: [{ namespace: 'monitoring', name: 'main', port: 'web' }] };
    const sends = worlds.prometheus('monitoring/k8s', { ruleSelector: {}, ruleNamespaceSelector: {}, alerting });
    const alerts = worlds.prometheusRule('shop/web');
    const analysis = worlds.analysis([
      ...[worlds.namespace('monitoring'), worlds.namespace('shop'), worlds.operator(), sends, alerts],
      ...worlds.alertmanagerMain(),
    ]);
    const told: Verification = { ...ofRules, outcome: 'met', detail: '1/1 groups loaded' };
    const { observation } = look('');
    const report = await verifiedReport({ analysis, observation }, [told], { signal: new AbortController().signal });
    expect(report.judgements).toHaveLength(1);
    const saying = [...report.findings, ...report.unknown].map(({ check }) => check);
    expect(saying).not.toContain('alerts-go-nowhere');
    const html = async (nowhere: number, unknown: number): Promise<string> => {
      const reach: AlertReach = {
        ...{ rule: refOf(alerts), stack: refOf(sends), receivers: [] },
        nowhere: { alerts: nowhere, why: ['Receiver "null" notifies nobody.'] },
        unknown: { alerts: unknown, why: [] },
      };
      const { signal } = new AbortController();
      return reportHtml(await verifiedReport({ analysis, observation }, [told], { reach, signal }), {
        says: 'Verified',
      });
    };
    expect(await html(0, 0)).toContain('<title>promwire: 0 broken, 0 warnings, 0 not known</title>');
    expect(await html(2, 0)).toContain('<title>promwire: 0 broken, 1 warning, 0 not known</title>');
    expect(await html(2, 0)).toContain('2 alerts of PrometheusRule shop/web reach nobody.');
    expect(await html(0, 1)).toContain('<title>promwire: 0 broken, 0 warnings, 1 not known</title>');
  });

  it.each(['unknown', 'pending'] as const)('calls nothing fine that is %s', async (outcome) => {
    const html = await page('', [ofTargets(outcome, 'waits')]);
    expect(html).toContain('<title>promwire: 0 broken, 0 warnings, 1 not known</title>');
  });
});
