import { mayDiscover, namespace, prometheus, prometheusRule, service, serviceMonitor } from '../../worlds.ts';
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
const atBank = [serviceMonitor('bank/web'), service('bank/ledger')];
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
    it: 'finds absent() of a job that only another namespace has',
    objects: [k8s, ...seen, ...mayDiscover, ...atBank, rule('absent(up{job="ledger"})')],
    expect: {
      evidence: { rewritten: [], forever: [{ rule: 'A', job: 'ledger', monitors: ['ServiceMonitor bank/web'] }] },
    },
  },
  {
    it: 'is silent about a job that the own namespace has too',
    objects: [
      k8s,
      ...seen,
      ...mayDiscover,
      ...atBank,
      serviceMonitor('shop/web'),
      service('shop/ledger'),
      rule('absent(up{job="ledger"})'),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where the monitor is excepted, and its targets have what namespace they have',
    objects: [
      prometheus('monitoring/k8s', {
        enforcedNamespaceLabel: 'namespace',
        excludedFromEnforcement: [{ resource: 'servicemonitors', namespace: 'bank' }],
      }),
      ...seen,
      ...mayDiscover,
      ...atBank,
      rule('absent(up{job="ledger"})'),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where the job is asked for in another way',
    objects: [k8s, ...seen, ...mayDiscover, ...atBank, rule('up{job="ledger"} == 0')],
    expect: 'nothing',
  },
  {
    it: 'is silent where the stack has scrape configurations of its own',
    objects: [
      prometheus('monitoring/k8s', {
        enforcedNamespaceLabel: 'namespace',
        additionalScrapeConfigs: { name: 'more', key: 'more.yaml' },
      }),
      ...seen,
      ...mayDiscover,
      ...atBank,
      rule('absent(up{job="ledger"})'),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where no label is forced',
    objects: [prometheus('monitoring/k8s'), ...seen, rule('up{namespace="bank"}')],
    expect: 'nothing',
  },
]);
