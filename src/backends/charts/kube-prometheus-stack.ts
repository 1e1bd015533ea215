/**
 * What kube-prometheus-stack makes of its values, as far as it decides which monitors, rules and dashboards are taken.
 * Source: prometheus-community/helm-charts cf408a2, charts/kube-prometheus-stack (88.5.3; the same since 9.0 but where a
 * version is named): templates/prometheus/prometheus.yaml, templates/alertmanager/alertmanager.yaml:74-81,
 * templates/thanos-ruler/ruler.yaml:58-73.
 */
import { atLeast } from '../../kube/version.ts';
import type { JsonObject, KubeObject, Release } from '../../model/index.ts';
import { madeBy, metadata } from './marks.ts';
import { account, fullName, namespaceOf, objectName } from './names.ts';
import { decisiveOf, orAll, withSelectors } from './selectors.ts';
import { isOn, pathText, placeOf, setAt, valueAt, type Value } from './values.ts';
import { grafana, operator } from './workloads.ts';

/** Kind selected -> the beginning of the names of its two selectors. */
const SELECTED: Readonly<Record<string, string>> = {
  ServiceMonitor: 'serviceMonitor',
  PodMonitor: 'podMonitor',
  Probe: 'probe',
  ScrapeConfig: 'scrapeConfig',
  PrometheusRule: 'rule',
};

/** Fields of a Prometheus that the chart takes over from prometheusSpec under their own names. */
const TAKEN_OVER = [
  'version',
  'paused',
  'replicas',
  'shards',
  'listenLocal',
  'portName',
  'arbitraryFSAccessThroughSMs',
  'overrideHonorLabels',
  'overrideHonorTimestamps',
  'ignoreNamespaceSelectors',
  'enforcedNamespaceLabel',
  'serviceDiscoveryRole',
  'scrapeInterval',
  'scrapeTimeout',
  'scrapeClasses',
  'enableFeatures',
  'podTargetLabels',
  'alertmanagerConfigMatcherStrategy',
  'alertmanagerConfiguration',
  'configSecret',
] as const;

/** The objects that a release of the chart will make. */
export function kubePrometheusStack(release: Release): readonly KubeObject[] {
  const namespace = namespaceOf(release);
  return [
    ...(isOn(release, true, 'prometheus', 'enabled') ? [prometheus(release, namespace)] : []),
    ...(isOn(release, true, 'alertmanager', 'enabled') ? [alertmanager(release, namespace)] : []),
    ...(isOn(release, false, 'thanosRuler', 'enabled') ? [thanosRuler(release, namespace)] : []),
    ...(isOn(release, true, 'prometheusOperator', 'enabled') ? [operator(release, namespace)] : []),
    ...(isOn(release, true, 'grafana', 'enabled') ? [grafana(release)] : []),
  ];
}

function prometheus(release: Release, namespace: string): KubeObject {
  const agent = isOn(release, false, 'prometheus', 'agentMode');
  const kinds = Object.entries(SELECTED).filter(
    ([kind]) =>
      !(agent && kind === 'PrometheusRule') && !(kind === 'ScrapeConfig' && !atLeast(release.version, '46.5.0')),
  );
  const within = ['prometheus', 'prometheusSpec'];
  return withSelectors(release, within, kinds, {
    apiVersion: `monitoring.coreos.com/${agent ? 'v1alpha1' : 'v1'}`,
    kind: agent ? 'PrometheusAgent' : 'Prometheus',
    metadata: metadata(release, objectName(release, 'prometheus'), namespace),
    spec: {
      ...takenOver(release, within),
      serviceAccountName: account(release, 'prometheus'),
      ...(isOn(release, true, 'alertmanager', 'enabled') && !agent
        ? { alerting: { alertmanagers: [{ namespace, name: `${fullName(release)}-alertmanager`, port: 'http-web' }] } }
        : {}),
    },
  });
}

function thanosRuler(release: Release, namespace: string): KubeObject {
  return withSelectors(release, ['thanosRuler', 'thanosRulerSpec'], [['PrometheusRule', 'rule']], {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ThanosRuler',
    metadata: metadata(release, objectName(release, 'thanos-ruler'), namespace),
    spec: { replicas: 1 },
  });
}

function alertmanager(release: Release, namespace: string): KubeObject {
  const within = ['alertmanager', 'alertmanagerSpec'];
  const names = ['alertmanagerConfigSelector', 'alertmanagerConfigNamespaceSelector'];
  const decisive = decisiveOf(release, within, names);
  const [objects, namespaces] = names.map((name) => valueAt(decisive, ...within, name)) as [Value, Value];
  const open = [namespaces, objects].flatMap((value) => ('open' in value ? [value.open] : []))[0];
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'Alertmanager',
    metadata: metadata(release, objectName(release, 'alertmanager'), namespaceOf(release, 'alertmanager') || namespace),
    body: {
      spec: {
        ...takenOver(release, within),
        alertmanagerConfigSelector: 'open' in objects ? {} : (orAll(objects.value) ?? {}),
        // Not set is all namespaces; null is its own only.
        alertmanagerConfigNamespaceSelector:
          'open' in namespaces ? {} : namespaces.value === undefined ? {} : namespaces.value,
      },
    },
    origin: release.origin,
    made: {
      ...madeBy(release),
      open: open === undefined ? {} : { AlertmanagerConfig: open },
      values: Object.fromEntries(
        names.map((name) => {
          const path = [...within, name];
          return [name, { value: `${pathText(release, path)}: {}`, place: placeOf(release, ...path) }];
        }),
      ),
    },
  };
}

function takenOver(release: Release, within: readonly string[]): JsonObject {
  return Object.fromEntries(
    TAKEN_OVER.flatMap((field) => {
      const value = setAt(release, ...within, field);
      return value === undefined || value === null || value === '' ? [] : [[field, value]];
    }),
  );
}
