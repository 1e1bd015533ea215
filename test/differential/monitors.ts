import type { KubeThing } from '../bed/object.ts';
import type { Shape } from './endpoints.ts';
import { doubtfulPart, legalPart, RELABELINGS } from './endpoints.ts';
import type { Random } from './random.ts';
import type { Raw } from './selectors.ts';
import { invalidSelector, randomSelector } from './selectors.ts';

/** Who and where an object is, and its labels. */
export type Metadata = KubeThing['metadata'];

const part = (r: Random, shape: Shape): Raw =>
  r.weighted<() => Raw>([
    [3, () => ({})],
    [4, () => legalPart(r, shape)],
    [3, () => doubtfulPart(r, shape)],
    [1, () => ({ ...legalPart(r, shape), ...doubtfulPart(r, shape) })],
  ])();

/** What every scrape kind may carry. Stacks know the classes a and b, or none. */
const scrapeClass = (r: Random): Raw => (r.chance(0.12) ? { scrapeClass: r.pick(['a', 'b', 'c']) } : {});
const mechanism = (r: Random): Raw =>
  r.chance(0.2) ? { selectorMechanism: r.pick(['RelabelConfig', 'RoleSelector']) } : {};
const ownSelector = (r: Random): Raw => ({ selector: r.chance(0.06) ? invalidSelector(r) : randomSelector(r) });
const lookingIn = (r: Random): Raw =>
  r.chance(0.5)
    ? {}
    : { namespaceSelector: r.pick<Raw>([{}, { any: true }, { matchNames: ['shop'] }, { matchNames: ['no-such'] }]) };

const MONITOR: Shape = {
  files: true,
  bearer: true,
  relabelings: 'relabelings',
  metricRelabelings: 'metricRelabelings',
  interval: 'interval',
  proxy: true,
};

/** Mostly one endpoint, sometimes several, now and then none. */
const endpoints = (r: Random, one: () => Raw): readonly Raw[] =>
  Array.from(
    {
      length: r.weighted([
        [1, 0],
        [14, 1],
        [4, 2],
        [1, 3],
      ]),
    },
    one,
  );

/**
 * The label of monitors that a Prometheus from before 2.17 may take. They have no authorization: operator v0.93.0 panics
 * on it where the Prometheus is older than 2.26 (pkg/prometheus/promcfg.go:758), and then does nothing for anybody.
 */
export const FOR_ANCIENT = { ancient: 'yes' } as const;

const monitor = (r: Random, kind: string, field: string, shape: Shape, metadata: Metadata): KubeThing => {
  const ancient = r.chance(0.2);
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind,
    metadata: ancient ? { ...metadata, labels: { ...metadata.labels, ...FOR_ANCIENT } } : metadata,
    spec: {
      ...ownSelector(r),
      ...lookingIn(r),
      ...(ancient ? {} : scrapeClass(r)),
      ...mechanism(r),
      ...(ancient && r.chance(0.6) ? { selectorMechanism: 'RoleSelector' } : {}),
      [field]: endpoints(r, () => ({ port: 'http', ...(ancient ? {} : part(r, shape)) })),
    },
  };
};

export const serviceMonitor = (r: Random, metadata: Metadata): KubeThing =>
  monitor(r, 'ServiceMonitor', 'endpoints', MONITOR, metadata);

export const podMonitor = (r: Random, metadata: Metadata): KubeThing =>
  monitor(r, 'PodMonitor', 'podMetricsEndpoints', { ...MONITOR, files: false }, metadata);

const PROBERS = [
  'blackbox:9115',
  'blackbox',
  'blackbox.monitoring.svc:9115',
  '10.0.0.1:9115',
  '[::1]:9115',
  '::1',
  'http://blackbox:9115',
  'https://blackbox',
  'blackbox:9115/probe',
  'blackbox:99999',
  'blackbox:0',
  'blackbox:http',
  'black box:80',
  '-blackbox',
  'black_box:80',
  ':9115',
  'blackbox:',
] as const;

const STATIC_LABELS: readonly Raw[] = [{ env: 'prod' }, { 'a-b': 'x' }, { été: 'x' }, { '': 'x' }, { __x: 'y' }];

const probeTargets = (r: Random): Raw =>
  r.weighted<() => Raw>([
    [
      10,
      () => ({
        staticConfig: {
          static: r.pick<readonly string[]>([['https://example.com'], ['a', 'b'], []]),
          ...(r.chance(0.2) ? { labels: r.pick(STATIC_LABELS) } : {}),
          ...(r.chance(0.2) ? { relabelingConfigs: [r.pick(RELABELINGS)] } : {}),
        },
      }),
    ],
    [
      4,
      () => ({
        ingress: {
          selector: r.chance(0.1) ? invalidSelector(r) : randomSelector(r),
          ...(r.chance(0.3) ? { relabelingConfigs: [r.pick(RELABELINGS)] } : {}),
        },
      }),
    ],
    [1, () => ({ staticConfig: { static: ['a'] }, ingress: { selector: {} } })],
    [1, () => ({})],
  ])();

export const probe = (r: Random, metadata: Metadata): KubeThing => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Probe',
  metadata,
  spec: {
    ...scrapeClass(r),
    prober: { url: r.chance(0.7) ? 'blackbox:9115' : r.pick(PROBERS) },
    ...(r.chance(0.92) ? { targets: probeTargets(r) } : {}),
    ...part(r, { ...MONITOR, files: false, relabelings: undefined, proxy: false }),
  },
});

const DISCOVERIES: readonly Raw[] = [
  { staticConfigs: [{ targets: ['a:80'] }] },
  { staticConfigs: [{ targets: ['a:80'], labels: { env: 'x' } }] },
  { staticConfigs: [{ targets: ['a:80'], labels: { 'a-b': 'x' } }] },
  { staticConfigs: [] },
  {},
  { fileSDConfigs: [{ files: ['/etc/x.json'] }] },
  { httpSDConfigs: [{ url: 'http://sd.example/' }] },
  { httpSDConfigs: [{ url: 'http://sd.example/', basicAuth: { username: { name: 'absent', key: 'user' } } }] },
  { httpSDConfigs: [{ url: 'http://sd.example/', tlsConfig: { ca: { secret: { name: 'keys', key: 'user' } } } }] },
  { kubernetesSDConfigs: [{ role: 'Pod' }] },
  { kubernetesSDConfigs: [{ role: 'EndpointSlice', namespaces: { names: ['shop'] } }] },
  { kubernetesSDConfigs: [{ role: 'Node', selectors: [{ role: 'Pod', label: 'a=b' }] }] },
  { kubernetesSDConfigs: [{ role: 'Pod', selectors: [{ role: 'Pod', label: 'a=b' }] }] },
  { kubernetesSDConfigs: [{ role: 'Pod', authorization: { credentials: { name: 'absent', key: 'token' } } }] },
  { dnsSDConfigs: [{ names: ['a.example'], type: 'A', port: 80 }] },
  { dnsSDConfigs: [{ names: ['a.example'], type: 'A' }] },
  { dnsSDConfigs: [{ names: ['a.example'] }] },
  { consulSDConfigs: [{ server: 'consul:8500' }] },
  { consulSDConfigs: [{ server: 'consul:8500', pathPrefix: '/x' }] },
  { consulSDConfigs: [{ server: 'consul:8500', filter: 'x' }] },
  { consulSDConfigs: [{ server: 'consul:8500', tokenRef: { name: 'absent', key: 'token' } }] },
];

const SCRAPE_CONFIG: Shape = {
  files: false,
  bearer: false,
  relabelings: 'relabelings',
  metricRelabelings: 'metricRelabelings',
  interval: 'scrapeInterval',
  proxy: true,
};

export const scrapeConfig = (r: Random, metadata: Metadata): KubeThing => ({
  apiVersion: 'monitoring.coreos.com/v1alpha1',
  kind: 'ScrapeConfig',
  metadata,
  spec: { ...scrapeClass(r), ...(r.chance(0.5) ? DISCOVERIES[0] : r.pick(DISCOVERIES)), ...part(r, SCRAPE_CONFIG) },
});
