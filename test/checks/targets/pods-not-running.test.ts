import { endpoints, mayDiscover, pod, podMonitor, prometheus, service, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const base = [prometheus('monitoring/k8s'), ...mayDiscover];
const web = serviceMonitor('shop/web');
const done = (name: string, phase = 'Succeeded') => pod(`shop/${name}`, '10.0.0.1', { status: { phase } });
const behind = [service('shop/web'), endpoints('shop/web', [['10.0.0.1', 'shop/web-1']])];

table('pods-not-running', [
  {
    it: 'finds a Service whose pods have all finished',
    objects: [...base, web, ...behind, done('web-1')],
    expect: { evidence: { finished: 1 } },
  },
  {
    it: 'finds pods that failed',
    objects: [...base, podMonitor('shop/web'), done('web-1', 'Failed')],
    expect: {},
  },
  {
    it: 'finds pods without an address',
    objects: [...base, podMonitor('shop/web'), pod('shop/web-1', '', { status: { phase: 'Pending' } })],
    expect: { evidence: { unplaced: 1 } },
  },
  {
    it: 'is silent where one of two runs',
    objects: [
      ...base,
      web,
      service('shop/web'),
      endpoints('shop/web', [
        ['10.0.0.1', 'shop/web-1'],
        ['10.0.0.2', 'shop/web-2'],
      ]),
      done('web-1'),
      pod('shop/web-2', '10.0.0.2'),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where finished pods are wanted',
    objects: [
      ...base,
      serviceMonitor('shop/web', { endpoints: [{ port: 'http', filterRunning: false }] }),
      ...behind,
      done('web-1'),
    ],
    expect: 'nothing',
  },
  {
    it: 'leaves a Service without any address to no-endpoints',
    objects: [...base, web, service('shop/web')],
    expect: 'nothing',
  },
]);
