/** Small changes of two folders, each with what is said of it. */
import { describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import {
  mayDiscover,
  namespace,
  probe,
  prometheus,
  prometheusRule,
  role,
  scrapeConfig,
  service,
  serviceMonitor,
  workload,
} from '../worlds.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { inFolder, run, write, yamlOf } from './ask.ts';
import type { Answer } from './ask.ts';

/** `more`: other documents of both. */
async function compared(
  base: readonly KubeObject[],
  head: readonly KubeObject[],
  [before = '', after = '']: readonly string[] = [],
): Promise<Answer> {
  return await inFolder(async (folder) => {
    const paths = [
      write(folder, 'base.yaml', `${yamlOf(base)}---\n${before}`),
      write(folder, 'head.yaml', `${yamlOf(head)}---\n${after}`),
    ];
    const { code, out, err } = await run(['compare', ...paths]);
    return { code, out: out.replaceAll(/\s+/g, ' '), err };
  });
}

const STACK = [namespace('shop'), prometheus('monitoring/k8s', { ruleSelector: {}, ruleNamespaceSelector: {} })];
const alerts = (...severities: readonly string[]): KubeObject =>
  prometheusRule('shop/web', {
    groups: [
      { name: 'web', rules: severities.map((severity) => ({ alert: 'Slow', expr: 'up == 0', labels: { severity } })) },
    ],
  });
const monitor = (labels: Readonly<Record<string, string>>): KubeObject => serviceMonitor('shop/web', {}, { labels });

describe('promwire compare', () => {
  it.each<readonly [string, readonly string[], readonly string[], string | undefined]>([
    ['one of two alerts of a name', ['warning', 'critical'], ['warning'], 'alert Slow with severity="critical"'],
    ['both of them', ['warning', 'critical'], ['other'], 'alert Slow with'],
    ['one that gets another label', ['warning'], ['critical'], undefined],
    ['one of two that gets another label', ['warning', 'critical'], ['warning', 'page'], undefined],
    ['their order', ['warning', 'critical'], ['critical', 'warning'], undefined],
  ])('tells alerts of one name apart by their labels: %s', async (_, was, is, says) => {
    const { code, out } = await compared([...STACK, alerts(...was)], [...STACK, alerts(...is)]);
    expect(code).toBe(says === undefined ? 0 : 1);
    if (says !== undefined) expect(out).toContain(says);
  });

  it('takes the version of a chart in a label for no label that a selector could ask for', async () => {
    const was = { app: 'web', 'helm.sh/chart': 'web-1.0.0', 'app.kubernetes.io/version': '1.0.0', chart: 'web-1.0.0' };
    const is = { app: 'web', 'helm.sh/chart': 'web-1.1.0', 'app.kubernetes.io/version': '1.1.0', chart: 'web-1.1.0' };
    expect((await compared([monitor(was)], [monitor(is)])).code).toBe(0);
    expect((await compared([monitor(was)], [monitor({ ...is, app: 'other' })])).code).toBe(3);
  });

  it('compares the targets that Probes and ScrapeConfigs name themselves', async () => {
    const stack = prometheus('monitoring/k8s', {
      ...Object.fromEntries(
        ['probe', 'scrapeConfig'].flatMap((kind) =>
          [`${kind}Selector`, `${kind}NamespaceSelector`].map((field) => [field, {}]),
        ),
      ),
    });
    const world = (...names: readonly string[]): readonly KubeObject[] => [
      ...[namespace('shop'), stack],
      probe('shop/site', { targets: { staticConfig: { static: names.map((name) => `https://${name}.example.com`) } } }),
      scrapeConfig('shop/hosts', { staticConfigs: [{ targets: names.map((name) => `${name}:9100`) }] }),
    ];
    const { code, out } = await compared(world('a', 'b'), world('a'));
    expect([code, out]).toEqual([1, expect.stringMatching(/^loses 2 static targets/)]);
    expect(out).toContain('Probe shop/site no longer contains static target https://b.example.com');
    expect((await compared(world('a', 'b'), world('b', 'a', 'c'))).code).toBe(0);
  });

  it('asks where a binding went that let the Prometheus discover targets, and not where another one does', async () => {
    const application = [service('shop/web'), workload('Deployment', 'shop/web', { app: 'web' })];
    const stack = prometheus('monitoring/k8s', { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {} });
    const world = [namespace('shop'), namespace('monitoring'), stack, serviceMonitor('shop/web'), ...application];
    const [rights = role('ClusterRole/x'), bound = role('ClusterRole/x')] = mayDiscover;
    const { code, out } = await compared([...world, rights, bound], [...world, rights]);
    expect([code, out]).toEqual([3, expect.stringContaining('may still discover targets in shop is not known')]);
    expect(out).toContain('ClusterRoleBinding prometheus was removed.');
    const other = { ...bound, metadata: { ...bound.metadata, name: 'renamed' } };
    expect((await compared([...world, rights, bound], [...world, rights, other])).code).toBe(0);
  });

  it('names a HelmRelease that is otherwise, in what a person reads, and fails for nothing', async () => {
    const release = (version: string): string =>
      stringify({
        apiVersion: 'helm.toolkit.fluxcd.io/v2',
        kind: 'HelmRelease',
        metadata: { name: 'loki', namespace: 'logs' },
        spec: { chart: { spec: { chart: 'loki', version, sourceRef: { kind: 'HelmRepository', name: 'grafana' } } } },
      });
    const { code, out } = await compared(STACK, STACK, ['1.0.0', '2.0.0'].map(release));
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^loses nothing .*not seen HelmRelease logs\/loki of chart loki changed/),
    ]);
    expect(out).toContain('(1.0.0, now 2.0.0): it may change what is not seen here');
  });
});
