/**
 * The operator and the Grafana of kube-prometheus-stack, as far as they decide what is looked at. Source: its
 * templates/prometheus-operator/deployment.yaml:54-140 and values.yaml:1536-1546 (88.5.3).
 */
import { isObject } from '../../kube/json.ts';
import { atLeast } from '../../kube/version.ts';
import type { Json, JsonObject, KubeObject, Labels, Release } from '../../model/index.ts';
import { madeBy, metadata } from './marks.ts';
import { cut, fullName, namespaceOf } from './names.ts';
import { isOn, setAt, textAt } from './values.ts';

/** Joined with commas, or what was given. */
function flag(name: string, value: Json | undefined): readonly string[] {
  if (value === undefined || value === null || value === '') return [];
  const text = Array.isArray(value) ? value.join(',') : value;
  return typeof text === 'string' && text !== '' ? [`--${name}=${text}`] : [];
}

/** The Deployment of the operator, with the flags that decide what it sees. */
export function operator(release: Release, namespace: string): KubeObject {
  const own = (field: string): Json | undefined => setAt(release, 'prometheusOperator', field);
  const scope = own('namespaces');
  const watched = isObject(scope)
    ? [
        ...(scope['releaseNamespace'] === true ? [namespace] : []),
        ...(Array.isArray(scope['additional']) ? (scope['additional'] as readonly Json[]) : []),
      ]
    : [];
  const tag = textAt(release, 'prometheusOperator', 'image', 'tag');
  const name = textAt(release, 'prometheusOperator', 'fullnameOverride') ?? `${fullName(release)}-operator`;
  return workload(release, name, namespace, {
    name: 'kube-prometheus-stack',
    image: `quay.io/prometheus-operator/prometheus-operator${tag === undefined ? '' : `:${tag}`}`,
    args: [
      ...flag('namespaces', watched),
      ...flag('deny-namespaces', own('denyNamespaces')),
      ...flag('prometheus-instance-namespaces', own('prometheusInstanceNamespaces')),
      ...flag('prometheus-instance-selector', own('prometheusInstanceSelector')),
      ...flag('alertmanager-instance-namespaces', own('alertmanagerInstanceNamespaces')),
      ...flag('alertmanager-instance-selector', own('alertmanagerInstanceSelector')),
      ...flag('thanos-ruler-instance-namespaces', own('thanosRulerInstanceNamespaces')),
      ...flag('thanos-ruler-instance-selector', own('thanosRulerInstanceSelector')),
    ],
  });
}

/** The Grafana sub-chart, with the defaults that kube-prometheus-stack gives its sidecar. */
export function grafana(release: Release): KubeObject {
  const own = (...path: readonly string[]): string | undefined =>
    textAt(release, 'grafana', 'sidecar', 'dashboards', ...path);
  const name = textAt(release, 'grafana', 'nameOverride') ?? 'grafana';
  const full = release.name?.includes(name) === true ? release.name : `${release.name ?? ''}-${name}`;
  // The chart looks into all namespaces since 45.12.0; before it is the sidecar's own.
  const everywhere = atLeast(release.version, '45.12.0') ? 'ALL' : '';
  const namespaces = setAt(release, 'grafana', 'sidecar', 'dashboards', 'searchNamespace') ?? everywhere;
  const env = (variable: string, value: string | undefined): readonly JsonObject[] =>
    value === undefined ? [] : [{ name: variable, value }];
  const runs = isOn(release, true, 'grafana', 'sidecar', 'dashboards', 'enabled');
  return workload(
    release,
    textAt(release, 'grafana', 'fullnameOverride') ?? cut(full, 63),
    namespaceOf(release, 'grafana'),
    { name: 'grafana', image: 'docker.io/grafana/grafana' },
    runs
      ? [
          {
            name: `${name}-sc-dashboard`,
            image: 'quay.io/kiwigrid/k8s-sidecar',
            env: [
              ...env('LABEL', own('label') ?? 'grafana_dashboard'),
              ...env('LABEL_VALUE', own('labelValue') ?? '1'),
              ...env(
                'NAMESPACE',
                Array.isArray(namespaces) ? namespaces.join(',') : typeof namespaces === 'string' ? namespaces : '',
              ),
              ...env('RESOURCE', own('resource') ?? 'both'),
              ...env('FOLDER', own('folder') ?? '/tmp/dashboards'),
              ...env('FOLDER_ANNOTATION', own('folderAnnotation')),
              ...env('METHOD', own('watchMethod')),
            ],
          },
        ]
      : [],
  );
}

function workload(
  release: Release,
  name: string,
  namespace: string,
  container: JsonObject & { readonly name: string },
  more: readonly JsonObject[] = [],
): KubeObject {
  const labels: Labels = { 'app.kubernetes.io/instance': release.name ?? '' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(release, name, namespace),
    body: {
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels: { ...labels, 'app.kubernetes.io/name': container.name } },
          spec: { serviceAccountName: name, containers: [container, ...more] },
        },
      },
    },
    origin: release.origin,
    made: { ...madeBy(release), open: {}, values: {} },
  };
}
