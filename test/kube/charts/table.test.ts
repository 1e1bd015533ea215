import { describe, expect, it } from '@jest/globals';
import { CHARTS, labelsValue } from '../../../src/kube/charts/table.ts';
import type { Rendered } from '../../../src/kube/charts/table.ts';

const of = (chart: string, kind: string, more: Partial<Rendered> = {}): string | null | undefined =>
  labelsValue({ chart, kind, name: 'x', ...more });

describe('the value of a chart that sets labels', () => {
  it('is known for many charts', () => {
    expect(CHARTS).toBeGreaterThan(150);
  });

  // What each chart calls it: charts.ts names the repository, the folder and the version that was read.
  it.each<[chart: string, kind: string, value: string]>([
    ['cert-manager', 'ServiceMonitor', 'prometheus.servicemonitor.labels'],
    ['ingress-nginx', 'ServiceMonitor', 'controller.metrics.serviceMonitor.additionalLabels'],
    ['argo-rollouts', 'ServiceMonitor', 'controller.metrics.serviceMonitor.additionalLabels'],
    ['external-dns', 'ServiceMonitor', 'serviceMonitor.additionalLabels'],
    ['metrics-server', 'ServiceMonitor', 'serviceMonitor.additionalLabels'],
    ['traefik', 'ServiceMonitor', 'metrics.prometheus.serviceMonitor.additionalLabels'],
    ['cloudnative-pg', 'PodMonitor', 'monitoring.podMonitorAdditionalLabels'],
    ['cluster', 'PodMonitor', 'cluster.monitoring.podMonitor.labels'],
    ['velero', 'ServiceMonitor', 'metrics.serviceMonitor.additionalLabels'],
    ['velero', 'PodMonitor', 'metrics.nodeAgentPodMonitor.additionalLabels'],
    ['trivy-operator', 'ServiceMonitor', 'serviceMonitor.labels'],
    ['sealed-secrets', 'ServiceMonitor', 'metrics.serviceMonitor.labels'],
    ['redis', 'ServiceMonitor', 'metrics.serviceMonitor.additionalLabels'],
    ['postgresql', 'ServiceMonitor', 'metrics.serviceMonitor.labels'],
    ['tempo', 'ServiceMonitor', 'serviceMonitor.additionalLabels'],
    ['alloy', 'ServiceMonitor', 'serviceMonitor.additionalLabels'],
    ['kube-state-metrics', 'ServiceMonitor', 'prometheus.monitor.additionalLabels'],
    ['prometheus-node-exporter', 'ServiceMonitor', 'prometheus.monitor.additionalLabels'],
    ['grafana', 'ServiceMonitor', 'serviceMonitor.labels'],
    // Its additionalLabels are no YAML unless there are labels.
    ['prometheus-redis-exporter', 'ServiceMonitor', 'serviceMonitor.labels'],
    ['prometheus-statsd-exporter', 'ServiceMonitor', 'serviceMonitor.additionalLabels'],
    ['thanos', 'ServiceMonitor', 'metrics.serviceMonitor.labels'],
    ['rabbitmq', 'ServiceMonitor', 'metrics.serviceMonitor.labels'],
    ['kafka', 'ServiceMonitor', 'metrics.serviceMonitor.labels'],
    ['cluster-autoscaler', 'ServiceMonitor', 'serviceMonitor.selector'],
    ['vault', 'ServiceMonitor', 'serverTelemetry.serviceMonitor.selectors'],
    ['kube-prometheus-stack', 'PrometheusRule', 'defaultRules.labels'],
  ])('%s, %s: %s', (chart, kind, value) => {
    expect(of(chart, kind, chart === 'redis' ? { version: '23.1.1' } : {})).toBe(value);
  });

  it('depends on the version', () => {
    expect(of('longhorn', 'ServiceMonitor', { version: '1.6.1' })).toBeNull();
    expect(of('longhorn', 'ServiceMonitor', { version: '1.7.0' })).toBe('metrics.serviceMonitor.additionalLabels');
    expect(of('external-dns', 'ServiceMonitor', { version: '9.0.4' })).toBe('metrics.serviceMonitor.labels');
  });

  it('is told by the template, else by the name', () => {
    const server = 'server.metrics.serviceMonitor.additionalLabels';
    expect(of('argo-cd', 'ServiceMonitor', { template: 'argocd-server/servicemonitor' })).toBe(server);
    expect(of('argo-cd', 'ServiceMonitor', { name: 'argocd-server' })).toBe(server);
    expect(of('argo-cd', 'ServiceMonitor', { name: 'argocd-repo-server' })).toBe(
      'repoServer.metrics.serviceMonitor.additionalLabels',
    );
    expect(of('cilium', 'ServiceMonitor', { name: 'hubble-relay' })).toBe(
      'hubble.relay.prometheus.serviceMonitor.labels',
    );
    expect(of('keda', 'ServiceMonitor', { name: 'keda-operator-metrics-apiserver' })).toBe(
      'prometheus.metricServer.serviceMonitor.additionalLabels',
    );
    const actions = (end: string): string | null | undefined =>
      of('actions-runner-controller', 'ServiceMonitor', { name: `actions-runner-controller-${end}-service-monitor` });
    expect(actions('actions-metrics-serve')).toBe('actionsMetrics.serviceMonitorLabels');
    expect(actions('github-webhook-server')).toBe('metrics.serviceMonitorLabels');
    expect(of('metallb', 'ServiceMonitor', { name: 'metallb-speaker-monitor' })).toBe(
      'prometheus.serviceMonitor.speaker.additionalLabels',
    );
  });

  it('is told by whose images the chart has, where two have one name', () => {
    expect(of('grafana', 'ServiceMonitor', { version: '12.1.9', template: 'servicemonitor' })).toBe(
      'serviceMonitor.labels',
    );
    expect(of('grafana', 'ServiceMonitor', { version: '12.1.9', template: 'servicemonitor', bitnami: true })).toBe(
      'metrics.serviceMonitor.additionalLabels',
    );
    expect(of('dex', 'ServiceMonitor', { bitnami: true })).toBe('serviceMonitor.labels');
  });

  it('is not guessed: several values and no sign, a chart that is not in the table', () => {
    expect(of('argo-cd', 'ServiceMonitor')).toBeUndefined();
    expect(of('my-own-chart', 'ServiceMonitor')).toBeUndefined();
  });

  it('is said not to be there where it is not', () => {
    expect(of('eck-operator', 'ServiceMonitor')).toBeNull();
    expect(of('rollout-operator', 'ServiceMonitor')).toBeNull();
  });
});
