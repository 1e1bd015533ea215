import { kube, operator, prometheus } from '../../worlds.ts';
import { table } from '../table.ts';

const crd = (name: string, version?: string): ReturnType<typeof kube> =>
  kube({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name,
      ...(version === undefined ? {} : { annotations: { 'operator.prometheus.io/version': version } }),
    },
  });
const monitors = 'servicemonitors.monitoring.coreos.com';
const k8s = prometheus('monitoring/k8s');

table('crd-older-than-operator', [
  {
    it: 'finds CRDs of an earlier version',
    objects: [k8s, operator(), crd(monitors, '0.79.2'), crd('podmonitors.monitoring.coreos.com', '0.93.0')],
    expect: {
      about: 'Deployment monitoring/prometheus-operator',
      severity: 'warning',
      evidence: { version: '0.93.0', older: [{ name: monitors, version: '0.79.2' }] },

      fix: { kind: 'advise' },
    },
  },
  {
    it: 'is silent where they are of one version',
    objects: [k8s, operator(), crd(monitors, '0.93.1')],
    expect: 'nothing',
  },
  { it: 'is silent where the CRDs are newer', objects: [k8s, operator(), crd(monitors, '0.94.0')], expect: 'nothing' },
  {
    it: 'is silent about CRDs of others, and such as do not tell',
    objects: [k8s, operator(), crd('checks.example.com', '0.1.0'), crd(monitors)],
    expect: 'nothing',
  },
  {
    it: 'is silent where the operator does not tell',
    objects: [k8s, operator([], { image: 'q/prometheus-operator@sha256:abc' }), crd(monitors, '0.50.0')],
    expect: 'nothing',
  },
]);
