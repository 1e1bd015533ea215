import { kube, prometheus, prometheusRule, thanosRuler } from '../worlds.ts';
import type { Raw } from '../worlds.ts';
import { table } from './table.ts';

const web = prometheusRule('shop/web');
const alone = prometheus('monitoring/k8s', { alerting: undefined });
const alertmanager = (spec: Raw = {}) =>
  kube({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Alertmanager',
    metadata: { namespace: 'monitoring', name: 'main' },
    spec: { alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {}, ...spec },
  });
const config = (matcher: Raw) =>
  kube({
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata: { namespace: 'shop', name: 'web' },
    spec: { route: { receiver: 'team', matchers: [matcher] }, receivers: [{ name: 'team' }] },
  });

table('alerts-go-nowhere', [
  {
    it: 'finds a Prometheus that knows no Alertmanager',
    objects: [alone, web],
    expect: {
      severity: 'warning',
      about: 'Prometheus monitoring/k8s',
      says: ['knows no Alertmanager', 'spec.alerting'],
    },
  },
  {
    it: 'finds a ThanosRuler that knows none',
    objects: [thanosRuler('monitoring/ruler'), web],
    expect: { about: 'ThanosRuler monitoring/ruler', says: ['alertmanagersUrl'] },
  },
  {
    it: 'finds a route that asks for another namespace',
    objects: [alertmanager(), config({ name: 'namespace', value: 'bank', matchType: '=' })],
    expect: { about: 'AlertmanagerConfig shop/web', says: ['asks for namespace "bank"', 'OnNamespace'] },
  },
  {
    it: 'is silent where it knows one',
    objects: [prometheus('monitoring/k8s'), web],
    expect: 'nothing',
  },
  {
    it: 'is silent where a Secret names some',
    objects: [
      prometheus('monitoring/k8s', {
        alerting: undefined,
        additionalAlertManagerConfigs: { name: 'am', key: 'am.yaml' },
      }),
      web,
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where nothing alerts',
    objects: [alone, prometheusRule('shop/web', { groups: [{ name: 'g', rules: [{ record: 'a:b', expr: 'up' }] }] })],
    expect: 'nothing',
  },
  {
    it: 'is silent where the stack adds no matcher',
    objects: [
      alertmanager({ alertmanagerConfigMatcherStrategy: { type: 'None' } }),
      config({ name: 'namespace', value: 'bank', matchType: '=' }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent about its own namespace, and about patterns',
    objects: [alertmanager(), config({ name: 'namespace', value: 'shop|bank', matchType: '=~' })],
    expect: 'nothing',
  },
]);
