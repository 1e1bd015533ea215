import { mayOperate, operator, prometheus, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const web = serviceMonitor('shop/web');
const second = (...args: string[]): ReturnType<typeof operator> =>
  operator(args, { path: 'tenant/prometheus-operator' });

table('operator-namespace-scope', [
  {
    it: 'finds a namespace that is not in the allow list',
    objects: [k8s, web, operator(['--namespaces=monitoring,bank'])],
    expect: {
      fix: {
        kind: 'operator-args',
        operator: { name: 'prometheus-operator' },
        args: ['--namespaces=monitoring,bank,shop'],
      },
    },
  },
  {
    it: 'is silent where it is in the list',
    objects: [k8s, web, operator(['--namespaces=monitoring,shop'])],
    expect: 'nothing',
  },
  { it: 'is silent without flags', objects: [k8s, web, operator()], expect: 'nothing' },
  {
    it: 'finds a namespace in the deny list',
    objects: [k8s, web, operator(['--deny-namespaces', 'shop,bank'])],
    expect: { fix: { args: ['--deny-namespaces=bank'] } },
  },
  {
    it: 'has no flag left where the denied namespace was the only one',
    objects: [k8s, web, operator(['--deny-namespaces=shop'])],
    expect: { fix: { args: [] } },
  },
  {
    it: 'is not hidden by a container that is called like an operator and may not act there',
    objects: [k8s, web, operator(['--namespaces=monitoring'], { account: 'operator' }), ...mayOperate(), second()],
    expect: { fix: { operator: { namespace: 'monitoring' } } },
  },
  {
    it: 'asks the operator that has the stack: another one may see what it likes',
    objects: [k8s, web, operator(['--namespaces=monitoring']), second('--namespaces=tenant,shop')],
    expect: { fix: { operator: { namespace: 'monitoring' } } },
  },
  {
    it: 'is content where one of two that have the stack sees it',
    objects: [k8s, web, operator(['--namespaces=monitoring']), second('--namespaces=monitoring,shop')],
    expect: 'nothing',
  },
  {
    it: 'does not say so where another operator may be hidden',
    objects: [k8s, web, operator(['--namespaces=monitoring'])],
    sight: { only: { Deployment: ['monitoring'] } },
    expect: 'unknown',
  },
  {
    it: 'is unknown where Deployments were not read',
    objects: [k8s, web],
    sight: { hidden: ['Deployment'] },
    expect: 'unknown',
  },
  {
    it: 'is unknown where the list comes from the environment',
    objects: [k8s, web, operator(['--namespaces=$(WATCH_NAMESPACE)'])],
    expect: 'unknown',
  },
  { it: 'expects no operator among files', objects: [k8s, web], sight: { source: 'files' }, expect: 'nothing' },
  {
    it: 'reads one that is among files',
    objects: [k8s, web, operator(['--namespaces=monitoring'])],
    sight: { source: 'files' },
    expect: {},
  },
]);
