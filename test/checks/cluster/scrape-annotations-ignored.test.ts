import {
  endpoints,
  healthy,
  mayDiscover,
  pod,
  podMonitor,
  prometheus,
  scrapeConfig,
  service,
  serviceMonitor,
} from '../../worlds.ts';
import { table } from '../table.ts';

const k8s = prometheus('monitoring/k8s', { serviceMonitorSelector: { matchLabels: { release: 'a' } } });
const annotated = {
  labels: { app: 'cart', 'helm.sh/chart': 'cart-1' },
  annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '80', 'prometheus.io/path': '/m' },
};
const cart = service('shop/cart', {}, annotated);
const podMeta = {
  labels: { app: 'cart', 'pod-template-hash': 'abc' },
  annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080' },
};

table('scrape-annotations-ignored', [
  {
    it: 'finds an annotated Service, and makes a monitor of the annotations',
    objects: [k8s, ...mayDiscover, cart],
    expect: {
      severity: 'warning',
      about: 'Service shop/cart',

      fix: {
        kind: 'create',
        manifests: [
          {
            kind: 'ServiceMonitor',
            metadata: { name: 'cart', namespace: 'shop', labels: { release: 'a' } },
            spec: { selector: { matchLabels: { app: 'cart' } }, endpoints: [{ port: 'http', path: '/m' }] },
          },
        ],
      },
    },
  },
  {
    it: 'finds it among files without a single monitor',
    objects: [k8s, cart],
    sight: { source: 'files' },
    expect: { about: 'Service shop/cart' },
  },
  {
    it: 'finds annotated pods, once for all pods of a workload',
    objects: [
      k8s,
      pod('shop/cart-1', '10.0.0.1', { meta: podMeta }),
      pod('shop/cart-2', '10.0.0.2', { meta: podMeta }),
    ],
    expect: {
      about: 'Pod shop/cart-1',

      fix: { kind: 'create', manifests: [{ kind: 'PodMonitor', spec: { podMetricsEndpoints: [{ port: 'http' }] } }] },
    },
  },
  {
    it: 'says the Service alone where its pods are annotated as well',
    objects: [
      k8s,
      service('shop/cart', { selector: { app: 'cart' } }, annotated),
      pod('shop/cart-1', '10.0.0.1', { meta: podMeta }),
    ],
    expect: { about: 'Service shop/cart' },
  },
  {
    it: 'makes nothing of a port that is not there',
    objects: [
      k8s,
      service('shop/cart', {}, { ...annotated, annotations: { ...annotated.annotations, 'prometheus.io/port': '99' } }),
    ],
    expect: { fix: { kind: 'advise' } },
  },
  {
    it: 'is silent where a monitor reaches it, selected or not',
    objects: [k8s, ...mayDiscover, cart, serviceMonitor('shop/x', { selector: { matchLabels: { app: 'cart' } } })],
    expect: 'nothing',
  },
  {
    it: 'is silent where a PodMonitor reaches the pod',
    objects: [
      k8s,
      ...mayDiscover,
      pod('shop/cart-1', '10.0.0.1', { meta: podMeta }),
      podMonitor('shop/x', { selector: { matchLabels: { app: 'cart' } } }),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where a ServiceMonitor reaches the pod through another Service',
    objects: [
      k8s,
      ...mayDiscover,
      service('shop/other'),
      endpoints('shop/other', [['10.0.0.1', 'shop/cart-1']]),
      pod('shop/cart-1', '10.0.0.1', { meta: podMeta }),
      serviceMonitor('shop/x'),
    ],
    expect: 'nothing',
  },
  {
    it: 'is silent where a configuration of one’s own may read them',
    objects: [prometheus('monitoring/k8s', { additionalScrapeConfigs: { name: 'extra', key: 'a.yaml' } }), cart],
    expect: 'nothing',
  },
  {
    it: 'is silent where a ScrapeConfig discovers by itself',
    objects: [k8s, cart, scrapeConfig('monitoring/all', { kubernetesSDConfigs: [{ role: 'Pod' }] })],
    expect: 'nothing',
  },
  { it: 'is silent without annotations, or where they say false', objects: healthy(), expect: 'nothing' },
  {
    it: 'is unknown where monitors were not read',
    objects: [k8s, cart],
    sight: { hidden: ['PodMonitor'] },
    expect: 'unknown',
  },
]);
