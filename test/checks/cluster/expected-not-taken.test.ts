import { describe, expect, it } from '@jest/globals';
import { expectationsOf } from '../../../src/checks/cluster/expected.ts';
import type { Expected, KubeObject } from '../../../src/model/index.ts';
import { agent, analysis, operator, prometheus, prometheusRule, serviceMonitor } from '../../worlds.ts';
import type { Sight } from '../../worlds.ts';
import { table } from '../table.ts';

const must = (kind: string, name = 'web'): Expected => ({
  object: { kind, namespace: 'shop', name },
  origin: { source: 'file', file: 'promwire.yaml', document: 1, line: 9, column: 11 },
});
const expecting = (...kinds: readonly string[]): Sight => ({ expected: kinds.map((kind) => must(kind)) });
const everywhere = { serviceMonitorNamespaceSelector: {} };
const selecting = prometheus('monitoring/k8s', {
  ...everywhere,
  serviceMonitorSelector: { matchLabels: { release: 'kps' } },
});
const labelled = serviceMonitor('shop/web', {}, { labels: { release: 'kps' } });

table('expected-not-taken', [
  {
    it: 'finds one that its labels keep out',
    objects: [operator(), selecting, serviceMonitor('shop/web')],
    sight: expecting('ServiceMonitor'),
    expect: {
      about: 'ServiceMonitor shop/web',
      severity: 'error',
      evidence: { there: true, stacks: [{ stack: 'Prometheus monitoring/k8s', causes: ['label-mismatch'] }] },
    },
  },
  {
    it: 'finds one that is not there',
    objects: [operator(), selecting, labelled],
    sight: { expected: [must('ServiceMonitor', 'api')] },
    expect: { about: 'ServiceMonitor shop/api', evidence: { there: false, stacks: [] } },
  },
  {
    it: 'finds one that is not among the files',
    objects: [operator(), selecting, labelled],
    sight: { source: 'files', expected: [must('ServiceMonitor', 'api')] },
    expect: { evidence: { there: false, source: 'files', expectedAt: 'promwire.yaml:9' } },
  },
  {
    it: 'finds one that is rejected',
    objects: [
      operator(),
      selecting,
      serviceMonitor(
        'shop/web',
        { endpoints: [{ port: 'http', interval: '10s', scrapeTimeout: '20s' }] },
        { labels: { release: 'kps' } },
      ),
    ],
    sight: expecting('ServiceMonitor'),
    expect: { evidence: { stacks: [{ stack: 'Prometheus monitoring/k8s', causes: ['rejected-timeout'] }] } },
  },
  {
    it: 'finds rules that only an agent is there for',
    objects: [agent('monitoring/agent'), prometheusRule('shop/web')],
    sight: expecting('PrometheusRule'),
    expect: { evidence: { there: true, stacks: [] } },
  },
  {
    it: 'is silent about one that is taken, and about what nobody expects',
    objects: [operator(), selecting, labelled, serviceMonitor('shop/api')],
    sight: expecting('ServiceMonitor'),
    expect: 'nothing',
  },
  {
    it: 'is silent about one that another stack takes',
    objects: [
      operator(),
      selecting,
      prometheus('monitoring/other', { ...everywhere, serviceMonitorSelector: {} }),
      serviceMonitor('shop/web'),
    ],
    sight: expecting('ServiceMonitor'),
    expect: 'nothing',
  },
]);

describe('what hides whether an expectation is met', () => {
  const rows: readonly (readonly [string, readonly KubeObject[], Sight, string])[] = [
    ['stacks that may not be listed', [labelled], { hidden: ['Prometheus'] }, 'You may not list prometheuses.'],
    [
      'monitors that may not be listed',
      [selecting],
      { hidden: ['ServiceMonitor'] },
      'You may not list servicemonitors.',
    ],
    [
      'files without a stack',
      [labelled],
      { source: 'files' },
      'No Prometheus or PrometheusAgent is among what was read.',
    ],
  ];

  it.each(rows)('is told: %s', (_what, objects, sight, said) => {
    const { notTaken, open } = expectationsOf(analysis(objects, { ...sight, ...expecting('ServiceMonitor') }));
    expect(notTaken).toEqual([]);
    expect(open.map(({ gap }) => gap.sentence)).toEqual([
      `ServiceMonitor shop/web must be taken (promwire.yaml:9), and whether it is cannot be told: ${said}`,
    ]);
  });

  it('is nothing where one that can be seen takes it', () => {
    const { notTaken, open } = expectationsOf(
      analysis([operator(), selecting, labelled], { hidden: ['PrometheusAgent'], ...expecting('ServiceMonitor') }),
    );
    expect([notTaken, open]).toEqual([[], []]);
  });
});
