import { describe, expect, it } from '@jest/globals';
import type { JsonObject, KubeObject, PrintedFix } from '../../src/model/index.ts';
import { kube, prometheus, service, serviceMonitor } from '../worlds.ts';
import { changeable, onChangeable } from './changeable.ts';
import type { Changeable } from './changeable.ts';

const stackWith = (spec: JsonObject, about: JsonObject = {}): KubeObject => {
  const stack = prometheus('monitoring/k8s', {
    serviceMonitorNamespaceSelector: {},
    ...spec,
  });
  return { ...stack, metadata: { ...stack.metadata, ...about } };
};
const k8s = stackWith({ serviceMonitorSelector: { matchLabels: { release: 'kps' } } });
const HELM = {
  labels: { app: 'web', 'app.kubernetes.io/managed-by': 'Helm', 'helm.sh/chart': 'web-1.0.0' },
  annotations: { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'shop' },
};
const owned = serviceMonitor('shop/web', {}, HELM);
const monitor = serviceMonitor('shop/web', {}, { labels: { app: 'web', release: 'other' } });
const namespaceOf = (name: string): KubeObject => kube({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

const find = (cluster: Changeable, kind: string, name: string): JsonObject | undefined =>
  cluster.objects().find((each) => each['kind'] === kind && (each['metadata'] as JsonObject)['name'] === name);
const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');
const FIX = ['fix', '--yes', '--timeout', '0s'];
const documentOf = (text: string | undefined): PrintedFix => JSON.parse(text ?? '') as PrintedFix;

describe('ways to fix a finding', () => {
  it('names the others, each with its price, and takes the least invasive', async () => {
    const other = serviceMonitor('bank/db', {}, { labels: { release: 'other' } });
    const cluster = changeable([k8s, service('shop/web'), monitor, service('bank/db'), other]);
    const [text, json] = await onChangeable(
      cluster,
      ['fix', 'servicemonitor/web', '-n', 'shop', '--dry-run'],
      ['fix', 'servicemonitor/web', '-n', 'shop', '--dry-run', '-o', 'json'],
    );
    expect(oneLine(text?.out ?? '')).toContain('metadata.labels.release: other → kps');
    expect(oneLine(text?.out ?? '')).toContain(
      '--how selector: Prometheus monitoring/k8s gets spec.serviceMonitorSelector: {"matchExpressions":[{"key":"release","operator":"In","values":["kps","other"]}]}. It takes 1 object of others as well: ServiceMonitor bank/db.',
    );
    // Both reach the cluster that was asked.
    expect(text?.out).toMatch(
      /^ {4}promwire policy --add-labels --replace-labels --kind ServiceMonitor -n shop --stack monitoring\/k8s( --kubeconfig \S+) \| kubectl apply -f -\1$/m,
    );
    expect(documentOf(json?.out).fixed[0]?.ways?.map(({ how }) => how)).toEqual(['selector', 'policy', 'rights']);
    expect(cluster.writes).toEqual([]);
  });

  it('opens the selector just so far, and undo closes it', async () => {
    const cluster = changeable([k8s, service('shop/web'), monitor]);
    const before = find(cluster, 'Prometheus', 'k8s')?.['spec'];
    const [fixed] = await onChangeable(cluster, [...FIX, '--how', 'selector']);
    expect(fixed?.out).not.toMatch(/error +(?:label|namespace-selector)-mismatch|selector-null/);
    expect(cluster.writes).toEqual(['monitoring/prometheuses/k8s']);
    expect(find(cluster, 'Prometheus', 'k8s')).toMatchObject({
      spec: {
        serviceMonitorSelector: { matchExpressions: [{ key: 'release', operator: 'In', values: ['kps', 'other'] }] },
      },
    });
    const [undone] = await onChangeable(cluster, ['undo', '--yes']);
    expect(undone).toMatchObject({ code: 0 });
    expect(find(cluster, 'Prometheus', 'k8s')?.['spec']).toEqual(before);
  });

  it.each<[string, JsonObject]>([
    ['that is absent', { podMonitorSelector: {} }],
    ['whose label the object lacks', { serviceMonitorSelector: { matchLabels: { team: 'a' } } }],
  ])('opens a selector %s to everything, which is all there is', async (_what, spec) => {
    const cluster = changeable([stackWith(spec), service('shop/web'), monitor]);
    const [fixed] = await onChangeable(cluster, [...FIX, '--how', 'selector']);
    expect(fixed?.out).not.toMatch(/error +(?:label|namespace-selector)-mismatch|selector-null/);
    expect(find(cluster, 'Prometheus', 'k8s')?.['spec']).toHaveProperty('serviceMonitorSelector', {});
  });

  it('lets a stack look into one namespace more, and its own as before', async () => {
    const stack = stackWith({
      serviceMonitorSelector: {},
      serviceMonitorNamespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
    });
    const cluster = changeable([stack, namespaceOf('shop'), namespaceOf('monitoring'), service('shop/web'), monitor]);
    const [fixed] = await onChangeable(cluster, [...FIX, '--how', 'selector']);
    expect(fixed?.out).not.toMatch(/error +(?:label|namespace-selector)-mismatch|selector-null/);
    expect(find(cluster, 'Prometheus', 'k8s')).toMatchObject({
      spec: {
        serviceMonitorNamespaceSelector: {
          matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['monitoring', 'shop'] }],
        },
      },
    });
  });

  it('changes no Prometheus that a chart owns: what its source takes is printed', async () => {
    const stack = stackWith(
      { serviceMonitorSelector: { matchLabels: { release: 'kps' } } },
      {
        labels: { 'app.kubernetes.io/managed-by': 'Helm' },
        annotations: { 'meta.helm.sh/release-name': 'kps', 'meta.helm.sh/release-namespace': 'monitoring' },
      },
    );
    const cluster = changeable([stack, service('shop/web'), monitor]);
    const [fixed] = await onChangeable(cluster, [...FIX, '--how', 'selector']);
    expect(oneLine(fixed?.out ?? '')).toContain('at its source, Helm release kps in namespace monitoring');
    expect(cluster.writes).toEqual([]);
  });

  it('makes a copy beside an object of a chart, which then is not missed, and undo takes it away', async () => {
    const cluster = changeable([k8s, service('shop/web'), owned]);
    const [fixed, again] = await onChangeable(cluster, [...FIX, '--how', 'copy'], ['check']);
    expect(fixed?.out).not.toMatch(/error +(?:label|namespace-selector)-mismatch|selector-null/);
    expect(cluster.writes).toEqual(['+shop/servicemonitors/web-promwire']);
    expect(find(cluster, 'ServiceMonitor', 'web-promwire')).toMatchObject({
      metadata: {
        labels: { release: 'kps', 'app.kubernetes.io/managed-by': 'promwire' },
        annotations: { 'promwire.dev/instead-of': 'shop/web' },
      },
      spec: find(cluster, 'ServiceMonitor', 'web')?.['spec'],
    });
    expect(oneLine(again?.out ?? '')).not.toMatch(/(?:error|warning) +label-mismatch/);
    const [undone] = await onChangeable(cluster, ['undo', '--yes']);
    expect(undone).toMatchObject({ code: 0 });
    expect(find(cluster, 'ServiceMonitor', 'web-promwire')).toBeUndefined();
  });

  it('gives a right as a Role and a RoleBinding of its own, and undo takes them away', async () => {
    const taken = serviceMonitor('shop/web', {}, { labels: { app: 'web', release: 'kps' } });
    const cluster = changeable([k8s, service('shop/web'), taken]);
    const [asked, fixed] = await onChangeable(cluster, FIX, [...FIX, '--how', 'rights']);
    expect(asked?.out).toContain('Nothing to change.');
    expect(cluster.writes).toEqual([
      '+shop/roles/promwire-monitoring-k8s-fix',
      '+shop/rolebindings/promwire-monitoring-k8s-fix',
    ]);
    expect(fixed?.out).not.toContain('error    rbac-namespace');
    const [undone] = await onChangeable(cluster, ['undo', '--yes']);
    expect(undone).toMatchObject({ code: 0 });
    expect(find(cluster, 'Role', 'promwire-monitoring-k8s-fix')).toBeUndefined();
    expect(find(cluster, 'RoleBinding', 'promwire-monitoring-k8s-fix')).toBeUndefined();
  });

  it('says before it opens a selector what is then taken as well', async () => {
    const other = serviceMonitor('bank/other', {}, { labels: { release: 'other' } });
    const cluster = changeable([k8s, service('shop/web'), monitor, service('bank/other'), other]);
    const [shown] = await onChangeable(cluster, ['fix', 'smon/web', '-n', 'shop', '--dry-run', '--how', 'selector']);
    expect(oneLine(shown?.out ?? '')).toContain(
      '"values":["kps","other"]}]}. It takes 1 object of others as well: ServiceMonitor bank/other.',
    );
  });

  it('says of a copy that is refused as well what refuses it', async () => {
    const credentials = { name: 'gone', key: 'token' };
    const asking = serviceMonitor('shop/web', { endpoints: [{ port: 'http', authorization: { credentials } }] }, HELM);
    const cluster = changeable([k8s, service('shop/web'), asking]);
    const [shown] = await onChangeable(cluster, [...FIX, '--how', 'copy']);
    expect(oneLine(shown?.out ?? '')).toContain('web-promwire would have no effect: rejected-missing-secret.');
    expect(shown?.out).not.toContain('would hold all the same');
    expect(cluster.writes).toEqual([]);
  });

  it('says of a policy that it replaces the labels of others, and of how many', async () => {
    const beta = prometheus('monitoring/beta', {
      serviceMonitorNamespaceSelector: {},
      serviceMonitorSelector: { matchLabels: { release: 'beta' } },
    });
    const labelled = (name: string, release: string): KubeObject =>
      serviceMonitor(`shop/${name}`, {}, { labels: { release } });
    const cluster = changeable([k8s, beta, monitor, labelled('b', 'x'), labelled('c', 'y'), labelled('taken', 'beta')]);
    const [shown] = await onChangeable(cluster, [
      ...['fix', 'smon/web', '-n', 'shop', '--dry-run', '--how', 'policy'],
      ...['--stack', 'monitoring/k8s'],
    ]);
    expect(oneLine(shown?.out ?? '')).toContain(
      'The API server sets the label of every ServiceMonitor of namespace shop that no stack takes, in place of another value too, each at its next change. 2 objects of others have another value now: ServiceMonitor shop/b, ServiceMonitor shop/c. It needs Kubernetes 1.36.',
    );
  });

  it('prints the policy and changes nothing', async () => {
    const cluster = changeable([k8s, service('shop/web'), monitor]);
    const [fixed] = await onChangeable(cluster, [...FIX, '--how', 'policy']);
    expect(fixed?.code).toBe(1);
    expect(fixed?.out).toContain('promwire policy --add-labels --replace-labels --kind ServiceMonitor -n shop');
    expect(cluster.writes).toEqual([]);
  });

  it('a way that no finding has is an error that names those it has, with their price', async () => {
    const cluster = changeable([k8s, service('shop/web'), monitor]);
    const [answer] = await onChangeable(cluster, [...FIX, '--how', 'copy']);
    expect(answer?.code).toBe(2);
    expect(oneLine(answer?.err ?? '')).toContain('no finding here can be fixed by --how copy');
    expect(oneLine(answer?.err ?? '')).toContain('label-mismatch of ServiceMonitor shop/web has --how object (');
    expect(cluster.writes).toEqual([]);
  });
});
