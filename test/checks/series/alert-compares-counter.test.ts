import { prometheus, prometheusRule } from '../../worlds.ts';
import { table } from '../table.ts';
import { storing } from './stored.ts';

const alert = (expr: string) =>
  prometheusRule('shop/web', { groups: [{ name: 'web', rules: [{ alert: 'Web', expr }] }] });
const k8s = prometheus('monitoring/k8s');
const live = storing({
  names: ['web_errors_total', 'web_queue_total'],
  metadata: { web_errors_total: 'counter', web_queue_total: 'gauge' },
});

table('alert-compares-counter', [
  {
    it: 'warns of a counter that is compared with a number',
    objects: [k8s, alert('sum(web_errors_total{job="web"}) > 100')],
    live,
    expect: { severity: 'warning', evidence: { alert: 'Web', metric: 'web_errors_total', than: '> 100' } },
  },
  {
    it: 'and of one with the number first',
    objects: [k8s, alert('5 < web_errors_total')],
    live,
    expect: { evidence: { than: '> 5' } },
  },
  {
    it: 'warns of one that is to be exactly a number, which it is between two events',
    objects: [k8s, alert('sum(web_errors_total) == 5')],
    live,
    expect: { severity: 'warning', evidence: { than: '== 5' }, never: ['once it is above'] },
  },
  {
    it: 'takes != 0 for > 0',
    objects: [k8s, alert('web_errors_total != 0')],
    live,
    expect: { evidence: { than: '!= 0' } },
  },
  {
    it: 'is silent of the question whether nothing happened yet',
    objects: [k8s, alert('web_errors_total == 0')],
    live,
    expect: 'nothing',
  },
  {
    it: 'warns of one on a side of an or',
    objects: [k8s, alert('(web_queue_total > 9) or (sum(web_errors_total) > 100)')],
    live,
    expect: { evidence: { metric: 'web_errors_total', than: '> 100' } },
  },
  ...[
    'rate(web_queue_total[5m]) > 0.1 and web_errors_total > 100',
    'web_errors_total > 100 and on() web_queue_total > 3',
    'web_queue_total > 1 unless web_errors_total > 100',
    'count(web_errors_total > 0) < 3',
    'sum(web_errors_total > 0) > 3',
    '(web_errors_total > bool 5) == 0',
    'web_errors_total > bool 5',
    'sum(web_errors_total > bool 5) > 2',
    'web_errors_total > 100 < 200',
    'changes((web_errors_total > 0)[1h:1m]) > 3',
    'absent(web_errors_total > 0)',
  ].map((expr) => ({
    it: `is silent where something else decides, too: ${expr}`,
    objects: [k8s, alert(expr)],
    live,
    expect: 'nothing' as const,
  })),
  { it: 'is silent of a rate', objects: [k8s, alert('rate(web_errors_total[5m]) > 1')], live, expect: 'nothing' },
  {
    it: 'is silent of the time at which a counter was made',
    objects: [k8s, alert('web_errors_created > 1.7e9')],
    live: storing({ names: ['web_errors_total', 'web_errors_created'], metadata: { web_errors: 'counter' } }),
    expect: 'nothing',
  },
  { it: 'is silent of a gauge', objects: [k8s, alert('web_queue_total > 1')], live, expect: 'nothing' },
  { it: 'is silent of one that is to be low', objects: [k8s, alert('web_errors_total < 1')], live, expect: 'nothing' },
  {
    it: 'is silent where the expression asks for its growth besides',
    objects: [k8s, alert('web_errors_total > 0 and increase(web_errors_total[5m]) > 0')],
    live,
    expect: 'nothing',
  },
  {
    it: 'is silent of a difference with the past',
    objects: [k8s, alert('web_errors_total - web_errors_total offset 5m > 0')],
    live,
    expect: 'nothing',
  },
  {
    it: 'is silent where no type is known',
    objects: [k8s, alert('web_errors_total > 0')],
    live: storing({ names: ['web_errors_total'] }),
    expect: 'nothing',
  },
]);
