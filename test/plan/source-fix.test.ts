import { mkdtemp, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { readFiles } from '../../src/app/read.ts';
import { umbrellasOf } from '../../src/kube/umbrellas.ts';
import { refOf } from '../../src/kube/refs.ts';
import type { JsonObject, KubeObject, PatchField, Ref, SourceFix } from '../../src/model/index.ts';
import { sourceFixes } from '../../src/plan/source-fix/index.ts';
import { sourceFiles } from '../../src/render/source-file.ts';
import { toYaml } from '../../src/render/yaml.ts';
import { yamlOf } from '../commands/ask.ts';
import { podMonitor, prometheus, prometheusRule, serviceMonitor, world } from '../worlds.ts';

const label = (key: string, becomes: string | null, was: string | null = null): PatchField => ({
  path: ['metadata', 'labels', key],
  was,
  becomes,
});
const RELEASE = [label('release', 'kps')];
const PORT: PatchField = { path: ['spec', 'endpoints', '0', 'port'], was: 'web', becomes: 'http' };

function fixesOf(objects: readonly KubeObject[], fields: readonly PatchField[] = RELEASE): readonly SourceFix[] {
  return sourceFixes(
    objects.map((object) => ({ object: refOf(object), fields, findings: [] })),
    { world: world(objects), umbrellas: umbrellasOf(objects), folder: 'out' },
  );
}

/** What a file holds, with its patches as data again. */
function contentOf(fix: SourceFix | undefined): unknown {
  const [file] = fix ? sourceFiles(fix) : [];
  return file && parse(file.text);
}

const helm = (release: string, chart: string) => ({
  labels: { 'app.kubernetes.io/managed-by': 'Helm', 'helm.sh/chart': chart },
  annotations: { 'meta.helm.sh/release-name': release, 'meta.helm.sh/release-namespace': 'shop' },
});
const ownedBy = (parent: Ref) => ({
  ownerReferences: [{ apiVersion: parent.apiVersion, kind: parent.kind, name: parent.name, controller: true }],
});
const flux = (tool: 'helm' | 'kustomize') => ({
  labels: { [`${tool}.toolkit.fluxcd.io/name`]: 'web', [`${tool}.toolkit.fluxcd.io/namespace`]: 'flux' },
});

describe('a fix at the source of an object', () => {
  it('is the values of a chart that are known, one file for a release', () => {
    const meta = helm('db', 'prometheus-redis-exporter-6.1.0');
    const [fix, ...more] = fixesOf([serviceMonitor('shop/web', {}, meta), prometheusRule('shop/web', {}, meta)]);
    expect(more).toEqual([]);
    expect(fix?.objects.map(({ kind }) => kind)).toEqual(['ServiceMonitor', 'PrometheusRule']);
    expect(contentOf(fix)).toEqual({
      serviceMonitor: { labels: { release: 'kps' } },
      prometheusRule: { additionalLabels: { release: 'kps' } },
    });
    expect(fix?.commands).toEqual([
      'helm upgrade db prometheus-redis-exporter -n shop --version 6.1.0 --reset-then-reuse-values -f out/helm-shop-db-values.yaml',
    ]);
  });

  it('keeps a dot that is part of a label’s key', () => {
    const meta = helm('db', 'prometheus-redis-exporter-6.1.0');
    const [fix] = fixesOf([serviceMonitor('shop/web', {}, meta)], [label('app.kubernetes.io/part-of', 'kps')]);
    expect(contentOf(fix)).toEqual({ serviceMonitor: { labels: { 'app.kubernetes.io/part-of': 'kps' } } });
  });

  it('is a post-renderer where no value is known, or something else is changed', () => {
    for (const [meta, fields] of [
      [helm('web', 'own-1.0.0'), RELEASE],
      [helm('web', 'prometheus-redis-exporter-6.1.0'), [PORT]],
      [helm('web', 'prometheus-redis-exporter-6.1.0'), [label('release', null, 'other')]],
    ] as const) {
      const [fix] = fixesOf([serviceMonitor('shop/web', {}, meta)], fields);
      expect(fix?.script?.file).toBe('helm-shop-web/post-render.sh');
      expect(fix?.commands[0]).toMatch(/ --post-renderer sh --post-renderer-args out\/helm-shop-web\/post-render\.sh$/);
    }
  });

  it('is lines for the object of Flux, and for Argo CD', () => {
    const target = { group: 'monitoring.coreos.com', version: 'v1', kind: 'ServiceMonitor', name: 'web' };
    const patch = toYaml({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: { name: 'web', labels: { release: 'kps' } },
    });
    const argo = {
      annotations: { 'argocd.argoproj.io/tracking-id': 'team_shop:monitoring.coreos.com/ServiceMonitor:a/b' },
    };
    const made = [flux('helm'), flux('kustomize'), argo].map(
      (meta) => fixesOf([serviceMonitor('shop/web', {}, meta)])[0],
    );
    expect(made.map((fix) => fix?.file)).toEqual([
      'helmrelease-flux-web.yaml',
      'kustomization-flux-web.yaml',
      'application-team-shop.yaml',
    ]);
    expect(made.map(contentOf)).toEqual([
      expect.objectContaining({
        kind: 'HelmRelease',
        metadata: { name: 'web', namespace: 'flux' },
        spec: { postRenderers: [{ kustomize: { patches: [{ target, patch }] } }] },
      }),
      expect.objectContaining({ kind: 'Kustomization', spec: { patches: [{ target, patch }] } }),
      { patches: [{ target, patch }] },
    ]);
  });

  it('is fields of the object that a known controller reads', () => {
    const cluster = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', namespace: 'shop', name: 'db' };
    const [fix] = fixesOf([podMonitor('shop/db', {}, ownedBy(cluster))]);
    expect(contentOf(fix)).toEqual({
      apiVersion: cluster.apiVersion,
      kind: 'Cluster',
      metadata: { name: 'db', namespace: 'shop' },
      spec: { inheritedMetadata: { labels: { release: 'kps' } } },
    });
    expect(fix?.commands).toEqual([
      'kubectl patch cluster db -n shop --type merge --patch-file out/cluster-shop-db.yaml',
    ]);
  });

  it.each<readonly [string, JsonObject, JsonObject | null, JsonObject]>([
    [
      'everything, in place of a value that is there',
      { matchLabels: { release: 'kps' } },
      {},
      { podMonitorSelector: null, podMonitorSelectorNilUsesHelmValues: false },
    ],
    [
      'one value more, without the keys that were there',
      { matchLabels: { release: 'kps' } },
      { matchExpressions: [{ key: 'release', operator: 'In', values: ['kps', 'db'] }] },
      {
        podMonitorSelector: {
          matchLabels: null,
          matchExpressions: [{ key: 'release', operator: 'In', values: ['kps', 'db'] }],
        },
      },
    ],
  ])('is values of kube-prometheus-stack where its stack is to select %s', (_what, was, becomes, values) => {
    const stack = prometheus(
      'shop/kps-prometheus',
      { podMonitorSelector: was },
      helm('kps', 'kube-prometheus-stack-88.5.3'),
    );
    const [fix] = fixesOf([stack], [{ path: ['spec', 'podMonitorSelector'], was, becomes }]);
    expect(contentOf(fix)).toEqual({ prometheus: { prometheusSpec: values } });
    expect(fix?.commands).toEqual([
      'helm upgrade kps prometheus-community/kube-prometheus-stack -n shop --version 88.5.3 --reset-then-reuse-values -f out/helm-shop-kps-values.yaml',
    ]);
    // A field that the chart does not take over is patched.
    const [other] = fixesOf(
      [stack],
      [{ path: ['spec', 'podMonitorSelector', 'matchLabels', 'a'], was: null, becomes: 'b' }],
    );
    expect(other?.script).toBeDefined();
  });

  it('replaces no list of such an object', () => {
    const parent = { apiVersion: 'camel.apache.org/v1', kind: 'Integration', name: 'db' };
    const [fix] = fixesOf([podMonitor('shop/db', {}, ownedBy(parent))], [...RELEASE, label('team', 'a')]);
    expect(contentOf(fix)).toMatchObject({
      spec: { traits: { prometheus: { podMonitorLabels: ['release=kps', 'team=a'] } } },
    });
    expect([fix?.commands, fix?.how]).toEqual([[], expect.stringMatching(/behind the entries that its lists have\.$/)]);
  });

  it('is none where a controller is not known or fixes its labels, where nobody owns it, and for names that are none', () => {
    const unknown = { apiVersion: 'example.org/v1', kind: 'Thing', name: 'db' };
    const pooler = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Pooler', name: 'db' };
    for (const meta of [ownedBy(unknown), ownedBy(pooler), {}, helm('$(id)', 'own-1.0.0'), helm('a/../b', 'own-1.0.0')])
      expect(fixesOf([podMonitor('shop/db', {}, meta)])).toEqual([]);
  });

  it('names the namespace in a patch only where the name alone is another object, too', () => {
    const both = [serviceMonitor('shop/web', {}, flux('helm')), serviceMonitor('other/web')];
    const targets = (objects: readonly KubeObject[]) =>
      JSON.stringify(fixesOf(objects)[0]?.content).match(/"target":\{[^}]*\}/g);
    expect(targets(both)?.join()).toContain('"namespace":"shop"');
    expect(targets(both.slice(0, 1))?.join()).not.toContain('namespace');
  });

  it('does what it says where its kustomization is built', async () => {
    const meta = helm('web', 'own-1.0.0');
    const monitor = serviceMonitor('shop/web', { endpoints: [{ port: 'web' }] }, meta);
    const fields = [...RELEASE, PORT, { path: ['spec', 'endpoints', '0', 'path'], was: null, becomes: '/m' }];
    const [fix] = fixesOf([monitor], fields);
    const folder = await mkdtemp(join(tmpdir(), 'promwire-source-'));
    try {
      for (const { path, text } of fix ? sourceFiles(fix) : []) {
        await mkdir(dirname(join(folder, path)), { recursive: true });
        await writeFile(join(folder, path), text);
      }
      await writeFile(join(folder, 'helm-shop-web', 'rendered.yaml'), yamlOf([monitor]));
      const { objects } = await readFiles([join(folder, 'helm-shop-web')], {});
      const [read] = objects.filter(({ kind }) => kind === 'ServiceMonitor');
      expect(read?.metadata.labels).toMatchObject({ ...meta.labels, release: 'kps' });
      expect(read?.body['spec']).toMatchObject({ endpoints: [{ port: 'http', path: '/m' }] });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
