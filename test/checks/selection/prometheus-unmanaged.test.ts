import { agent, operator, podMonitor, prometheus, prometheusRule, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const none = { serviceMonitorSelector: null, podMonitorSelector: null };
const web = serviceMonitor('shop/web');

table('prometheus-unmanaged', [
  {
    it: 'finds a Prometheus without any scrape selector',
    objects: [prometheus('monitoring/k8s', none), web],
    expect: {
      evidence: { field: 'serviceMonitorSelector', managedEmpty: false },
    },
  },
  {
    it: 'names the field of the kind asked about',
    objects: [prometheus('monitoring/k8s', none), podMonitor('shop/web')],
    expect: { evidence: { field: 'podMonitorSelector' } },
  },
  {
    it: 'says that the configuration is empty where the operator has the mode switched off',
    objects: [prometheus('monitoring/k8s', none), web, operator(['--disable-unmanaged-prometheus-configuration'])],
    expect: { evidence: { managedEmpty: true } },
  },
  {
    it: 'does not ask an operator that has another part of the cluster',
    objects: [
      prometheus('monitoring/k8s', none),
      web,
      operator(),
      operator(['--namespaces=b', '--disable-unmanaged-prometheus-configuration'], { path: 'b/prometheus-operator' }),
    ],
    expect: { evidence: { managedEmpty: false } },
  },
  {
    it: 'is silent where one selector is set',
    objects: [prometheus('monitoring/k8s', { ...none, probeSelector: {} }), web],
    expect: 'nothing',
  },
  { it: 'is silent about an agent', objects: [agent('monitoring/a', none), web], expect: 'nothing' },
  {
    it: 'does not speak about rules',
    objects: [prometheus('monitoring/k8s', { ...none, podMonitorSelector: {} }), prometheusRule('shop/web'), web],
    about: 'ServiceMonitor shop/web',
    expect: 'nothing',
  },
]);
