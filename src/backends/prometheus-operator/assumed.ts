/**
 * A Prometheus that takes whatever it may, for files that have none: what monitors lead to and what rules hold can then be
 * judged, and only whether one takes them is not known.
 */
import type { KubeObject, Snapshot } from '../../model/index.ts';

/** What it is called. No object can have that name. */
export const ASSUMED = '(not among the files)';

const GROUP = 'monitoring.coreos.com';

const PROMETHEUS: KubeObject = {
  apiVersion: `${GROUP}/v1`,
  kind: 'Prometheus',
  metadata: { name: ASSUMED, labels: {}, annotations: {} },
  body: {
    spec: {
      ...Object.fromEntries(
        ['serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig', 'rule'].flatMap((kind) => [
          [`${kind}Selector`, {}],
          [`${kind}NamespaceSelector`, {}],
        ]),
      ),
      alerting: { alertmanagers: [{ namespace: 'default', name: 'any', port: 'web' }] },
    },
  },
  origin: { source: 'cluster' },
};

export function withAssumedPrometheus<S extends Snapshot>(snapshot: S): S {
  const coverage = ['Prometheus', 'PrometheusAgent', 'ThanosRuler'].map((kind) => ({
    group: GROUP,
    kind,
    namespaces: 'all' as const,
    complete: false,
  }));
  return { ...snapshot, objects: [...snapshot.objects, PROMETHEUS], coverage: [...snapshot.coverage, ...coverage] };
}
