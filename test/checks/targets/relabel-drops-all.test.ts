import { endpoints, kube, mayDiscover, pod, podMonitor, prometheus, service, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const base = [prometheus('monitoring/k8s'), ...mayDiscover];
const behind = [service('shop/web'), endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1')];
const web = (...relabelings: readonly Raw[]) =>
  serviceMonitor('shop/web', { endpoints: [{ port: 'http', relabelings }] });
const metrics = (...metricRelabelings: readonly Raw[]) =>
  serviceMonitor('shop/web', { endpoints: [{ port: 'http', metricRelabelings }] });

/** Made by an operator: its own controller is not that of the pods. */
const template = kube({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    namespace: 'shop',
    name: 'web',
    ownerReferences: [{ apiVersion: 'shop.example/v1', kind: 'Shop', name: 'web', controller: true }],
  },
  spec: {
    template: {
      metadata: { labels: { app: 'web', tier: 'back' }, annotations: { 'prometheus.io/scrape': 'false' } },
      spec: { containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 8080 }] }] },
    },
  },
});

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
  ...[
    [
      'a label of discovery, which is empty by then',
      [{ action: 'drop', sourceLabels: ['__meta_kubernetes_namespace'], regex: '(.*)' }],
    ],
    [
      'the same after another step',
      [
        { sourceLabels: ['__meta_kubernetes_namespace'], targetLabel: 'namespace' },
        { action: 'keep', sourceLabels: ['__meta_kubernetes_pod_name'], regex: 'web-.*' },
      ],
    ],
    [
      'a label of the target, after a step that writes another',
      [
        { sourceLabels: ['pod'], targetLabel: 'instance' },
        { action: 'keep', sourceLabels: ['namespace'], regex: 'prod' },
      ],
    ],
  ].map(([what, steps]) => ({
    it: `finds a metric relabeling that asks for ${what as string}`,
    objects: [...base, metrics(...(steps as readonly Raw[])), ...behind],
    expect: { evidence: { samples: true } },
  })),
  ...[
    ['keeps what is empty', [{ action: 'keep', sourceLabels: ['__meta_kubernetes_namespace'], regex: '.*' }]],
    [
      'asks for what an earlier step wrote',
      [
        { sourceLabels: ['pod'], targetLabel: '__tmp_pod' },
        { action: 'keep', sourceLabels: ['__tmp_pod'], regex: 'web-.*' },
      ],
    ],
    [
      'asks for a label that an earlier step dropped, which a metric may have',
      [
        { action: 'labeldrop', regex: 'namespace' },
        { action: 'keep', sourceLabels: ['namespace'], regex: 'prod' },
      ],
    ],
  ].map(([what, steps]) => ({
    it: `is silent about a metric relabeling that ${what as string}`,
    objects: [...base, metrics(...(steps as readonly Raw[])), ...behind],
    expect: 'nothing' as const,
  })),
  {
    it: 'finds what surely drops all, after a step of which it is not known',
    objects: [
      ...base,
      web(
        { action: 'keep', sourceLabels: ['__meta_kubernetes_node_label_zone'], regex: 'a' },
        { action: 'drop', sourceLabels: ['service'], regex: 'web' },
      ),
      ...behind,
    ],
    expect: { evidence: { place: 'spec.endpoints[0].relabelings[1]' } },
  },
  ...[
    [
      'the port of the template',
      [{ action: 'keep', sourceLabels: ['__meta_kubernetes_pod_container_port_name'], regex: 'metrics' }],
    ],
    ['its labels', [{ action: 'keep', sourceLabels: ['__meta_kubernetes_pod_label_tier'], regex: 'front' }]],
    [
      'its annotations',
      [{ action: 'keep', sourceLabels: ['__meta_kubernetes_pod_annotation_prometheus_io_scrape'], regex: 'true' }],
    ],
    [
      'that, after a step by the name of the pod',
      [
        { action: 'keep', sourceLabels: ['__meta_kubernetes_pod_name'], regex: 'web-0' },
        { action: 'keep', sourceLabels: ['container'], regex: 'sidecar' },
      ],
    ],
    [
      'what was written in place of the pod’s name',
      [
        { targetLabel: 'pod', replacement: 'fixed' },
        { action: 'keep', sourceLabels: ['pod'], regex: 'web-.*' },
      ],
    ],
  ].map(([what, steps]) => ({
    it: `from files: a keep by ${what as string}`,
    objects: [...base, web(...(steps as readonly Raw[])), service('shop/web'), template],
    sight: { source: 'files' as const },
    expect: {},
  })),
  ...[
    ['name', [{ action: 'keep', sourceLabels: ['__meta_kubernetes_pod_name'], regex: 'other-.*' }]],
    ['controller', [{ action: 'keep', sourceLabels: ['__meta_kubernetes_pod_controller_kind'], regex: 'ReplicaSet' }]],
    ['hash', [{ action: 'keep', sourceLabels: ['__meta_kubernetes_pod_label_pod_template_hash'], regex: '.+' }]],
    ['node', [{ action: 'drop', sourceLabels: ['__meta_kubernetes_pod_node_name'], regex: '' }]],
  ].map(([what, steps]) => ({
    it: `from files: silent about the ${what as string} that a pod will have`,
    objects: [...base, web(...(steps as readonly Raw[])), service('shop/web'), template],
    sight: { source: 'files' as const },
    expect: 'nothing' as const,
  })),
  {
    it: 'from files: silent about a container that a mesh may add',
    objects: [
      ...base,
      podMonitor('shop/web', {
        podMetricsEndpoints: [
          {
            relabelings: [
              { action: 'keep', sourceLabels: ['__meta_kubernetes_pod_container_name'], regex: 'istio-proxy' },
            ],
          },
        ],
      }),
      template,
    ],
    sight: { source: 'files' },
    expect: 'nothing',
  },
  {
    it: 'from files: silent about an annotation that a mesh may add',
    objects: [
      ...base,
      web({
        action: 'keep',
        sourceLabels: ['__meta_kubernetes_pod_annotationpresent_prometheus_io_port'],
        regex: 'true',
      }),
      service('shop/web'),
      template,
    ],
    sight: { source: 'files' },
    expect: 'nothing',
  },
  ...['role', 'topology_kubernetes_io_zone', 'vault_active', 'pod_template_hash'].map((key) => ({
    it: `from files: silent about the label ${key}, which a pod gets while it runs`,
    objects: [
      ...base,
      web({ action: 'keep', sourceLabels: [`__meta_kubernetes_pod_label_${key}`], regex: 'x' }),
      service('shop/web'),
      template,
    ],
    sight: { source: 'files' as const },
    expect: 'nothing' as const,
  })),
]);
