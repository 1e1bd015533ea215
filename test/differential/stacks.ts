import type { KubeThing } from '../bed/object.ts';
import { FOR_ANCIENT } from './monitors.ts';
import type { Metadata } from './monitors.ts';
import type { Random } from './random.ts';
import type { Raw } from './selectors.ts';
import { invalidSelector, randomNamespaceSelector, randomSelector } from './selectors.ts';

export const NAMESPACES = ['monitoring', 'shop', 'bank', 'dev'] as const;

const SCRAPE_FIELDS = ['serviceMonitor', 'podMonitor', 'probe', 'scrapeConfig'] as const;

/** How a stack looks upon its objects: `generous` takes most of them, so that enough pairs are selected. */
const selectors = (r: Random, prefixes: readonly string[], generous: boolean): Raw =>
  Object.fromEntries(
    prefixes.flatMap((prefix): readonly (readonly [string, unknown])[] => {
      const objects = generous && r.chance(0.9) ? {} : r.chance(0.12) ? undefined : randomSelector(r);
      const namespaces =
        generous && r.chance(0.93) ? {} : r.chance(0.25) ? undefined : randomNamespaceSelector(r, NAMESPACES);
      return [
        [`${prefix}Selector`, objects],
        [`${prefix}NamespaceSelector`, namespaces],
      ];
    }),
  );

const VERSIONS = [
  'v2.30.0', '2.34.0', 'v2.36.0', 'v2.39.1', 'v2.40.0', 'v2.41.0', 'v2.45.0', '2.53.1', 'v3.0.0', 'v3.5.0', '3.11.2',
] as const; // prettier-ignore

/** What makes the operator give up a Prometheus as a whole. */
const FAILING: readonly Raw[] = [
  { remoteWrite: [{ url: 'http://rw.example/', basicAuth: { username: { name: 'absent', key: 'user' } } }] },
  { additionalScrapeConfigs: { name: 'absent', key: 'x' } },
  { version: 'v4.0.0' },
  { version: 'latest' },
  {
    scrapeClasses: [
      { name: 'a', default: true },
      { name: 'b', default: true },
    ],
  },
  { scrapeTimeout: '2m', scrapeInterval: '1m' },
  { scrapeClasses: [{ name: 'a', tlsConfig: { ca: { secret: { name: 'absent', key: 'ca' } } } }] },
  { apiserverConfig: { host: 'https://api', authorization: { credentials: { name: 'absent', key: 'token' } } } },
];

const SCRAPE_CLASSES = [[{ name: 'a' }], [{ name: 'a' }, { name: 'b', default: true }]] as const;
/** The operator puts the authorization of a class beside what an object has of its own, and compares them not. */
const AUTHORIZED = [{ name: 'a' }, { name: 'b', authorization: { credentials: { name: 'keys', key: 'token' } } }];

const common = (r: Random): Raw => ({
  ...(r.chance(0.65) ? { version: r.pick(VERSIONS) } : {}),
  ...(r.chance(0.25) ? { arbitraryFSAccessThroughSMs: { deny: r.chance(0.9) } } : {}),
  ...(r.chance(0.15) ? { ignoreNamespaceSelectors: true } : {}),
  ...(r.chance(0.5) ? { scrapeClasses: r.chance(0.1) ? AUTHORIZED : r.pick(SCRAPE_CLASSES) } : {}),
  ...(r.chance(0.15) ? { enforcedNamespaceLabel: 'ns' } : {}),
  ...(r.chance(0.2) ? { shards: r.pick([1, 2, 3]) } : {}),
  ...(r.chance(0.4) ? { scrapeInterval: r.pick(['15s', '1m', '45s']) } : {}),
  ...(r.chance(0.2) ? { serviceDiscoveryRole: r.pick(['Endpoints', 'EndpointSlice']) } : {}),
});

const FEATURES = [
  ['promql-experimental-functions'],
  ['promql-duration-expr'],
  ['promql-experimental-functions', 'promql-duration-expr'],
  ['otlp-write-receiver'],
] as const;

/**
 * Fields set on purpose win over those that chance gave. The first stacks of a kind are always out of order, each in
 * its way, so that no cause is left to chance.
 */
const special = (r: Random, prefixes: readonly string[], index: number): Raw => {
  const unset = prefixes
    .filter((prefix) => prefix !== 'rule')
    .map((prefix) => [`${prefix}Selector`, undefined] as const);
  const paused: Raw = { paused: true };
  const invalid: Raw = { [`${r.pick(prefixes)}${r.pick(['Selector', 'NamespaceSelector'])}`]: invalidSelector(r) };
  if (index === 0) return r.pick(FAILING);
  if (index === 1) return Object.fromEntries(unset);
  if (index === 2) return r.pick([paused, invalid]);
  return RARE[index] ?? {};
};

const ANCIENT: Raw = {
  version: 'v2.16.0',
  serviceMonitorSelector: { matchLabels: FOR_ANCIENT },
  podMonitorSelector: { matchLabels: FOR_ANCIENT },
  probeSelector: undefined,
  scrapeConfigSelector: undefined,
};
const WITHOUT_FILES: Raw = { arbitraryFSAccessThroughSMs: { deny: true } };
const ENFORCING: Raw = {
  enforcedNamespaceLabel: 'ns',
  version: 'v3.5.0',
  enableFeatures: ['promql-experimental-functions', 'promql-duration-expr'],
};

const asks = (...requirement: readonly [key: string, operator: string, ...values: string[]]): Raw => {
  const [key, operator, ...values] = requirement;
  return { matchExpressions: [{ key, operator, ...(values.length > 0 ? { values } : {}) }] };
};
/** Generous stacks ask nothing: without these a mistake in one operator of selectors might show nowhere. */
const EACH_OPERATOR: Raw = {
  serviceMonitorSelector: asks('team', 'Exists'),
  podMonitorSelector: asks('team', 'NotIn', 'x', ''),
  probeSelector: asks('team', 'In', 'x', 'y'),
  scrapeConfigSelector: asks('team', 'Exists'),
  ruleSelector: asks('team', 'DoesNotExist'),
};

/** Settings under which operators reject what few objects do; their stacks take nearly everything. */
const RARE: Readonly<Record<number, Raw>> = {
  3: ANCIENT,
  4: WITHOUT_FILES,
  5: ENFORCING,
  6: ANCIENT,
  7: ANCIENT,
  8: ENFORCING,
  9: WITHOUT_FILES,
  10: WITHOUT_FILES,
  11: EACH_OPERATOR,
  12: EACH_OPERATOR,
};

const generosity = (r: Random, index?: number): boolean => r.chance(0.82) || (index !== undefined && index in RARE);

export const prometheus = (r: Random, metadata: Metadata, index: number): KubeThing => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Prometheus',
  metadata,
  spec: {
    ...selectors(r, [...SCRAPE_FIELDS, 'rule'], generosity(r, index)),
    ...common(r),
    ...(r.chance(0.2) ? { enableFeatures: r.pick(FEATURES) } : {}),
    ...special(r, [...SCRAPE_FIELDS, 'rule'], index),
  },
});

export const prometheusAgent = (r: Random, metadata: Metadata, index: number): KubeThing => {
  const daemonSet = index === 0;
  const { shards: _, ...rest } = common(r);
  return {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'PrometheusAgent',
    metadata,
    spec: daemonSet
      ? { ...rest, mode: 'DaemonSet', ...selectors(r, ['podMonitor'], generosity(r)) }
      : {
          ...rest,
          ...selectors(r, SCRAPE_FIELDS, generosity(r)),
          ...(r.chance(0.2) ? special(r, SCRAPE_FIELDS, r.int(3)) : {}),
        },
  };
};

export const thanosRuler = (r: Random, metadata: Metadata): KubeThing => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ThanosRuler',
  metadata,
  spec: {
    queryEndpoints: ['dns+http://query:10902'],
    ...selectors(r, ['rule'], generosity(r)),
    ...(r.chance(0.15) ? { enforcedNamespaceLabel: 'ns' } : {}),
    ...(r.chance(0.4) ? { version: r.pick(['v0.24.0', 'v0.34.1', 'v0.37.2', 'v0.38.0', 'v0.39.2']) } : {}),
    ...r.weighted<() => Raw>([
      [9, () => ({})],
      [1, () => ({ paused: true })],
      [1, () => ({ ruleSelector: invalidSelector(r) })],
    ])(),
  },
});

export const alertmanager = (r: Random, metadata: Metadata): KubeThing => ({
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'Alertmanager',
  metadata,
  spec: { ...selectors(r, ['alertmanagerConfig'], generosity(r)), ...(r.chance(0.1) ? { paused: true } : {}) },
});
