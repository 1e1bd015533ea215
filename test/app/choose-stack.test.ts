/** Which of several Prometheuses an application goes into, and whether Grafana has a data source for it. */
import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../src/model/index.ts';
import type { Answer } from '../commands/ask.ts';
import { onCluster } from '../commands/cluster.ts';
import {
  KUBERHEALTHY_2,
  binding,
  grafana,
  holder,
  mayDiscover,
  namespace,
  operator,
  prometheus,
  prometheusRule,
  role,
  service,
  serviceMonitor,
} from '../worlds.ts';

const labels = { app: 'kuberhealthy' };
const OURS = { 'app.kubernetes.io/managed-by': 'promwire', 'promwire.dev/profile': 'kuberhealthy' };
const selecting = (release: string) => {
  const selector = { matchLabels: { release } };
  return { serviceMonitorSelector: selector, ruleSelector: selector };
};
const A = prometheus('monitoring/a', selecting('a'));
const B = prometheus('platform/b', selecting('b'));
const world: readonly KubeObject[] = [
  ...['kh', 'monitoring', 'platform', 'shop'].map((name) => namespace(name)),
  operator(),
  ...mayDiscover,
  ...KUBERHEALTHY_2,
  A,
  B,
];
const theirs = (release: string) =>
  serviceMonitor('kh/theirs', { selector: { matchLabels: labels } }, { labels: { release } });
const other = (name: string, release: string) => serviceMonitor(`shop/${name}`, {}, { labels: { release } });
const by = (manager: string) => ({ fieldOwners: [{ manager, operation: 'Apply', labels: [] }] });
const rules = (release: string, manager = 'promwire') =>
  prometheusRule('kh/promwire-kuberhealthy', { groups: [] }, { labels: { ...OURS, release }, ...by(manager) });

const diff = async (objects: readonly KubeObject[], ...argv: readonly string[]): Promise<Answer> =>
  await onCluster([...world, ...objects], ['diff', ...argv]);

describe('of several Prometheuses', () => {
  it.each<[string, readonly KubeObject[], string]>([
    ['the one that selects a monitor of the application', [theirs('b')], 'platform/b'],
    ['else the one that selects the most monitors', [other('x', 'a'), other('y', 'b'), other('z', 'b')], 'platform/b'],
  ])('%s is the example', async (_what, objects, example) => {
    const { code, err } = await diff(objects);
    expect(code).toBe(2);
    expect(err).toContain(`for example --stack ${example}`);
  });

  it('the one that selects what promwire made is taken without a question, and that is said', async () => {
    const { code, err } = await diff([rules('b'), theirs('a')]);
    expect(code).toBe(1);
    expect(err).toContain('Prometheus platform/b, since it selects what promwire made');
    // Rules for an application elsewhere are not about this one.
    const elsewhere = prometheusRule(
      'platform/promwire-kuberhealthy-x',
      { groups: [] },
      {
        labels: { ...OURS, release: 'b' },
        annotations: { 'promwire.dev/application-namespace': 'x' },
        ...by('promwire'),
      },
    );
    expect((await diff([elsewhere])).code).toBe(2);
  });

  describe('what only says that promwire made it', () => {
    const forKh = { 'promwire.dev/application-namespace': 'kh' };
    const planted = (path: string, manager: string) =>
      serviceMonitor(path, {}, { labels: { ...OURS, release: 'b' }, annotations: forKh, ...by(manager) });
    const code = async (objects: readonly KubeObject[]): Promise<number> =>
      (await onCluster([...world.filter((each) => !mayDiscover.includes(each)), ...objects], ['diff'])).code;

    it.each<[string, KubeObject]>([
      ['next to the application, by another manager', rules('b', 'kubectl')],
      ['in a namespace of a tenant', planted('shop/promwire-kuberhealthy-kh', 'promwire')],
      ['next to the stack, by another manager', planted('platform/promwire-kuberhealthy-kh', 'kubectl')],
      [
        'next to a stack without rights, by a manager of our name',
        planted('platform/promwire-kuberhealthy-kh', 'promwire'),
      ],
    ])('chooses no stack %s', async (_what, object) => {
      expect(await code([object])).toBe(2);
    });

    it('chooses one next to the stack where promwire wrote it, and the stack has the rights', async () => {
      const subject = { kind: 'ServiceAccount', namespace: 'platform', name: 'prometheus' };
      const may = [role('prometheus'), binding('prometheus', 'ClusterRole/prometheus', subject)];
      expect(await code([...may, planted('platform/promwire-kuberhealthy-kh', 'kubectl')])).toBe(2);
      expect(await code([...may, planted('platform/promwire-kuberhealthy-kh', 'promwire')])).toBe(1);
    });
  });

  it('is asked where both select it', async () => {
    const both = prometheus('platform/b', selecting('a'));
    const answer = await onCluster([...world.filter((each) => each !== B), both, rules('a')], ['diff']);
    expect(answer.code).toBe(2);
  });
});

describe('the data sources of a Grafana beside two Prometheuses', () => {
  const front = (path: string, name: string) =>
    service(path, { selector: { 'operator.prometheus.io/name': name, 'app.kubernetes.io/name': 'prometheus' } });
  const sources = (...urls: readonly string[]) =>
    holder('ConfigMap', 'monitoring/sources', {
      'datasource.yaml': `datasources:\n${urls.map((url, i) => `- name: P${i}\n  type: prometheus\n  url: ${url}\n`).join('')}`,
    });
  const grafanas = [grafana('monitoring/grafana'), front('monitoring/a', 'a'), front('platform/b', 'b')];

  it.each<[string, readonly string[], RegExp | undefined]>([
    ['one for the chosen Prometheus', ['http://a:9090/', 'http://b.platform.svc:9090'], undefined],
    [
      'one for the other only',
      ['http://a.monitoring:9090/'],
      /grafana has no data source for Prometheus platform\/b: "P0" leads to Prometheus monitoring\/a/,
    ],
    ['one that leads out of sight', ['https://mimir.example/prometheus'], /is not known: where "P0" leads/],
    ['none that is seen', [], /is not known: none is in a ConfigMap/],
  ])('%s', async (_what, urls, says) => {
    const { err } = await diff([...grafanas, sources(...urls)], '--stack', 'platform/b');
    const text = err.replaceAll(/\s+/g, ' ');
    if (says) expect(text).toMatch(says);
    else expect(text).not.toContain('data source');
  });
});
