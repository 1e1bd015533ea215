import { mayOperate, operator, prometheus, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const web = serviceMonitor('shop/web');
const second = operator([], { path: 'team/operator' });

const real = [operator([], { account: 'operator' }), ...mayOperate()];
const likeOne = operator(['--deny-namespaces=shop'], { path: 'team/x', image: 'busybox' });

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
  {
    it: 'is silent where the second is called like one, and may not act there',
    objects: [k8s, web, ...real, likeOne],
    expect: 'nothing',
  },
  {
    it: 'is silent where the second may act in its own namespace only',
    objects: [
      ...[k8s, web, ...real, ...mayOperate('team/operator')],
      operator(['--deny-namespaces=shop'], { path: 'team/x', account: 'operator' }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where nobody has rights, and one is only called like the operator',
    objects: [k8s, web, operator(), likeOne],
    expect: 'nothing',
  },
  {
    it: 'is found where both may act in the namespace of the stack',
    objects: [k8s, web, ...real, operator([], { path: 'monitoring/second', account: 'operator' })],
    expect: { severity: 'warning', about: 'Prometheus monitoring/k8s' },
  },
  {
    it: 'is found where the rights of the second are not known',
    objects: [k8s, web, ...real, second],
    sight: { hidden: ['RoleBinding'] },
    expect: { severity: 'warning', about: 'Prometheus monitoring/k8s' },
  },
  {
    it: 'is found in files that have no rights of the second',
    objects: [k8s, web, ...real, second],
    sight: { source: 'files' },
    expect: { severity: 'warning', about: 'Prometheus monitoring/k8s' },
  },
]);
