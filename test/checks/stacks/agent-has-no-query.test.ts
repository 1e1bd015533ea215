import { agent, prometheus, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const web = serviceMonitor('shop/web');

table('agent-has-no-query', [
  {
    it: 'says that an agent answers no query',
    objects: [agent('monitoring/edge'), web],
    expect: { severity: 'info', about: 'PrometheusAgent monitoring/edge' },
  },
  {
    it: 'says where the series are',
    objects: [agent('monitoring/edge', { remoteWrite: [{ url: 'https://store.example/api' }] }), web],
    expect: {},
  },
  {
    it: 'is silent where a Prometheus takes it as well',
    objects: [agent('monitoring/edge'), prometheus('monitoring/k8s'), web],
    stack: 'monitoring/edge',
    expect: 'nothing',
  },
  {
    it: 'is silent about a Prometheus',
    objects: [prometheus('monitoring/k8s'), web],
    expect: 'nothing',
  },
  {
    it: 'is silent where the agent does not take it',
    objects: [agent('monitoring/edge', { serviceMonitorSelector: { matchLabels: { a: 'b' } } }), web],
    expect: 'nothing',
  },
]);
