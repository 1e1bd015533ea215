import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import {
  endpoints,
  mayDiscover,
  namespace,
  operator,
  pod,
  prometheus,
  rawOf,
  service,
  serviceMonitor,
} from '../worlds.ts';
import { inFolder, run, write } from './ask.ts';
import { onCluster } from './cluster.ts';

/* `check -n NS` on a cluster: the question is about that namespace, and what decides over it stands in others. */

const wired = [
  ...['monitoring', 'shop', 'other'].map((name) => namespace(name)),
  prometheus('monitoring/k8s'),
  operator(),
  ...mayDiscover,
  service('shop/web'),
  endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
  pod('shop/web-1'),
  serviceMonitor('shop/web'),
];

describe('check -n', () => {
  it('is fine where all is fine, and reads what decides over the namespace', async () => {
    const { code, out, asked } = await onCluster(wired, ['check', '-n', 'shop']);
    expect([code, out]).toEqual([0, expect.stringContaining('takes 1 of 1 monitors and rules')]);
    expect(out).not.toContain('unknown  ');
    expect(asked).toContain('list shop/pods');
    expect(asked).not.toContain('list /pods');
  });

  it('has no word about other namespaces', async () => {
    const elsewhere = serviceMonitor('other/web', { selector: { matchLabels: { app: 'nothing' } } });
    const { code, out } = await onCluster([...wired, elsewhere], ['check', '-n', 'shop']);
    expect([code, out]).toEqual([0, expect.not.stringContaining('other/web')]);
  });

  it.each([
    ['shpo', 'Did you mean shop?'],
    ['qqqqqq', 'kubectl get namespaces'],
  ])('%s: there is none', async (name, hint) => {
    const { code, out, err } = await onCluster(wired, ['check', '-n', name]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`there is no namespace ${name}`);
    expect(err).toContain(hint);
  });

  it.each<[readonly string[], string, string]>([
    [['servicemonitor/web', '-n', 'shpo'], 'there is no namespace shpo', 'Did you mean shop?'],
    [['kuberhealthy', '-n', 'shpo'], 'there is no namespace shpo', 'Did you mean shop?'],
    [['kuberhealthy', '-n', 'shop'], 'Kuberhealthy does not run in namespace shop', 'Install it first'],
    [['servicemonitor/wen', '-n', 'shop'], 'there is no ServiceMonitor wen', 'Did you mean servicemonitor/web?'],
    [
      ['servicemonitor/web', '-n', 'other'],
      'there is no ServiceMonitor web',
      'Did you mean servicemonitor/web -n shop?',
    ],
    [['servicemonitor/qqqqqq', '-n', 'shop'], 'there is no ServiceMonitor qqqqqq', 'kubectl get servicemonitor -A'],
  ])('%j names what was meant', async (words, what, hint) => {
    const { code, out, err } = await onCluster(wired, ['check', ...words]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(what);
    expect(err).toContain(hint);
  });

  it('is not a namespace for uninstall, either', async () => {
    const argv = ['uninstall', '--yes', '-n'];
    const { code, err } = await onCluster(wired, [...argv, 'shpo']);
    expect([code, err]).toEqual([1, expect.stringContaining('there is no namespace shpo')]);
    expect(err).toContain('Did you mean shop?');
    expect((await onCluster(wired, [...argv, 'shop'])).code).toBe(0);
  });

  it('needs no list of other namespaces, but those of the pods of Prometheus and of the policies about them', async () => {
    const own =
      /^(?:list shop\/|get shop\/|get \/namespaces\/shop$|(?:list|get) monitoring\/pods|list monitoring\/networkpolicies$)/;
    const cluster = ['prometheuses', 'prometheusagents', 'thanosrulers', 'alertmanagers', 'namespaces', 'deployments']
      .concat(['statefulsets', 'clusterroles', 'clusterrolebindings', 'customresourcedefinitions', 'configmaps'])
      .map((plural) => `list /${plural}`);
    const { code, out, asked } = await onCluster(
      wired,
      ['check', '-n', 'shop'],
      (right) => own.test(right) || cluster.includes(right),
    );
    expect([code, out]).toEqual([0, expect.stringContaining('takes 1 of 1 monitors and rules')]);
    expect(asked).toContain('list monitoring/pods');
  });
});

describe('check -n on files', () => {
  const said = async (...words: readonly string[]): Promise<{ readonly code: number; readonly text: string }> =>
    await inFolder(async (folder) => {
      write(folder, 'all.yaml', wired.map((object) => stringify(rawOf(object))).join('---\n'));
      const { code, out, err } = await run([...words, '--from', folder]);
      return { code, text: `${out}${err}`.replaceAll(/\s+/g, ' ') };
    });

  it.each([
    ['check', 'shpo', 'Did you mean shop?'],
    ['fix', 'shpo', 'Did you mean shop?'],
    ['check', 'qqqqqq', 'They are in: monitoring, shop.'],
  ])('%s -n %s: nothing of them is there', async (command, name, hint) => {
    const { code, text } = await said(command, '-n', name);
    expect(code).toBe(1);
    expect(text).toContain(`no object among the files is in namespace ${name}`);
    expect(text).toContain(hint);
  });

  it.each([
    [['servicemonitor/wen'], 'Did you mean servicemonitor/web?'],
    [['servicemonitor/web', '-n', 'monitoring'], 'Did you mean servicemonitor/web -n shop?'],
  ])('%j names what was meant', async (words, hint) => {
    const { code, text } = await said('check', ...words);
    expect([code, text]).toEqual([1, expect.stringContaining(hint)]);
  });
});
