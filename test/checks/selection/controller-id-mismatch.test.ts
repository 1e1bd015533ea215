import { operator, prometheus, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const annotated = (id: string): ReturnType<typeof prometheus> =>
  prometheus('monitoring/k8s', {}, { annotations: { 'operator.prometheus.io/controller-id': id } });
const web = serviceMonitor('shop/web');

table('controller-id-mismatch', [
  {
    it: 'finds an annotation that no operator asks for',
    objects: [annotated('blue'), web, operator()],
    expect: {
      fix: { fields: [{ was: 'blue', becomes: null }] },
    },
  },
  {
    it: 'finds an annotation that is missing',
    objects: [prometheus('monitoring/k8s'), web, operator(['--controller-id=blue'])],
    expect: { fix: { fields: [{ was: null, becomes: 'blue' }] } },
  },
  {
    it: 'finds two that differ',
    objects: [annotated('Blue'), web, operator(['--controller-id=blue'])],
    expect: {},
  },
  {
    it: 'is silent where they are equal',
    objects: [annotated('blue'), web, operator(['--controller-id=blue'])],
    expect: 'nothing',
  },
  { it: 'takes an empty annotation for none', objects: [annotated(''), web, operator()], expect: 'nothing' },
  {
    it: 'is content with one operator of two',
    objects: [
      annotated('blue'),
      web,
      operator(),
      operator(['--controller-id=blue'], { path: 'b/prometheus-operator' }),
    ],
    expect: 'nothing',
  },
  {
    it: 'leaves operators that do not have the namespace to prometheus-out-of-scope',
    objects: [annotated('blue'), web, operator(['--namespaces=shop'])],
    expect: 'nothing',
  },
  {
    it: 'does not say so where another operator may be hidden',
    objects: [annotated('blue'), web, operator()],
    sight: { only: { Deployment: ['monitoring'] } },
    expect: 'unknown',
  },
  {
    it: 'does not say so where the id comes from the environment',
    objects: [annotated('blue'), web, operator(['--controller-id=$(ID)'])],
    expect: 'unknown',
  },
  {
    it: 'is silent under an operator that knows no ids',
    objects: [annotated('blue'), web, operator([], { image: 'q/prometheus-operator:v0.72.0' })],
    expect: 'nothing',
  },
]);
