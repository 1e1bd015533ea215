import { describe, expect, it } from '@jest/globals';
import { chartOf, releaseOf } from '../../src/kube/chart-of.ts';
import { findValue, labelValues, upgrade, upgradedOnce } from '../../src/kube/helm.ts';
import { serviceMonitor } from '../worlds.ts';

const web = { name: 'web', namespace: 'shop', chart: 'web', version: '1.2.3' };

describe('helm upgrade', () => {
  it('sets a label below a path, and changes nothing else', () => {
    expect(upgrade(web, labelValues('metrics.labels', { release: 'kps' }) ?? [])).toBe(
      'helm upgrade web web -n shop --version 1.2.3 --reset-then-reuse-values --set metrics.labels.release=kps',
    );
  });

  it('is one command for each release', () => {
    const line = (path: string, release = web): string =>
      upgrade(release, labelValues(path, { release: 'kps' }) ?? []) ?? '';
    const [a, b, c, other] = [line('a'), line('b'), line('c'), line('a', { ...web, name: 'api' })];
    const both =
      'helm upgrade web web -n shop --version 1.2.3 --reset-then-reuse-values --set a.release=kps --set b.release=kps';
    expect(upgradedOnce([a, b, a])).toEqual([both]);
    expect(upgradedOnce([a, 'kubectl get pods', b])).toEqual([both, 'kubectl get pods']);
    expect(upgradedOnce([a, b], [c, other, 'kubectl get pods'])).toEqual([`${both} --set c.release=kps`]);
  });

  it('escapes the dots of a key, and quotes for the shell', () => {
    const values = labelValues('labels', { 'prometheus.io/team': 'a' }) ?? [];
    expect(upgrade(web, values)).toContain(String.raw` --set 'labels.prometheus\.io/team=a'`);
  });

  it.each(['true', 'false', 'null', '1', '0', ''])('keeps the text "%s" a text', (value) => {
    expect(upgrade(web, [{ path: 'a.b', becomes: value }])).toContain(` --set-string a.b=${value}`);
  });

  it('has words in capitals for what is not known', () => {
    const found = upgrade({ name: '', chart: '' }, [{ path: 'a', becomes: false }]);
    expect(found).toBe(
      'helm upgrade RELEASE CHART -n NAMESPACE --version VERSION --reset-then-reuse-values --set a=false',
    );
  });

  it.each([
    [{ ...web, name: '$(reboot)' }, 'x'],
    [{ ...web, namespace: 'a;b' }, 'x'],
    [{ ...web, chart: '--post-renderer=/bin/x' }, 'x'],
    [web, 'a b'],
    [web, "'; reboot #"],
  ])('is not printed where a name is none: %j %s', (release, value) => {
    expect(upgrade(release, [{ path: 'a', becomes: value }])).toBeUndefined();
  });

  it('does not take a key that Kubernetes does not allow', () => {
    expect(labelValues('labels', { 'a b': 'x' })).toBeUndefined();
    expect(labelValues('release=a.b', { team: 'x' })).toBeUndefined();
    expect(labelValues('release=a.b', { release: 'x' })).toEqual([{ path: 'a.b', becomes: 'x' }]);
  });

  it('finds the value of a chart', () => {
    // "web" is no reference of a chart: helm would look for a folder.
    expect(findValue(web, 'PodMonitor')).toBe('helm get values web -n shop --all | grep -n -i -A5 podmonitor');
    expect(findValue({ ...web, name: '' }, 'PodMonitor')).toBe(
      'helm show values REPOSITORY/web --version 1.2.3 | grep -n -i -A5 podmonitor',
    );
    expect(findValue({ ...web, chart: 'kube-prometheus-stack' }, 'PodMonitor')).toBe(
      'helm show values prometheus-community/kube-prometheus-stack --version 1.2.3 | grep -n -i -A5 podmonitor',
    );
    expect(findValue({ ...web, chart: '$(x)' }, 'PodMonitor')).toBeUndefined();
  });
});

describe('the chart of an object', () => {
  const label = (labels: Record<string, string>, template?: string): unknown =>
    chartOf({ ...serviceMonitor('shop/web', {}, { labels }), ...(template === undefined ? {} : { template }) });

  it.each<[string, Record<string, string>, string | undefined, unknown]>([
    [
      'its label',
      { 'helm.sh/chart': 'cert-manager-v1.18.2' },
      undefined,
      { name: 'cert-manager', version: 'v1.18.2', within: [] },
    ],
    [
      'a plus in its label',
      { 'helm.sh/chart': 'web-1.2.3_b1' },
      undefined,
      { name: 'web', version: '1.2.3+b1', within: [] },
    ],
    [
      'a whole number',
      { 'helm.sh/chart': 'kube-web-104' },
      undefined,
      { name: 'kube-web', version: '104', within: [] },
    ],
    [
      'the label of older charts',
      { heritage: 'Helm', chart: 'web-1.2.3' },
      undefined,
      { name: 'web', version: '1.2.3', within: [] },
    ],
    ["a label of the same name that is not Helm's", { chart: 'web-1.2.3' }, undefined, undefined],
    ['its template', {}, 'web/templates/a/monitor.yaml', { name: 'web', template: 'a/monitor', within: [] }],
    [
      'the template of a sub-chart, with the label of a library',
      { 'helm.sh/chart': 'common-1.0.0' },
      'stack/charts/db/templates/monitor.yaml',
      { name: 'db', template: 'monitor', within: ['stack'] },
    ],
    ['Helm alone', { 'app.kubernetes.io/managed-by': 'Helm' }, undefined, { within: [] }],
    ['nothing', {}, undefined, undefined],
  ])('%s', (_name, labels, template, expected) => {
    expect(label(labels, template)).toEqual(expected);
  });

  it('has a release, from the annotation, the instance or the label of older charts', () => {
    const release = (labels: Record<string, string>, annotations = {}): string =>
      releaseOf(serviceMonitor('shop/web', {}, { labels, annotations }));
    expect(release({ 'app.kubernetes.io/instance': 'b' }, { 'meta.helm.sh/release-name': 'a' })).toBe('a');
    expect(release({ 'app.kubernetes.io/instance': 'b', release: 'kps' })).toBe('b');
    expect(release({ heritage: 'Helm', release: 'c' })).toBe('c');
    expect(release({ release: 'kps' })).toBe('');
  });
});
