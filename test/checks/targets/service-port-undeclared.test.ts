import { endpoints, mayDiscover, pod, prometheus, service, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const shop = (ports: readonly object[], declared: readonly object[]) => [
  prometheus('monitoring/k8s'),
  ...mayDiscover,
  serviceMonitor('shop/web'),
  service('shop/web', { ports }),
  endpoints('shop/web', [['10.0.0.1', 'shop/web-1']], { ports: [{ name: 'http', port: 80 }] }),
  pod('shop/web-1', '10.0.0.1', { spec: { containers: [{ name: 'web', ports: declared }] } }),
];
const http = { name: 'http', port: 80, targetPort: 80 };

table('service-port-undeclared', [
  {
    it: 'finds another number than the only one that is declared',
    objects: shop([http], [{ containerPort: 5000 }]),
    expect: { severity: 'info', evidence: { port: 'http', to: 80, declared: 5000, of: 'Pod shop/web-1' } },
  },
  { it: 'is silent about a declared one', objects: shop([http], [{ containerPort: 80 }]), expect: 'nothing' },
  { it: 'is silent where nothing is declared', objects: shop([http], []), expect: 'nothing' },
  {
    it: 'is silent where several are declared',
    objects: shop([http], [{ containerPort: 5000 }, { containerPort: 5001 }]),
    expect: 'nothing',
  },
  {
    it: 'is silent about a Service of several ports',
    objects: shop([http, { name: 'grpc', port: 81 }], [{ containerPort: 5000 }]),
    expect: 'nothing',
  },
]);
