import { describe, expect, it } from '@jest/globals';
import type { FileSnapshot } from '../../../src/io/files/index.ts';
import { repository, verdicts } from '../../repository.ts';

const monitor = (name: string, metadata = ''): string => `---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: { name: ${name}${metadata} }
spec: { selector: { matchLabels: { app: ${name} } }, endpoints: [{ port: http }] }
`;

const flux = (path: string, targetNamespace: string): string => `---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: shop, namespace: flux-system }
spec: { path: ${path}, targetNamespace: ${targetNamespace}, sourceRef: { kind: GitRepository, name: flux-system } }
`;

const places = ({ objects }: FileSnapshot): readonly string[] =>
  objects.map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);

describe('where objects of a repository are', () => {
  it.each([
    [
      'in the namespace of the kustomization that lists their file, whatever they say',
      {
        'shop/kustomization.yaml': 'namespace: shop\nresources: [a.yaml]\n',
        'shop/a.yaml': monitor('a', ', namespace: b'),
      },
      ['shop/a'],
    ],
    [
      'in that of the outermost kustomization',
      {
        'kustomization.yaml': 'namespace: outer\nresources: [./shop/]\n',
        'shop/kustomization.yaml': 'namespace: shop\nresources: [a.yaml]\n',
        'shop/a.yaml': monitor('a'),
      },
      ['outer/a'],
    ],
    [
      'in the targetNamespace of the Flux Kustomization that applies their folder',
      {
        'flux/shop.yaml': flux('./apps/shop', 'till'),
        'apps/shop/kustomization.yaml': 'resources: [a.yaml]\n',
        'apps/shop/a.yaml': monitor('a', ', namespace: shop'),
      },
      ['till/a'],
    ],
    [
      'in that of Flux also without a kustomization.yaml',
      { 'flux/shop.yaml': flux('apps/shop/', 'till'), 'apps/shop/deep/a.yaml': monitor('a') },
      ['till/a'],
    ],
    [
      'where an Argo CD Application puts what names no namespace',
      {
        'app.yaml':
          'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop, namespace: argocd }\nspec: { destination: { namespace: till }, source: { repoURL: https://git.example.org/a.git, path: apps/shop } }\n',
        'apps/shop/a.yaml': monitor('a') + monitor('b', ', namespace: own'),
      },
      ['till/a', 'own/b'],
    ],
    [
      'where an ApplicationSet puts each folder',
      {
        'set.yaml':
          "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: { name: all, namespace: argocd }\nspec: { generators: [{ git: { directories: [{ path: apps/* }] } }], template: { metadata: { name: '{{path.basename}}' }, spec: { destination: { namespace: '{{path.basename}}' }, source: { path: '{{path}}' } } } }\n",
        'apps/till/a.yaml': monitor('a'),
        'apps/shop/a.yaml': monitor('a'),
      },
      ['shop/a', 'till/a'],
    ],
    [
      'in the namespace of each of two overlays',
      {
        'base/kustomization.yaml': 'resources: [a.yaml]\n',
        'base/a.yaml': monitor('a'),
        'one/kustomization.yaml': 'namespace: one\nresources: [../base]\n',
        'two/kustomization.yaml': 'namespace: two\nresources: [../base]\n',
      },
      ['one/a', 'two/a'],
    ],
    [
      'not by themselves, if they are a patch',
      {
        'kustomization.yaml': 'namespace: shop\nresources: [a.yaml]\npatches: [{ path: more.yaml }]\n',
        'a.yaml': monitor('a'),
        'more.yaml': monitor('a', ', labels: { release: watch }'),
      },
      ['shop/a'],
    ],
    [
      'with the same name in two folders, in two namespaces',
      {
        'one/kustomization.yaml': 'namespace: one\nresources: [a.yaml]\n',
        'one/a.yaml': monitor('a'),
        'two/kustomization.yaml': 'namespace: two\nresources: [a.yaml]\n',
        'two/a.yaml': monitor('a'),
      },
      ['one/a', 'two/a'],
    ],
  ])('is %s', async (_, files, expected) => {
    expect(places(await repository(files))).toEqual(expected);
  });

  it('ends where kustomizations list one another', async () => {
    const snapshot = await repository({
      'a/kustomization.yaml': 'resources: [../b, a.yaml]\n',
      'a/a.yaml': monitor('a'),
      'b/kustomization.yaml': 'namespace: b\nresources: [../a]\n',
    });
    expect(places(snapshot)).toEqual(['b/a']);
  });

  it('is with the labels of their kustomizations, which a selector may ask for', async () => {
    const stack =
      'apiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: { name: watch, namespace: eyes }\nspec: { serviceMonitorSelector: { matchLabels: { team: till } }, serviceMonitorNamespaceSelector: {} }\n';
    const snapshot = await repository({
      'watch.yaml': stack,
      'shop/kustomization.yaml': 'namespace: shop\nresources: [a.yaml]\nlabels: [{ pairs: { team: till } }]\n',
      'shop/a.yaml': monitor('a'),
    });
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/a': 'selected' });
  });
});

describe('values of a HelmRelease that a kustomization makes a ConfigMap of', () => {
  it('are followed into the file of the generator, in the namespace that Flux gives', async () => {
    const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: watch }
spec:
  chartRef: { kind: OCIRepository, name: watch }
  valuesFrom: [{ kind: ConfigMap, name: watch-values }]
`;
    const chart = `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: { name: watch }
spec: { url: oci://registry.example.org/charts/kube-prometheus-stack, ref: { tag: 80.0.0 } }
`;
    const snapshot = await repository({
      'ks.yaml': flux('./watch/app', 'eyes'),
      'watch/app/kustomization.yaml':
        'resources: [release.yaml, chart.yaml]\nconfigMapGenerator: [{ name: watch-values, files: [values.yaml=./helm/values.yaml] }]\n',
      'watch/app/release.yaml': release,
      'watch/app/chart.yaml': chart,
      'watch/app/helm/values.yaml':
        'prometheus:\n  prometheusSpec:\n    serviceMonitorSelectorNilUsesHelmValues: true\n',
      'shop.yaml': monitor('a', ', namespace: shop'),
    });
    const prometheus = snapshot.objects.find(({ kind }) => kind === 'Prometheus');
    expect(prometheus?.metadata).toMatchObject({ name: 'watch-kube-prometheus-stac-prometheus', namespace: 'eyes' });
    expect(prometheus?.made?.values['serviceMonitorSelector']).toEqual({
      value: 'prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues: false',
      place: { file: 'repo/watch/app/helm/values.yaml', line: 3 },
    });
    expect(await verdicts(snapshot)).toEqual({ 'ServiceMonitor shop/a': 'not-selected' });
  });
});

it('have numbers and truths among their annotations as texts where a kustomization lists them, and not among their labels', async () => {
  const told = async (kustomized: boolean, field: string) => {
    const { objects } = await repository({
      ...(kustomized ? { 'kustomization.yaml': 'resources: [a.yaml]\n' } : {}),
      'a.yaml': monitor('a', `, namespace: shop, ${field}: { keep: 1440, live: true }`),
    });
    return objects.flatMap(({ problems = [] }) => problems.map(({ path }) => path.join('.')));
  };
  const both = (field: string) => [`metadata.${field}.keep`, `metadata.${field}.live`];
  expect(await told(true, 'annotations')).toEqual([]);
  expect(await told(false, 'annotations')).toEqual(both('annotations'));
  expect(await told(true, 'labels')).toEqual(both('labels'));
});
