import { kube, prometheus, serviceMonitor } from '../../worlds.ts';
import { table } from '../table.ts';

const gone = { deletionTimestamp: '2026-11-23T10:00:00Z' };
const namespaceOf = (name: string) => kube({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...gone } });
const k8s = prometheus('monitoring/k8s');
const web = serviceMonitor('shop/web');

table('terminating', [
  {
    it: 'warns of a monitor that is being deleted',
    objects: [k8s, serviceMonitor('shop/web', {}, gone)],
    expect: {
      severity: 'warning',
      says: ['ServiceMonitor shop/web is being deleted', '2026-11-23T10:00:00Z', 'finalizer'],
    },
  },
  {
    it: 'is an error where the stack is',
    objects: [prometheus('monitoring/k8s', {}, gone), web],
    expect: { severity: 'error', says: ['Prometheus monitoring/k8s is being deleted', 'no change'] },
  },
  {
    it: 'finds the namespace of the monitor',
    objects: [k8s, web, namespaceOf('shop')],
    expect: { severity: 'warning', says: ['Namespace shop'] },
  },
  {
    it: 'finds the namespace of the stack',
    objects: [k8s, web, namespaceOf('monitoring')],
    expect: { severity: 'error', says: ['Namespace monitoring'] },
  },
  { it: 'is silent about what stays', objects: [k8s, web], expect: 'nothing' },
  { it: 'is silent about other namespaces', objects: [k8s, web, namespaceOf('other')], expect: 'nothing' },
]);
