import { describe, expect, it } from '@jest/globals';
import { atSource } from '../../src/kube/at-source.ts';
import { umbrellasOf } from '../../src/kube/umbrellas.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { serviceMonitor } from '../worlds.ts';
import type { Meta } from '../worlds.ts';

const set = { set: { release: 'kps' }, remove: [] };
const kuberhealthy = {
  name: 'kuberhealthy/kuberhealthy',
  monitorLabels: { release: 'prometheus.serviceMonitor.release' },
};

const installed = (release: string, chart?: string): Meta => ({
  labels: { 'app.kubernetes.io/managed-by': 'Helm', ...(chart === undefined ? {} : { 'helm.sh/chart': chart }) },
  annotations: { 'meta.helm.sh/release-name': release, 'meta.helm.sh/release-namespace': 'obs' },
});

const instance = { 'app.kubernetes.io/instance': 'cm' };

const servedIn = (namespace: string, { labels, ...meta }: Meta): KubeObject =>
  serviceMonitor(
    'tenant/zz',
    { selector: { matchLabels: instance }, namespaceSelector: { matchNames: [namespace] } },
    { ...meta, labels: { ...labels, ...instance } },
  );

describe('a chart that is known from the application', () => {
  const commands = (chart?: string): readonly string[] | undefined =>
    atSource(serviceMonitor('obs/kh', {}, installed('mine', chart)), set, umbrellasOf([]), kuberhealthy)?.commands;

  it.each([[undefined], ['kuberhealthy-104'], ['kuberhealthy-x']])(
    'is what its release installs, where the object names %s',
    (chart) => {
      expect(commands(chart)?.join('\n')).toContain('helm upgrade mine kuberhealthy/kuberhealthy -n obs');
    },
  );

  it('is not what a release of another chart installs', () => {
    expect(commands('my-monitors-1.0.0')).toEqual([
      'helm get values mine -n obs --all | grep -n -i -A5 servicemonitor',
    ]);
    expect(commands('my-monitors')?.join('\n')).not.toContain('upgrade');
  });
});

describe('a chart around another', () => {
  const victim = serviceMonitor('obs/cm', {}, installed('cm', 'cert-manager-v1.18.2'));
  const stack = installed('cm', 'kube-prometheus-stack-88.5.3');
  const around = (other: KubeObject): string =>
    atSource(victim, set, umbrellasOf([victim, other]))?.commands.join('\n') ?? '';
  const at = (namespace: string): Meta => ({
    ...stack,
    annotations: { 'meta.helm.sh/release-name': 'cm', 'meta.helm.sh/release-namespace': namespace },
  });

  it('is told by an object of the same release', () => {
    expect(around(serviceMonitor('obs/kps', {}, stack))).toContain(
      'helm upgrade cm prometheus-community/kube-prometheus-stack -n obs',
    );
  });

  it.each([
    ['of a release of that name elsewhere', serviceMonitor('tenant/zz', {}, at('tenant'))],
    ['elsewhere that claims the release', serviceMonitor('tenant/zz', {}, at('obs'))],
    ['elsewhere that looks for its Services there', servedIn('obs', { ...stack, annotations: {} })],
    ['that Helm did not install', serviceMonitor('obs/zz', {}, { labels: { ...stack.labels, ...instance } })],
  ])('is not told by an object %s', (_what, other) => {
    expect(around(other)).toContain('helm upgrade cm cert-manager -n obs --version v1.18.2 ');
  });
});

describe('a release in another namespace', () => {
  const mine = installed('cm', 'cert-manager-v1.18.2');
  const victim = serviceMonitor('shop/cm', {}, mine);
  const found = (...others: readonly KubeObject[]) => atSource(victim, set, umbrellasOf([victim, ...others]));

  it('is upgraded where an object there is of it', () => {
    const there = serviceMonitor('obs/cm', {}, { labels: { ...mine.labels, ...instance } });
    expect(found(there)?.commands.join()).toContain('helm upgrade cm cert-manager -n obs --version v1.18.2 ');
  });

  it.each([
    ['nothing is there', []],
    ['another chart is', [serviceMonitor('obs/db', {}, installed('cm', 'postgres-1.0.0'))]],
    ['another version is', [serviceMonitor('obs/db', {}, installed('cm', 'cert-manager-v1.19.0'))]],
    ['no chart is named there', [serviceMonitor('obs/db', {}, installed('cm'))]],
    ['what is there is of another release', [serviceMonitor('obs/db', {}, installed('db', 'cert-manager-v1.18.2'))]],
    ['only a neighbour claims it, too', [serviceMonitor('tenant/zz', {}, mine)]],
  ])('is only named where %s', (_what, others) => {
    expect(found(...others)).toEqual({
      remedy:
        'By its own marks it is from Helm release cm in namespace obs, and nothing that is seen there shows that. See with helm list -n obs whether it is. Have it set release: kps on this ServiceMonitor: a change of the live object would be undone. In its chart that is the value prometheus.servicemonitor.labels.release: kps.',
      commands: [],
    });
  });
});
