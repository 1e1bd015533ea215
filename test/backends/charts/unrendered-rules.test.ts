import { describe, expect, it } from '@jest/globals';
import { check } from '../../../src/app/check.ts';
import { checkOutcomes } from '../../../src/outcomes.ts';
import { repository } from '../../repository.ts';

const release = (name: string, chart: string): string => `---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ${name}, namespace: eyes }
spec: { chart: { spec: { chart: ${chart}, version: 1.2.3, sourceRef: { kind: HelmRepository, name: community } } } }
`;
const application = `---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: watch, namespace: argocd }
spec:
  source: { repoURL: https://charts.example.org, chart: kube-prometheus-stack, targetRevision: 88.5.3 }
  destination: { namespace: eyes }
`;
/** `labels`: in flow style. */
const rule = (labels = '{}'): string => `---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: till, namespace: eyes, labels: ${labels} }
spec: { groups: [{ name: a, rules: [{ alert: Down, expr: up == 0 }] }] }
`;
const STACK = `---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: k8s, namespace: eyes }
spec: { ruleSelector: {} }
`;
const OF_TILL = '{ helm.toolkit.fluxcd.io/name: till, helm.toolkit.fluxcd.io/namespace: eyes }';

async function asked(name: string, text: string): Promise<readonly [string, readonly string[]]> {
  const report = await check(await repository({ 'all.yaml': text }), { subjects: [{ kind: 'alert', name }] });
  const [outcome = ''] = checkOutcomes(report).slice(1);
  return [outcome, (report.alerts[0]?.steps ?? []).map((step) => step.trim())];
}

describe('an alert that no rules among the files define', () => {
  it.each([
    ['a HelmRelease', release('watch', 'kube-prometheus-stack'), 'HelmRelease eyes/watch'],
    ['an Application', application, 'Application argocd/watch'],
    ['another chart', STACK + release('till', 'till'), 'HelmRelease eyes/till'],
  ])('may come from the chart of %s, which is not rendered', async (_, text, by) => {
    const [outcome, [none, why = '']] = await asked('Watchdog', text);
    expect(outcome).toBe('unknown');
    expect(none).toBe('no PrometheusRule that can be seen defines it');
    expect(why).toMatch(
      new RegExp(
        `^${by} [(]repo/all[.]yaml:\\d+[)] may bring rules, which are not among the files as long as its chart is not rendered`,
      ),
    );
  });

  it('is rather from the stack than from other charts, all of which are counted', async () => {
    const others = ['a', 'b', 'c'].map((name) => release(name, name)).join('');
    const [outcome, [, why]] = await asked('Watchdog', others + release('watch', 'kube-prometheus-stack'));
    expect(outcome).toBe('unknown');
    expect(why).toMatch(/^HelmRelease eyes\/watch .* and 1 more may bring rules, .* as long as their charts are not/);
  });

  it('is not there where nothing is left to be rendered', async () => {
    const none = ['findings', ['no PrometheusRule that can be seen defines it']];
    expect(await asked('Watchdog', STACK + rule())).toEqual(none);
    expect(await asked('Watchdog', STACK + release('till', 'till') + rule(OF_TILL))).toEqual(none);
  });

  it('leaves one that is defined to its way', async () => {
    const [outcome, steps] = await asked('Down', STACK + release('till', 'till') + rule());
    expect(outcome).toBe('findings');
    expect(steps.join('\n')).not.toContain('may bring rules');
  });
});
