import {
  endpoints,
  kube,
  mayDiscover,
  namespace,
  pod,
  podMonitor,
  prometheus,
  service,
  serviceMonitor,
} from '../../worlds.ts';
import { table } from '../table.ts';

const base = [prometheus('monitoring/k8s'), ...mayDiscover];
const behind = [service('shop/web'), endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1')];
const byTarget = (targetPort: string | number) => serviceMonitor('shop/web', { endpoints: [{ targetPort }] });
const bare = pod('shop/web-1', '10.0.0.1', { spec: { containers: [{ name: 'web' }] } });

const byPort = (endpoint: object) => podMonitor('shop/web', { podMetricsEndpoints: [endpoint] });
const template = (annotations: object = {}) =>
  kube({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'shop', name: 'web' },
    spec: {
      template: {
        metadata: { labels: { app: 'web' }, annotations },
        spec: { containers: [{ name: 'main', ports: [{ name: 'http', containerPort: 8080 }] }] },
      },
    },
  });
const istio = namespace('shop', { 'istio-injection': 'enabled' });
const files = { source: 'files' } as const;

table('target-port-undeclared', [
  {
    it: 'names the number that is asked for and the ports that are declared',
    objects: [...base, byTarget(9090), ...behind],
    expect: {
      evidence: { field: 'targetPort', asked: 9090, declared: ['http 8080'] },

      // Another number is another port.
      fix: { kind: 'advise' },
    },
  },
  {
    it: 'says that a number in quotes is a name',
    objects: [...base, byTarget('8080'), ...behind],
    expect: {},
  },
  {
    it: 'says that a container without ports is not found by number',
    objects: [...base, byTarget(8080), service('shop/web'), endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), bare],
    expect: {
      evidence: { declared: [] },

      fix: { kind: 'advise' },
    },
  },
  {
    it: 'says by which name the Service has it',
    objects: [
      ...base,
      byTarget(9090),
      service('shop/web', {
        ports: [
          { name: 'http', port: 80, targetPort: 'http' },
          { name: 'metrics', port: 90, targetPort: 9090 },
        ],
      }),
      endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
      pod('shop/web-1'),
    ],
    expect: {
      evidence: { asked: 9090, served: 'metrics' },
      fix: {
        kind: 'patch',
        fields: [
          { path: ['spec', 'endpoints', '0', 'targetPort'], was: 9090, becomes: null },
          { path: ['spec', 'endpoints', '0', 'port'], was: null, becomes: 'metrics' },
        ],
      },
    },
  },
  {
    it: 'knows that a name which no container declares is of no use to the Service either',
    objects: [
      ...base,
      byTarget('prom'),
      service('shop/web', { ports: [{ name: 'metrics', port: 90, targetPort: 'prom' }] }),
      endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
      pod('shop/web-1'),
    ],
    expect: { never: ['The Service has this port'] },
  },
  {
    it: 'finds the port of a PodMonitor',
    objects: [...base, podMonitor('shop/web', { podMetricsEndpoints: [{ portNumber: 8081 }] }), pod('shop/web-1')],
    expect: {
      evidence: { field: 'portNumber', asked: 8081 },

      fix: {
        kind: 'patch',
        fields: [
          { path: ['spec', 'podMetricsEndpoints', '0', 'portNumber'], becomes: null },
          { path: ['spec', 'podMetricsEndpoints', '0', 'port'], becomes: 'http' },
        ],
      },
    },
  },
  { it: 'is silent where the number is declared', objects: [...base, byTarget(8080), ...behind], expect: 'nothing' },
  { it: 'is silent where the name is declared', objects: [...base, byTarget('http'), ...behind], expect: 'nothing' },
  {
    it: 'leaves the port of a Service to port-name-mismatch',
    objects: [...base, serviceMonitor('shop/web', { endpoints: [{ port: 'metrics' }] }), ...behind],
    expect: 'nothing',
  },
  {
    it: 'is unknown where pods were not read',
    objects: [...base, byTarget(9090), ...behind],
    sight: { hidden: ['Pod'] },
    expect: 'unknown',
  },
  {
    it: 'is unknown among files that have the addresses, and not the pods that they name',
    objects: [...base, byTarget(9090), ...behind.filter(({ kind }) => kind !== 'Pod')],
    sight: { source: 'files' },
    expect: 'unknown',
  },
  {
    it: "is silent about the port of Istio's sidecar in a namespace that it is injected into",
    objects: [...base, byPort({ port: 'http-envoy-prom' }), template(), istio],
    sight: files,
    expect: 'nothing',
  },
  {
    it: 'is silent about its number',
    objects: [...base, byPort({ portNumber: 15_090 }), template(), istio],
    sight: files,
    expect: 'nothing',
  },
  {
    it: 'is silent about the port of Linkerd that the template asks for',
    objects: [...base, byPort({ port: 'linkerd-admin' }), template({ 'linkerd.io/inject': 'enabled' })],
    sight: files,
    expect: 'nothing',
  },
  {
    it: 'is silent about the port of Dapr that the template asks for',
    objects: [...base, byPort({ port: 'dapr-metrics' }), template({ 'dapr.io/enabled': 'true' })],
    sight: files,
    expect: 'nothing',
  },
  {
    it: 'is unknown where nothing tells that a sidecar is injected',
    objects: [...base, byPort({ port: 'http-envoy-prom' }), template(), namespace('shop')],
    sight: files,
    expect: 'unknown',
  },
  {
    it: 'is unknown of the merged metrics of Istio, which no container declares',
    objects: [...base, byPort({ portNumber: 15_020 }), template(), istio],
    sight: files,
    expect: 'unknown',
  },
  {
    it: 'still finds another port in a mesh',
    objects: [...base, byPort({ port: 'metrics' }), template(), istio],
    sight: files,
    expect: { evidence: { asked: 'metrics', declared: ['http 8080'] } },
  },
  {
    it: 'still finds the port of a sidecar that running pods lack',
    objects: [...base, byPort({ port: 'linkerd-admin' }), pod('shop/web-1')],
    expect: { evidence: { asked: 'linkerd-admin' } },
  },
  ...(
    [
      ['redis', 6379],
      ['client', 27_017],
      // What serves an application need not serve metrics.
      ['http', 8080],
    ] as const
  ).map(([name, containerPort]) => ({
    it: `does not take port ${name}, the only one, for metrics`,
    objects: [
      ...base,
      byPort({ port: 'metrics' }),
      pod('shop/web-1', '10.0.0.1', { spec: { containers: [{ name: 'web', ports: [{ name, containerPort }] }] } }),
    ],
    expect: { fix: { kind: 'advise' } },
  })),
  {
    it: 'takes the only port for its namesake',
    objects: [...base, byPort({ port: 'web-http' }), pod('shop/web-1')],
    expect: { fix: { kind: 'patch', fields: [{ becomes: 'http' }] } },
  },
]);
