import type { Manifest, Stack } from '../model/index.ts';
import type { Right } from './rights.ts';

const RBAC = 'rbac.authorization.k8s.io';

/** The ClusterRole and ClusterRoleBinding that give a stack's ServiceAccount these rights in every namespace. */
export function clusterRole(
  stack: Stack,
  rights: readonly Right[],
  labels: Readonly<Record<string, string>>,
): readonly Manifest[] {
  const name = `promwire-${stack.ref.namespace ?? ''}-${stack.ref.name}`;
  const metadata = { name, labels };
  const rules = rights.map(({ group, resource }) => ({
    apiGroups: [group],
    resources: [resource],
    verbs: ['get', 'list', 'watch'],
  }));
  return [
    { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata, rules },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name: stack.serviceAccount, namespace: stack.ref.namespace ?? '' }],
    },
  ];
}
