/** Each object alone is small; what a run looks at is how many there are times how many others each of them takes. */
import type { Attack } from './harness.ts';
import { healthy, rawOf } from '../worlds.ts';

const MANY = 340;
const labels = { app: 'crowd', release: 'prometheus' };
const times = (make: (i: number) => object): readonly object[] => Array.from({ length: MANY }, (_, i) => make(i));
const metadata = (name: string): object => ({ name, namespace: 'crowd', labels });
const selector = { matchLabels: { app: 'crowd' } };

const services = times((i) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: metadata(`service-${i}`),
  spec: { selector: { app: 'crowd' }, ports: [{ name: 'http', port: 80 }] },
}));
const pods = times((i) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: metadata(`pod-${i}`),
  spec: { containers: [{ name: 'a', image: 'a', ports: [{ name: 'http', containerPort: 80 }] }] },
  status: { phase: 'Running', podIP: `10.1.${i >> 8}.${i & 255}`, conditions: [{ type: 'Ready', status: 'True' }] },
}));
const monitors = (port: string, more: object = {}): readonly object[] =>
  times((i) => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: metadata(`monitor-${i}`),
    spec: { selector, endpoints: [{ port }], ...more },
  }));
const podMonitors = (port: string): readonly object[] =>
  times((i) => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: metadata(`monitor-${i}`),
    spec: { selector, podMetricsEndpoints: [{ port }] },
  }));

const CROWDS: Readonly<Record<string, readonly object[]>> = {
  'monitors and Services that all match': [...services, ...monitors('http')],
  'monitors that look everywhere': [...services, ...monitors('http', { namespaceSelector: { any: true } })],
  'monitors of a port that no Service has': [...services, ...monitors('none')],
  'PodMonitors and pods that all match': [...pods, ...podMonitors('http')],
};

const world = healthy().map((object) => rawOf(object));

export const rows: readonly Attack[] = Object.entries(CROWDS).map(([name, crowd]) => ({
  name: `${MANY} × ${MANY} ${name}`,
  program: true as const,
  arrange: ({ write, folder }) => {
    write('world.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: world }));
    write('crowd.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: crowd }));
    return ['--from', folder];
  },
  argv: ['check'],
  code: 3,
  // The others are answered, and these named.
  says: [
    /Prometheus monitoring\/k8s takes [1-9]/,
    /Monitor crowd\/monitor-\d+ takes 34\d (Services|pods), and the monitors that were looked at before it take so many/,
  ],
}));
