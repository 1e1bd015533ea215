import { operator, prometheus, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const web = serviceMonitor('shop/web');
const second = operator([], { path: 'team/operator' });

table('two-operators', [
  {
    it: 'warns of two that are alike',
    objects: [k8s, web, operator(), second],
    expect: {
      severity: 'warning',
      about: 'Prometheus monitoring/k8s',
      evidence: { blind: [] },
    },
  },
  {
    it: 'is an error where one of them may not see the namespace',
    objects: [k8s, web, operator(), operator(['--namespaces=team,monitoring'], { path: 'team/operator' })],
    expect: { severity: 'error', evidence: { blind: ['team/operator'] } },
  },
  { it: 'is silent with one', objects: [k8s, web, operator()], expect: 'nothing' },
  {
    it: 'is silent where the second does not run',
    objects: [k8s, web, operator(), operator([], { path: 'team/operator', available: 0 })],
    expect: 'nothing',
  },
  {
    it: 'is silent where they divide the stacks by controller id',
    objects: [k8s, web, operator(), operator(['--controller-id=team'], { path: 'team/operator' })],
    expect: 'nothing',
  },
  {
    it: 'is silent where they divide the stacks by namespace',
    objects: [k8s, web, operator(), operator(['--prometheus-instance-namespaces=team'], { path: 'team/operator' })],
    expect: 'nothing',
  },
]);
