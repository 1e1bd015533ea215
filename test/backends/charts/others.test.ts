import { describe, expect, it } from '@jest/globals';
import { check } from '../../../src/app/check.ts';
import { chartNotes } from '../../../src/backends/charts/index.ts';
import { repository } from '../../repository.ts';

const release = (chart: string, values: string, version = '4.0.0'): string => `---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: watch, namespace: eyes }
spec:
  chart: { spec: { chart: ${chart}, version: ${version}, sourceRef: { kind: HelmRepository, name: home } } }
  values:
    ${values}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: home, namespace: flux-system }
spec: { url: https://user:canary@charts.example.org }
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: till, namespace: shop }
spec: { selector: { matchLabels: { app: till } }, endpoints: [{ port: http }] }
`;

const COMMAND = (chart: string, version = '4.0.0'): string =>
  `yq 'select(.kind=="HelmRelease" and .metadata.name=="watch").spec.values' repo/a.yaml | helm template watch ${chart} --repo 'https://***@charts.example.org' --version ${version} -n eyes -f - | promwire check --from - --from .`;

/** The sentences about what could not be seen, and the number of errors. */
async function answer(text: string): Promise<{ readonly errors: number; readonly unknown: readonly string[] }> {
  const { findings, unknown } = await check(await repository({ 'a.yaml': text }));
  const touching = unknown.filter(({ touches }) => touches).map(({ gap }) => gap.sentence ?? gap.reads.kind);
  return { errors: findings.filter(({ severity }) => severity === 'error').length, unknown: [...new Set(touching)] };
}

describe('a chart whose stack has no Prometheus object is named with who reads the monitors', () => {
  it.each([
    [
      'victoria-metrics-k8s-stack',
      '{}',
      '0.90.0',
      'its VMAgent reads ServiceMonitors and PodMonitors of all namespaces, whatever their labels (vmagent.spec.selectAllByDefault), and its VMAlert the rules',
    ],
    [
      'victoria-metrics-k8s-stack',
      'vmagent: { spec: { selectAllByDefault: false } }',
      '0.90.0',
      'its VMAgent reads the ServiceMonitors that its own selectors take (vmagent.spec.selectAllByDefault in repo/a.yaml:8 is false)',
    ],
    [
      'victoria-metrics-k8s-stack',
      'victoria-metrics-operator: { operator: { disable_prometheus_converter: true } }',
      '0.90.0',
      'its operator reads no ServiceMonitor or PrometheusRule, since victoria-metrics-operator.operator.disable_prometheus_converter in repo/a.yaml:8 is true',
    ],
    [
      'k8s-monitoring',
      'cluster: { name: one }',
      '4.0.0',
      'its Alloy reads no ServiceMonitor until prometheusOperatorObjects.enabled in repo/a.yaml:7 is true',
    ],
    [
      'k8s-monitoring',
      'prometheusOperatorObjects: { enabled: true }',
      '4.0.0',
      'its Alloy reads ServiceMonitors, PodMonitors and Probes (prometheusOperatorObjects.enabled in repo/a.yaml:8), and no PrometheusRule',
    ],
    [
      'k8s-monitoring',
      '{}',
      '1.6.0',
      'its Alloy reads ServiceMonitors, PodMonitors and Probes (metrics.serviceMonitors.enabled in repo/a.yaml:7), and no PrometheusRule',
    ],
  ])('%s with %s', async (chart, values, version, reads) => {
    expect(await answer(release(chart, values, version))).toEqual({
      errors: 0,
      unknown: [
        `HelmRelease eyes/watch (repo/a.yaml:2) installs ${chart}: ${reads}. What it scrapes is not judged here. To see what it makes: ${COMMAND(chart, version)}`,
      ],
    });
  });
});

describe('monitors that charts of applications make', () => {
  it('are named with the value and the command that renders them, and are no finding', async () => {
    const values = 'metrics: { serviceMonitor: { enabled: true, labels: { release: watch } }, token: canary }';
    const { releases = [], ...snapshot } = await repository({ 'a.yaml': release('till', values) });
    expect(chartNotes({ ...snapshot, releases })).toEqual([
      `charts make monitors that are not among the files and are not judged: HelmRelease eyes/watch (metrics.serviceMonitor.enabled, repo/a.yaml:8); to judge them render the charts: ${COMMAND('till')}`,
    ]);
    expect(JSON.stringify([releases, snapshot])).not.toContain('canary');
    expect((await check(snapshot)).findings).toEqual([]);
  });

  it('put no name of a file into the command that could be a flag', async () => {
    const text = release('till', 'metrics: { serviceMonitor: { enabled: true } }', "'--post-renderer=./x'")
      .replace('name: watch', "name: '--post-renderer=./evil.sh'")
      .replace('namespace: eyes', "namespace: '-x'");
    const [note = ''] = chartNotes(await repository({ 'a.yaml': text }));
    expect(note.slice(note.indexOf('helm template'))).toBe(
      "helm template RELEASE till --repo 'https://***@charts.example.org' --version VERSION -n NAMESPACE -f VALUES.yaml | promwire check --from - --from . # RELEASE, VERSION, NAMESPACE: not printed, since they are no valid names",
    );
  });

  it('are not named where they are not switched on', async () => {
    const snapshot = await repository({
      'a.yaml': release('till', 'metrics: { serviceMonitor: { enabled: false } }'),
    });
    expect(chartNotes(snapshot)).toEqual([]);
  });

  it('are not named where the chart is rendered among the files', async () => {
    const rendered = `---
# Source: till/templates/servicemonitor.yaml
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: watch-till, namespace: NAMESPACE, labels: { helm.sh/chart: till-4.0.0, app.kubernetes.io/instance: NAME } }
spec: { selector: { matchLabels: { app: till } }, endpoints: [{ port: http }] }
`;
    const values = 'metrics: { serviceMonitor: { enabled: true } }';
    const notes = async (name: string, namespace: string): Promise<readonly string[]> => {
      const text = rendered.replace('NAMESPACE', namespace).replace('NAME', name);
      return chartNotes(await repository({ 'a.yaml': release('till', values), 'b.yaml': text }));
    };
    expect(await notes('watch', 'eyes')).toEqual([]);
    expect(await notes('other', 'eyes')).toHaveLength(1);
  });
});
