import type { KubeThing } from '../object.ts';

/** Small builders of the objects that every world has. Values that only a real cluster needs are left out. */
export type Labels = Readonly<Record<string, string>>;

/** What Helm writes on the live objects of a release, whether or not the chart's template has it. */
const helmMarks = (release: string, namespace: string): { readonly labels: Labels; readonly annotations: Labels } => ({
  labels: { 'app.kubernetes.io/managed-by': 'Helm' },
  annotations: { 'meta.helm.sh/release-name': release, 'meta.helm.sh/release-namespace': namespace },
});

/** The objects with Helm's marks: how they look after `helm install`. */
export const asHelm = (release: string, namespace: string, objects: readonly KubeThing[]): readonly KubeThing[] => {
  const marks = helmMarks(release, namespace);
  return objects.map((object) => ({
    ...object,
    metadata: {
      ...object.metadata,
      labels: { ...object.metadata.labels, ...marks.labels },
      annotations: { ...object.metadata.annotations, ...marks.annotations },
    },
  }));
};

export const namespace = (name: string, labels: Labels = {}): KubeThing => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...labels } },
});

export const serviceAccount = (inNamespace: string, name: string, labels: Labels = {}): KubeThing => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: inNamespace, labels },
});

export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

const RBAC = 'rbac.authorization.k8s.io';

/** A ClusterRole and its binding to one ServiceAccount, both of one name. */
export const clusterRights = (
  name: string,
  labels: Labels,
  rules: readonly Rule[],
  subject: { readonly namespace: string; readonly name: string },
): readonly KubeThing[] => [
  { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name, labels }, rules },
  {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name, labels },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', ...subject }],
  },
];

/** The same in one namespace. */
export const rights = (
  inNamespace: string,
  name: string,
  labels: Labels,
  rules: readonly Rule[],
  subject: { readonly namespace: string; readonly name: string },
): readonly KubeThing[] => [
  { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata: { name, namespace: inNamespace, labels }, rules },
  {
    apiVersion: `${RBAC}/v1`,
    kind: 'RoleBinding',
    metadata: { name, namespace: inNamespace, labels },
    roleRef: { apiGroup: RBAC, kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', ...subject }],
  },
];

export const service = (options: {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly selector: Labels;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly targetPort: number | string }[];
}): KubeThing => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: options.name, namespace: options.namespace, labels: options.labels },
  spec: {
    type: 'ClusterIP',
    selector: options.selector,
    ports: options.ports.map((port) => ({ protocol: 'TCP', ...port })),
  },
});

export const deployment = (options: {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly podLabels: Labels;
  readonly replicas?: number;
  readonly serviceAccountName?: string;
  readonly containers: readonly Readonly<Record<string, unknown>>[];
}): KubeThing => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: options.name, namespace: options.namespace, labels: options.labels },
  spec: {
    replicas: options.replicas ?? 1,
    selector: { matchLabels: options.podLabels },
    template: {
      metadata: { labels: options.podLabels },
      spec: {
        ...(options.serviceAccountName === undefined ? {} : { serviceAccountName: options.serviceAccountName }),
        containers: options.containers,
      },
    },
  },
});

/** A CRD of one version that takes everything below spec and status. */
export const looseCrd = (options: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortNames?: readonly string[];
}): KubeThing => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${options.plural}.${options.group}` },
  spec: {
    group: options.group,
    scope: 'Namespaced',
    names: {
      kind: options.kind,
      listKind: `${options.kind}List`,
      plural: options.plural,
      singular: options.kind.toLowerCase(),
      ...(options.shortNames === undefined ? {} : { shortNames: options.shortNames }),
    },
    versions: [
      {
        name: options.version,
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    ],
  },
});
