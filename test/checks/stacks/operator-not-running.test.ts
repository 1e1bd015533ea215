import { kube, operator, prometheus, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const web = serviceMonitor('shop/web');
const k8s = prometheus('monitoring/k8s');
const observed = (generation: number, spec = {}): ReturnType<typeof prometheus> =>
  prometheus(
    'monitoring/k8s',
    spec,
    { generation: 5 },
    {
      conditions: [{ type: 'Reconciled', status: 'True', observedGeneration: generation }],
    },
  );

const scaledOperator = (replicas: number, message?: string): ReturnType<typeof kube> =>
  kube({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'monitoring', name: 'prometheus-operator' },
    spec: {
      replicas,
      template: {
        spec: {
          containers: [
            { name: 'prometheus-operator', image: 'quay.io/prometheus-operator/prometheus-operator:v0.93.0' },
          ],
        },
      },
    },
    status: {
      conditions: [
        { type: 'Available', status: 'False', message: 'Deployment does not have minimum availability.' },
        ...(message === undefined ? [] : [{ type: 'ReplicaFailure', status: 'True', message }]),
      ],
    },
  });

table('operator-not-running', [
  {
    it: 'finds an operator without an available replica',
    objects: [k8s, web, operator([], { available: 0 })],
    expect: {},
  },
  {
    it: 'says that it is scaled to 0',
    objects: [k8s, web, scaledOperator(0)],
    expect: { evidence: { scaled: true } },
  },
  {
    it: 'repeats what its Deployment says',
    objects: [k8s, web, scaledOperator(1, 'pods "operator-1" is forbidden: exceeded quota')],
    expect: { evidence: { says: 'pods "operator-1" is forbidden: exceeded quota' } },
  },
  { it: 'is silent where it runs', objects: [k8s, web, operator()], expect: 'nothing' },
  {
    it: 'is content with one of two',
    objects: [k8s, web, operator([], { available: 0 }), operator([], { path: 'b/prometheus-operator' })],
    expect: 'nothing',
  },
  {
    it: 'does not ask an operator that has another part of the cluster',
    objects: [
      k8s,
      web,
      operator(['--namespaces=monitoring'], { available: 0 }),
      operator(['--namespaces=b'], { path: 'b/prometheus-operator' }),
    ],
    expect: {},
  },
  {
    it: 'finds that there is none: no Deployment, and no status was ever written',
    objects: [k8s, web],
    expect: {
      evidence: { operator: null },
    },
  },
  { it: 'takes a status for the sign of an operator elsewhere', objects: [observed(5), web], expect: 'nothing' },
  {
    it: 'finds that the last change was not taken up',
    objects: [observed(4), web, operator()],
    expect: {
      severity: 'warning',
      evidence: { generation: 5, observed: 4 },
    },
  },
  { it: 'is silent where it was', objects: [observed(5), web, operator()], expect: 'nothing' },
  {
    it: 'leaves a paused stack to prometheus-paused',
    objects: [observed(4, { paused: true }), web, operator()],
    expect: 'nothing',
  },
  {
    it: 'says nothing about an operator that could not be seen',
    objects: [k8s, web, operator()],
    sight: { hidden: ['Deployment'] },
    expect: 'nothing',
  },
  {
    it: 'does not say so where another operator may be hidden',
    objects: [k8s, web, operator([], { available: 0 })],
    sight: { only: { Deployment: ['monitoring'] } },
    expect: 'unknown',
  },
  { it: 'expects no operator among files', objects: [k8s, web], sight: { source: 'files' }, expect: 'nothing' },
]);
