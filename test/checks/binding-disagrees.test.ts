import { kube, prometheus, serviceMonitor } from '../worlds.ts';
import type { Raw } from '../worlds.ts';
import { table } from './table.ts';

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
      says: ['our verdict: not-selected (label-mismatch', 'Accepted=True', 'one of us is wrong'],
      fix: { kind: 'touch' },
    },
  },
  {
    it: 'shows an old rejection of what is right now',
    objects: [k8s, web(bound('False', 1, 'no such secret'))],
    expect: { says: ['of an older generation', 'no such secret', 'has changed since'] },
  },
  {
    it: 'says that a pause is behind it',
    objects: [choosy({ paused: true }), web(bound('True', 1))],
    expect: { says: ['paused', 'from before the pause'] },
  },
  {
    it: 'says that a pause keeps an old word, although it is ours as well',
    objects: [prometheus('monitoring/k8s', { paused: true }), web(bound('True', 1))],
    expect: { says: ['as it was before'] },
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
    expect: { says: ['could not be reconciled'] },
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
]);
