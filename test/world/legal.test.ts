import { describe, expect, it } from '@jest/globals';
import { report } from '../../src/judge/report.ts';
import type { KubeObject } from '../../src/model/index.ts';
import { clusterChecks } from '../../src/registry.ts';
import {
  analysis,
  binding,
  endpoints,
  kube,
  mayDiscover,
  namespace,
  operator,
  pod,
  prometheus,
  role,
  service,
  serviceMonitor,
} from '../worlds.ts';
import type { Raw } from '../worlds.ts';

/*
 * What is legal and yet was called wrong by a tool: poctl at commit 01dae0d (internal/analyzers/servicemonitor.go,
 * prometheus.go, alertmanager.go, operator.go; internal/k8sutil/k8sutil.go). Each is a world in which all is well.
 */

const shop = [namespace('monitoring'), namespace('shop', { team: 'shop' }), operator()];
const behind = [service('shop/web'), endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]), pod('shop/web-1')];
const k8s = prometheus('monitoring/k8s');
const web = serviceMonitor('shop/web');
const working = [...shop, k8s, ...mayDiscover, web, ...behind];

/** The working world with another monitor, or another stack. */
const withMonitor = (spec: Raw) => [...shop, k8s, ...mayDiscover, serviceMonitor('shop/web', spec), ...behind];
const withStack = (spec: Raw, ...more: readonly KubeObject[]) => [
  ...shop,
  prometheus('monitoring/k8s', spec),
  ...(more.length > 0 ? more : mayDiscover),
  web,
  ...behind,
];
const expression = (key: string, op: string, values?: readonly string[]): Raw => ({
  serviceMonitorNamespaceSelector: { matchExpressions: [{ key, operator: op, ...(values ? { values } : {}) }] },
});

const core = (verbs: readonly string[], ...resources: readonly string[]): Raw => ({
  apiGroups: [''],
  resources,
  verbs,
});
const watching = ['list', 'watch'];
const account = (name: string): Raw => ({ kind: 'ServiceAccount', namespace: 'monitoring', name });

const alertmanager = (spec: Raw) =>
  kube({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Alertmanager',
    metadata: { namespace: 'monitoring', name: 'main' },
    spec: { alertmanagerConfigSelector: {}, ...spec },
  });

const WORLDS: Readonly<Record<string, readonly KubeObject[]>> = {
  'the world that all others vary': working,
  'a monitor with an empty selector, which takes every Service': withMonitor({ selector: {} }),
  'a Service in another namespace than the monitor': [
    ...shop,
    namespace('apps'),
    k8s,
    ...mayDiscover,
    serviceMonitor('apps/web', { namespaceSelector: { matchNames: ['shop'] } }),
    ...behind,
  ],
  'a Service in any namespace': [
    ...shop,
    namespace('apps'),
    k8s,
    ...mayDiscover,
    serviceMonitor('apps/web', { namespaceSelector: { any: true } }),
    ...behind,
  ],
  'an endpoint with a targetPort only': withMonitor({ endpoints: [{ targetPort: 8080 }] }),
  'an endpoint with the name of a targetPort only': withMonitor({ endpoints: [{ targetPort: 'http' }] }),
  'an endpoint without any port': withMonitor({ endpoints: [{}] }),
  'a second Service that has no such port': [
    ...working,
    service('shop/admin', { ports: [{ name: 'admin', port: 1 }] }),
  ],
  'a mixed selector of labels and expressions': withMonitor({
    selector: { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'app', operator: 'Exists' }] },
  }),
  'a ServiceAccount that is bound by a binding without labels': withStack(
    {},
    role('any'),
    binding('any', 'ClusterRole/any'),
  ),
  'a ServiceAccount that is bound in the namespace only': withStack(
    {},
    role('shop/any'),
    binding('shop/any', 'Role/any'),
  ),
  'a ServiceAccount that is bound through its group': withStack(
    {},
    role('any'),
    binding('any', 'ClusterRole/any', { kind: 'Group', name: 'system:serviceaccounts:monitoring' }),
  ),
  'a ServiceAccount without a name, which is default': withStack(
    { serviceAccountName: '' },
    role('any'),
    binding('any', 'ClusterRole/any', account('default')),
  ),
  'rights in several rules, some of which give get only': withStack(
    {},
    role('any', [
      core(watching, 'services'),
      core(watching, 'endpoints', 'pods'),
      core(['get'], 'configmaps'),
      { nonResourceURLs: ['/metrics'], verbs: ['get'] },
    ]),
    binding('any', 'ClusterRole/any'),
  ),
  'a namespace selector with NotIn': withStack(expression('team', 'NotIn', ['bank'])),
  'a namespace selector with Exists': withStack(expression('team', 'Exists')),
  'a namespace selector with In and two values': withStack(expression('team', 'In', ['shop', 'bank'])),
  'a namespace selector with DoesNotExist': withStack(expression('private', 'DoesNotExist')),
  'a selector that is null beside one that is not': withStack({ podMonitorSelector: null, ruleSelector: null }),
  'a selector of a kind of which there is no object': withStack({
    probeSelector: { matchLabels: { a: 'b' } },
    probeNamespaceSelector: {},
  }),
  'a stack whose own namespace holds no object that it selects': withStack({
    serviceMonitorNamespaceSelector: { matchLabels: { team: 'shop' } },
  }),
  'a Prometheus that nobody asked to take anything yet': [...shop, k8s, ...mayDiscover],
  'an Alertmanager without a ServiceAccount': [...working, alertmanager({})],
  'an Alertmanager whose configuration Secret is not there': [...working, alertmanager({ configSecret: 'not-there' })],
  'an Alertmanager that looks into other namespaces': [
    ...working,
    alertmanager({ alertmanagerConfigNamespaceSelector: { matchLabels: { team: 'shop' } } }),
  ],
  'an operator whose rights are in several rules and bound without labels': [
    ...working,
    role('operator', [
      { apiGroups: ['monitoring.coreos.com'], resources: ['prometheuses'], verbs: ['*'] },
      { apiGroups: ['monitoring.coreos.com'], resources: ['servicemonitors'], verbs: ['*'] },
    ]),
    binding('operator', 'ClusterRole/operator', account('prometheus-operator')),
  ],
};

describe('what is legal', () => {
  it.each(Object.keys(WORLDS))('is not called wrong: %s', (name) => {
    const { findings, judgements, unknown } = report(analysis(WORLDS[name] ?? []), clusterChecks);
    expect(findings.map(({ check, severity, summary }) => `${severity} ${check}: ${summary}`)).toEqual([]);
    expect(unknown.filter(({ touches }) => touches)).toEqual([]);
    expect(judgements.filter(({ verdict, effective }) => verdict !== 'selected' || !effective)).toEqual([]);
  });
});
