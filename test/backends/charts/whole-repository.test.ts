import { describe, expect, it } from '@jest/globals';
import { check } from '../../../src/app/check.ts';
import { chartNotes } from '../../../src/backends/charts/index.ts';
import { findings, repository } from '../../repository.ts';

/*
 * Repositories of thirty applications, a third of each shape: one with its own manifests and all that the stack wants,
 * one whose rule lacks the label, one from a chart.
 */
const APPS = Array.from({ length: 30 }, (_, i) => `app${String(i).padStart(2, '0')}`);
const labelled = APPS.filter((_, i) => i % 3 === 0);
const bare = APPS.filter((_, i) => i % 3 === 1);
const charts = APPS.filter((_, i) => i % 3 === 2);

/** A workload with its Service, a ServiceMonitor and a PrometheusRule; nothing names a namespace. */
const manifests = (name: string, rule: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: main, image: example.org/${name}, ports: [{ name: http, containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: ${name}, labels: { app: ${name} } }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80, targetPort: http }] }
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: ${name} }
spec: { selector: { matchLabels: { app: ${name} } }, endpoints: [{ port: http }] }
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: ${name}${rule} }
spec: { groups: [{ name: ${name}, rules: [{ alert: Down, expr: 'up{job="${name}"} == 0' }] }] }
`;
const FITS = ', labels: { release: stack }';

/** Both switch the label of ServiceMonitors off, and keep that of rules. */
const VALUES = `prometheus:
  prometheusSpec:
    serviceMonitorSelectorNilUsesHelmValues: false
`;
const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by));

const fluxKustomization = (name: string, namespace: string, path: string): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: ${name} }\nspec: { path: ./${path}, targetNamespace: ${namespace}, prune: true, interval: 1h, sourceRef: { kind: GitRepository, name: flux-system } }\n`;

const helmRelease = (name: string, values: string): string =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: ${name}\nspec:\n  interval: 1h\n  chartRef: { kind: OCIRepository, name: ${name} }\n  values:\n${indented(values, 4)}`;

const ociRepository = (name: string, chart: string): string =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: { name: ${name} }\nspec: { url: oci://registry.example.org/charts/${chart}, ref: { tag: 88.5.3 } }\n`;

function fluxApp(name: string, files: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  const folder = `apps/${name}/app`;
  return [
    [`apps/${name}/ks.yaml`, fluxKustomization(name, name, folder)],
    [`${folder}/kustomization.yaml`, `resources: [${Object.keys(files).join(', ')}]\n`],
    ...Object.entries(files).map(([file, text]) => [`${folder}/${file}`, text] as const),
  ];
}

const flux: Readonly<Record<string, string>> = Object.fromEntries([
  ...fluxApp('stack', {
    'release.yaml': helmRelease('stack', VALUES),
    'chart.yaml': ociRepository('stack', 'kube-prometheus-stack'),
  }),
  ...labelled.flatMap((name) => fluxApp(name, { 'all.yaml': manifests(name, FITS) })),
  ...bare.flatMap((name) => fluxApp(name, { 'all.yaml': manifests(name, '') })),
  ...charts.flatMap((name) =>
    fluxApp(name, {
      'release.yaml': helmRelease(name, 'metrics:\n  serviceMonitor:\n    enabled: true\n'),
      'chart.yaml': ociRepository(name, name),
    }),
  ),
]);

const application = (name: string, source: string): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: ${name}, namespace: argocd }\nspec:\n  destination: { namespace: ${name}, name: in-cluster }\n  source:\n${indented(source, 4)}`;
const chartSource = (chart: string, values: string): string =>
  `repoURL: https://charts.example.org\nchart: ${chart}\ntargetRevision: 88.5.3\nhelm:\n  valuesObject:\n${indented(values, 4)}`;

const argo: Readonly<Record<string, string>> = Object.fromEntries([
  ['argo/stack.yaml', application('stack', chartSource('kube-prometheus-stack', VALUES))],
  ...[...labelled, ...bare].flatMap((name) => [
    [
      `argo/${name}.yaml`,
      application(name, `repoURL: https://git.example.org/home.git\npath: apps/${name}\n`),
    ] as const,
    [`apps/${name}/all.yaml`, manifests(name, labelled.includes(name) ? FITS : '')] as const,
  ]),
  ...charts.map(
    (name) =>
      [
        `argo/${name}.yaml`,
        application(name, chartSource(name, 'metrics:\n  serviceMonitor:\n    enabled: true\n')),
      ] as const,
  ),
]);

describe('a repository of thirty applications with nothing rendered', () => {
  it.each([
    [
      'Flux',
      flux,
      (name: string) => `repo/apps/${name}/app/all.yaml:22`,
      'HelmRelease stack/stack (repo/apps/stack/app/release.yaml:10)',
    ],
    [
      'Argo CD',
      argo,
      (name: string) => `repo/apps/${name}/all.yaml:22`,
      'Application argocd/stack (repo/argo/stack.yaml:13)',
    ],
  ])('of %s kind: every verdict is right, and the fix names the line', async (_, files, place, value) => {
    const snapshot = await repository(files);
    const report = await check(snapshot);
    expect(findings(report)).toEqual(
      bare.map((name) => `error label-mismatch PrometheusRule ${name}/${name} ${place(name)}`),
    );
    expect(report.judgements.filter(({ verdict }) => verdict === 'selected')).toHaveLength(3 * labelled.length);
    expect(report.unknown.filter(({ touches }) => touches)).toEqual([]);
    for (const { remedy, instead, object } of report.findings) {
      expect(remedy).toBe(
        `Set release: stack in metadata.labels of PrometheusRule ${object.namespace ?? ''}/${object.name}.`,
      );
      expect(instead).toEqual([
        {
          text: `set prometheus.prometheusSpec.ruleSelectorNilUsesHelmValues: false in the values of ${value}, so that every PrometheusRule of the cluster is taken (of those seen, ${bare.length} more than now).`,
        },
      ]);
    }
    expect(chartNotes(snapshot).join()).toContain('and 7 more; to judge them render the charts: ');
  });
});

describe('an object that a release among the files makes, rendered beside it', () => {
  const rendered = `# Source: cert-manager/templates/servicemonitor.yaml
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: seals
  namespace: seals
  labels: { app.kubernetes.io/instance: seals, app.kubernetes.io/managed-by: Helm, helm.sh/chart: cert-manager-v1.18.2 }
spec: { selector: { matchLabels: { app: seals } }, endpoints: [{ port: http }] }
`;

  it('has its fix in the values of that release, with the line', async () => {
    const snapshot = await repository({
      ...Object.fromEntries(
        fluxApp('stack', {
          'release.yaml': helmRelease('stack', 'grafana: { enabled: false }\n'),
          'chart.yaml': ociRepository('stack', 'kube-prometheus-stack'),
        }),
      ),
      ...Object.fromEntries(
        fluxApp('seals', {
          'release.yaml': helmRelease('seals', 'prometheus:\n  servicemonitor:\n    enabled: true\n'),
          'chart.yaml': ociRepository('seals', 'cert-manager'),
        }),
      ),
      'rendered.yaml': rendered,
    });
    const [finding] = (await check(snapshot)).findings;
    expect(finding?.remedy).toBe(
      'Set prometheus.servicemonitor.labels.release: stack in the values of HelmRelease seals/seals (repo/apps/seals/app/release.yaml:10), from which chart cert-manager makes the ServiceMonitor.',
    );
    expect(finding).not.toHaveProperty('commands');
  });
});
