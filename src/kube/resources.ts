/** The static table of the kinds of Kubernetes and of stacks. Plurals are written down, never guessed. */
import { nearest } from './nearest.ts';
import type { Resource } from '../model/index.ts';
import { kindKey } from './refs.ts';

const OPERATOR = 'monitoring.coreos.com';
const GRAFANA = 'grafana.integreatly.org';
const RBAC = 'rbac.authorization.k8s.io';
const VICTORIA = 'operator.victoriametrics.com';
const ISTIO = 'security.istio.io';
const LINKERD = 'policy.linkerd.io';
const OTEL = 'opentelemetry.io';
const ADMISSION = 'admissionregistration.k8s.io';

const inNamespace = (group: string, versions: readonly string[], kind: string, plural: string): Resource => ({
  group,
  versions,
  kind,
  plural,
  namespaced: true,
});
const clusterWide = (group: string, versions: readonly string[], kind: string, plural: string): Resource => ({
  group,
  versions,
  kind,
  plural,
  namespaced: false,
});

/**
 * Every resource type but those of applications (io/resources.ts), ordered by group, then kind. Versions are in the order
 * they are tried.
 */
export const RESOURCES: readonly Resource[] = [
  inNamespace('', ['v1'], 'ConfigMap', 'configmaps'),
  inNamespace('', ['v1'], 'Endpoints', 'endpoints'),
  inNamespace('', ['v1'], 'Event', 'events'),
  clusterWide('', ['v1'], 'Namespace', 'namespaces'),
  inNamespace('', ['v1'], 'Pod', 'pods'),
  inNamespace('', ['v1'], 'Secret', 'secrets'),
  inNamespace('', ['v1'], 'Service', 'services'),
  inNamespace('', ['v1'], 'ServiceAccount', 'serviceaccounts'),
  clusterWide(ADMISSION, ['v1'], 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations'),
  clusterWide(ADMISSION, ['v1'], 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations'),
  clusterWide('apiextensions.k8s.io', ['v1'], 'CustomResourceDefinition', 'customresourcedefinitions'),
  inNamespace('apps', ['v1'], 'DaemonSet', 'daemonsets'),
  inNamespace('apps', ['v1'], 'Deployment', 'deployments'),
  inNamespace('apps', ['v1'], 'StatefulSet', 'statefulsets'),
  inNamespace('discovery.k8s.io', ['v1'], 'EndpointSlice', 'endpointslices'),
  inNamespace(GRAFANA, ['v1beta1'], 'Grafana', 'grafanas'),
  inNamespace(GRAFANA, ['v1beta1'], 'GrafanaDashboard', 'grafanadashboards'),
  inNamespace(GRAFANA, ['v1beta1'], 'GrafanaDatasource', 'grafanadatasources'),
  inNamespace(GRAFANA, ['v1beta1'], 'GrafanaFolder', 'grafanafolders'),
  inNamespace(OPERATOR, ['v1'], 'Alertmanager', 'alertmanagers'),
  inNamespace(OPERATOR, ['v1beta1', 'v1alpha1'], 'AlertmanagerConfig', 'alertmanagerconfigs'),
  inNamespace(OPERATOR, ['v1'], 'PodMonitor', 'podmonitors'),
  inNamespace(OPERATOR, ['v1'], 'Probe', 'probes'),
  inNamespace(OPERATOR, ['v1'], 'Prometheus', 'prometheuses'),
  inNamespace(OPERATOR, ['v1alpha1'], 'PrometheusAgent', 'prometheusagents'),
  inNamespace(OPERATOR, ['v1'], 'PrometheusRule', 'prometheusrules'),
  inNamespace(OPERATOR, ['v1alpha1'], 'ScrapeConfig', 'scrapeconfigs'),
  inNamespace(OPERATOR, ['v1'], 'ServiceMonitor', 'servicemonitors'),
  inNamespace(OPERATOR, ['v1'], 'ThanosRuler', 'thanosrulers'),
  inNamespace(OTEL, ['v1beta1', 'v1alpha1'], 'OpenTelemetryCollector', 'opentelemetrycollectors'),
  inNamespace(OTEL, ['v1alpha1'], 'TargetAllocator', 'targetallocators'),
  inNamespace(VICTORIA, ['v1beta1'], 'VMAgent', 'vmagents'),
  inNamespace(VICTORIA, ['v1beta1'], 'VMSingle', 'vmsingles'),
  inNamespace('networking.k8s.io', ['v1'], 'NetworkPolicy', 'networkpolicies'),
  inNamespace(LINKERD, ['v1alpha1'], 'AuthorizationPolicy', 'authorizationpolicies'),
  inNamespace(LINKERD, ['v1alpha1'], 'NetworkAuthentication', 'networkauthentications'),
  inNamespace(LINKERD, ['v1beta3', 'v1beta2', 'v1beta1'], 'Server', 'servers'),
  inNamespace(LINKERD, ['v1beta1'], 'ServerAuthorization', 'serverauthorizations'),
  clusterWide(RBAC, ['v1'], 'ClusterRole', 'clusterroles'),
  clusterWide(RBAC, ['v1'], 'ClusterRoleBinding', 'clusterrolebindings'),
  inNamespace(RBAC, ['v1'], 'Role', 'roles'),
  inNamespace(RBAC, ['v1'], 'RoleBinding', 'rolebindings'),
  inNamespace(ISTIO, ['v1', 'v1beta1'], 'AuthorizationPolicy', 'authorizationpolicies'),
  inNamespace(ISTIO, ['v1', 'v1beta1'], 'PeerAuthentication', 'peerauthentications'),
];

/** The resource of a group ('' for the core group) and kind, or undefined where it is not known. */
export type FindResource = (group: string, kind: string) => Resource | undefined;

/** Looks resources up in a table. */
export function lookup(resources: readonly Resource[]): FindResource {
  const byGroupKind = new Map(resources.map((resource) => [kindKey(resource), resource]));
  return (group, kind) => byGroupKind.get(kindKey({ group, kind }));
}

/** Of the kinds of Kubernetes and of stacks. */
export const findResource: FindResource = lookup(RESOURCES);

/** The version of an apiVersion: "apps/v1" -> "v1", "v1" -> "v1". */
export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** The apiVersion of one version of a resource, by default the first that is tried. */
export function apiVersionOf(resource: Resource, version: string = resource.versions[0] ?? ''): string {
  return resource.group === '' ? version : `${resource.group}/${version}`;
}

/** The kind that a mistyped one stands for; short names are near to too many. */
export function nearestKind(kind: string, resources: readonly Resource[]): string | undefined {
  if (kind.length < 8) return undefined;
  const found = nearest(
    kind,
    resources.map((resource) => resource.kind),
  );
  // One of another group is no mistype.
  if (found === undefined || resources.some((resource) => resource.kind === kind)) return undefined;
  return Math.abs(found.length - kind.length) <= 2 ? found : undefined;
}
