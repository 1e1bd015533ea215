import { endpoints, mayDiscover, pod, podMonitor, prometheus, service, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const base = [prometheus('monitoring/k8s'), ...mayDiscover];
const behind = [service('shop/web'), endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1')];
const web = (...relabelings: readonly Raw[]) =>
  serviceMonitor('shop/web', { endpoints: [{ port: 'http', relabelings }] });
const metrics = (...metricRelabelings: readonly Raw[]) =>
  serviceMonitor('shop/web', { endpoints: [{ port: 'http', metricRelabelings }] });

table('relabel-drops-all', [
  {
    it: 'finds a keep that no target meets',
    objects: [...base, web({ action: 'keep', sourceLabels: ['namespace'], regex: 'prod' }), ...behind],
    expect: {
      evidence: { endpoint: 0, value: 'shop', targets: 1, samples: false },

      severity: 'error',
    },
  },
  {
    it: 'finds a drop of all by a label of discovery',
    objects: [
      ...base,
      web({ action: 'drop', sourceLabels: ['__meta_kubernetes_service_label_app'], regex: 'w.*' }),
      ...behind,
    ],
    expect: { evidence: { value: 'web' } },
  },
  {
    it: 'follows what earlier steps wrote',
    objects: [
      ...base,
      web(
        { sourceLabels: ['job'], regex: '(.*)', targetLabel: 'tier', replacement: '$1-tier' },
        { action: 'drop', sourceLabels: ['tier'], regex: 'web-tier' },
      ),
      ...behind,
    ],
    expect: { evidence: { value: 'web-tier' } },
  },
  {
    it: 'reads the scrape class before the monitor',
    objects: [
      prometheus('monitoring/k8s', {
        scrapeClasses: [
          { name: 'strict', default: true, relabelings: [{ action: 'drop', sourceLabels: ['job'], regex: 'web' }] },
        ],
      }),
      ...mayDiscover,
      web(),
      ...behind,
    ],
    expect: {},
  },
  {
    it: 'finds a metric relabeling that drops every sample',
    objects: [...base, metrics({ action: 'drop', sourceLabels: ['__name__'], regex: '.*' }), ...behind],
    expect: { evidence: { samples: true } },
  },
  {
    it: 'finds a metric keep by a label of the target',
    objects: [...base, metrics({ action: 'keep', sourceLabels: ['namespace'], regex: 'prod' }), ...behind],
    expect: { evidence: { samples: true, value: 'shop' } },
  },
  {
    it: 'only warns where another endpoint goes on',
    objects: [
      ...base,
      serviceMonitor('shop/web', {
        endpoints: [
          { port: 'http' },
          { port: 'http', relabelings: [{ action: 'drop', sourceLabels: ['job'], regex: 'web' }] },
        ],
      }),
      ...behind,
    ],
    expect: { severity: 'warning', evidence: { endpoint: 1 } },
  },
  {
    it: 'finds it in a PodMonitor',
    objects: [
      ...base,
      podMonitor('shop/web', {
        podMetricsEndpoints: [
          { port: 'http', relabelings: [{ action: 'keep', sourceLabels: ['pod'], regex: 'db-.*' }] },
        ],
      }),
      pod('shop/web-1'),
    ],
    expect: { evidence: { value: 'web-1' } },
  },
  {
    it: 'is silent where a target stays',
    objects: [...base, web({ action: 'keep', sourceLabels: ['namespace'], regex: 'shop|prod' }), ...behind],
    expect: 'nothing',
  },
  {
    it: 'is silent about what it cannot know: nodes, annotations of others, labels of metrics',
    objects: [
      ...base,
      web({ action: 'keep', sourceLabels: ['__meta_kubernetes_node_label_zone'], regex: 'a' }),
      ...behind,
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent about an annotation that the projection does not keep',
    objects: [
      ...base,
      web({ action: 'keep', sourceLabels: ['__meta_kubernetes_pod_annotation_team'], regex: 'x' }),
      ...behind,
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent about a label that was written out of what is not known',
    objects: [
      ...base,
      web(
        { sourceLabels: ['__meta_kubernetes_pod_annotation_team'], targetLabel: 'team' },
        { action: 'keep', sourceLabels: ['team'], regex: 'x' },
      ),
      ...behind,
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where metrics may bring the label themselves',
    objects: [
      ...base,
      serviceMonitor('shop/web', {
        endpoints: [
          {
            port: 'http',
            honorLabels: true,
            metricRelabelings: [{ action: 'keep', sourceLabels: ['namespace'], regex: 'x' }],
          },
        ],
      }),
      ...behind,
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent about a metric relabeling that drops some',
    objects: [...base, metrics({ action: 'drop', sourceLabels: ['__name__'], regex: 'go_.*' }), ...behind],
    expect: 'nothing',
  },
]);
