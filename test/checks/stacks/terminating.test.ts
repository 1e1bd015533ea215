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
    },
  },
  {
    it: 'is an error where the stack is',
    objects: [prometheus('monitoring/k8s', {}, gone), web],
    expect: { severity: 'error' },
  },
  {
    it: 'finds the namespace of the monitor',
    objects: [k8s, web, namespaceOf('shop')],
    expect: { severity: 'warning' },
  },
  {
    it: 'finds the namespace of the stack',
    objects: [k8s, web, namespaceOf('monitoring')],
    expect: { severity: 'error' },
  },
  { it: 'is silent about what stays', objects: [k8s, web], expect: 'nothing' },
  { it: 'is silent about other namespaces', objects: [k8s, web, namespaceOf('other')], expect: 'nothing' },
]);
