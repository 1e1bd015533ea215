import type { KubeObject } from '../../../src/model/index.ts';
import {
  endpoints,
  kube,
  mayDiscover,
  pod,
  prometheus,
  service,
  serviceMonitor,
  slice,
  workload,
} from '../../worlds.ts';
import { table } from '../table.ts';

const base = [prometheus('monitoring/k8s'), ...mayDiscover];
const web = serviceMonitor('shop/web');
const byHand = service('shop/web', { selector: null });

const scaled = (replicas: number): KubeObject => {
  const deployment = workload('shop/web', 'web:1', { app: 'web' });
  return { ...deployment, body: { spec: { template: { metadata: { labels: { app: 'web' } } }, replicas } } };
};

const port = (more: object) => ({
  name: 's',
  ports: [{ name: 'http', containerPort: 8080, ...more }],
});
const template = (spec: object = {}, annotations: object = {}) =>
  kube({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'shop', name: 'web' },
    spec: {
      template: {
        metadata: { labels: { app: 'web' }, annotations },
        spec: { containers: [{ name: 'main', ports: [{ name: 'other', containerPort: 1 }] }], ...spec },
      },
    },
  });
const admin = service('shop/web', { ports: [{ name: 'http', port: 4191, targetPort: 'linkerd-admin' }] });

table('no-endpoints', [
  {
    it: 'finds a Service whose selector matches no pod',
    objects: [...base, web, service('shop/web', { selector: { app: 'wbe' } }), pod('shop/web-1')],
    expect: {},
  },
  {
    it: 'says that pods match but have no address',
    objects: [...base, web, service('shop/web'), pod('shop/web-1', '')],
    expect: { never: ['No pod'] },
  },
  {
    it: 'names the port that no container declares, though another port of the Service has addresses',
    objects: [
      ...base,
      serviceMonitor('shop/web', { endpoints: [{ port: 'metrics' }] }),
      service('shop/web', {
        ports: [
          { name: 'cache', port: 11211, targetPort: 'cache' },
          { name: 'metrics', port: 9150, targetPort: 'metrics' },
        ],
      }),
      kube({
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { namespace: 'shop', name: 'web' },
        spec: {
          template: {
            metadata: { labels: { app: 'web' } },
            spec: { containers: [{ name: 'main', ports: [{ name: 'cache', containerPort: 11211 }] }] },
          },
        },
      }),
    ],
    sight: { source: 'files' },
    expect: { evidence: { elsewhere: null }, never: ['serviceDiscoveryRole'] },
  },
  {
    it: 'takes no port of an init container that ends',
    objects: [...base, web, service('shop/web'), template({ initContainers: [port({})] })],
    sight: { source: 'files' },
    expect: { evidence: { undeclared: { name: 'http', pods: 'Deployment shop/web', declared: ['other 1'] } } },
  },
  {
    it: 'takes the port of a native sidecar',
    objects: [
      ...base,
      web,
      service('shop/web'),
      template({ initContainers: [{ ...port({}), restartPolicy: 'Always' }] }),
    ],
    sight: { source: 'files' },
    expect: 'nothing',
  },
  {
    it: 'takes no port of another protocol',
    objects: [...base, web, service('shop/web'), template({ containers: [port({ protocol: 'UDP' })] })],
    sight: { source: 'files' },
    expect: { evidence: { undeclared: { name: 'http', pods: 'Deployment shop/web', declared: ['http 8080/UDP'] } } },
  },
  {
    it: 'is silent where the sidecar that Linkerd injects has the port',
    objects: [...base, web, admin, template({}, { 'linkerd.io/inject': 'enabled' })],
    sight: { source: 'files' },
    expect: 'nothing',
  },
  {
    it: 'is unknown where nothing tells that Linkerd is injected',
    objects: [...base, web, admin, template()],
    sight: { source: 'files' },
    expect: 'unknown',
  },
  {
    it: 'names the Deployment that is scaled to 0, and only warns',
    objects: [...base, web, service('shop/web'), scaled(0)],
    expect: { severity: 'warning', evidence: { asleep: 'Deployment shop/web' }, never: ['Correct the selector'] },
  },
  {
    it: 'is an error where the Deployment is to have pods',
    objects: [...base, web, service('shop/web'), scaled(1)],
    expect: { severity: 'error', evidence: { asleep: null } },
  },
  {
    it: 'does not call it scaled to 0 where a StatefulSet may be hidden',
    objects: [...base, web, service('shop/web'), scaled(0)],
    sight: { hidden: ['StatefulSet'] },
    expect: { severity: 'error', evidence: { asleep: null } },
  },
  {
    it: 'does not say that no pod matches where pods were not read',
    objects: [...base, web, service('shop/web'), endpoints('shop/web', [])],
    sight: { hidden: ['Pod'] },
    expect: { never: ['No pod'] },
  },
  {
    it: 'says that an ExternalName Service never has one',
    objects: [...base, web, service('shop/web', { type: 'ExternalName', selector: null, externalName: 'a.b' })],
    expect: {},
  },
  {
    it: 'says so of one without the port that is asked for, too',
    objects: [
      ...base,
      web,
      service('shop/web', { type: 'ExternalName', selector: null, ports: [{ name: 'web', port: 80 }] }),
    ],
    expect: { evidence: { service: 'shop/web' }, never: ['Correct the selector of the Service'] },
  },
  {
    it: 'does not mean an ExternalName beside a Service that lacks the port',
    objects: [
      ...base,
      web,
      service('shop/web', { ports: [{ name: 'web', port: 80 }] }),
      service('shop/other', { type: 'ExternalName', selector: null, externalName: 'a.b' }),
    ],
    expect: 'nothing',
  },
  {
    it: 'says that nobody wrote Endpoints',
    objects: [...base, web, byHand],
    expect: {},
  },
  {
    it: 'says that the Service has no port',
    objects: [
      ...base,
      serviceMonitor('shop/web', { endpoints: [{}] }),
      service('shop/web', { ports: [] }),
      pod('shop/web-1'),
    ],
    expect: {},
  },
  {
    it: 'says that the addresses are in the API that this stack does not read',
    objects: [...base, web, byHand, slice('shop/web-a', 'web', [['192.168.0.7']])],
    expect: {
      evidence: { elsewhere: 'EndpointSlices' },
    },
  },
  {
    it: 'looks into the slices where the stack does',
    objects: [
      prometheus('monitoring/k8s', { serviceDiscoveryRole: 'EndpointSlice' }),
      ...mayDiscover,
      web,
      service('shop/web'),
      endpoints('shop/web', [['10.0.0.1']]),
    ],
    expect: { evidence: { source: 'EndpointSlices', elsewhere: 'Endpoints' } },
  },
  {
    it: 'looks where the monitor says, whatever the stack says',
    objects: [
      ...base,
      serviceMonitor('shop/web', { serviceDiscoveryRole: 'EndpointSlice' }),
      service('shop/web'),
      slice('shop/web-a', 'web', [['10.0.0.1']]),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where there is an address',
    objects: [...base, web, service('shop/web'), endpoints('shop/web', [['10.0.0.1']])],
    expect: 'nothing',
  },
  {
    it: 'takes an address that is not ready for one',
    objects: [
      ...base,
      web,
      service('shop/web'),
      endpoints('shop/web', [], { notReadyAddresses: [{ ip: '10.0.0.1' }] }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where all pods have finished: there are addresses',
    objects: [
      ...base,
      web,
      service('shop/web'),
      endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
      pod('shop/web-1', '10.0.0.1', { status: { phase: 'Succeeded' } }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is content with one Service of two',
    objects: [...base, web, service('shop/web'), service('shop/idle'), endpoints('shop/web', [['10.0.0.1']])],
    expect: 'nothing',
  },
  {
    it: 'leaves the wrong port to port-name-mismatch',
    objects: [...base, web, service('shop/web', { ports: [{ name: 'web', port: 80 }] })],
    expect: 'nothing',
  },
  {
    it: 'is unknown where Endpoints were not read',
    objects: [...base, web, service('shop/web')],
    sight: { hidden: ['Endpoints'] },
    expect: 'unknown',
  },
  ...[
    'vault-active',
    'role',
    'apps.kubernetes.io/pod-index',
    'cnpg.io/instanceRole',
    'topology.kubernetes.io/zone',
  ].map((key) => ({
    it: `is unknown among files where the pods get the label ${key} while they run`,
    objects: [
      ...base,
      web,
      service('shop/web', { selector: { app: 'web', [key]: 'x' } }),
      workload('shop/web', 'x', { app: 'web' }, { ports: [{ name: 'http', containerPort: 80 }] }),
    ],
    sight: { source: 'files' as const },
    expect: 'unknown' as const,
  })),
  {
    it: 'does not take a label of a leader out of the selector in a cluster',
    objects: [...base, web, service('shop/web', { selector: { app: 'web', role: 'master' } }), pod('shop/web-1')],
    expect: { never: ['Take role'] },
  },
  {
    it: 'tells of Endpoints written by hand whose port has another name',
    objects: [...base, web, byHand, endpoints('shop/web', [['10.0.0.1']], { ports: [{ port: 2381 }] })],
    expect: {
      never: ['nobody wrote', 'start the pods'],
      evidence: { otherwise: { asked: 'http', ports: ['(no name) 2381'] } },
    },
  },
  ...[
    kube({
      ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { namespace: 'shop', name: 'web' } },
      spec: { replicas: 3, workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
    }),
    kube({
      ...{ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { namespace: 'shop', name: 'web' } },
      spec: { scaleTargetRef: { name: 'web' }, minReplicaCount: 1 },
    }),
  ].map((scaler) => ({
    it: `is silent among files about a Deployment of 0 replicas that a ${scaler.kind} scales`,
    objects: [
      ...base,
      web,
      service('shop/web', { ports: [{ name: 'http', port: 80, targetPort: 8080 }] }),
      scaled(0),
      scaler,
    ],
    sight: { source: 'files' as const },
    expect: 'nothing' as const,
  })),
]);
