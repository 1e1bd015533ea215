/** For each check rules that it must find wrong: a check that finds nothing proves nothing. */
import type { AlertingRule, RuleGroup } from '../../../src/model/index.ts';

const GOOD: Omit<AlertingRule, 'expr'> = {
  alert: 'KuberhealthyOops',
  for: '10m',
  severity: 'warning',
  labels: { severity: 'warning' },
  annotations: { summary: 'Oops.', description: 'Oops.', runbook_url: 'https://example.org/KuberhealthyOops.md' },
};
const group = (...rules: RuleGroup['rules']): readonly RuleGroup[] => [{ name: 'bad', rules }];
const alert = (expr: string, more: Partial<AlertingRule> = {}) => group({ ...GOOD, expr, ...more });
const record = (expr: string, name = 'check:kuberhealthy_oops:max') => group({ record: name, about: '', expr });
const { for: _for, ...AT_ONCE } = GOOD;

/** Nothing is wrong here. */
export const good: readonly RuleGroup[] = [
  {
    name: 'good',
    rules: [
      { record: 'check:kuberhealthy_oops:max', about: '', expr: 'max by (check, check_namespace) (oops)' },
      { ...GOOD, expr: 'check:kuberhealthy_oops:max > 0' },
    ],
  },
];

export const bad: Readonly<Record<string, readonly (readonly RuleGroup[])[]>> = {
  'promql/syntax': [alert('sum(foo) without('), alert('rate(foo) > 0'), alert('mad_over_time(foo[5m]) > 0')],
  'promql/impossible': [
    alert('foo{job="bar"} > 0 unless on (job) sum(foo)'),
    alert('group by (cluster) (sum(errors)) > 0'),
    alert('sum(foo) / on (cluster) count(bar) > 0'),
    alert('max by (check) (foo) > 0 and max by (pod) (foo) > 0'),
    alert('a and on (instance) (b == 0) * on (cluster) group_left (env) c'),
  ],
  'promql/nan': [record('sum by (cluster) (errors / total)'), record('avg(errors % (total >= 0))')],
  'promql/regexp': [
    alert('foo{job=~"bar"} > 0'),
    alert('foo{job=~"^bar.*"} > 0'),
    alert('foo{job!~"bar_.+_prod"} > 0'),
  ],
  'promql/fragile': [
    alert('topk(10, mymetric > 0)'),
    group({ ...AT_ONCE, expr: 'sum(foo{job="a"}) / sum(bar{job="b"}) > 0.1' }),
  ],
  'promql/performance': [[...record('avg_over_time(foo[1h])'), ...alert('1 - avg_over_time(foo[1h]) > 0.1')]],
  'promql/range_query': [alert('avg_over_time(foo[30d]) > 1'), alert('foo offset 3w > 1')],
  'promql/aggregate': [record('max by (check) (foo)'), record('max by (check, check_namespace, pod) (foo)')],
  'alerts/comparison': [alert('foo'), alert('rate(foo_total[5m])'), alert('foo == bool 0'), alert('foo > 1 or foo')],
  'alerts/for': [alert('foo > 0', { for: '0s' }), alert('foo > 0', { for: '5 minutes' })],
  'alerts/template': [
    alert('foo > 0', { annotations: { summary: '{{ $labels.job' } }),
    alert('foo > 0', { labels: { severity: '{{ $value }}' } }),
    alert('rate(foo[5m]) > 0', { annotations: { summary: 'at {{ $value }}' } }),
    alert('sum(foo) > 0', { annotations: { summary: '{{ $labels.job }}' } }),
    alert('foo > 0', { annotations: { summary: '{{ with query "sum(up)" }}{{ . | first | label "job" }}{{ end }}' } }),
    alert('foo > 0', { annotations: { summary: '{{ with printf "up{a=%q" $labels.a | query }}{{ end }}' } }),
  ],
  'alerts/absent': [group({ ...AT_ONCE, expr: 'absent(foo)' }), alert('absent(foo)', { for: '30s' })],
  'alerts/annotation': [alert('foo > 0', { annotations: { summary: 'No runbook.', description: 'None.' } })],
  'alerts/external_labels': [alert('foo > 0', { annotations: { summary: '{{ $externalLabels.cluster }}' } })],
  'group/interval': [[{ name: 'slow', interval: '10m', rules: [] }]],
  'labels/conflict': [alert('foo > 0', { labels: { cluster: 'dev' } })],
  'rule/dependency': [
    alert('down:count > 0'),
    [
      ...record('max(foo)', 'a:foo:max'),
      { name: 'other', rules: [{ record: 'a:foo:more', about: '', expr: 'a:foo:max + 1' }] },
    ],
  ],
  'rule/duplicate': [[...record('max(foo)'), ...record('min(foo)')]],
  'rule/for': [alert('foo > 0', { for: '1m' }), group({ ...AT_ONCE, expr: 'foo > 0' })],
  'rule/label': [alert('foo > 0', { labels: {} }), alert('foo > 0', { labels: { severity: 'page' } })],
  'rule/name': [record('max(foo)', 'foo_max'), alert('foo > 0', { alert: 'Job is down' })],
  'rule/reject': [
    alert('foo > 0', { labels: { 'my label': 'a' } }),
    alert('foo > 0', { labels: { docs: 'https://example.org' } }),
  ],
  'rule/topk': [record('topk(3, foo)')],
};
