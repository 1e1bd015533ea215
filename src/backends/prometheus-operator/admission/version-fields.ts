import { ENDPOINTS_FIELD } from '../monitors.ts';
import type { JsonObject, KubeObject, Stack } from '../../../model/index.ts';
import { at, objectAt, objectsAt } from '../../../kube/json.ts';
import { crashesOnMonitors } from '../crash.ts';
import { atLeast } from '../../../kube/version.ts';
import { printPath } from '../../../kube/field-path.ts';

/*
 * Fields that the operator leaves out of the configuration for a Prometheus that is too old, with no more than a line
 * in its log. Source: WithMinimumVersion in pkg/prometheus/promcfg.go, and pkg/operator/rules.go:157-204 (v0.93.0).
 */

type Since = Readonly<Record<string, string>>;

const MONITOR: Since = {
  scrapeProtocols: '2.49.0',
  fallbackScrapeProtocol: '3.0.0',
  scrapeNativeHistograms: '3.8.0',
  nativeHistogramBucketLimit: '2.45.0',
  nativeHistogramMinBucketFactor: '2.50.0',
  scrapeClassicHistograms: '2.45.0',
  convertClassicHistogramsToNHCB: '3.0.0',
  bodySizeLimit: '2.28.0',
  targetLimit: '2.21.0',
  labelLimit: '2.27.0',
  labelNameLengthLimit: '2.27.0',
  labelValueLengthLimit: '2.27.0',
  keepDroppedTargets: '2.47.0',
};

const ENDPOINT: Since = {
  trackTimestampsStaleness: '2.48.0',
  enableHttp2: '2.35.0',
  enableHTTP2: '2.35.0',
  followRedirects: '2.26.0',
  authorization: '2.26.0',
  oauth2: '2.27.0',
  noProxy: '2.43.0',
  proxyFromEnvironment: '2.43.0',
  proxyConnectHeader: '2.43.0',
  enableCompression: '2.49.0',
};

const TLS: Since = { minVersion: '2.35.0', maxVersion: '2.41.0' };

const GROUP = {
  Prometheus: { limit: '2.31.0', query_offset: '2.53.0', labels: '3.0.0' },
  ThanosRuler: { limit: '0.24.0', query_offset: '0.38.0', labels: '0.39.0' },
} as const satisfies Readonly<Record<string, Since>>;

const RULE = { Prometheus: { keep_firing_for: '2.42.0' }, ThanosRuler: { keep_firing_for: '0.34.0' } } as const;

export type IgnoredField = { readonly field: string; readonly since: string };

/** Fields of an object that the stack's version does not know. */
export function ignoredFields(object: KubeObject, stack: Stack): readonly IgnoredField[] {
  if (stack.version === undefined) return [];
  return placesOf(object, stack).flatMap(({ path, holder, since }) =>
    Object.entries(since)
      .filter(([field, version]) => isSaid(holder, field) && !atLeast(stack.version, version))
      // Newer operators do not leave this one out: they crash.
      .filter(([field]) => field !== 'authorization' || !crashesOnMonitors(stack))
      .map(([field, version]) => ({ field: printPath([...path, field]), since: version })),
  );
}

interface Place {
  readonly path: readonly string[];
  readonly holder: JsonObject;
  readonly since: Since;
}

function placesOf(object: KubeObject, stack: Stack): readonly Place[] {
  const spec = objectAt(object.body, 'spec') ?? {};
  const list = ENDPOINTS_FIELD[object.kind] ?? '';
  if (object.kind === 'PrometheusRule')
    return ruleFields(spec, stack.ref.kind === 'ThanosRuler' ? 'ThanosRuler' : 'Prometheus');
  const endpoints = objectsAt(spec, list).map((holder, i) => ({ path: ['spec', list, String(i)], holder }));
  const clients = list === '' ? [{ path: ['spec'], holder: spec }] : endpoints;
  const node = object.kind === 'PodMonitor' ? '2.35.0' : '2.37.0';
  return [
    { path: ['spec'], holder: spec, since: { ...MONITOR, ...(list === '' ? {} : { attachMetadata: node }) } },
    ...clients.map((client) => ({ ...client, since: ENDPOINT })),
    ...clients.flatMap(({ path, holder }) => {
      const tls = objectAt(holder, 'tlsConfig');
      return tls ? [{ path: [...path, 'tlsConfig'], holder: tls, since: TLS }] : [];
    }),
  ];
}

function ruleFields(spec: JsonObject, evaluator: 'Prometheus' | 'ThanosRuler'): readonly Place[] {
  return objectsAt(spec, 'groups').flatMap((group, g) => [
    { path: ['spec', 'groups', String(g)], holder: group, since: GROUP[evaluator] },
    ...objectsAt(group, 'rules').map((rule, r) => ({
      path: ['spec', 'groups', String(g), 'rules', String(r)],
      holder: rule,
      since: RULE[evaluator],
    })),
  ]);
}

/** Set to something that would have been written. */
function isSaid(holder: JsonObject, field: string): boolean {
  const value = at(holder, field) ?? null;
  if (value === null || value === '' || (field === 'attachMetadata' && at(value, 'node') !== true)) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
