/** Written by `npm run generate` from where each version is pinned (scripts/proven.mjs), never edited. */

import type { Proven } from '../model/index.ts';

export const PROVEN: readonly Proven[] = [
  { name: 'Kubernetes', versions: ['1.36.3'], by: 'run' },
  { name: 'Prometheus Operator', versions: ['0.93.0', '0.79.2', '0.70.0'], by: 'run' },
  { name: 'Prometheus', versions: ['3.13.1'], by: 'run' },
  { name: 'Alertmanager', versions: ['0.31.1'], by: 'run' },
  { name: 'node_exporter', versions: ['1.12.1'], by: 'run' },
  { name: 'blackbox_exporter', versions: ['0.28.0'], by: 'run' },
  { name: 'Pushgateway', versions: ['1.11.3'], by: 'run' },
  { name: 'Helm', versions: ['3.21.4'], by: 'run' },
  { name: 'grafana-operator', versions: ['5.24.0'], by: 'types' },
  { name: 'kuberhealthy', versions: ['3.0.13', '2.7.1'], by: 'recorded' },
  { name: 'kube-prometheus-stack (chart)', versions: ['88.5.3'], by: 'objects' },
  { name: 'k8s-sidecar of Grafana', versions: ['2.10.1'], by: 'objects' },
  { name: 'Kyverno', versions: ['1.15.2'], by: 'by-hand' },
];
