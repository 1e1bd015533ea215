import { podMonitor, prometheus, prometheusRule, serviceMonitor, thanosRuler } from '../../worlds.ts';
import { table } from '../table.ts';

table('selector-null', [
  {
    it: 'finds a selector that is not set, and names its field',
    objects: [prometheus('monitoring/k8s', { serviceMonitorSelector: null }), serviceMonitor('shop/web')],
    expect: {
      evidence: { field: 'serviceMonitorSelector' },

      fix: { kind: 'patch', fields: [{ path: ['spec', 'serviceMonitorSelector'], was: null, becomes: {} }] },
    },
  },
  {
    it: 'is silent about {}: that takes everything',
    objects: [prometheus('monitoring/k8s'), serviceMonitor('shop/web')],
    expect: 'nothing',
  },
  {
    it: 'looks at the selector of the kind asked about, and at no other',
    objects: [
      prometheus('monitoring/k8s', { ruleSelector: null }),
      serviceMonitor('shop/web'),
      prometheusRule('shop/web'),
    ],
    about: 'ServiceMonitor shop/web',
    expect: 'nothing',
  },
  {
    it: 'finds it for rules',
    objects: [prometheus('monitoring/k8s', { ruleSelector: null }), prometheusRule('shop/web')],
    expect: {},
  },
  {
    it: 'finds it for rules of an unmanaged Prometheus too',
    objects: [
      prometheus('monitoring/k8s', { serviceMonitorSelector: null, podMonitorSelector: null, ruleSelector: null }),
      prometheusRule('shop/web'),
    ],
    expect: {},
  },
  {
    it: 'finds it for rules of a ThanosRuler',
    objects: [thanosRuler('monitoring/t', { ruleSelector: null }), prometheusRule('shop/web')],
    expect: {},
  },
  {
    it: 'finds it for pod monitors',
    objects: [prometheus('monitoring/k8s', { podMonitorSelector: null }), podMonitor('shop/web')],
    expect: {},
  },
  {
    it: 'leaves the case of all four to prometheus-unmanaged',
    objects: [
      prometheus('monitoring/k8s', { serviceMonitorSelector: null, podMonitorSelector: null }),
      serviceMonitor('shop/web'),
    ],
    expect: 'nothing',
  },
]);
