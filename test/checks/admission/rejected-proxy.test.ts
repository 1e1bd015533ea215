import { podMonitor, probe, prometheus, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const monitor = (endpoint: Raw): ReturnType<typeof serviceMonitor> =>
  serviceMonitor('shop/web', { endpoints: [endpoint] });

table('rejected-proxy', [
  {
    it: 'finds noProxy alone',
    objects: [k8s, monitor({ noProxy: 'localhost' })],
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'finds proxyUrl beside proxyFromEnvironment',
    objects: [k8s, monitor({ proxyUrl: 'http://proxy:3128', proxyFromEnvironment: true })],
    expect: {},
  },
  {
    it: 'finds noProxy beside proxyFromEnvironment',
    objects: [k8s, podMonitor('shop/web', { podMetricsEndpoints: [{ noProxy: 'a', proxyFromEnvironment: true }] })],
    expect: {},
  },
  {
    it: 'finds headers without a proxy, at the prober of a Probe',
    objects: [
      k8s,
      probe('shop/web', { prober: { url: 'blackbox:9115', proxyConnectHeader: { a: [{ name: 'n', key: 'k' }] } } }),
    ],
    expect: {},
  },
  {
    it: 'finds a header without content',
    objects: [k8s, monitor({ proxyUrl: 'http://proxy', proxyConnectHeader: { a: [] } })],
    expect: {},
  },
  {
    it: 'finds a URL that Go does not read',
    objects: [k8s, monitor({ proxyUrl: 'http://proxy:port' })],
    expect: {},
  },
  {
    it: 'finds the proxy of oauth2',
    objects: [k8s, monitor({ oauth2: { tokenUrl: 'http://x', noProxy: 'a' } })],
    expect: {},
  },
  {
    it: 'is silent about what goes together',
    objects: [
      k8s,
      serviceMonitor('shop/web', {
        endpoints: [
          { proxyUrl: 'http://proxy:3128', noProxy: 'localhost' },
          { proxyFromEnvironment: true, proxyConnectHeader: { a: [{ name: 'n', key: 'k' }] } },
          { proxyFromEnvironment: false, proxyUrl: '' },
        ],
      }),
    ],
    expect: 'nothing',
  },
]);
