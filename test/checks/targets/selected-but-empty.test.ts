import { podMonitor, prometheus, prometheusRule, scrapeConfig, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');

table('selected-but-empty', [
  {
    it: 'finds a ServiceMonitor without endpoints',
    objects: [k8s, serviceMonitor('shop/web', { endpoints: [] })],
    expect: { evidence: { field: 'endpoints' } },
  },
  {
    it: 'finds it where the field is missing',
    objects: [k8s, serviceMonitor('shop/web', { endpoints: undefined })],
    expect: {},
  },
  {
    it: 'finds a PodMonitor without endpoints',
    objects: [k8s, podMonitor('shop/web', { podMetricsEndpoints: null })],
    expect: {},
  },
  {
    it: 'finds a rule without groups',
    objects: [k8s, prometheusRule('shop/web', { groups: [] })],
    expect: {},
  },
  {
    it: 'finds groups that hold no rule',
    objects: [k8s, prometheusRule('shop/web', { groups: [{ name: 'a' }, { name: 'b', rules: [] }] })],
    expect: {},
  },
  {
    it: 'is a warning where a chart left a rule without rules: none was given',
    objects: [
      k8s,
      prometheusRule('shop/web', { groups: [{ name: 'a', rules: [] }] }, { labels: { 'helm.sh/chart': 'web-1.0.0' } }),
    ],
    expect: { severity: 'warning' },
  },
  {
    it: 'leaves a list of another type to field-pruned',
    objects: [
      k8s,
      {
        ...prometheusRule('shop/web', { groups: [{ name: 'a', rules: {} }] }),
        problems: [{ kind: 'invalid', path: ['spec', 'groups', '0', 'rules'], message: 'must be array' }],
      },
    ],
    expect: 'nothing',
  },
  { it: 'is content with one rule', objects: [k8s, prometheusRule('shop/web')], expect: 'nothing' },
  {
    it: 'is content with an endpoint that says nothing',
    objects: [k8s, serviceMonitor('shop/web', { endpoints: [{}] })],
    expect: 'nothing',
  },
  {
    it: 'finds a ScrapeConfig that finds no targets',
    objects: [k8s, scrapeConfig('shop/web', { staticConfigs: undefined })],
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'finds a target with a scheme and a path, of which Prometheus makes none',
    objects: [k8s, scrapeConfig('shop/web', { staticConfigs: [{ targets: ['a:9', 'http://a:9/metrics', 'b/x'] }] })],
    expect: { evidence: { targets: ['http://a:9/metrics', 'b/x'] }, fix: { kind: 'advise' } },
  },
  ...[
    { staticConfigs: [{ targets: ['a:9', '[::1]:9', 'a'] }] },
    { staticConfigs: undefined, fileSDConfigs: [{ files: ['/a.json'] }] },
    // As the blackbox exporter is used.
    {
      staticConfigs: [{ targets: ['https://a/'] }],
      relabelings: [
        { sourceLabels: ['__address__'], targetLabel: '__param_target' },
        { targetLabel: '__address__', replacement: 'blackbox:9115' },
      ],
    },
  ].map((spec) => ({
    it: `is content with ${JSON.stringify(spec)}`,
    objects: [k8s, scrapeConfig('shop/web', spec)],
    expect: 'nothing' as const,
  })),
]);
