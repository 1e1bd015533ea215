import type { KubeThing } from '../bed/object.ts';
import type { Metadata } from './monitors.ts';
import type { Random } from './random.ts';
import type { Raw } from './selectors.ts';

const ALERT: Raw = { alert: 'WebDown', expr: 'up == 0' };
const GOOD_RULES: readonly Raw[] = [
  ALERT,
  { alert: 'Slow', expr: 'rate(http_requests_total{job="web"}[5m]) > 1', for: '5m', labels: { severity: 'page' } },
  { record: 'job:up:sum', expr: 'sum by (job) (up)' },
  { record: 'job:up:sum', expr: 'sum by (job) (up)', labels: { a: 'b' } },
  { alert: 'A', expr: 'absent(up)', annotations: { summary: '{{ $labels.job }} is {{ $value | humanize }}' } },
  { alert: 'A', expr: 'histogram_quantile(0.9, sum by (le) (rate(x_bucket[5m])))', keep_firing_for: '5m' },
  { alert: 'Two words', expr: 'vector(1)' },
  { alert: 'A', expr: 1 },
];
const DOUBTFUL_RULES: readonly Raw[] = [
  { alert: 'A', expr: 'rate(up)' },
  { alert: 'A', expr: 'up ==' },
  { alert: 'A', expr: '' },
  { alert: 'A', expr: '{}' },
  { alert: 'A', expr: 'sum(up) by job' },
  { alert: 'A', expr: 'no_such_function(up)' },
  { alert: 'A', expr: '"text"' },
  { alert: 'A', expr: 'up{job=~"("}' },
  { alert: 'A', expr: 'up offset 5' },
  { alert: 'A', expr: 'up[5m]' },
  { alert: 'A', expr: 'sort_by_label(up, "job")' },
  { alert: 'A', expr: 'mad_over_time(up[5m])' },
  { alert: 'A', expr: 'limitk(2, up)' },
  { alert: 'A', expr: 'up offset (1m * 2)' },
  { alert: 'A', expr: '{"http.requests", job="web"}' },
  { alert: 'A', record: 'b', expr: 'up' },
  { expr: 'up' },
  { record: 'a b', expr: 'up' },
  { record: 'a.b', expr: 'up' },
  { record: 'a{b="c"}', expr: 'up' },
  { record: 'a', expr: 'up', annotations: { a: 'b' } },
  { record: 'a', expr: 'up', for: '5m' },
  { record: 'a', expr: 'up', labels: { 'a-b': 'x' } },
  { record: 'a', expr: 'up', labels: { __name__: 'x' } },
  { alert: 'A', expr: 'up', labels: { 'a-b': 'x' } },
  { alert: 'A', expr: 'up', labels: { '9': 'x' } },
  { alert: 'A', expr: 'up', annotations: { 'a-b': 'x' } },
  { alert: 'A', expr: 'up', annotations: { summary: '{{ $labels.job ' } },
  { alert: 'A', expr: 'up', annotations: { summary: '{{ nofunc }}' } },
  { alert: 'A', expr: 'up', labels: { x: '{{ $value | humanize }}' } },
  { alert: 'A', expr: 'up', annotations: { summary: '{{ .Labels.job }}{{ end }}' } },
];
const GROUPS: readonly Raw[] = [
  {},
  { interval: '30s' },
  { limit: 10 },
  { query_offset: '1m' },
  { labels: { a: 'b' } },
  { partial_response_strategy: 'warn' },
];

const groups = (r: Random): readonly Raw[] =>
  r.weighted<() => readonly Raw[]>([
    [10, () => [{ name: 'g', rules: [r.pick(GOOD_RULES)], ...r.pick(GROUPS) }]],
    [8, () => [{ name: 'g', rules: [r.pick(GOOD_RULES), r.pick(DOUBTFUL_RULES)] }]],
    [
      2,
      () => [
        { name: 'g', rules: [ALERT] },
        { name: 'h', rules: [r.pick(GOOD_RULES)] },
      ],
    ],
    [1, () => [{ name: 'g', rules: [ALERT], labels: { 'a-b': 'x' } }]],
    [1, () => [{ name: 'g', rules: [] }]],
    [1, () => [{ name: 'g' }]],
    [1, () => []],
  ])();

export const prometheusRule = (r: Random, metadata: Metadata): KubeThing => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata,
  spec: r.chance(0.03) ? {} : { groups: groups(r) },
});

const CONFIGS: readonly Raw[] = [
  { route: { receiver: 'r' }, receivers: [{ name: 'r' }] },
  {
    route: { receiver: 'r', groupBy: ['job'] },
    receivers: [{ name: 'r', webhookConfigs: [{ url: 'http://hook.example/' }] }],
  },
  {
    route: { receiver: 'r' },
    receivers: [{ name: 'r', webhookConfigs: [{ urlSecret: { name: 'absent', key: 'token' } }] }],
  },
  { route: { receiver: 'r' }, receivers: [{ name: 'other' }] },
  { route: { receiver: 'r', routes: [{ receiver: 'none' }] }, receivers: [{ name: 'r' }] },
  { route: { receiver: 'r' }, receivers: [{ name: 'r' }, { name: 'r' }] },
];

export const alertmanagerConfig = (r: Random, metadata: Metadata): KubeThing => ({
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'AlertmanagerConfig',
  metadata,
  spec: r.chance(0.2) ? CONFIGS[0] : r.pick(CONFIGS),
});
