import { endpoints, mayDiscover, pod, podMonitor, prometheus, service, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const base = [prometheus('monitoring/k8s'), ...mayDiscover];
/** A Service with one port of this name, which leads to a container with these arguments. */
const shop = (name: string, endpoint: object, args: readonly string[] = [], port: object = {}) => [
  ...base,
  serviceMonitor('shop/web', { endpoints: [{ port: name, ...endpoint }] }),
  service('shop/web', { ports: [{ name, port: 8443, targetPort: 8443, ...port }] }),
  endpoints('shop/web', [['10.0.0.1', 'shop/web-1']], { ports: [{ name, port: 8443 }] }),
  pod('shop/web-1', '10.0.0.1', { spec: { containers: [{ name: 'proxy', ports: [{ containerPort: 8443 }], args }] } }),
];
const proxied = ['--secure-listen-address=0.0.0.0:8443', '--upstream=http://127.0.0.1:8080/'];

table('plain-http-to-tls', [
  {
    it: 'finds a port that kube-rbac-proxy serves',
    objects: shop('metrics', {}, proxied),
    expect: { evidence: { container: 'proxy', flag: '--secure-listen-address=0.0.0.0:8443', scheme: null } },
  },
  {
    it: 'finds a port that is called https, beside a tlsConfig',
    objects: shop('https', { scheme: 'http', tlsConfig: { insecureSkipVerify: true } }),
    expect: { severity: 'warning', evidence: { name: 'https', scheme: 'http', tlsConfig: true } },
  },
  {
    it: 'finds a port whose appProtocol is https',
    objects: shop('metrics', {}, [], { appProtocol: 'https' }),
    expect: { severity: 'warning', evidence: { name: 'metrics' } },
  },
  {
    it: 'finds a port of a container that is called https',
    objects: [
      ...base,
      podMonitor('shop/web', { podMetricsEndpoints: [{ port: 'https-metrics' }] }),
      pod('shop/web-1', '10.0.0.1', {
        spec: { containers: [{ name: 'web', ports: [{ name: 'https-metrics', containerPort: 8443 }] }] },
      }),
    ],
    expect: { severity: 'warning' },
  },
  { it: 'is silent with https', objects: shop('https', { scheme: 'HTTPS' }, proxied), expect: 'nothing' },
  { it: 'is silent about a port of another name', objects: shop('http', {}), expect: 'nothing' },
  {
    it: 'is silent where a relabeling writes the scheme',
    objects: shop('https', { relabelings: [{ targetLabel: '__scheme__', replacement: 'https' }] }),
    expect: 'nothing',
  },
]);
