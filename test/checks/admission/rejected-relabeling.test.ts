import { operator, podMonitor, probe, prometheus, scrapeConfig, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const running = (version: string | undefined): ReturnType<typeof prometheus> =>
  prometheus('monitoring/k8s', { version });
const v3 = running('v3.5.0');
const v2 = running('v2.45.0');
const monitor = (...relabelings: readonly Raw[]): ReturnType<typeof serviceMonitor> =>
  serviceMonitor('shop/web', { endpoints: [{ port: 'http', relabelings }] });

table('rejected-relabeling', [
  {
    it: 'finds a regular expression with a lookahead, and says why it is none',
    objects: [v3, monitor({ action: 'keep' }, { action: 'drop', sourceLabels: ['job'], regex: '(?!web).*' })],
    expect: {
      evidence: { wrong: [{ field: 'spec.endpoints[0].relabelings[1]', lookaround: '(?!web).*' }] },

      fix: { kind: 'advise' },
    },
  },
  {
    it: 'finds a regular expression that is none anywhere',
    objects: [v3, serviceMonitor('shop/web', { endpoints: [{ metricRelabelings: [{ action: 'drop', regex: '(' }] }] })],
    expect: { never: ['RE2'] },
  },
  {
    it: 'finds a variable in targetLabel before Prometheus 3',
    objects: [v2, monitor({ targetLabel: '$1', replacement: 'x' })],
    expect: {},
  },
  {
    it: 'finds hashmod without modulus, in a PodMonitor',
    objects: [
      v3,
      podMonitor('shop/web', { podMetricsEndpoints: [{ relabelings: [{ action: 'hashmod', targetLabel: 'a' }] }] }),
    ],
    expect: {},
  },
  {
    it: 'finds replace without targetLabel, in the static targets of a Probe',
    objects: [
      v3,
      probe('shop/web', {
        targets: { staticConfig: { relabelingConfigs: [{ sourceLabels: ['a'], replacement: 'x' }] } },
      }),
    ],
    expect: {},
  },
  {
    it: 'finds an action that is too new, in a ScrapeConfig',
    objects: [
      running('v2.40.0'),
      scrapeConfig('shop/web', { relabelings: [{ action: 'KeepEqual', targetLabel: 'a' }] }),
    ],
    expect: {},
  },
  {
    it: 'is silent about a variable in targetLabel from Prometheus 3 on',
    objects: [v3, monitor({ targetLabel: '$1' })],
    expect: 'nothing',
  },
  {
    it: 'is silent where the version is the operator’s default',
    objects: [running(undefined), monitor({ action: 'lowercase', sourceLabels: ['a'], targetLabel: 'b' })],
    expect: 'nothing',
  },
  {
    it: 'is silent about the usual ones',
    objects: [
      v2,
      monitor(
        { action: 'keep', sourceLabels: ['__meta_kubernetes_pod_name'], regex: 'web-.+|api' },
        { action: 'labelmap', regex: '__meta_kubernetes_pod_label_(.+)', replacement: 'pod_$1' },
        { targetLabel: 'cluster', replacement: 'one' },
        { action: 'labeldrop', regex: 'tmp_.*' },
      ),
    ],
    expect: 'nothing',
  },

  {
    it: 'finds a name of Prometheus 3 under an operator that does not know it',
    objects: [
      v3,
      operator([], { image: 'q/prometheus-operator:v0.85.0' }),
      monitor({ targetLabel: 'app.kind', replacement: 'x' }),
    ],
    expect: {},
  },
  {
    it: 'is silent about a variable in targetLabel under an operator that lets it pass',
    objects: [
      v2,
      operator([], { image: 'q/prometheus-operator:v0.85.0' }),
      monitor({ targetLabel: '$1', replacement: 'x' }),
    ],
    expect: 'nothing',
  },
]);
