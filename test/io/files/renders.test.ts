import { describe, expect, it } from '@jest/globals';
import { analysisOf } from '../../../src/app/read.ts';
import { readFiles } from '../../../src/io/files/index.ts';
import { diskPorts } from '../../../src/io/files/walk.ts';
import { report } from '../../../src/judge/report.ts';
import { clusterChecks } from '../../../src/registry.ts';

const document = (template: string, kind: string, body: string): string =>
  `---\n# Source: ${template}\napiVersion: ${API[kind] ?? 'v1'}\nkind: ${kind}\n${body}\n`;
const API: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  ServiceMonitor: 'monitoring.coreos.com/v1',
  Prometheus: 'monitoring.coreos.com/v1',
};
const STACK = document(
  'stack/templates/prometheus.yaml',
  'Prometheus',
  'metadata: {name: k8s, namespace: monitoring}\nspec: {serviceMonitorSelector: {matchLabels: {release: kps}}}',
);
const deployment = (template: string, labels: string, image = 'example.org/beacon:1'): string =>
  document(
    template,
    'Deployment',
    `metadata: {name: beacon, namespace: lights, labels: {${labels}}}
spec:
  selector: {matchLabels: {app: beacon}}
  template: {metadata: {labels: {app: beacon}}, spec: {containers: [{name: main, image: '${image}'}]}}`,
  );
const monitor = (template: string, labels = '', namespace = 'lights'): string =>
  document(
    template,
    'ServiceMonitor',
    `metadata: {name: beacon, namespace: ${namespace}, labels: {${labels}}}
spec: {selector: {matchLabels: {app: beacon}}, namespaceSelector: {any: true}, endpoints: [{port: http}]}`,
  );

/** The line to paste for the monitor without the label. */
async function line(...documents: readonly string[]): Promise<string | undefined> {
  const stdin = (): Promise<Buffer> => Promise.resolve(Buffer.from([STACK, ...documents].join('')));
  const analysis = analysisOf(await readFiles(['-'], { ...diskPorts, stdin }, undefined));
  const { findings } = report(analysis, clusterChecks);
  return findings.find(({ check }) => check === 'label-mismatch')?.commands?.[0];
}

const upgrade = (name: string, chart: string, version: string, path: string): string =>
  `helm upgrade ${name} ${chart} -n lights --version ${version} --reset-then-reuse-values --set ${path}.release=kps`;

describe('of a monitor that tells nothing of its release', () => {
  const path = 'serviceMonitor.labels';

  it('the other documents of its chart in the file name it', async () => {
    const labels = 'app: beacon, helm.sh/chart: dex-0.24.0, app.kubernetes.io/instance: lamp';
    const own = monitor('dex/templates/servicemonitor.yaml');
    expect(await line(deployment('dex/templates/deployment.yaml', labels), own)).toBe(
      upgrade('lamp', 'dex', '0.24.0', path),
    );
    const older = 'chart: dex-0.24.0, release: lamp, heritage: Helm';
    expect(await line(deployment('dex/templates/deployment.yaml', older), own)).toBe(
      upgrade('lamp', 'dex', '0.24.0', path),
    );
  });

  it('a sub-chart tells the name and not the version; documents that disagree tell neither', async () => {
    const labels = 'helm.sh/chart: cache-3.1.0, app.kubernetes.io/instance: lamp';
    const own = monitor('dex/templates/servicemonitor.yaml');
    const cache = deployment('dex/charts/cache/templates/deployment.yaml', labels);
    expect(await line(cache, own)).toBe(upgrade('lamp', 'dex', 'VERSION', path));
    const other = document(
      'dex/charts/queue/templates/a.yaml',
      'ServiceAccount',
      'metadata: {name: q, namespace: lights, labels: {app.kubernetes.io/instance: other}}',
    );
    expect(await line(cache, other, own)).toBe(upgrade('RELEASE', 'dex', 'VERSION', path));
  });

  it('another chart of the file tells nothing', async () => {
    const labels = 'helm.sh/chart: web-1.0.0, app.kubernetes.io/instance: web';
    const own = monitor('dex/templates/servicemonitor.yaml');
    expect(await line(deployment('web/templates/deployment.yaml', labels), own)).toBe(
      upgrade('RELEASE', 'dex', 'VERSION', path),
    );
  });
});

it('the release is where its workloads are, and not where the monitor was put', async () => {
  const labels = 'helm.sh/chart: dex-0.24.0, app.kubernetes.io/instance: lamp';
  const own = monitor('dex/templates/servicemonitor.yaml', labels, 'monitoring');
  expect(await line(deployment('dex/templates/deployment.yaml', labels), own)).toBe(
    upgrade('lamp', 'dex', '0.24.0', 'serviceMonitor.labels'),
  );
});

describe('a chart that bitnami has under the name of another', () => {
  it.each([
    ['docker.io/bitnami/kube-state-metrics:2.16.0', 'serviceMonitor.labels'],
    ['registry.example.org/bitnamilegacy/kube-state-metrics:2.16.0', 'serviceMonitor.labels'],
    ['registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.16.0', 'prometheus.monitor.additionalLabels'],
  ])('with the image %s is set by %s', async (image, path) => {
    const labels = 'helm.sh/chart: kube-state-metrics-5.1.1, app.kubernetes.io/instance: lamp';
    const chart = 'kube-state-metrics/templates';
    const workload = deployment(`${chart}/deployment.yaml`, labels, image);
    expect(await line(workload, monitor(`${chart}/servicemonitor.yaml`, labels))).toBe(
      upgrade('lamp', 'kube-state-metrics', '5.1.1', path),
    );
  });
});

it('traefik names its namespace behind its release', async () => {
  const labels =
    'helm.sh/chart: traefik-41.3.0, app.kubernetes.io/name: traefik, app.kubernetes.io/instance: lamp-lights';
  const own = monitor('traefik/templates/servicemonitor.yaml', labels);
  expect(await line(deployment('traefik/templates/deployment.yaml', labels), own)).toBe(
    upgrade('lamp', 'traefik', '41.3.0', 'metrics.prometheus.serviceMonitor.additionalLabels'),
  );
});
