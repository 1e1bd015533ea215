import { mayDiscover, pod, podMonitor, prometheus, service, serviceMonitor, endpoints } from '../../worlds.ts';
import { table } from '../table.ts';

const ports = [{ name: 'http', containerPort: 8080 }];
const app = (...args: readonly string[]) => ({ name: 'web', ports, args });
const proxy = (...args: readonly string[]) => ({ name: 'kube-rbac-proxy', args });
const shop = (...containers: readonly object[]) => [
  prometheus('monitoring/k8s'),
  ...mayDiscover,
  serviceMonitor('shop/web'),
  service('shop/web'),
  endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
  pod('shop/web-1', '10.0.0.1', { spec: { containers } }),
];
const closed = app('--password=abc', '--metrics-bind-address=127.0.0.1:8080');

table('listens-on-loopback', [
  {
    it: 'finds a flag that closes the port',
    objects: shop(closed),
    expect: {
      evidence: { container: 'web', flag: '--metrics-bind-address=127.0.0.1:8080', port: 8080, of: 'Pod shop/web-1' },
      never: ['abc'],
    },
  },
  {
    it: 'finds a value in a word of its own, and names the proxy that is open',
    objects: shop(app('--web.listen-address', 'localhost:8080'), proxy('--secure-listen-address=0.0.0.0:8443')),
    expect: {
      evidence: { flag: '--web.listen-address=localhost:8080', open: { container: 'kube-rbac-proxy', port: 8443 } },
    },
  },
  {
    it: 'finds it through a PodMonitor',
    objects: [
      prometheus('monitoring/k8s'),
      ...mayDiscover,
      podMonitor('shop/web'),
      pod('shop/web-1', '10.0.0.1', { spec: { containers: [closed] } }),
    ],
    expect: {},
  },
  {
    it: 'is silent where a proxy listens at that port of the pod',
    objects: shop(closed, proxy('--secure-listen-address=[$(IP)]:8080')),
    expect: 'nothing',
  },
  { it: 'is silent about another port', objects: shop(app('--bind-address=127.0.0.1:9090')), expect: 'nothing' },
  { it: 'is silent about all addresses', objects: shop(app('--metrics-bind-address=:8080')), expect: 'nothing' },
  {
    it: 'is silent about what it connects to',
    objects: shop(app('--upstream-addr=127.0.0.1:8080', '--redis.addr=redis://localhost:8080')),
    expect: 'nothing',
  },
  {
    it: 'is silent where one of two pods is open',
    objects: [
      ...shop(closed).filter(({ kind }) => kind !== 'Endpoints'),
      endpoints('shop/web', [
        ['10.0.0.1', 'shop/web-1'],
        ['10.0.0.2', 'shop/web-2'],
      ]),
      pod('shop/web-2', '10.0.0.2'),
    ],
    expect: 'nothing',
  },
]);
