import {
  agent,
  namespace,
  operator,
  podMonitor,
  probe,
  prometheus,
  prometheusRule,
  scrapeConfig,
  serviceMonitor,
  holder,
} from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s', {
  probeSelector: {},
  probeNamespaceSelector: {},
  scrapeConfigSelector: {},
  scrapeConfigNamespaceSelector: {},
});
const ref = (key: string): Raw => ({ name: 'web', key });
const basicAuth = { username: ref('user'), password: ref('user') };
const authorization = { credentials: ref('user') };
const seen = [namespace('shop'), namespace('monitoring'), holder('Secret', 'shop/web', { user: 'x' })];
const twoWays = probe('shop/both', { basicAuth, authorization });
const kubernetes = (entry: Raw): ReturnType<typeof scrapeConfig> =>
  scrapeConfig('shop/sd', { kubernetesSDConfigs: [{ role: 'Pod', ...entry }] });

table('config-refused', [
  {
    it: 'finds a Probe with two ways to authenticate, and what it does to itself',
    objects: [k8s, ...seen, twoWays],
    about: 'Probe shop/both',
    expect: {
      about: 'Probe shop/both',

      fix: { kind: 'advise' },
    },
  },
  {
    it: 'finds it for everything else that this Prometheus should scrape or evaluate',
    objects: [k8s, ...seen, twoWays, serviceMonitor('shop/web'), prometheusRule('shop/web')],
    about: 'PrometheusRule shop/web',
    expect: { about: 'Probe shop/both' },
  },
  {
    it: 'is silent where the Probe is not selected',
    objects: [prometheus('monitoring/k8s'), ...seen, twoWays, serviceMonitor('shop/web')],
    about: 'ServiceMonitor shop/web',
    expect: 'nothing',
  },
  {
    it: 'is silent where the Probe is rejected for another reason',
    objects: [
      k8s,
      ...seen,
      probe('shop/both', { basicAuth, authorization, prober: { url: 'http://x' } }),
      serviceMonitor('shop/web'),
    ],
    about: 'ServiceMonitor shop/web',
    expect: 'nothing',
  },
  {
    it: 'finds authorization of type basic in a ScrapeConfig, which only Prometheus tests',
    objects: [k8s, ...seen, scrapeConfig('shop/web', { authorization: { type: 'Basic' } })],
    expect: {},
  },
  {
    it: 'finds settings for a cluster without its address',
    objects: [k8s, ...seen, kubernetes({ basicAuth })],
    expect: {},
  },
  {
    it: 'finds a port that is not a pattern of RE2',
    objects: [k8s, ...seen, serviceMonitor('shop/web', { endpoints: [{ port: 'http' }, { port: '(?!x)http' }] })],
    expect: {},
  },
  {
    it: 'finds a container port that is none, and no number',
    objects: [
      k8s,
      ...seen,
      podMonitor('shop/web', {
        podMetricsEndpoints: [
          { targetPort: '(', portNumber: 8080 },
          { targetPort: '(', port: 'x' },
          { targetPort: '(' },
        ],
      }),
    ],
    expect: {},
  },
  {
    it: 'finds a RoleSelector on an agent of every node',
    objects: [
      agent('monitoring/agent', { mode: 'DaemonSet' }),
      ...seen,
      podMonitor('shop/web', { selectorMechanism: 'RoleSelector' }),
    ],
    expect: {},
  },
  {
    it: 'finds two ways in a ServiceMonitor under an operator that passes them on',
    objects: [
      k8s,
      ...seen,
      operator([], { image: 'q/prometheus-operator:v0.80.0' }),
      serviceMonitor('shop/web', { endpoints: [{ basicAuth, authorization }] }),
    ],
    expect: {},
  },
  {
    it: 'is silent about two ways that the operator rejects by itself',
    objects: [
      k8s,
      ...seen,
      serviceMonitor('shop/web', { endpoints: [{ basicAuth, authorization }] }),
      podMonitor('shop/p'),
    ],
    about: 'PodMonitor shop/p',
    expect: 'nothing',
  },
  {
    it: 'is silent about what Prometheus takes',
    objects: [
      k8s,
      ...seen,
      probe('shop/web', { basicAuth }),
      kubernetes({ apiServer: 'https://a', authorization }),
      scrapeConfig('shop/own', { kubernetesSDConfigs: [{ role: 'Pod', followRedirects: true }] }),
    ],
    expect: 'nothing',
  },
  {
    it: 'finds a file beside another way in a ServiceMonitor, which no operator compares',
    objects: [
      k8s,
      ...seen,
      serviceMonitor('shop/web', { endpoints: [{ port: 'http', basicAuth, bearerTokenFile: '/var/run/token' }] }),
    ],
    expect: {},
  },
  {
    it: 'finds a way of the object beside the authorization of its scrape class',
    objects: [
      prometheus('monitoring/k8s', { scrapeClasses: [{ name: 'proxy', default: true, authorization }] }),
      ...seen,
      serviceMonitor('shop/web', { endpoints: [{ port: 'http', basicAuth }] }),
    ],
    expect: {},
  },
  {
    it: 'is silent where the object has an authorization of its own, and where the Prometheus is too old to be given one',
    objects: [
      prometheus('monitoring/k8s', { scrapeClasses: [{ name: 'proxy', default: true, authorization }] }),
      prometheus('monitoring/old', {
        version: 'v2.25.0',
        scrapeClasses: [{ name: 'proxy', default: true, authorization }],
      }),
      ...seen,
      serviceMonitor('shop/own', { endpoints: [{ port: 'http', authorization }] }),
    ],
    expect: 'nothing',
  },

  {
    it: 'finds the name of a static label that an older operator does not look at',
    objects: [
      prometheus('monitoring/k8s', { version: 'v2.55.1', probeSelector: {}, probeNamespaceSelector: {} }),
      ...seen,
      operator([], { image: 'q/prometheus-operator:v0.91.0' }),
      probe('shop/web', { targets: { staticConfig: { static: ['a'], labels: { 'a-b': 'x' } } } }),
    ],
    expect: {},
  },
]);
