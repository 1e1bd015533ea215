import { agent, prometheus, prometheusRule, service, serviceMonitor, thanosRuler, workload } from '../../worlds.ts';
import { table } from '../table.ts';

const web = serviceMonitor('shop/web');
const rule = prometheusRule('shop/web');
const app = { app: 'kuberhealthy' };
const v3 = workload('kuberhealthy/kuberhealthy', 'kuberhealthy/kuberhealthy:v3.0.1', app);

table('no-prometheus', [
  {
    it: 'finds a monitor in a cluster without any stack',
    objects: [web],
    expect: {
      about: 'ServiceMonitor shop/web',
    },
  },
  {
    it: 'is silent where there is a Prometheus, whatever it selects',
    objects: [prometheus('monitoring/k8s', { serviceMonitorSelector: null }), web],
    expect: 'nothing',
  },
  { it: 'is silent where there is an agent', objects: [agent('monitoring/a'), web], expect: 'nothing' },
  {
    it: 'says that an agent evaluates no rule',
    objects: [agent('monitoring/a'), web, rule],
    expect: {
      about: 'PrometheusRule shop/web',
      evidence: { agentsOnly: true },
    },
  },
  { it: 'is content with a ThanosRuler for rules', objects: [thanosRuler('monitoring/t'), rule], expect: 'nothing' },
  {
    it: 'finds a monitor where only a ThanosRuler is',
    objects: [thanosRuler('monitoring/t'), web],
    expect: { about: 'ServiceMonitor shop/web' },
  },
  { it: 'has nothing to say where nothing waits', objects: [], expect: 'nothing' },
  {
    it: 'finds an application that no stack could scrape',
    objects: [v3, service('kuberhealthy/kuberhealthy', { selector: app }, { labels: app })],
    expect: { about: 'Deployment kuberhealthy/kuberhealthy' },
  },
  {
    it: 'leaves that to crd-missing where the kind does not exist',
    objects: [v3],
    sight: { noCrd: ['Prometheus', 'ServiceMonitor'] },
    expect: 'nothing',
  },
  {
    it: 'is unknown where Prometheus objects were not read',
    objects: [web],
    sight: { hidden: ['Prometheus'] },
    expect: 'unknown',
  },
  {
    it: 'is unknown where agents were not read',
    objects: [web],
    sight: { hidden: ['PrometheusAgent'] },
    expect: 'unknown',
  },
  {
    it: 'does not need ThanosRulers for a monitor',
    objects: [web],
    sight: { hidden: ['ThanosRuler'] },
    expect: {},
  },
  {
    it: 'does not need agents for a rule',
    objects: [rule],
    sight: { hidden: ['PrometheusAgent'] },
    expect: {},
  },
  {
    it: 'is sure where the kind of stack does not exist',
    objects: [web],
    sight: { noCrd: ['PrometheusAgent', 'ThanosRuler'] },
    expect: {},
  },
  { it: 'is unknown in a folder that holds no stack', objects: [web], sight: { source: 'files' }, expect: 'unknown' },
]);
