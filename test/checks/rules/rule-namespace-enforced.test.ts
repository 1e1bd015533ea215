import { namespace, prometheus, prometheusRule } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s', { enforcedNamespaceLabel: 'namespace' });
const rule = (expr: string): ReturnType<typeof prometheusRule> =>
  prometheusRule('shop/web', {
    groups: [
      {
        name: 'web',
        rules: [
          { record: 'a', expr: 'up' },
          { alert: 'A', expr },
        ],
      },
    ],
  });
const seen = [namespace('shop'), namespace('monitoring')];
const silent = (expr: string) => ({
  it: `is silent about ${expr}`,
  objects: [k8s, ...seen, rule(expr)],
  expect: 'nothing' as const,
});

table('rule-namespace-enforced', [
  {
    it: 'finds a rule that asks for another namespace',
    objects: [k8s, ...seen, rule('up{namespace="bank"} == 0')],
    expect: {
      severity: 'warning',

      fix: { kind: 'advise' },
    },
  },
  {
    it: 'finds one that asks for all but its own',
    objects: [k8s, ...seen, rule('up{namespace!~"shop|web"} == 0')],
    expect: {},
  },
  silent('up{namespace="shop"} == 0'),
  silent('up{namespace=~"shop|bank"} == 0'),
  silent('up{namespace!="bank"} == 0'),
  silent('up{exported_namespace="bank"} == 0'),
  {
    it: 'is silent where no label is forced',
    objects: [prometheus('monitoring/k8s'), ...seen, rule('up{namespace="bank"}')],
    expect: 'nothing',
  },
]);
