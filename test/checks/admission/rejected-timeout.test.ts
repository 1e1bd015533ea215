import { podMonitor, probe, prometheus, scrapeConfig, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const monitor = (...endpoints: readonly Raw[]): ReturnType<typeof serviceMonitor> =>
  serviceMonitor('shop/web', { endpoints });

table('rejected-timeout', [
  {
    it: 'compares with the endpoint’s own interval, and lowers the timeout to it',
    objects: [k8s, monitor({}, { interval: '30s', scrapeTimeout: '31s' })],
    expect: {
      fix: {
        kind: 'patch',
        fields: [{ path: ['spec', 'endpoints', '1', 'scrapeTimeout'], was: '31s', becomes: '30s' }],
      },
    },
  },
  {
    it: 'compares with the interval of the Prometheus where there is no own',
    objects: [
      prometheus('monitoring/k8s', { scrapeInterval: '10s' }),
      podMonitor('shop/web', { podMetricsEndpoints: [{ scrapeTimeout: '15s' }] }),
    ],
    expect: {},
  },
  {
    it: 'takes half a minute where the Prometheus has none either',
    objects: [k8s, probe('shop/web', { scrapeTimeout: '1m' })],
    expect: {},
  },
  {
    it: 'reads the interval of a ScrapeConfig',
    objects: [k8s, scrapeConfig('shop/web', { scrapeInterval: '5s', scrapeTimeout: '5s1ms' })],
    expect: {},
  },
  {
    it: 'finds an empty interval of the Prometheus',
    objects: [prometheus('monitoring/k8s', { scrapeInterval: '' }), monitor({ scrapeTimeout: '1s' })],
    expect: { fix: { fields: [{ becomes: null }] } },
  },
  {
    it: 'is silent where both are equal',
    objects: [k8s, monitor({ interval: '1m', scrapeTimeout: '60s' })],
    expect: 'nothing',
  },
  {
    it: 'is silent about a timeout of the Prometheus alone',
    objects: [k8s, monitor({ interval: '5s' })],
    expect: 'nothing',
  },
  {
    it: 'is silent about an empty timeout',
    objects: [k8s, monitor({ interval: '5s', scrapeTimeout: '' })],
    expect: 'nothing',
  },
]);
