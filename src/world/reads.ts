import type { Reads } from '../model/index.ts';
import { SUBJECT_KINDS } from '../kube/kinds.ts';

/*
 * The lists that several checks share, by what they are for. From these alone come the lists made and the rights
 * printed, so a check names what it needs here and nothing else.
 */

const monitoring = (kind: string): Reads => ({ group: 'monitoring.coreos.com', kind, scope: 'cluster' });
const core = (kind: string): Reads => ({ group: '', kind, scope: 'namespace' });
const rbac = (kind: string, scope: Reads['scope']): Reads => ({ group: 'rbac.authorization.k8s.io', kind, scope });

export const STACKS: readonly Reads[] = ['Prometheus', 'PrometheusAgent', 'ThanosRuler', 'Alertmanager'].map(
  monitoring,
);

/** Objects that a stack may take up. */
export const SUBJECTS: readonly Reads[] = SUBJECT_KINDS.map((kind) => ({
  ...monitoring(kind),
  scope: 'namespace',
}));

export const NAMESPACES: readonly Reads[] = [{ group: '', kind: 'Namespace', scope: 'cluster' }];

/** The operator's Deployment (its flags), and the workload that an application or a Grafana runs as. */
export const OPERATORS: readonly Reads[] = [{ group: 'apps', kind: 'Deployment', scope: 'cluster' }];

/** What an application may run as. */
export const WORKLOADS: readonly Reads[] = [...OPERATORS, { group: 'apps', kind: 'StatefulSet', scope: 'cluster' }];

/** Where Grafana and its dashboards sidecar run, and the ConfigMaps with the label that the sidecar asks for. */
export const DASHBOARDS: readonly Reads[] = [...WORKLOADS, { ...core('ConfigMap'), scope: 'cluster', labelled: true }];

const other = (group: string, kind: string, crd: string): Reads => ({
  group,
  kind,
  scope: 'cluster',
  when: `${crd}.${group}`,
});

/** What else may read the operator's objects, where its CRD is there (backends/readers). */
export const READERS: readonly Reads[] = [
  other('operator.victoriametrics.com', 'VMAgent', 'vmagents'),
  other('operator.victoriametrics.com', 'VMSingle', 'vmsingles'),
  other('opentelemetry.io', 'OpenTelemetryCollector', 'opentelemetrycollectors'),
  other('opentelemetry.io', 'TargetAllocator', 'targetallocators'),
];

export const SELECTION: readonly Reads[] = [...STACKS, ...SUBJECTS, ...NAMESPACES, ...OPERATORS];

export const DISCOVERY: readonly Reads[] = [
  core('Service'),
  core('Endpoints'),
  { group: 'discovery.k8s.io', kind: 'EndpointSlice', scope: 'namespace' },
  core('Pod'),
];

/** What may stand between Prometheus and the pods. */
export const BETWEEN: readonly Reads[] = [{ group: 'networking.k8s.io', kind: 'NetworkPolicy', scope: 'namespace' }];

const ofMesh = (group: string, kind: string, plural: string): Reads => ({
  group,
  kind,
  scope: 'namespace',
  when: `${plural}.${group}`,
});

/** What a service mesh asks of a connection; listed only where it has brought that kind. */
export const MESH: readonly Reads[] = [
  ofMesh('security.istio.io', 'PeerAuthentication', 'peerauthentications'),
  ofMesh('security.istio.io', 'AuthorizationPolicy', 'authorizationpolicies'),
  ofMesh('policy.linkerd.io', 'Server', 'servers'),
  ofMesh('policy.linkerd.io', 'ServerAuthorization', 'serverauthorizations'),
  ofMesh('policy.linkerd.io', 'AuthorizationPolicy', 'authorizationpolicies'),
  ofMesh('policy.linkerd.io', 'NetworkAuthentication', 'networkauthentications'),
];

export const RIGHTS: readonly Reads[] = [
  rbac('ClusterRole', 'cluster'),
  rbac('ClusterRoleBinding', 'cluster'),
  rbac('Role', 'namespace'),
  rbac('RoleBinding', 'namespace'),
];
