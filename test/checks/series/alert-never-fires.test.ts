import { prometheusRule } from '../../worlds.ts';
import { table } from '../table.ts';

const rule = (...rules: readonly object[]) => prometheusRule('shop/web', { groups: [{ name: 'web', rules }] });
const alert = (expr: string) => rule({ alert: 'Web', expr });

table('alert-never-fires', [
  {
    it: 'tells that a count of nothing is not 0',
    objects: [alert('count(up{job="web"} == 1) == 0')],
    expect: { severity: 'warning', evidence: { alert: 'Web' } },
  },
  {
    it: 'tells of sides that never match',
    objects: [alert('hits{status="hit"} + hits{status="miss"} < 5')],
    expect: { severity: 'warning' },
  },
  { it: 'tells of a comparison with what a bool can not be', objects: [alert('(a > bool 1) == 2')], expect: {} },
  { it: 'is silent where data decide', objects: [alert('up > 1')], expect: 'nothing' },
  {
    it: 'is silent of rules that record',
    objects: [rule({ record: 'a:b', expr: 'count(up) == 0' })],
    expect: 'nothing',
  },
  { it: 'is silent of an expression that cannot be read', objects: [alert('up{')], expect: 'nothing' },
]);
