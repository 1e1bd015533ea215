import { describe, expect, it } from '@jest/globals';
import { check } from './ask.ts';

/* What is among the files is not all there is: what a monitor over everything is for, and rights, may be in others. */

const STACK = `---
apiVersion: monitoring.coreos.com/v1
kind: Prometheus
metadata: {name: main, namespace: monitoring}
spec:
  serviceAccountName: prom
  serviceMonitorSelector: {}
  serviceMonitorNamespaceSelector: {}
  podMonitorSelector: {}
  podMonitorNamespaceSelector: {}
`;
const APP = `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec: {containers: [{name: cart, image: cart, ports: [{name: web, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop, labels: {app: cart}}
spec: {selector: {app: cart}, ports: [{name: web, port: 80, targetPort: web}]}
`;
const monitor = (kind: string, selector: string, port: string): string => `---
apiVersion: monitoring.coreos.com/v1
kind: ${kind}
metadata: {name: all, namespace: monitoring}
spec:
  selector: ${selector}
  namespaceSelector: {any: true}
  ${kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints'}: [{port: ${port}}]
`;
const bound = (namespace: string): string => `---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: discover, namespace: ${namespace}}
rules: [{apiGroups: [''], resources: [services, endpoints, pods], verbs: [get, list, watch]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: discover, namespace: ${namespace}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: discover}
subjects: [{kind: ServiceAccount, name: prom, namespace: monitoring}]
`;

describe('a monitor over everything', () => {
  it.each([
    ['PodMonitor', '{}'],
    ['ServiceMonitor', '{}'],
    ['PodMonitor', '{matchExpressions: [{key: quiet, operator: DoesNotExist}]}'],
    ['ServiceMonitor', '{matchExpressions: [{key: app, operator: NotIn, values: [other]}]}'],
  ])('does not mean the one application among the files that lacks its port: %s %s', async (kind, selector) => {
    const { code, out } = await check(STACK + APP + monitor(kind, selector, 'metrics'));
    expect([code, out]).toEqual([0, expect.not.stringContaining('error ')]);
  });

  it.each([
    ['PodMonitor', 'target-port-undeclared'],
    ['ServiceMonitor', 'port-name-mismatch'],
  ])('is told from one that names the application: %s', async (kind, id) => {
    const { code, out } = await check(STACK + APP + monitor(kind, '{matchLabels: {app: cart}}', 'metrics'));
    expect([code, out]).toEqual([1, expect.stringContaining(id)]);
  });
});

describe('rights of the stack', () => {
  const own = STACK + APP + monitor('ServiceMonitor', '{matchLabels: {app: cart}}', 'web');

  it('are not all known from the RoleBinding that another chart has in its own namespace', async () => {
    const { code, out } = await check(own + bound('bank'));
    expect([code, out]).toEqual([0, expect.not.stringContaining('rbac-')]);
  });

  it('are where the stack has its own in its own namespace', async () => {
    const { code, out } = await check(own + bound('monitoring'));
    expect([code, out]).toEqual([1, expect.stringContaining('rbac-')]);
  });
});
