import {
  agent,
  holder,
  namespace,
  operator,
  podMonitor,
  probe,
  prometheus,
  prometheusRule,
  scrapeConfig,
  serviceMonitor,
} from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const ALL = {
  probeSelector: {},
  probeNamespaceSelector: {},
  scrapeConfigSelector: {},
  scrapeConfigNamespaceSelector: {},
};
const old = (spec: Raw = {}): ReturnType<typeof prometheus> =>
  prometheus('monitoring/old', { version: 'v2.25.2', ...ALL, ...spec });
const seen = [namespace('shop'), namespace('monitoring'), holder('Secret', 'shop/web', { token: 'x' })];
const credentials = { name: 'web', key: 'token' };
const authorization = { credentials };
const monitor = (more: Raw): ReturnType<typeof serviceMonitor> =>
  serviceMonitor('shop/web', { endpoints: [{ port: 'http', ...more }] });
const run = (version: string): ReturnType<typeof operator> =>
  operator([], { image: `q/prometheus-operator:${version}` });

table('operator-crashes', [
  {
    it: 'finds a monitor with authorization, and the field for its token that every version knows',
    objects: [old(), ...seen, monitor({ authorization: { type: 'Bearer', ...authorization } })],
    expect: {
      severity: 'error',
      about: 'ServiceMonitor shop/web',
      evidence: { version: '2.25.2', fields: ['spec.endpoints[0].authorization'] },

      fix: {
        kind: 'patch',
        fields: [
          {
            path: ['spec', 'endpoints', '0', 'authorization'],
            was: { type: 'Bearer', ...authorization },
            becomes: null,
          },
          { path: ['spec', 'endpoints', '0', 'bearerTokenSecret'], was: null, becomes: credentials },
        ],
      },
    },
  },
  {
    it: 'finds it for whoever else this operator should serve',
    objects: [
      run('v0.93.0'),
      old({ serviceMonitorSelector: { matchLabels: { old: 'yes' } } }),
      prometheus('monitoring/new'),
      ...seen,
      serviceMonitor('shop/crash', { endpoints: [{ authorization }] }, { labels: { old: 'yes' } }),
      prometheusRule('shop/web'),
    ],
    about: 'PrometheusRule shop/web',
    stack: 'monitoring/new',
    expect: { about: 'ServiceMonitor shop/crash' },
  },
  {
    it: 'is silent about a stack of another operator',
    objects: [
      operator(['--prometheus-instance-namespaces=monitoring'], { image: 'q/prometheus-operator:v0.93.0' }),
      old(),
      prometheus('elsewhere/new'),
      ...seen,
      monitor({ authorization }),
    ],
    stack: 'elsewhere/new',
    expect: 'nothing',
  },
  {
    it: 'finds a PodMonitor whose way to authenticate has no older field',
    objects: [
      old(),
      ...seen,
      podMonitor('shop/web', { podMetricsEndpoints: [{ authorization: { type: 'Custom', ...authorization } }] }),
    ],
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'finds a Probe',
    objects: [
      old(),
      ...seen,
      probe('shop/web', {
        prober: { url: 'prober:9115' },
        targets: { staticConfig: { static: ['a'] } },
        authorization,
      }),
    ],
    expect: { fix: { kind: 'patch' } },
  },
  {
    it: 'finds the scrape class that a monitor gets',
    objects: [
      old({ scrapeClasses: [{ name: 'signed', default: true, authorization: { credentialsFile: '/token' } }] }),
      ...seen,
      monitor({}),
    ],
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'finds what the stack itself says, even under an older operator',
    objects: [run('v0.76.0'), old({ remoteWrite: [{ url: 'http://a/', authorization }] }), ...seen, monitor({})],
    expect: { about: 'Prometheus monitoring/old' },
  },
  {
    it: 'finds an agent',
    objects: [agent('monitoring/a', { version: 'v2.25.0' }), ...seen, monitor({ authorization })],
    expect: {},
  },
  {
    it: 'is silent where the version knows the field',
    objects: [old({ version: 'v2.26.0' }), ...seen, monitor({ authorization })],
    expect: 'nothing',
  },
  {
    it: 'is silent where the version is the operator’s default',
    objects: [old({ version: undefined }), ...seen, monitor({ authorization })],
    expect: 'nothing',
  },
  {
    it: 'is silent under an operator that leaves it out',
    objects: [run('v0.78.2'), old(), ...seen, monitor({ authorization })],
    expect: 'nothing',
  },
  {
    it: 'is silent about an empty one, and about a token in a field of its own',
    objects: [old(), ...seen, monitor({ authorization: {} }), podMonitor('shop/web')],
    expect: 'nothing',
  },
  {
    it: 'is silent where the object is rejected: its Secret is not there',
    objects: [old(), ...seen.slice(0, 2), monitor({ authorization })],
    expect: 'nothing',
  },
  {
    it: 'is silent about a ScrapeConfig, which such a stack rejects',
    objects: [old(), ...seen, scrapeConfig('shop/web', { authorization })],
    expect: 'nothing',
  },
  {
    it: 'is silent while the stack is paused',
    objects: [old({ paused: true }), ...seen, monitor({ authorization })],
    expect: 'nothing',
  },
  {
    it: 'is silent where the object is not selected',
    objects: [old({ serviceMonitorSelector: { matchLabels: { a: 'b' } } }), ...seen, monitor({ authorization })],
    expect: 'nothing',
  },
]);
