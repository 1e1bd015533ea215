import { mayDiscover, podMonitor, prometheus, service, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const of = (...list: readonly object[]) => [
  prometheus('monitoring/k8s'),
  ...mayDiscover,
  serviceMonitor('shop/web', { endpoints: list }),
  service('shop/web'),
];
const relabelings = { metricRelabelings: [{ action: 'labeldrop', regex: 'pod' }] };

table('endpoint-without-port', [
  {
    it: 'finds relabelings in an endpoint of their own',
    objects: of({ port: 'http' }, relabelings),
    expect: { severity: 'warning', evidence: { stray: [{ index: 1, has: ['metricRelabelings'] }], beside: [0] } },
  },
  {
    it: 'finds settings before the port, in two endpoints',
    objects: of({ tlsConfig: { insecureSkipVerify: true } }, { scheme: 'https' }, { port: 'http', scheme: 'https' }),
    expect: { evidence: { beside: [2] } },
  },
  {
    it: 'finds it in a PodMonitor with several ports',
    objects: [
      prometheus('monitoring/k8s'),
      ...mayDiscover,
      podMonitor('shop/web', { podMetricsEndpoints: [{ port: 'http' }, { portNumber: 9090 }, { interval: '1m' }] }),
    ],
    expect: { evidence: { beside: [0, 1] } },
  },
  { it: 'is silent about a path of its own', objects: of({ port: 'http' }, { path: '/slow' }), expect: 'nothing' },
  { it: 'is silent where none names a port', objects: of({ interval: '1m' }, relabelings), expect: 'nothing' },
  { it: 'is silent about one endpoint', objects: of(relabelings), expect: 'nothing' },
]);
