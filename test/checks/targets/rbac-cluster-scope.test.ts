import { binding, mayDiscover, podMonitor, prometheus, role, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s');
const everywhere = serviceMonitor('shop/web', { namespaceSelector: { any: true } });
const nodes = serviceMonitor('shop/web', { attachMetadata: { node: true } });
const inShop = [role('shop/p'), binding('shop/p', 'Role/p')];

table('rbac-cluster-scope', [
  {
    it: 'finds any: true with RoleBindings only',
    objects: [k8s, everywhere, ...inShop],
    expect: {
      evidence: { any: true },

      fix: { kind: 'rbac', manifests: [{ kind: 'ClusterRole' }, { kind: 'ClusterRoleBinding' }] },
    },
  },
  {
    it: 'finds the labels of nodes without nodes',
    objects: [k8s, nodes, ...mayDiscover],
    expect: { evidence: { missing: [{ group: '', resource: 'nodes' }] } },
  },
  {
    it: 'knows since when the labels of nodes are attached',
    objects: [prometheus('monitoring/k8s', { version: 'v2.36.0' }), nodes, ...mayDiscover],
    expect: 'nothing',
  },
  {
    it: 'needs pods only for a PodMonitor',
    objects: [k8s, podMonitor('shop/web', { namespaceSelector: { any: true } })],
    expect: { evidence: { missing: [{ resource: 'pods' }] } },
  },
  { it: 'is silent with a ClusterRole', objects: [k8s, everywhere, ...mayDiscover], expect: 'nothing' },
  { it: 'leaves namespaces to rbac-namespace', objects: [k8s, serviceMonitor('shop/web')], expect: 'nothing' },
  {
    it: 'is silent where the stack ignores any: true',
    objects: [prometheus('monitoring/k8s', { ignoreNamespaceSelectors: true }), everywhere],
    expect: 'nothing',
  },
  {
    it: 'is unknown where bindings were not read',
    objects: [k8s, everywhere],
    sight: { hidden: ['ClusterRoleBinding'] },
    expect: 'unknown',
  },
]);
