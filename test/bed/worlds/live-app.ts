import { exporterProgram } from '../exporter.ts';
import type { MetricsBoard } from '../exporter.ts';
import type { Images } from '../kubelet-standin.ts';
import type { KubeThing } from '../object.ts';
import { deployment, namespace, service } from './objects.ts';

/** An application of nobody's chart that is wired right: its counters move at every scrape. */
const LABELS = { 'app.kubernetes.io/name': 'live' };
const IMAGE = 'registry.example/live:1.0.0';

/** Serves `board` (of liveMetrics) for the application's image. */
export const liveAppImages = (board: MetricsBoard): Images => ({ [IMAGE]: exporterProgram(board) });

/** Its namespace, Deployment, Service, and a ServiceMonitor with the labels given. */
export const liveApp = (monitorLabels: Readonly<Record<string, string>>): readonly KubeThing[] => [
  namespace('live'),
  deployment({
    namespace: 'live',
    name: 'live',
    labels: LABELS,
    podLabels: LABELS,
    containers: [{ name: 'live', image: IMAGE, ports: [{ name: 'metrics', containerPort: 9100 }] }],
  }),
  service({
    namespace: 'live',
    name: 'live',
    labels: LABELS,
    selector: LABELS,
    ports: [{ name: 'metrics', port: 9100, targetPort: 'metrics' }],
  }),
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: 'live', namespace: 'live', labels: { ...LABELS, ...monitorLabels } },
    spec: { selector: { matchLabels: LABELS }, endpoints: [{ port: 'metrics' }] },
  },
];
