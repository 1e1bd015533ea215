/**
 * Every cause that fix takes on by itself, as data: what is broken, and how it shows that it works. The cluster and files
 * are fixed by the same table.
 */
import type { KubeThing } from '../bed/object.ts';
import { grafana } from '../bed/worlds/grafana.ts';
import { namespace } from '../bed/worlds/objects.ts';
import {
  deployment,
  podMonitor,
  probe,
  prometheus,
  rule,
  service,
  serviceMonitor,
  surroundings,
} from './causes-worlds.ts';

/** What shows that an object has effect. */
export type Effect =
  | { readonly is: 'up'; readonly pool: string }
  /** The prober is no program here: it is asked at this address. */
  | { readonly is: 'asked'; readonly pool: string; readonly at: string }
  | { readonly is: 'loaded'; readonly file: string; readonly rule: string }
  /** A Prometheus that does not run has it in its configuration. */
  | { readonly is: 'configured'; readonly stack: string; readonly job: string }
  /** The sidecar finds it by this label. */
  | { readonly is: 'listed'; readonly label: string }
  | { readonly is: 'stored'; readonly series: string };

export interface FixCase {
  readonly id: string;
  readonly object: KubeThing;
  readonly effect: Effect;
  /** Only a question about it asks the Prometheus what shows the cause: no file does. */
  readonly asked?: true;
}

const labels = { stack: 'main' };
const up = (name: string, space = 'shop'): Effect => ({ is: 'up', pool: `serviceMonitor/${space}/${name}/0` });
const monitored = (id: string, name: string, endpoint: object): FixCase => ({
  id,
  object: serviceMonitor('main', name, { port: 'http', ...endpoint }, { selector: { matchLabels: { app: name } } }),
  effect: up(name),
});
const probing = (more: object): Readonly<Record<string, unknown>> => ({
  prober: { url: 'blackbox:9115' },
  targets: { staticConfig: { static: ['https://shop.example'] } },
  ...more,
});
const probed = (id: string, name: string, url: string, at: string): FixCase => ({
  id,
  object: probe('main', name, probing({ prober: { url } })),
  effect: { is: 'asked', pool: `probe/shop/${name}`, at },
});
const within = (space: string, object: KubeThing): KubeThing => ({
  ...object,
  metadata: { ...object.metadata, namespace: space },
});

/** Takes what is in the namespace aged, and does not run. */
const aged = ((): KubeThing => {
  const only = { matchLabels: { 'kubernetes.io/metadata.name': 'aged' } };
  const kinds = ['podMonitor', 'probe', 'serviceMonitor', 'scrapeConfig', 'rule'];
  const spec = Object.fromEntries(kinds.map((kind) => [`${kind}NamespaceSelector`, only]));
  return prometheus('aged', { ...spec, replicas: 0, version: 'v2.16.0' });
})();

const bare = serviceMonitor('main', 'label', undefined, { selector: { matchLabels: { app: 'label' } } });
const board: KubeThing = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'shop', name: 'board', labels: { grafana_dashboard: 'true' } },
  data: { 'shop.json': JSON.stringify({ uid: 'shop', title: 'Shop', schemaVersion: 39, panels: [] }) },
};

export const FIX_CASES: readonly FixCase[] = [
  { id: 'label-mismatch', object: { ...bare, metadata: { ...bare.metadata, labels: {} } }, effect: up('label') },
  monitored('port-name-mismatch', 'port', { port: 'web' }),
  monitored('target-port-undeclared', 'number', { port: undefined, targetPort: 8081 }),
  monitored('rejected-timeout', 'timeout', { interval: '10s', scrapeTimeout: '15s' }),
  {
    id: 'namespace-selector-in-monitor',
    object: {
      ...serviceMonitor('main', 'beside', undefined, { selector: { matchLabels: { app: 'beside' } } }),
      metadata: { namespace: 'monitoring', name: 'beside', labels },
    },
    effect: up('beside', 'monitoring'),
  },
  {
    id: 'rule-invalid',
    object: rule('main', 'recording', { record: 'lab:up', expr: 'lab_up', for: '5m' }),
    effect: { is: 'loaded', file: 'shop-recording', rule: 'lab:up' },
  },
  probed('rejected-probe-url', 'url', 'https://blackbox.monitoring:9115/probe', '//blackbox.monitoring:9115/probe?'),
  probed('prober-missing', 'misnamed', 'blackbux.monitoring.svc:9115', '//blackbox.monitoring.svc:9115/probe?'),
  {
    id: 'grafana-sidecar-label-mismatch',
    object: board,
    effect: { is: 'listed', label: 'grafana_dashboard=1' },
  },
  {
    id: 'rejected-label-name',
    object: within(
      'aged',
      probe('aged', 'dot', probing({ targets: { staticConfig: { static: ['a'], labels: { 'app.kind': 'shop' } } } })),
    ),
    effect: { is: 'configured', stack: 'aged', job: 'probe/aged/dot' },
  },
  {
    id: 'rejected-selector-mechanism',
    object: within('aged', {
      ...podMonitor('aged', 'mechanism'),
      spec: {
        selector: { matchLabels: { app: 'lab' } },
        namespaceSelector: { matchNames: ['shop'] },
        podMetricsEndpoints: [{ port: 'http' }],
        selectorMechanism: 'RoleSelector',
      },
    }),
    effect: { is: 'configured', stack: 'aged', job: 'podMonitor/aged/mechanism/0' },
  },
  {
    id: 'timestamps-too-old',
    asked: true,
    object: serviceMonitor(
      'main',
      'old',
      { port: 'http', path: '/old' },
      { selector: { matchLabels: { app: 'old' } } },
    ),
    effect: { is: 'stored', series: 'lab_old' },
  },
];

/** What the cases are about, and nothing wrong with it. */
export const AROUND: readonly KubeThing[] = [
  ...surroundings,
  namespace('aged'),
  prometheus('main'),
  aged,
  ...grafana({
    namespace: 'monitoring',
    release: 'lab',
    datasourceUrl: 'http://main:9090',
    sidecar: {
      METHOD: 'WATCH',
      LABEL: 'grafana_dashboard',
      LABEL_VALUE: '1',
      NAMESPACE: 'ALL',
      FOLDER: '/tmp/dashboards',
    },
  }),
  // Each has an application of its own, so that none is scraped twice.
  ...['lab', 'label', 'port', 'number', 'timeout', 'old', 'beside'].flatMap((name) => [
    deployment(name),
    service(name, name),
  ]),
  within('monitoring', service('blackbox', 'lab', { ports: [{ name: 'http', port: 9115 }] })),
  serviceMonitor('main', 'works'),
];
