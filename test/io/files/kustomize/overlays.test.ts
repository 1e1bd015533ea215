import { describe, expect, it } from '@jest/globals';
import type { FileSnapshot } from '../../../../src/io/files/index.ts';
import { repository, verdicts } from '../../../repository.ts';

const STACK = `apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: { name: watch, namespace: eyes }
spec: { serviceMonitorSelector: { matchLabels: { team: till } }, serviceMonitorNamespaceSelector: {} }
`;

const monitor = (name: string, metadata = ''): string =>
  `apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: { name: ${name}${metadata} }\nspec: { selector: {}, endpoints: [{ port: http }] }\n`;

const base = {
  'watch.yaml': STACK,
  'base/kustomization.yaml': 'resources: [till.yaml]\n',
  'base/till.yaml': monitor('till'),
};

const monitors = ({ objects }: FileSnapshot): readonly string[] =>
  objects
    .filter(({ kind }) => kind === 'ServiceMonitor')
    .map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);

describe('a base of several overlays, without kustomize', () => {
  it('is one object of each, in its namespace and with its labels, and none by itself', async () => {
    const snapshot = await repository({
      ...base,
      'o/day/kustomization.yaml': 'namespace: day\nresources: [../../base]\nlabels: [{ pairs: { team: till } }]\n',
      'o/eve/kustomization.yaml': 'namespace: eve\nresources: [../../base]\ncommonLabels: { team: till }\n',
      'o/night/kustomization.yaml': 'namespace: night\nresources: [../../base]\n',
    });
    expect(await verdicts(snapshot)).toEqual({
      'ServiceMonitor day/till': 'selected',
      'ServiceMonitor eve/till': 'selected',
      'ServiceMonitor night/till': 'not-selected',
    });
    expect(snapshot.notes).toEqual([]);
  });

  it('has the prefixes and suffixes of all kustomizations on its way, and a Namespace has none', async () => {
    const snapshot = await repository({
      ...base,
      'base/room.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
      'base/kustomization.yaml': 'namespace: shop\nresources: [till.yaml, room.yaml]\nnameSuffix: -s\n',
      'a/kustomization.yaml': 'resources: [../base]\nnamePrefix: a-\n',
      'b/kustomization.yaml': 'resources: [../base]\nnamePrefix: b-\n',
      'all/kustomization.yaml': 'resources: [../b]\nnamePrefix: all-\nnameSuffix: -z\n',
    });
    expect(monitors(snapshot)).toEqual(['shop/a-till-s', 'shop/all-b-till-s-z']);
    expect(snapshot.objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name)).toEqual([
      'shop',
    ]);
    expect(snapshot.notes).toEqual([]);
  });

  it('has no fault of a name that a kustomization replaces', async () => {
    const { objects } = await repository({
      'kustomization.yaml': 'namespace: shop\nresources: [room.yaml, till.yaml]\n',
      'room.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: _ }\n',
      'till.yaml': monitor('till_'),
    });
    expect(objects.map(({ metadata: { name, labels }, problems = [] }) => [name, labels, problems.length])).toEqual([
      ['shop', { 'kubernetes.io/metadata.name': 'shop' }, 0],
      ['till_', {}, 1],
    ]);
  });

  it('is one object where two overlays make the same of it, and the last where they differ', async () => {
    const same = {
      ...base,
      'o/day/kustomization.yaml': 'namespace: shop\nresources: [../../base]\n',
      'o/eve/kustomization.yaml': 'namespace: shop\nresources: [../../base]\n',
    };
    const one = await repository(same);
    expect([monitors(one), one.notes]).toEqual([['shop/till'], []]);
    const other = await repository({
      ...same,
      'o/eve/kustomization.yaml': 'namespace: shop\nresources: [../../base]\nlabels: [{ pairs: { team: till } }]\n',
    });
    expect([monitors(other), other.notes]).toEqual([
      ['shop/till'],
      [
        'ServiceMonitor shop/till is in repo/base/till.yaml:1 (repo/o/day) and in repo/base/till.yaml:1 (repo/o/eve); the last one counts',
      ],
    ]);
  });

  it('has the labels of the patches that name it', async () => {
    const snapshot = await repository({
      ...base,
      'o/day/kustomization.yaml': 'namespace: day\nresources: [../../base]\npatches: [{ path: more.yaml }]\n',
      'o/day/more.yaml': monitor('till', ', labels: { team: till }'),
      'o/eve/kustomization.yaml': 'namespace: eve\nresources: [../../base]\npatches: [{ path: more.yaml }]\n',
      'o/eve/more.yaml': monitor('other', ', labels: { team: till }'),
    });
    expect(await verdicts(snapshot)).toEqual({
      'ServiceMonitor day/till': 'selected',
      'ServiceMonitor eve/till': 'not-selected',
    });
  });

  it('is the release of each of them, too', async () => {
    const { releases = [] } = await repository({
      'base/kustomization.yaml': 'resources: [watch.yaml]\n',
      'base/watch.yaml':
        'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: watch }\nspec: { chart: { spec: { chart: kube-prometheus-stack } } }\n',
      'o/day/kustomization.yaml': 'namespace: day\nresources: [../../base]\n',
      'o/eve/kustomization.yaml': 'namespace: eve\nresources: [../../base]\n',
    });
    expect(releases.map(({ namespace }) => namespace)).toEqual(['day', 'eve']);
  });
});

describe('a base of an overlay that kustomize builds, and of one that needs no build', () => {
  it('is an object of both', async () => {
    const snapshot = await repository(
      {
        ...base,
        'o/day/kustomization.yaml': 'namespace: day\nresources: [../../base]\n',
        'o/eve/kustomization.yaml': 'namespace: eve\nresources: [../../base]\npatches: [{ path: more.yaml }]\n',
        'o/eve/more.yaml': monitor('till', ', labels: { team: till }'),
      },
      { 'o/eve': monitor('till', ', namespace: eve, labels: { team: till }') },
    );
    expect(await verdicts(snapshot)).toEqual({
      'ServiceMonitor day/till': 'not-selected',
      'ServiceMonitor eve/till': 'selected',
    });
  });

  it('is where Flux puts it, also as it is built', async () => {
    const snapshot = await repository(
      {
        ...base,
        'o/eve/kustomization.yaml': 'resources: [../../base]\nnamePrefix: eve-\n',
        'flux.yaml':
          'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: { name: eve, namespace: flux-system }\nspec: { path: ./o/eve, targetNamespace: shop }\n',
      },
      { 'o/eve': monitor('eve-till') },
    );
    expect(monitors(snapshot)).toEqual(['shop/eve-till']);
  });
});
