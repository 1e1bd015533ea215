import { namespace, prometheus, prometheusRule, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const own = prometheus('monitoring/k8s', { serviceMonitorNamespaceSelector: null });
const byTeam = prometheus('monitoring/k8s', { serviceMonitorNamespaceSelector: { matchLabels: { team: 'shop' } } });
const web = serviceMonitor('shop/web');

table('namespace-selector-mismatch', [
  {
    it: 'finds an absent selector: that is the own namespace of the stack',
    objects: [own, web, namespace('shop')],
    expect: {
      evidence: { field: 'serviceMonitorNamespaceSelector', namespace: 'shop', own: true },
    },
  },
  { it: 'is silent in the own namespace', objects: [own, serviceMonitor('monitoring/web')], expect: 'nothing' },
  { it: 'is silent about {}', objects: [prometheus('monitoring/k8s'), web], expect: 'nothing' },
  {
    it: 'finds labels of the namespace that do not match, and says what is matched',
    objects: [byTeam, web, namespace('shop', { team: 'bank' })],
    expect: { evidence: { own: false } },
  },
  {
    it: 'names the label of the namespace that is a slip of the pen',
    objects: [byTeam, web, namespace('shop', { tema: 'shop' })],
    expect: { evidence: { unmet: [{ requires: 'team=shop', key: 'team', found: null, near: 'tema=shop' }] } },
  },
  {
    it: 'is silent where the labels of the namespace match',
    objects: [byTeam, web, namespace('shop', { team: 'shop' })],
    expect: 'nothing',
  },
  {
    it: 'does not ask the labels of the object',
    objects: [byTeam, serviceMonitor('shop/web', {}, { labels: { team: 'shop' } }), namespace('shop')],
    expect: {},
  },
  {
    it: 'is unknown where namespaces were not read',
    objects: [byTeam, web, namespace('shop', { team: 'shop' })],
    sight: { hidden: ['Namespace'] },
    expect: 'unknown',
  },
  {
    it: 'is unknown in files that do not hold the namespace',
    objects: [byTeam, web],
    sight: { source: 'files' },
    expect: 'unknown',
  },
  {
    it: 'knows the name of every namespace as its label, read or not',
    objects: [
      prometheus('monitoring/k8s', {
        serviceMonitorNamespaceSelector: {
          matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['bank'] }],
        },
      }),
      web,
    ],
    sight: { hidden: ['Namespace'] },
    expect: {},
  },
  {
    it: 'needs no namespaces for the own one',
    objects: [own, web],
    sight: { hidden: ['Namespace'] },
    expect: { evidence: { own: true } },
  },
  {
    it: 'reads the selector of rules for rules',
    objects: [prometheus('monitoring/k8s', { ruleNamespaceSelector: null }), prometheusRule('shop/web'), web],
    about: 'PrometheusRule shop/web',
    expect: {},
  },
  {
    it: 'leaves an invalid selector to reconcile-failed',
    objects: [prometheus('monitoring/k8s', { serviceMonitorNamespaceSelector: { matchLabels: { '': 'x' } } }), web],
    expect: 'nothing',
  },
  {
    it: 'knows that the label of a name is the name, and has no namespace labelled with it',
    objects: [
      prometheus('monitoring/k8s', {
        serviceMonitorNamespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
      }),
      namespace('bank'),
      namespace('monitoring'),
      serviceMonitor('bank/web'),
    ],
    expect: { never: ['label Namespace', 'not against its name'], fix: { kind: 'advise' } },
  },
]);
