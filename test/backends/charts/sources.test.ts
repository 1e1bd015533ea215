import { describe, expect, it } from '@jest/globals';
import type { FileSnapshot } from '../../../src/io/files/index.ts';
import { repository, verdicts } from '../../repository.ts';

const MONITOR = `apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: till, namespace: shop }
spec: { selector: { matchLabels: { app: till } }, endpoints: [{ port: http }] }
`;

/** The Prometheus of each release, and where the value stands that would have it take every ServiceMonitor. */
const stacks = ({ objects }: FileSnapshot): readonly string[] =>
  objects
    .filter(({ kind }) => kind === 'Prometheus')
    .map(({ metadata, made }) => {
      const { value = '', place } = made?.values['serviceMonitorSelector'] ?? {};
      return `${metadata.namespace ?? '?'}/${metadata.name} by ${made?.by.kind ?? ''}: ${value} ${place?.file ?? ''}:${place?.line ?? 0}`;
    });

const application = (source: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: watch, namespace: argocd }
spec:
  destination: { namespace: eyes, server: https://kubernetes.default.svc }
${source}`;

const CHART = `    repoURL: https://charts.example.org
    chart: kube-prometheus-stack
    targetRevision: 80.1.0
`;

const SWITCH = 'prometheus: { prometheusSpec: { serviceMonitorSelectorNilUsesHelmValues: false } }';

describe('charts of an Argo CD Application', () => {
  it.each([
    ['values', `  source:\n${CHART}    helm:\n      values: |\n        ${SWITCH}\n`, {}],
    ['valuesObject', `  source:\n${CHART}    helm:\n      valuesObject:\n        ${SWITCH}\n`, {}],
    [
      'valuesObject over values',
      `  source:\n${CHART}    helm:\n      values: "prometheus: { enabled: false }"\n      valuesObject:\n        ${SWITCH}\n`,
      {},
    ],
    [
      'parameters',
      `  source:\n${CHART}    helm:\n      parameters:\n        - name: prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues\n          value: "false"\n`,
      {},
    ],
    [
      'a file of another source, which is this repository',
      `  sources:\n    - repoURL: https://git.example.org/home.git\n      ref: values\n    - repoURL: https://charts.example.org\n      chart: kube-prometheus-stack\n      targetRevision: 80.1.0\n      helm:\n        valueFiles: [$values/values/watch.yaml]\n`,
      { 'values/watch.yaml': SWITCH },
    ],
    [
      'a chart of the repository that brings it',
      '  source: { repoURL: https://git.example.org/home.git, path: charts/watch, helm: { valueFiles: [more.yaml] } }\n',
      {
        'charts/watch/Chart.yaml':
          'apiVersion: v2\nname: watch\nversion: 0.1.0\ndependencies: [{ name: kube-prometheus-stack, version: 80.1.0, repository: https://charts.example.org }]\n',
        'charts/watch/values.yaml': 'kube-prometheus-stack: { fullnameOverride: tower }\n',
        'charts/watch/more.yaml': `kube-prometheus-stack: { ${SWITCH} }\n`,
      },
    ],
  ])('take %s', async (_, source, files) => {
    const snapshot = await repository({ 'apps/watch.yaml': application(source), 'shop.yaml': MONITOR, ...files });
    expect((await verdicts(snapshot))['ServiceMonitor shop/till']).toBe('selected');
  });

  it('without values of that kind are passed over, and the fix is a line of the Application', async () => {
    const source = `  source:\n${CHART}    helm:\n      releaseName: tower\n      valuesObject:\n        prometheus:\n          prometheusSpec:\n            replicas: 2\n`;
    const snapshot = await repository({ 'apps/watch.yaml': application(source), 'shop.yaml': MONITOR });
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/till': 'not-selected' });
    expect(stacks(snapshot)).toEqual([
      'eyes/tower-kube-prometheus-stac-prometheus by Application: prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues: false repo/apps/watch.yaml:14',
    ]);
  });

  it('of a chart around it have their values under its key, and the fix is the line in its file', async () => {
    const snapshot = await repository({
      'apps/watch.yaml': application('  source: { repoURL: https://git.example.org/home.git, path: charts/watch }\n'),
      'charts/watch/Chart.yaml':
        'apiVersion: v2\nname: watch\nversion: 0.1.0\ndependencies: [{ name: kube-prometheus-stack, alias: stack, version: 80.1.0 }]\n',
      'charts/watch/values.yaml':
        'stack:\n  prometheus:\n    prometheusSpec:\n      serviceMonitorSelectorNilUsesHelmValues: true\n',
      'shop.yaml': MONITOR,
    });
    expect(stacks(snapshot)).toEqual([
      'eyes/watch-kube-prometheus-stac-prometheus by Application: stack.prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues: false repo/charts/watch/values.yaml:4',
    ]);
  });

  it('whose file of values is not there are unknown by name', async () => {
    const source = `  source:\n${CHART}    helm: { valueFiles: [$values/gone.yaml] }\n`;
    const snapshot = await repository({ 'apps/watch.yaml': application(source), 'shop.yaml': MONITOR });
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/till': 'unknown' });
    expect(snapshot.objects.find(({ kind }) => kind === 'Prometheus')?.made?.open['ServiceMonitor']).toContain(
      'may be set in $values/gone.yaml, of which no source has the ref values',
    );
  });
});

describe('charts of an ApplicationSet', () => {
  const set = (generator: string, source: string, name: string): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: all, namespace: argocd }
spec:
  goTemplate: true
  generators:
    - ${generator}
  template:
    metadata: { name: '${name}' }
    spec:
      destination: { namespace: eyes, name: in-cluster }
      source:
${source}
`;

  it('are made for each element of a list', async () => {
    const text = set(
      'list: { elements: [{ cluster: one }, { cluster: two }] }',
      '        { repoURL: https://charts.example.org, chart: kube-prometheus-stack, targetRevision: 80.1.0 }',
      'watch-{{ .cluster }}',
    );
    const names = stacks(await repository({ 'set.yaml': text })).map((line) => line.split(' ')[0]);
    expect(names).toEqual(['eyes/watch-one-kube-prometheus-prometheus', 'eyes/watch-two-kube-prometheus-prometheus']);
  });

  it('are made for each folder of a pattern', async () => {
    const text = set(
      'git: { repoURL: https://git.example.org/home.git, directories: [{ path: system/* }] }',
      "        { repoURL: https://git.example.org/home.git, path: '{{ .path.path }}' }",
      '{{ .path.basename }}',
    );
    const snapshot = await repository({
      'set.yaml': text,
      'system/watch/Chart.yaml':
        'name: watch\nversion: 0.1.0\ndependencies: [{ name: kube-prometheus-stack, version: 80.1.0 }]\n',
      'system/watch/values.yaml': `kube-prometheus-stack: { ${SWITCH} }\n`,
      'shop.yaml': MONITOR,
    });
    expect((await verdicts(snapshot))['ServiceMonitor shop/till']).toBe('selected');
    expect(stacks(snapshot)[0]).toContain('eyes/watch-kube-prometheus-stac-prometheus by ApplicationSet');
  });

  it('whose name a generator learns elsewhere select by a label that is unknown', async () => {
    const text = set(
      'clusters: {}',
      '        { repoURL: https://charts.example.org, chart: kube-prometheus-stack, targetRevision: 80.1.0 }',
      'watch-{{ .name }}',
    );
    const snapshot = await repository({ 'set.yaml': text, 'shop.yaml': MONITOR });
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/till': 'unknown' });
  });
});

describe('charts of k3s and of Kustomize', () => {
  it('are a HelmChart and its HelmChartConfig', async () => {
    const chart = `apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: { name: watch, namespace: kube-system }
spec:
  chart: prometheus-community/kube-prometheus-stack
  targetNamespace: eyes
  valuesContent: |-
    prometheus:
      prometheusSpec: {}
`;
    const config = `apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata: { name: watch, namespace: kube-system }
spec:
  valuesContent: |-
    ${SWITCH}
`;
    expect(stacks(await repository({ 'chart.yaml': chart }))).toEqual([
      'eyes/watch-kube-prometheus-stac-prometheus by HelmChart: prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues: false repo/chart.yaml:9',
    ]);
    const snapshot = await repository({ 'chart.yaml': chart, 'config.yaml': config, 'shop.yaml': MONITOR });
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/till': 'selected' });
  });

  it('are the helmCharts of a kustomization, with its namespace and its file of values', async () => {
    const kustomization = `namespace: eyes
helmCharts:
  - name: kube-prometheus-stack
    repo: https://charts.example.org
    version: 80.1.0
    releaseName: watch
    valuesFile: values.yaml
`;
    const snapshot = await repository({
      'watch/kustomization.yaml': kustomization,
      'watch/values.yaml': SWITCH,
      'shop.yaml': MONITOR,
    });
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/till': 'selected' });
    expect(stacks(snapshot)[0]).toContain('eyes/watch-kube-prometheus-stac-prometheus by Kustomization');
  });
});
