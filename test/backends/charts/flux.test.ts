import { describe, expect, it } from '@jest/globals';
import { check } from '../../../src/app/check.ts';
import { findings, repository, verdicts } from '../../repository.ts';

/** A HelmRelease of kube-prometheus-stack; `values` with an indentation of four. */
const release = (values: string, spec = '', chart = 'kube-prometheus-stack'): string => `---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: watch
  namespace: eyes
spec:
  chart:
    spec:
      chart: ${chart}
      version: 88.5.3
      sourceRef: { kind: HelmRepository, name: community }
${spec}
  values:
    grafana: { enabled: true }
${values}
`;

const monitor = (name: string, namespace: string, labels = '{}'): string => `---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: ${name}, namespace: ${namespace}, labels: ${labels} }
spec: { selector: { matchLabels: { app: ${name} } }, endpoints: [{ port: http }] }
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: ${name}, namespace: ${namespace}, labels: ${labels} }
spec: { groups: [{ name: a, rules: [{ alert: Down, expr: up == 0 }] }] }
`;

const OPEN = `    prometheus:
      prometheusSpec:
        serviceMonitorSelectorNilUsesHelmValues: false`;

describe('a HelmRelease of kube-prometheus-stack is the stack that it will be', () => {
  it('takes what its values select, each kind by its own value, and the fix names the line of the value', async () => {
    const snapshot = await repository({ 'eyes/stack.yaml': release(OPEN), 'shop/till.yaml': monitor('till', 'shop') });
    const report = await check(snapshot);
    expect(report.stacks.map(({ ref }) => `${ref.kind} ${ref.namespace ?? ''}/${ref.name}`)).toEqual([
      'Prometheus eyes/watch-kube-prometheus-stac-prometheus',
      'Alertmanager eyes/watch-kube-prometheus-stac-alertmanager',
    ]);
    expect(await verdicts(snapshot)).toEqual({
      'PrometheusRule shop/till': 'not-selected',
      'ServiceMonitor shop/till': 'selected',
    });
    expect(findings(report)).toEqual(['error label-mismatch PrometheusRule shop/till repo/shop/till.yaml:9']);
    expect(report.findings[0]?.remedy).toBe('Set release: watch in metadata.labels of PrometheusRule shop/till.');
    expect(report.findings[0]?.instead).toEqual([
      {
        text: 'set prometheus.prometheusSpec.ruleSelectorNilUsesHelmValues: false in the values of HelmRelease eyes/watch (repo/eyes/stack.yaml:17), so that every PrometheusRule of the cluster is taken (of those seen, 1 more than now).',
      },
    ]);
  });

  it('tells that a text is true for the chart, whatever it says', async () => {
    const quoted = OPEN.replace(': false', ': "false"');
    const snapshot = await repository({
      'eyes/stack.yaml': release(quoted),
      'shop/till.yaml': monitor('till', 'shop'),
    });
    const [rule, web] = (await check(snapshot)).findings;
    expect(web?.because.at(-1)).toBe(
      'repo/eyes/stack.yaml:18: serviceMonitorSelectorNilUsesHelmValues is the text "false", which the chart takes for true: without quotes it is false.',
    );
    expect(rule?.because.join()).not.toContain('is the text');
  });

  it.each([
    ['the label of the release', '', 'not-selected'],
    ['all, by the switch', OPEN, 'selected'],
    [
      'a selector of its own',
      '    prometheus: { prometheusSpec: { serviceMonitorSelector: { matchLabels: { team: a } } } }',
      'not-selected',
    ],
    [
      'a selector that fits',
      '    prometheus: { prometheusSpec: { serviceMonitorSelector: { matchLabels: { own: "1" } } } }',
      'selected',
    ],
    [
      'other namespaces',
      `${OPEN}\n        serviceMonitorNamespaceSelector: { matchLabels: { kubernetes.io/metadata.name: eyes } }`,
      'not-selected',
    ],
    [
      'namespaces of its operator',
      `${OPEN}\n    prometheusOperator: { namespaces: { releaseNamespace: true } }`,
      'not-selected',
    ],
    [
      'nothing, since another namespace is denied',
      `${OPEN}\n    prometheusOperator: { denyNamespaces: [shop] }`,
      'not-selected',
    ],
  ])('selects %s', async (_, values, verdict) => {
    const snapshot = await repository({
      'stack.yaml': release(values),
      'shop.yaml': monitor('till', 'shop', '{ own: "1" }'),
    });
    expect((await verdicts(snapshot))['ServiceMonitor shop/till']).toBe(verdict);
  });

  it.each([
    ['releaseName', '  releaseName: tower', 'tower'],
    ['targetNamespace', '  targetNamespace: eyes', 'eyes-watch'],
  ])('is called by its %s', async (_, spec, name) => {
    const snapshot = await repository({
      'stack.yaml': release('', spec),
      'shop.yaml': monitor('till', 'shop', `{ release: ${name} }`),
    });
    expect(await verdicts(snapshot)).toEqual({
      'PrometheusRule shop/till': 'selected',
      'ServiceMonitor shop/till': 'selected',
    });
  });

  it('has a selector that is written out emptied together with the switch behind it', async () => {
    const values = '    prometheus: { prometheusSpec: { ruleSelector: { matchLabels: { team: a } } } }';
    const snapshot = await repository({
      'a.yaml': release(
        `${values}\n    alertmanager: { alertmanagerSpec: { alertmanagerConfigSelector: { matchLabels: { team: a } } } }`,
      ),
    });
    const value = (kind: string, field: string): string | undefined =>
      snapshot.objects.find((object) => object.kind === kind)?.made?.values[field]?.value;
    expect(value('Prometheus', 'ruleSelector')).toBe(
      'prometheus.prometheusSpec.ruleSelector: {} and prometheus.prometheusSpec.ruleSelectorNilUsesHelmValues: false',
    );
    expect(value('Alertmanager', 'alertmanagerConfigSelector')).toBe(
      'alertmanager.alertmanagerSpec.alertmanagerConfigSelector: {}',
    );
  });

  it('counts less than the stack as it is rendered', async () => {
    const rendered =
      '---\napiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: { name: watch-kube-prometheus-stac-prometheus, namespace: eyes }\nspec: { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {} }\n';
    const snapshot = await repository({ 'a.yaml': release('') + rendered, 'shop.yaml': monitor('till', 'shop') });
    expect((await verdicts(snapshot))['ServiceMonitor shop/till']).toBe('selected');
  });

  it('keeps nothing of its values that may be secret', async () => {
    const snapshot = await repository({
      'a.yaml': release(
        '    alertmanager: { config: { global: { slack_api_url: https://canary } } }\n    token: canary',
      ),
    });
    expect(JSON.stringify(snapshot)).not.toContain('canary');
  });
});

describe('a HelmRelease of a chart of the repository', () => {
  it('is the stack that the chart brings, with the values under its key', async () => {
    const values = `    kube-prometheus-stack: { prometheus: { prometheusSpec: { serviceMonitorSelectorNilUsesHelmValues: false } } }`;
    const snapshot = await repository({
      'a.yaml': release(values, '', './charts/all'),
      'charts/all/Chart.yaml':
        'name: all\nversion: 0.1.0\ndependencies: [{ name: kube-prometheus-stack, version: 80.0.0 }]\n',
      'charts/all/values.yaml': 'kube-prometheus-stack: { fullnameOverride: tower }\n',
      'shop.yaml': monitor('till', 'shop'),
    });
    expect((await verdicts(snapshot))['ServiceMonitor shop/till']).toBe('selected');
    expect(snapshot.objects.find(({ kind }) => kind === 'Prometheus')?.metadata.name).toBe('tower-prometheus');
  });
});

describe('values of a HelmRelease from elsewhere', () => {
  const from = '  valuesFrom: [{ kind: ConfigMap, name: more }]';
  const more = (namespace: string): string => `---
apiVersion: v1
kind: ConfigMap
metadata: { name: more, namespace: ${namespace} }
data:
  values.yaml: |
    prometheus:
      prometheusSpec:
        serviceMonitorSelectorNilUsesHelmValues: false
        ruleSelectorNilUsesHelmValues: true
`;

  it('are followed into a ConfigMap, and the fix is the line in it', async () => {
    const snapshot = await repository({
      'a.yaml': release('', from),
      'more.yaml': more('eyes'),
      'shop.yaml': monitor('till', 'shop'),
    });
    expect((await verdicts(snapshot))['ServiceMonitor shop/till']).toBe('selected');
    const made = snapshot.objects.find(({ kind }) => kind === 'Prometheus')?.made;
    expect(made?.values['ruleSelector']?.place).toEqual({ file: 'repo/more.yaml', line: 10 });
  });

  it('that are not among the files are unknown by name', async () => {
    const snapshot = await repository({ 'a.yaml': release('', from), 'shop.yaml': monitor('till', 'shop') });
    expect((await verdicts(snapshot))['ServiceMonitor shop/till']).toBe('unknown');
    const { unknown } = await check(snapshot);
    expect(JSON.stringify(unknown)).toContain('may be set in ConfigMap eyes/more (key values.yaml)');
  });

  it('do not matter for a kind that the values of the HelmRelease itself decide about', async () => {
    const snapshot = await repository({ 'a.yaml': release(OPEN, from), 'shop.yaml': monitor('till', 'shop') });
    expect(await verdicts(snapshot)).toEqual({
      'PrometheusRule shop/till': 'unknown',
      'ServiceMonitor shop/till': 'selected',
    });
  });
});
