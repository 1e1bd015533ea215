import { kube, operator, holder, podMonitor, probe, prometheus, scrapeConfig, serviceMonitor } from '../../worlds.ts';
import type { Raw } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const secret = (...keys: readonly string[]): ReturnType<typeof holder> =>
  holder('Secret', 'shop/web', Object.fromEntries(keys.map((key) => [key, 'x'])));
const ref = (key: string, name = 'web'): Raw => ({ name, key });
const monitor = (endpoint: Raw, bindings: readonly Raw[] = []): ReturnType<typeof serviceMonitor> =>
  serviceMonitor('shop/web', { endpoints: [endpoint] }, { generation: 3 }, { bindings });
const rejected = (message: string): Raw => ({
  group: 'monitoring.coreos.com',
  resource: 'prometheuses',
  namespace: 'monitoring',
  name: 'k8s',
  conditions: [{ type: 'Accepted', status: 'False', message, observedGeneration: 3 }],
});

const cm = { tlsConfig: { ca: { configMap: ref('service-ca.crt') } } };
const certificate = kube({
  ...{ apiVersion: 'cert-manager.io/v1', kind: 'Certificate' },
  ...{ metadata: { namespace: 'shop', name: 'web' }, spec: { secretName: 'web' } },
});
const merged = kube({
  ...{ apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret' },
  ...{ metadata: { namespace: 'shop', name: 'web' }, spec: { target: { name: 'web', creationPolicy: 'Merge' } } },
});
const token = holder('Secret', 'shop/web', {}, undefined, { type: 'kubernetes.io/service-account-token' });
/** What a controller fills, and the endpoint that asks for what it adds. */
const filled: readonly (readonly [string, readonly ReturnType<typeof holder>[], Raw])[] = [
  ['the token of a service account', [token], { authorization: { credentials: ref('token') } }],
  [
    'the CA of OpenShift’s services',
    [holder('ConfigMap', 'shop/web', {}, { annotations: { 'service.beta.openshift.io/inject-cabundle': 'true' } })],
    cm,
  ],
  [
    'the trusted CAs of OpenShift',
    [holder('ConfigMap', 'shop/web', {}, { labels: { 'config.openshift.io/inject-trusted-cabundle': 'true' } })],
    { tlsConfig: { ca: { configMap: ref('ca-bundle.crt') } } },
  ],
  [
    'a mirror of Reflector',
    [holder('Secret', 'shop/web', {}, { annotations: { 'reflector.v1.k8s.emberstack.com/reflects': 'a/b' } })],
    { authorization: { credentials: ref('token') } },
  ],
  [
    'a copy of kubernetes-replicator',
    [holder('Secret', 'shop/web', {}, { annotations: { 'replicator.v1.mittwald.de/replicate-from': 'a/b' } })],
    { authorization: { credentials: ref('token') } },
  ],
  ['an ExternalSecret that merges', [merged, secret('x')], { authorization: { credentials: ref('token') } }],
  [
    'a Certificate',
    [certificate, holder('Secret', 'shop/web', { 'tls.crt': '', 'tls.key': '' })],
    { tlsConfig: { ca: { secret: ref('ca.crt') }, cert: { secret: ref('tls.crt') }, keySecret: ref('tls.key') } },
  ],
];

table('rejected-missing-secret', [
  ...filled.map(([what, objects, endpoint]) => ({
    it: `is unknown among files where it is a placeholder of ${what}`,
    objects: [k8s, ...objects, monitor(endpoint)],
    sight: { source: 'files' as const },
    expect: 'unknown' as const,
  })),
  {
    it: 'says in a cluster who has not added a key yet, and takes no other',
    objects: [
      k8s,
      holder(
        'ConfigMap',
        'shop/web',
        { other: 'x' },
        { annotations: { 'service.beta.openshift.io/inject-cabundle': 'true' } },
      ),
      monitor(cm),
    ],
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'finds among files a key that the controller does not add',
    objects: [
      k8s,
      holder('ConfigMap', 'shop/web', {}, { labels: { 'config.openshift.io/inject-trusted-cabundle': 'true' } }),
      monitor({ tlsConfig: { ca: { configMap: ref('ca.pem') } } }),
    ],
    sight: { source: 'files' },
    expect: {},
  },
  {
    it: 'finds a Secret that is not there',
    objects: [k8s, monitor({ basicAuth: { username: ref('user'), password: ref('password') } })],
    expect: {
      fix: { kind: 'advise' },
    },
  },
  {
    it: 'finds it in another namespace only, which does not help',
    objects: [k8s, holder('Secret', 'monitoring/web', { token: 'x' }), monitor({ bearerTokenSecret: ref('token') })],
    expect: {},
  },
  {
    it: 'finds a missing key, and takes the only one there is',
    objects: [k8s, secret('Token'), monitor({ authorization: { credentials: ref('token') } })],
    expect: {
      fix: {
        kind: 'patch',
        fields: [
          { path: ['spec', 'endpoints', '0', 'authorization', 'credentials', 'key'], was: 'token', becomes: 'Token' },
        ],
      },
    },
  },
  {
    it: 'does not guess among several keys, and ignores optional as the operator does',
    objects: [k8s, secret('a', 'b'), probe('shop/web', { bearerTokenSecret: { ...ref('c'), optional: true } })],
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'finds a ConfigMap, a header of a proxy and a field of a discovery',
    objects: [
      k8s,
      scrapeConfig('shop/web', {
        tlsConfig: { ca: { configMap: ref('ca', 'trust') } },
        proxyUrl: 'http://proxy',
        proxyConnectHeader: { 'X-Token': [ref('header')] },
        consulSDConfigs: [{ server: 'http://consul', tokenRef: ref('consul') }],
      }),
    ],
    expect: {},
  },
  {
    it: 'finds basicAuth that names nothing',
    objects: [k8s, podMonitor('shop/web', { podMetricsEndpoints: [{ basicAuth: {} }] })],
    expect: {},
  },
  {
    it: 'finds a rejection that is out of date, and has the operator look again',
    objects: [
      k8s,
      secret('token'),
      monitor({ bearerTokenSecret: ref('token') }, [
        rejected('endpoints[0]: bearerTokenSecret: unable to get secret "web": secrets "web" not found'),
      ]),
    ],
    expect: {
      fix: { kind: 'touch', object: { kind: 'ServiceMonitor', name: 'web' } },
    },
  },
  {
    it: 'leaves a rejection for another reason to the operator’s own words',
    objects: [
      k8s,
      secret('token'),
      monitor({ bearerTokenSecret: ref('token') }, [rejected('endpoints[0]: something else')]),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where everything is there',
    objects: [k8s, secret('token'), monitor({ bearerTokenSecret: ref('token') })],
    expect: 'nothing',
  },
  {
    it: 'is silent about references without a name, where the operator passes them over',
    objects: [k8s, monitor({ bearerTokenSecret: { key: '' } })],
    expect: 'nothing',
  },
  {
    it: 'does not know where Secrets may not be read',
    objects: [k8s, secret('token'), monitor({ bearerTokenSecret: ref('token') })],
    sight: { hidden: ['Secret'] },
    expect: 'unknown',
  },
  {
    it: 'does not ask for Secrets that nothing refers to',
    objects: [k8s, monitor({ port: 'http' })],
    sight: { hidden: ['Secret', 'ConfigMap'] },
    expect: 'nothing',
  },

  {
    it: 'is silent about a token without a key in a Probe, where an older operator passes it over',
    objects: [
      k8s,
      operator([], { image: 'q/prometheus-operator:v0.79.2' }),
      secret('token'),
      probe('shop/web', { bearerTokenSecret: ref('') }),
    ],
    expect: 'nothing',
  },
  {
    it: 'finds a token without a key in a PodMonitor under an operator that asks for it',
    objects: [
      k8s,
      operator([], { image: 'q/prometheus-operator:v0.74.0' }),
      secret('token'),
      podMonitor('shop/web', { podMetricsEndpoints: [{ bearerTokenSecret: ref('') }] }),
    ],
    expect: {},
  },
]);
