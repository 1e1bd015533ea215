import {
  binding,
  endpoints,
  mayDiscover,
  operator,
  prometheus,
  role,
  service,
  serviceMonitor,
  slice,
} from '../../worlds.ts';
import { table } from '../table.ts';

const base = [prometheus('monitoring/k8s'), ...mayDiscover];
const web = serviceMonitor('shop/web');
const byHand = service('shop/web', { selector: null });
const core = (...resources: readonly string[]) => ({ apiGroups: [''], resources, verbs: ['list', 'watch'] });
const slices = { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] };

table('role-mismatch', [
  {
    it: 'finds addresses in slices where Endpoints are read',
    objects: [...base, web, byHand, slice('shop/web-a', 'web', [['192.168.0.7']])],
    expect: {
      evidence: { role: 'Endpoints', other: 'EndpointSlice', by: 'addresses' },

      fix: { kind: 'patch', object: { kind: 'ServiceMonitor' }, fields: [{ becomes: 'EndpointSlice' }] },
    },
  },
  {
    it: 'is unknown among files that have the slices alone',
    objects: [...base, web, byHand, slice('shop/web-a', 'web', [['192.168.0.7']])],
    sight: { source: 'files' },
    expect: 'unknown',
  },
  {
    it: 'finds Endpoints where slices are read',
    objects: [
      prometheus('monitoring/k8s', { serviceDiscoveryRole: 'EndpointSlice' }),
      ...mayDiscover,
      web,
      byHand,
      endpoints('shop/web', [['192.168.0.7']]),
    ],
    expect: { evidence: { other: 'Endpoints' } },
  },
  {
    it: 'mends the stack where the operator is too old for the field of the monitor',
    objects: [
      operator([], { image: 'quay.io/prometheus-operator/prometheus-operator:v0.80.0' }),
      ...base,
      web,
      byHand,
      slice('shop/web-a', 'web', [['192.168.0.7']]),
    ],
    expect: { fix: { object: { kind: 'Prometheus' } } },
  },
  {
    it: 'finds rights for the other role only',
    objects: [
      prometheus('monitoring/k8s'),
      role('shop/p', [core('services', 'pods'), slices]),
      binding('shop/p', 'Role/p'),
      web,
      service('shop/web'),
      endpoints('shop/web', [['10.0.0.1']]),
      slice('shop/web-a', 'web', [['10.0.0.1']]),
    ],
    expect: { evidence: { by: 'rights' } },
  },
  {
    it: 'is silent where both have the addresses',
    objects: [
      ...base,
      web,
      service('shop/web'),
      endpoints('shop/web', [['10.0.0.1']]),
      slice('shop/web-a', 'web', [['10.0.0.1']]),
    ],
    expect: 'nothing',
  },
  { it: 'is silent where neither has one', objects: [...base, web, byHand], expect: 'nothing' },
  {
    it: 'is silent where no role may be read',
    objects: [prometheus('monitoring/k8s'), web, service('shop/web'), endpoints('shop/web', [['10.0.0.1']])],
    expect: 'nothing',
  },
]);
