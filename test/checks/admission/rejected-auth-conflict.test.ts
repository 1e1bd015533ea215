import { operator, podMonitor, probe, prometheus, scrapeConfig, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const ref = (key: string): Raw => ({ name: 'web', key });
const basicAuth = { username: ref('user'), password: ref('password') };
const authorization = { credentials: ref('token') };
const monitor = (endpoint: Raw): ReturnType<typeof serviceMonitor> =>
  serviceMonitor('shop/web', { endpoints: [endpoint] });
const oauth2 = {
  clientId: { secret: ref('id') },
  clientSecret: ref('secret'),
  tokenUrl: 'https://login.example/token',
};

table('rejected-auth-conflict', [
  {
    it: 'finds an empty bearerTokenSecret beside another, and takes it out',
    objects: [k8s, monitor({ port: 'http', basicAuth, bearerTokenSecret: { key: '' } })],
    expect: {
      fix: {
        kind: 'patch',
        fields: [{ path: ['spec', 'endpoints', '0', 'bearerTokenSecret'], was: { key: '' }, becomes: null }],
      },
    },
  },
  {
    it: 'finds two that are both filled in, and leaves the choice to the author',
    objects: [k8s, podMonitor('shop/web', { podMetricsEndpoints: [{}, { basicAuth, authorization }] })],
    expect: {
      fix: { kind: 'advise' },
    },
  },
  {
    it: 'finds authorization without credentials',
    objects: [k8s, monitor({ authorization: {} })],
    expect: {
      fix: { kind: 'patch', fields: [{ path: ['spec', 'endpoints', '0', 'authorization'], becomes: null }] },
    },
  },
  {
    it: 'finds authorization of type basic, in any case and with spaces',
    objects: [k8s, monitor({ authorization: { type: 'BASIC', ...authorization } })],
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'finds oauth2 without tokenUrl',
    objects: [k8s, monitor({ oauth2: { ...oauth2, tokenUrl: '' } })],
    expect: {},
  },
  {
    it: 'finds a clientId in two places, in a ScrapeConfig too',
    objects: [
      k8s,
      scrapeConfig('shop/web', {
        httpSDConfigs: [
          { url: 'http://sd', oauth2: { ...oauth2, clientId: { secret: ref('a'), configMap: ref('b') } } },
        ],
      }),
    ],
    expect: {},
  },
  {
    it: 'finds an oauth2 of a ScrapeConfig without a clientId',
    objects: [k8s, scrapeConfig('shop/web', { oauth2: { ...oauth2, clientId: {} } })],
    expect: {},
  },
  {
    it: 'is silent about two kinds in a Probe, which the operator accepts',
    objects: [k8s, probe('shop/web', { basicAuth, authorization })],
    expect: 'nothing',
  },
  {
    it: 'is silent about authorization without credentials in a Probe, which is passed over',
    objects: [k8s, probe('shop/web', { authorization: { type: 'Basic' } })],
    expect: 'nothing',
  },
  {
    it: 'is silent about two kinds under an operator that does not compare them',
    objects: [
      k8s,
      operator([], { image: 'quay.io/prometheus-operator/prometheus-operator:v0.85.0' }),
      monitor({ basicAuth, authorization }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent about one of each, and null beside it',
    objects: [
      k8s,
      serviceMonitor('shop/web', { endpoints: [{ basicAuth, authorization: null }, { authorization }, { oauth2 }] }),
    ],
    expect: 'nothing',
  },
]);
