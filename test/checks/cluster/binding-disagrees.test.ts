import { agent, kube, operator, podMonitor, prometheus, scrapeConfig, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { POOL, unreadable, wrote } from '../observed.ts';
import { table } from '../table.ts';

const bound = (status: string, observedGeneration: number, message = '') => ({
  bindings: [
    {
      group: 'monitoring.coreos.com',
      resource: 'prometheuses',
      name: 'k8s',
      namespace: 'monitoring',
      conditions: [{ type: 'Accepted', status, observedGeneration, message, reason: '' }],
    },
  ],
});
const web = (status: Raw, spec: Raw = {}) => serviceMonitor('shop/web', spec, { generation: 2 }, status);
const k8s = prometheus('monitoring/k8s');
/** With an operator that runs: without one nothing would be written. */
const run = [k8s, operator()];
const choosy = (more: Raw = {}) =>
  prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'a' } }, ...more });

table('binding-disagrees', [
  {
    it: 'shows both words where the operator takes what we say it does not',
    objects: [choosy(), web(bound('True', 2))],
    expect: {
      severity: 'warning',
      about: 'ServiceMonitor shop/web',
      evidence: { ours: 'not-selected', operator: 'Accepted=True', current: true },

      fix: { kind: 'touch' },
    },
  },
  {
    it: 'shows an old rejection of what is right now',
    objects: [k8s, web(bound('False', 1, 'no such secret'))],
    expect: {},
  },
  {
    it: 'says that a pause is behind it',
    objects: [choosy({ paused: true }), web(bound('True', 1))],
    expect: {},
  },
  {
    it: 'says that a pause keeps an old word, although it is ours as well',
    objects: [prometheus('monitoring/k8s', { paused: true }), web(bound('True', 1))],
    expect: {},
  },
  {
    it: 'says that the stack could not be reconciled',
    objects: [
      kube({
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'Prometheus',
        metadata: { namespace: 'monitoring', name: 'k8s' },
        spec: { serviceMonitorSelector: { matchLabels: { release: 'a' } }, serviceMonitorNamespaceSelector: {} },
        status: { conditions: [{ type: 'Reconciled', status: 'False', message: 'no secret' }] },
      }),
      web(bound('True', 2)),
    ],
    expect: {},
  },
  { it: 'is silent where both agree', objects: [k8s, web(bound('True', 2))], expect: 'nothing' },
  {
    it: 'is silent where the word is only a little behind, and the same',
    objects: [k8s, web(bound('True', 1))],
    expect: 'nothing',
  },
  { it: 'is silent where the operator says nothing', objects: [choosy(), web({})], expect: 'nothing' },
  {
    it: 'leaves a rejection that we do not see to rejected-by-operator',
    objects: [k8s, web(bound('False', 2, 'x'))],
    expect: 'nothing',
  },
  {
    it: 'tells that the operator did not write the job of what we say is taken',
    objects: [...run, serviceMonitor('shop/web')],
    generated: wrote('serviceMonitor/shop/other/0'),
    expect: {
      severity: 'warning',
      about: 'ServiceMonitor shop/web',
      evidence: { ours: 'selected', generated: 'has not', lacks: [POOL] },

      never: ['status.bindings'],
    },
  },
  {
    it: 'tells that the operator wrote the job of what we say is not taken',
    objects: [choosy(), serviceMonitor('shop/web')],
    generated: wrote(POOL, 'serviceMonitor/shop/web/1'),
    expect: {
      evidence: { ours: 'not-selected', generated: 'has', has: [POOL, 'serviceMonitor/shop/web/1'] },
    },
  },
  {
    it: 'tells that half of the jobs are written',
    objects: [...run, serviceMonitor('shop/web', { endpoints: [{ port: 'http' }, { port: 'more' }] })],
    generated: wrote(POOL),
    expect: {
      evidence: { generated: 'has some' },
    },
  },
  {
    it: 'tells of a job more than the object has endpoints: it is of an older generation',
    objects: [...run, serviceMonitor('shop/web')],
    generated: wrote(POOL, 'serviceMonitor/shop/web/1'),
    expect: { evidence: { generated: 'has' } },
  },
  {
    it: 'says that the generated configuration is from before a pause',
    objects: [choosy({ paused: true }), serviceMonitor('shop/web')],
    generated: wrote(POOL),
    expect: {},
  },
  {
    it: 'is one finding where neither binding nor configuration is what we say',
    objects: [choosy(), web(bound('True', 2))],
    generated: wrote(POOL),
    expect: { evidence: { operator: 'Accepted=True', generated: 'has' } },
  },
  {
    it: 'shows that a binding says yes where the job is not written',
    objects: [...run, web(bound('True', 2))],
    generated: wrote(),
    expect: {},
  },
  {
    it: 'is silent where the configuration is as we say',
    objects: [...run, serviceMonitor('shop/web'), podMonitor('shop/web'), scrapeConfig('shop/web')],
    generated: wrote(POOL, 'podMonitor/shop/web/0'),
    expect: 'nothing',
  },
  {
    it: 'knows the name that operators before 0.70 give to the job of a ScrapeConfig',
    objects: [
      operator(),
      prometheus('monitoring/k8s', { scrapeConfigSelector: {}, scrapeConfigNamespaceSelector: {} }),
      scrapeConfig('shop/web'),
    ],
    generated: wrote('scrapeconfig/shop/web'),
    expect: 'nothing',
  },
  {
    it: 'is silent of a monitor without endpoints, which has no job',
    objects: [...run, serviceMonitor('shop/web', { endpoints: [] })],
    generated: wrote(),
    expect: 'nothing',
  },
  {
    it: 'leaves what is without effect for a reason to that reason',
    objects: [operator(), prometheus('monitoring/k8s', { paused: true }), serviceMonitor('shop/web')],
    generated: wrote(),
    expect: 'nothing',
  },
  {
    it: 'is silent of a stack whose configuration was not read',
    objects: [agent('monitoring/k8s'), operator(), serviceMonitor('shop/web')],
    generated: wrote(),
    expect: 'nothing',
  },
  {
    it: 'is silent where what the operator wrote could not be read: that is unknown',
    objects: [...run, serviceMonitor('shop/web')],
    generated: unreadable(),
    expect: 'nothing',
  },
]);
