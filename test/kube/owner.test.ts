import { describe, expect, it } from '@jest/globals';
import { isOurs, keeperOf, ownerOf, printOwner } from '../../src/kube/owner.ts';
import type { Owner } from '../../src/kube/owner.ts';
import { kube, serviceMonitor } from '../worlds.ts';
import type { Meta, Raw } from '../worlds.ts';

const helm = { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'apps' };
const controlled = (controller: boolean): Meta => ({
  ownerReferences: [
    { apiVersion: 'sloth.slok.dev/v1', kind: 'PrometheusServiceLevel', name: 'slo', uid: '1', controller },
  ],
});

describe('ownerOf', () => {
  it('takes the namespace of a release from where its monitor looks for its Services', () => {
    const labels = { 'app.kubernetes.io/instance': 'web', 'app.kubernetes.io/managed-by': 'Helm' };
    const owner = (matchLabels: Raw, matchNames: readonly string[]): Owner | undefined =>
      ownerOf(serviceMonitor('eyes/web', { selector: { matchLabels }, namespaceSelector: { matchNames } }, { labels }));
    const own = { 'app.kubernetes.io/instance': 'web' };
    expect(owner(own, ['shop'])).toEqual({ kind: 'helm', release: 'web', namespace: 'shop' });
    expect(owner(own, ['shop', 'bank'])).toMatchObject({ namespace: 'eyes' });
    // Another application's Services, such as the control plane's.
    expect(owner({ 'k8s-app': 'kube-dns' }, ['kube-system'])).toMatchObject({ namespace: 'eyes' });
  });

  it('knows Argo CD that tracks by label by the manager of the fields', () => {
    const labels = { 'app.kubernetes.io/instance': 'web', 'app.kubernetes.io/managed-by': 'Helm' };
    const { metadata, ...rest } = serviceMonitor('shop/web', {}, { labels });
    const managers = [{ manager: 'argocd-controller', operation: 'Update' as const, labels: Object.keys(labels) }];
    expect(ownerOf({ ...rest, metadata: { ...metadata, fieldOwners: managers } })).toEqual({
      kind: 'argocd',
      application: 'web',
    });
  });

  it.each<[string, Meta, Owner | undefined, string]>([
    ['nobody', {}, undefined, ''],
    ['somebody else who manages', { labels: { 'app.kubernetes.io/managed-by': 'Kustomize' } }, undefined, ''],
    ['an owner that controls nothing', controlled(false), undefined, ''],
    [
      'Helm',
      { annotations: helm },
      { kind: 'helm', release: 'web', namespace: 'apps' },
      'Helm release web in namespace apps',
    ],
    [
      'Helm, by its label alone',
      { labels: { 'app.kubernetes.io/managed-by': 'Helm' } },
      { kind: 'helm', release: '', namespace: 'shop' },
      'Helm',
    ],
    [
      'Helm, without a namespace',
      { annotations: { 'meta.helm.sh/release-name': 'web' } },
      { kind: 'helm', release: 'web', namespace: 'shop' },
      'Helm release web in namespace shop',
    ],
    [
      'Argo CD',
      { annotations: { 'argocd.argoproj.io/tracking-id': 'web:monitoring.coreos.com/ServiceMonitor:shop/web' } },
      { kind: 'argocd', application: 'web' },
      'Argo CD application web',
    ],
    [
      'Argo CD, by its label',
      { labels: { 'argocd.argoproj.io/instance': 'web' } },
      { kind: 'argocd', application: 'web' },
      'Argo CD application web',
    ],
    [
      'Argo CD, by an application of another namespace',
      { annotations: { 'argocd.argoproj.io/tracking-id': 'team_web:/Service:shop/web' } },
      { kind: 'argocd', application: 'team/web' },
      'Argo CD application team/web',
    ],
    [
      'Flux',
      {
        labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' },
      },
      { kind: 'flux-kustomization', name: 'apps', namespace: 'flux-system' },
      'Flux Kustomization flux-system/apps',
    ],
    [
      'Flux with Helm',
      {
        annotations: helm,
        labels: { 'helm.toolkit.fluxcd.io/name': 'web', 'helm.toolkit.fluxcd.io/namespace': 'apps' },
      },
      { kind: 'flux-helmrelease', name: 'web', namespace: 'apps' },
      'Flux HelmRelease apps/web',
    ],
    [
      'Argo CD with Helm',
      { annotations: { ...helm, 'argocd.argoproj.io/tracking-id': 'web:x' } },
      { kind: 'argocd', application: 'web' },
      'Argo CD application web',
    ],
    [
      'a controller',
      controlled(true),
      {
        kind: 'controller',
        parent: { apiVersion: 'sloth.slok.dev/v1', kind: 'PrometheusServiceLevel', namespace: 'shop', name: 'slo' },
      },
      'its controller PrometheusServiceLevel slo',
    ],
    [
      'a controller before Helm',
      { ...controlled(true), annotations: helm },
      {
        kind: 'controller',
        parent: { apiVersion: 'sloth.slok.dev/v1', kind: 'PrometheusServiceLevel', namespace: 'shop', name: 'slo' },
      },
      'its controller PrometheusServiceLevel slo',
    ],
  ])('%s', (_name, meta, owner, printed) => {
    const found = ownerOf(serviceMonitor('shop/web', {}, meta));
    expect(found).toEqual(owner);
    expect(found ? printOwner(found) : '').toBe(printed);
  });
});

describe('isOurs', () => {
  const object = (labels: Record<string, string>, managers: readonly string[], annotations: Raw = {}): boolean =>
    isOurs(
      kube({
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        metadata: {
          namespace: 'shop',
          name: 'web',
          labels,
          annotations,
          managedFields: managers.map((manager) => ({ manager, operation: 'Apply', fieldsV1: {} })),
        },
      }),
    );
  const ours = { 'app.kubernetes.io/managed-by': 'promwire' };
  it.each<[string, boolean, boolean]>([
    ['our label and our manager', object(ours, ['promwire']), true],
    ['ours among others', object(ours, ['kubectl', 'promwire']), true],
    ['our label, whoever wrote it is not known', object(ours, []), true],
    ['our label, written by another', object(ours, ['kubectl']), false],
    ['our manager, without the label', object({}, ['promwire']), false],
    ['our label, under Argo CD', object(ours, ['promwire'], { 'argocd.argoproj.io/tracking-id': 'web:x' }), false],
    ['our label, in a Helm release', object(ours, ['promwire'], helm), false],
  ])('%s', (_name, answer, expected) => {
    expect(answer).toBe(expected);
  });
});

describe('keeperOf', () => {
  const synced = (id: string, managed = 'enabled'): Meta => ({
    annotations: { 'configmanagement.gke.io/managed': managed, 'configsync.gke.io/resource-id': id },
  });
  it.each<[string, Meta, string | undefined]>([
    ['nobody', {}, undefined],
    ['kapp', { labels: { 'kapp.k14s.io/app': '1' } }, 'kapp'],
    ['an Addon of k3s', { labels: { 'objectset.rio.cattle.io/hash': 'a' } }, 'Rancher, Fleet or k3s'],
    ['a bundle of Fleet', { annotations: { 'objectset.rio.cattle.io/id': '' } }, 'Rancher, Fleet or k3s'],
    ['Config Sync', synced('monitoring.coreos.com_servicemonitor_shop_web'), 'Config Sync'],
    [
      'an object that Config Sync has let go',
      synced('monitoring.coreos.com_servicemonitor_shop_web', 'disabled'),
      undefined,
    ],
    ['a copy of what Config Sync has', synced('monitoring.coreos.com_servicemonitor_shop_api'), undefined],
  ])('of %s', (_what, metadata, keeper) => {
    expect(keeperOf(serviceMonitor('shop/web', {}, metadata))).toBe(keeper);
  });
});
