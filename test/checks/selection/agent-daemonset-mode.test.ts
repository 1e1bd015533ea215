import { agent, podMonitor, prometheus, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const perNode = agent('monitoring/a', { mode: 'DaemonSet' });

table('agent-daemonset-mode', [
  {
    it: 'finds a ServiceMonitor and an agent that runs as a DaemonSet',
    objects: [perNode, serviceMonitor('shop/web')],
    expect: {},
  },
  {
    it: 'is silent about an agent of the usual mode',
    objects: [agent('monitoring/a'), serviceMonitor('shop/web')],
    expect: 'nothing',
  },
  {
    it: 'is silent about a Prometheus',
    objects: [prometheus('monitoring/k8s'), serviceMonitor('shop/web')],
    expect: 'nothing',
  },
  {
    it: 'asks the stack that is meant',
    objects: [prometheus('monitoring/k8s'), perNode, serviceMonitor('shop/web'), podMonitor('shop/web')],
    stack: 'monitoring/a',
    expect: {},
  },
]);
