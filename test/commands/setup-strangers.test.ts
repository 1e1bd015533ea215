/** Applications of other people that did not appear in Prometheus: what they asked in public, and what setup says. */
import { describe, expect, it } from '@jest/globals';
import type { KubeObject } from '../../src/model/index.ts';
import type { Reply } from '../io/kube/api-stand-in.ts';
import {
  endpoints,
  kube,
  mayDiscover,
  namespace,
  operator,
  pod,
  prometheus,
  service,
  serviceMonitor,
  workload,
} from '../worlds.ts';
import { inFolder, write } from './ask.ts';
import { onCluster } from './cluster.ts';
import type { Running } from './cluster.ts';

const PAGE = '# TYPE http_requests_total counter\nhttp_requests_total{code="200"} 3\n';
const TEXT = { 'content-type': 'text/plain; version=0.0.4' };
const metrics: Reply = { headers: TEXT, body: PAGE };
const missing: Reply = { status: 404, body: 'not found' };
const refused: Reply = { status: 401, body: '' };

interface Asked {
  readonly source: string;
  readonly objects: readonly KubeObject[];
  readonly running: Running;
  readonly word: string;
  readonly more?: readonly string[];
  readonly code: number;
  readonly says: readonly RegExp[];
  readonly never?: RegExp;
}

const at =
  (pages: Readonly<Record<string, Reply>>, other: Reply = missing): Running =>
  (_, path) =>
    pages[path] ?? other;
const stack = (spec: Readonly<Record<string, unknown>> = {}): readonly KubeObject[] => [
  namespace('monitoring'),
  namespace('shop'),
  prometheus('monitoring/k8s', spec),
  operator(),
  ...mayDiscover,
];
const KPS = { serviceMonitorSelector: { matchLabels: { release: 'kps' } } };
const OURS = /\+ ServiceMonitor shop\/promwire-service-web/;
const container = (...ports: readonly object[]): { readonly spec: Readonly<Record<string, unknown>> } => ({
  spec: { containers: [{ name: 'web', ports }] },
});
const plain = (number: number): readonly KubeObject[] => [
  service('shop/web', { ports: [{ port: number, targetPort: number }] }),
  endpoints('shop/web', [['10.0.0.1', 'shop/web-1']], { ports: [{ port: number }] }),
  pod('shop/web-1', '10.0.0.1', container({ containerPort: number })),
];

const CASES: readonly (readonly [string, Asked])[] = [
  [
    'a Service that asks for a label which its pods do not have',
    {
      source: 'camilb/prometheus-kubernetes#36',
      objects: [
        ...stack(),
        service(
          'shop/web',
          { selector: { 'k8s-app': 'example' }, ports: [{ name: 'web', port: 8080 }] },
          { labels: { 'k8s-app': 'example' } },
        ),
        workload('shop/web', 'web', { app: 'example' }, { ports: [{ name: 'web', containerPort: 8080 }] }),
        pod('shop/web-1', '10.0.0.1', {
          ...container({ name: 'web', containerPort: 8080 }),
          meta: { labels: { app: 'example' } },
        }),
      ],
      running: at({ '/metrics': metrics }),
      word: 'service/web',
      code: 1,
      says: [/service\/web selects no pods/, /k8s-app=example/, /Deployment shop\/web/],
    },
  ],
  [
    'the same by its Deployment',
    {
      source: 'camilb/prometheus-kubernetes#36',
      objects: [
        ...stack(),
        workload('shop/web', 'web', { app: 'example' }, { ports: [{ name: 'web', containerPort: 8080 }] }),
        pod('shop/web-1', '10.0.0.1', {
          ...container({ name: 'web', containerPort: 8080 }),
          meta: { labels: { app: 'example' } },
        }),
      ],
      running: at({ '/metrics': metrics }),
      word: 'deployment/web',
      code: 0,
      says: [/\+ PodMonitor shop\/promwire-deployment-web/],
    },
  ],
  [
    'Spring Boot on a port without a name, and a monitor that asks for one',
    {
      source: 'prometheus-operator/prometheus-operator#1470',
      objects: [
        ...stack(),
        ...plain(8080),
        serviceMonitor('shop/theirs', { endpoints: [{ port: 'web', path: '/actuator/prometheus' }] }),
      ],
      running: at({ '/actuator/prometheus': metrics }),
      word: 'service/web',
      code: 0,
      says: [OURS, /port 8080, \/actuator\/prometheus/, /promwire fix servicemonitor\/theirs -n shop/],
    },
  ],
  [
    'a dash too many, which makes a second endpoint of all ports',
    {
      source: 'bitnami/charts#7593',
      objects: [
        ...stack(),
        ...plain(9096),
        serviceMonitor('shop/theirs', { endpoints: [{ targetPort: 10_100 }, { interval: '5s', path: '/prometheus' }] }),
      ],
      running: at({ '/prometheus': metrics }),
      word: 'service/web',
      code: 0,
      says: [/scrapes web through ServiceMonitor shop\/theirs already/],
      never: OURS,
    },
  ],
  [
    'annotations in place of a monitor',
    {
      source: 'prometheus-operator/kube-prometheus#1069',
      objects: [
        ...stack(KPS),
        service(
          'shop/web',
          { ports: [{ protocol: 'TCP', port: 4444, targetPort: 4444 }] },
          { labels: { app: 'web' }, annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '4444' } },
        ),
        ...plain(4444).slice(1),
      ],
      running: at({ '/metrics': metrics }),
      word: 'service/web',
      code: 0,
      says: [OURS, /labels: release=kps/],
    },
  ],
  [
    'a container that declares another port than the one it listens on',
    {
      source: 'prometheus-operator/prometheus-operator#4227',
      objects: [...stack(), ...plain(9249)],
      running: () => ({
        status: 503,
        body: {
          ...{ kind: 'Status', apiVersion: 'v1', status: 'Failure' },
          message: 'error trying to reach service: dial tcp 10.0.0.1:9249: connect: connection refused',
        },
      }),
      word: 'service/web',
      code: 1,
      says: [/port 9249, \/metrics: .*connection refused/, /Nothing answers there now/, /listens on another port/],
    },
  ],
  [
    'an application of FastAPI that redirects to a slash',
    {
      source: 'prometheus/client_python#1016',
      objects: [...stack(), ...plain(8000)],
      running: at({ '/metrics': { status: 307, headers: { location: '/metrics/' }, body: '' }, '/metrics/': metrics }),
      word: 'service/web',
      code: 0,
      says: [OURS, /port 8000, \/metrics\//],
    },
  ],
  [
    'metrics that call themselves HTML',
    {
      source: 'pretix/pretix#5133',
      objects: [...stack(), ...plain(8345)],
      running: at({ '/metrics': { headers: { 'content-type': 'text/html; charset=utf-8' }, body: PAGE } }),
      word: 'service/web',
      code: 0,
      says: [OURS, /fallbackScrapeProtocol/],
    },
  ],
  [
    'Spring Security in front of all',
    {
      source: 'shinkeonkim/codekr#676',
      objects: [...stack(), ...plain(8080)],
      running: at({}, refused),
      word: 'service/web',
      code: 1,
      says: [/HTTP 401/, /Serve the metrics without a login inside the cluster/],
    },
  ],
  [
    'Spring Security, and a port for management',
    {
      source: 'shinkeonkim/codekr#676',
      objects: [
        ...stack(),
        service('shop/web'),
        endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
        pod(
          'shop/web-1',
          '10.0.0.1',
          container({ name: 'http', containerPort: 8080 }, { name: 'management', containerPort: 8081 }),
        ),
      ],
      running: at({ '/actuator/prometheus': metrics }),
      word: 'service/web',
      code: 0,
      says: [/port management, \/actuator\/prometheus/, /PodMonitor/],
    },
  ],
  [
    'a Service and a headless one of the same labels',
    {
      source: 'seaweedfs/seaweedfs#10836',
      objects: [
        ...stack(),
        ...plain(6333),
        service('shop/web-headless', { clusterIP: 'None', ports: [{ port: 6333, targetPort: 6333 }] }),
        endpoints('shop/web-headless', [['10.0.0.1', 'shop/web-1']], { ports: [{ port: 6333 }] }),
      ],
      running: at({ '/metrics': metrics }),
      word: 'service/web',
      code: 0,
      says: [/\+ PodMonitor shop\/promwire-service-web/],
    },
  ],
  [
    'a login that a monitor has the credentials of',
    {
      source: 'open-telemetry/opentelemetry-operator#4017',
      objects: [
        ...stack(),
        service('shop/web'),
        endpoints('shop/web', [['10.0.0.1', 'shop/web-1']]),
        pod('shop/web-1'),
        kube({
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'a', namespace: 'shop' },
          data: { u: 'eA==', p: 'eA==' },
        }),
        serviceMonitor('shop/theirs', {
          endpoints: [
            { port: 'http', basicAuth: { username: { name: 'a', key: 'u' }, password: { name: 'a', key: 'p' } } },
          ],
        }),
      ],
      running: at({}, refused),
      word: 'service/web',
      code: 1,
      says: [/HTTP 401/, /ServiceMonitor shop\/theirs asks that port with credentials of its own/, /--metrics FILE/],
    },
  ],
];

describe('what other people asked', () => {
  it.each(CASES)('%s', async (_, { objects, running, word, more = [], code, says, never }) => {
    const words = ['setup', word, '-n', 'shop', '--dry-run', '--timeout', '20s', ...more];
    const done = await onCluster(objects, words, () => true, running);
    const said = `${done.out} ${done.err}`.replaceAll(/\s+/g, ' ');
    for (const each of says) expect(said).toMatch(each);
    if (never) expect(said).not.toMatch(never);
    expect(done.code).toBe(code);
  });

  it('has alerts and a dashboard behind a login, from a page that is given', async () => {
    const [, asked] = CASES.at(-1) ?? [];
    await inFolder(async (folder) => {
      const page = ['--metrics', write(folder, 'page.txt', PAGE), '--port', '8080'];
      const words = ['setup', 'service/web', '-n', 'shop', '--dry-run', ...page];
      const { out, code } = await onCluster(asked?.objects ?? [], words, () => true, asked?.running);
      expect(out.replaceAll(/\s+/g, ' ')).toContain('scrapes web through ServiceMonitor shop/theirs already');
      expect(code).toBe(0);
    });
  });
});
