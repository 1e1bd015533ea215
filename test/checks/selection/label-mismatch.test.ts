import { namespace, prometheus, prometheusRule, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const release = (value: string): { labels: Record<string, string> } => ({ labels: { release: value } });
const wantsRelease = prometheus('monitoring/k8s', {
  serviceMonitorSelector: { matchLabels: { release: 'prometheus' } },
  ruleSelector: { matchLabels: { release: 'prometheus' } },
});
const around = [namespace('monitoring'), namespace('shop')];

table('label-mismatch', [
  {
    it: 'names both objects and both values',
    objects: [...around, wantsRelease, serviceMonitor('shop/web', {}, release('prometheus-operator'))],
    expect: {
      evidence: {
        field: 'serviceMonitorSelector',
        unmet: [{ requires: 'release=prometheus', key: 'release', found: 'prometheus-operator' }],
      },

      fix: { kind: 'labels', set: { release: 'prometheus' }, remove: [] },
    },
  },
  {
    it: 'writes a value as YAML needs it, to be pasted',
    objects: [
      ...around,
      prometheus('monitoring/k8s', {
        serviceMonitorSelector: { matchLabels: { prometheus: 'true', release: '1.0', team: 'a' } },
      }),
      serviceMonitor('shop/web', {}, { labels: {} }),
    ],
    expect: { never: ['prometheus: true', 'release: 1.0'] },
  },
  {
    it: 'is silent where the label is right',
    objects: [...around, wantsRelease, serviceMonitor('shop/web', {}, release('prometheus'))],
    expect: 'nothing',
  },
  {
    it: 'says that the label is not there at all',
    objects: [...around, wantsRelease, serviceMonitor('shop/web')],
    expect: { evidence: { unmet: [{ found: null }] } },
  },
  {
    it: 'says what is there in its place where its name is a slip of the pen',
    objects: [...around, wantsRelease, serviceMonitor('shop/web', {}, { labels: { relese: 'prometheus', rel: 'a' } })],
    expect: { evidence: { unmet: [{ found: null, near: 'relese=prometheus' }] } },
  },
  {
    it: 'compares values exactly',
    objects: [...around, wantsRelease, serviceMonitor('shop/web', {}, release('Prometheus'))],
    expect: {},
  },
  {
    it: 'leaves an empty selector alone: it takes everything',
    objects: [...around, prometheus('monitoring/k8s'), serviceMonitor('shop/web')],
    expect: 'nothing',
  },
  {
    it: 'leaves an absent selector to selector-null',
    objects: [...around, prometheus('monitoring/k8s', { serviceMonitorSelector: null }), serviceMonitor('shop/web')],
    expect: 'nothing',
  },
  {
    it: 'leaves an invalid selector to reconcile-failed',
    objects: [
      ...around,
      prometheus('monitoring/k8s', { serviceMonitorSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }),
      serviceMonitor('shop/web'),
    ],
    expect: 'nothing',
  },
  {
    it: 'lists each requirement that fails, and only those',
    objects: [
      ...around,
      prometheus('monitoring/k8s', {
        serviceMonitorSelector: {
          matchLabels: { release: 'prometheus', tier: 'app' },
          matchExpressions: [
            { key: 'team', operator: 'NotIn', values: ['shop', 'bank'] },
            { key: 'legacy', operator: 'DoesNotExist' },
          ],
        },
      }),
      serviceMonitor('shop/web', {}, { labels: { tier: 'app', team: 'shop', legacy: '' } }),
    ],
    expect: {
      never: ['tier=app'],
      fix: { set: { release: 'prometheus' }, remove: ['team', 'legacy'] },
    },
  },
  {
    it: 'gives no label where the requirements exclude each other',
    objects: [
      ...around,
      prometheus('monitoring/k8s', {
        serviceMonitorSelector: { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] },
      }),
      serviceMonitor('shop/web'),
    ],
    expect: {},
  },
  {
    it: 'reads the rule selector for a PrometheusRule, and finds the label on the alerts inside',
    objects: [
      ...around,
      wantsRelease,
      prometheusRule('shop/web', {
        groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'up', labels: { release: 'prometheus' } }] }],
      }),
    ],
    expect: {
      evidence: { field: 'ruleSelector', foundInside: 'release=prometheus' },
    },
  },
  {
    it: "names the source of an object that is Helm's instead of the live object",
    objects: [
      ...around,
      wantsRelease,
      serviceMonitor(
        'shop/web',
        {},
        {
          ...release('x'),
          annotations: { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'shop' },
        },
      ),
    ],
    expect: {},
  },
  {
    it: 'needs no other list: both objects are in hand',
    objects: [wantsRelease, serviceMonitor('shop/web')],
    sight: { hidden: ['Namespace', 'Deployment', 'Service', 'Endpoints', 'Pod'] },
    expect: {},
  },
  {
    it: 'leaves the choice between the values of a list to the user',
    objects: [
      ...around,
      prometheus('monitoring/k8s', {
        serviceMonitorSelector: {
          matchLabels: { release: 'kps' },
          matchExpressions: [{ key: 'team', operator: 'In', values: ['a', 'b'] }],
        },
      }),
      serviceMonitor('shop/web'),
    ],
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'takes the only value that a list and another requirement leave',
    objects: [
      ...around,
      prometheus('monitoring/k8s', {
        serviceMonitorSelector: {
          matchExpressions: [
            { key: 'team', operator: 'In', values: ['a', 'b'] },
            { key: 'team', operator: 'NotIn', values: ['a'] },
          ],
        },
      }),
      serviceMonitor('shop/web'),
    ],
    expect: { fix: { kind: 'labels', set: { team: 'b' } } },
  },
]);
