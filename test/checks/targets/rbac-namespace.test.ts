import { binding, mayDiscover, podMonitor, prometheus, role, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s', { serviceAccountName: 'prometheus-k8s' });
const account = { kind: 'ServiceAccount', namespace: 'monitoring', name: 'prometheus-k8s' };
const web = serviceMonitor('shop/web');
const core = { apiGroups: [''], resources: ['services', 'endpoints', 'pods'], verbs: ['get', 'list', 'watch'] };
const inShop = [role('shop/prometheus-k8s', [core]), binding('shop/prometheus-k8s', 'Role/prometheus-k8s', account)];

table('rbac-namespace', [
  {
    it: 'names the account, the namespace and all that it may not list',
    objects: [k8s, web],
    expect: {
      evidence: { namespace: 'shop', role: 'endpoints', resources: ['services', 'endpoints', 'pods'] },

      fix: {
        kind: 'rbac',
        manifests: [
          { kind: 'Role', metadata: { namespace: 'shop' } },
          { kind: 'RoleBinding', metadata: { namespace: 'shop' }, subjects: [account] },
        ],
      },
    },
  },
  {
    it: 'names the verbs that are missing',
    objects: [
      k8s,
      web,
      role('shop/prometheus-k8s', [
        { apiGroups: [''], resources: ['services', 'endpoints'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] },
      ]),
      binding('shop/prometheus-k8s', 'Role/prometheus-k8s', account),
    ],
    expect: { evidence: { resources: ['pods'], lacks: [{ resource: 'pods', verbs: ['watch'] }] } },
  },
  {
    it: 'names the file of the ClusterRole that it has',
    objects: [
      k8s,
      web,
      {
        ...role('prometheus-k8s', [{ ...core, resources: ['services', 'endpoints'] }]),
        origin: { source: 'file', file: 'stack/rbac.yaml', document: 1, line: 3 },
      },
      binding('prometheus-k8s', 'ClusterRole/prometheus-k8s', account),
    ],
    expect: { evidence: { clusterRole: 'prometheus-k8s (stack/rbac.yaml:3)', resources: ['pods'] } },
  },
  { it: 'is silent where a Role grants it', objects: [k8s, web, ...inShop], expect: 'nothing' },
  {
    it: 'is silent where a ClusterRole grants it',
    objects: [prometheus('monitoring/k8s'), web, ...mayDiscover],
    expect: 'nothing',
  },
  {
    it: 'finds the one resource that slices need besides',
    objects: [
      prometheus('monitoring/k8s', { serviceAccountName: 'prometheus-k8s', serviceDiscoveryRole: 'EndpointSlice' }),
      web,
      ...inShop,
    ],
    expect: { evidence: { role: 'endpointslice', resources: ['endpointslices'] } },
  },
  {
    it: 'finds rights in another namespace than the one that is searched',
    objects: [k8s, serviceMonitor('shop/web', { namespaceSelector: { matchNames: ['shop', 'bank'] } }), ...inShop],
    expect: { evidence: { namespace: 'bank' } },
  },
  {
    it: 'says it once per namespace',
    objects: [k8s, serviceMonitor('shop/web', { namespaceSelector: { matchNames: ['a', 'b'] } })],
    expect: { times: 2, evidence: { namespace: 'a' } },
  },
  {
    it: 'needs pods only for a PodMonitor',
    objects: [k8s, podMonitor('shop/web')],
    expect: { evidence: { resources: ['pods'], role: 'pod' } },
  },
  {
    it: 'leaves any: true to rbac-cluster-scope',
    objects: [k8s, serviceMonitor('shop/web', { namespaceSelector: { any: true } })],
    expect: 'nothing',
  },
  {
    it: 'looks into the own namespace where the stack ignores what the monitor says',
    objects: [
      prometheus('monitoring/k8s', { serviceAccountName: 'prometheus-k8s', ignoreNamespaceSelectors: true }),
      serviceMonitor('shop/web', { namespaceSelector: { any: true } }),
      ...inShop,
    ],
    expect: 'nothing',
  },
  {
    it: 'is unknown where bindings were not read',
    objects: [k8s, web],
    sight: { hidden: ['ClusterRoleBinding'] },
    expect: 'unknown',
  },
  {
    it: 'is unknown where roles were not read',
    objects: [k8s, web, ...inShop],
    sight: { hidden: ['Role'] },
    expect: 'unknown',
  },
  {
    it: 'is sure where what it sees grants it',
    objects: [k8s, web, ...inShop],
    sight: { hidden: ['ClusterRole', 'ClusterRoleBinding'] },
    expect: 'nothing',
  },
]);
