import http from 'node:http';
import type { KubeThing } from '../bed/object.ts';
import type { Images, Program } from '../bed/kubelet-standin.ts';
import { clusterRights, namespace, serviceAccount } from '../bed/worlds/objects.ts';

/* The world in which causes are staged: stacks that take what carries their name, and an application that can misbehave. */

type Raw = Readonly<Record<string, unknown>>;
const V1 = 'monitoring.coreos.com/v1';
const IMAGE = 'registry.example/lab:1';

const KINDS = ['serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig', 'rule'];

/** The selectors of a stack that takes every object labelled stack=NAME. */
export const takes = (name: string): Raw =>
  Object.fromEntries(
    KINDS.flatMap((kind) => [
      [`${kind}Selector`, { matchLabels: { stack: name } }],
      [`${kind}NamespaceSelector`, {}],
    ]),
  );

/** A Prometheus in the namespace monitoring that takes what is labelled with its name. */
export const prometheus = (name: string, spec: Raw = {}): KubeThing => ({
  apiVersion: V1,
  kind: 'Prometheus',
  metadata: { namespace: 'monitoring', name },
  spec: {
    serviceAccountName: 'prometheus',
    replicas: 1,
    image: 'quay.io/prometheus/prometheus:v3',
    ...takes(name),
    ...spec,
  },
});

const DISCOVERY = { apiGroups: [''], resources: ['services', 'endpoints', 'pods'], verbs: ['get', 'list', 'watch'] };

/** Namespaces, and a ServiceAccount `prometheus` that may discover by Endpoints and slices everywhere. */
export const surroundings: readonly KubeThing[] = [
  namespace('monitoring'),
  namespace('shop'),
  serviceAccount('monitoring', 'prometheus'),
  ...clusterRights(
    'prometheus',
    {},
    [DISCOVERY, { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['get', 'list', 'watch'] }],
    { namespace: 'monitoring', name: 'prometheus' },
  ),
];

const made =
  (kind: string) =>
  (stack: string, name: string, spec: Raw): KubeThing => ({
    apiVersion: V1,
    kind,
    metadata: { namespace: 'shop', name, labels: { stack } },
    spec,
  });
const selector = { matchLabels: { app: 'lab' } };
const serviceMonitorOf = made('ServiceMonitor');
const podMonitorOf = made('PodMonitor');

/** A ServiceMonitor of the application's Service; fields of its one endpoint, and of the spec beside it. */
export const serviceMonitor = (
  stack: string,
  name: string,
  endpoint: Raw = { port: 'http' },
  more: Raw = {},
): KubeThing => serviceMonitorOf(stack, name, { selector, endpoints: [endpoint], ...more });
export const podMonitor = (stack: string, name: string, endpoint: Raw = { port: 'http' }): KubeThing =>
  podMonitorOf(stack, name, { selector, podMetricsEndpoints: [endpoint] });
export const probe = made('Probe');
export const rule = (stack: string, name: string, ...rules: readonly Raw[]): KubeThing =>
  made('PrometheusRule')(stack, name, { groups: [{ name, rules }] });

/** A Service of the namespace shop in front of the pods of a Deployment. */
export const service = (name: string, app: string, more: Raw = {}, meta: Raw = {}): KubeThing => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'shop', name, labels: { app }, ...meta },
  spec: { selector: { app }, ports: [{ name: 'http', port: 80, targetPort: 'http' }], ...more },
});

/** A Deployment of one pod that serves the lab at port http 8080, and may say that it has a port `closed`, too. */
export const deployment = (app: string, closed = false): KubeThing => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'shop', name: app, labels: { app } },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app } },
    template: {
      metadata: { labels: { app } },
      spec: {
        containers: [
          {
            name: 'lab',
            image: IMAGE,
            ports: [
              { name: 'http', containerPort: 8080 },
              ...(closed ? [{ name: 'closed', containerPort: 9999 }] : []),
            ],
          },
        ],
      },
    },
  },
});

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const HOURS_3 = 3 * 3_600_000;

/** What the lab answers, by path. */
const PAGES: Readonly<Record<string, () => { readonly type?: string; readonly text: string }>> = {
  '/metrics': () => ({
    type: TEXT,
    text: 'lab_up 1\nlab_jobs{kind="a"} 1\nlab_jobs{kind="b"} 2\n# TYPE lab_events_total counter\nlab_events_total 7\n',
  }),
  '/blank': () => ({ text: 'lab_blank 1\n' }),
  '/old': () => ({ type: TEXT, text: `lab_old 1 ${Date.now() - HOURS_3}\n` }),
  '/labels': () => ({ type: TEXT, text: 'lab_label{namespace="tenant"} 1\n' }),
};

const lab: Program = ({ address }) =>
  new Promise((resolve, reject) => {
    const server = http.createServer((request, response) => {
      const page = PAGES[request.url?.split('?', 1)[0] ?? '']?.();
      if (page === undefined) response.writeHead(404).end();
      else response.writeHead(200, page.type === undefined ? {} : { 'content-type': page.type }).end(page.text);
    });
    server.once('error', reject);
    server.listen(8080, address, () =>
      resolve({
        stop: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      }),
    );
  });

export const images: Images = { [IMAGE]: lab };
