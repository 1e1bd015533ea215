import { allReads } from '../../src/app/read.ts';
import { findResource } from '../../src/io/resources.ts';
import type { Bed } from '../bed/bed.ts';
import type { User } from '../bed/users.ts';
import type { Rule } from '../bed/worlds/objects.ts';

/* Rights of the bed's users, given and taken back by the tests. */

const RBAC = 'rbac.authorization.k8s.io';
let grants = 0;

/** Gives a user exactly these rights in the whole cluster, and waits until the API server knows. */
export const grant = async (bed: Bed, user: User, rules: readonly Rule[]): Promise<void> => {
  grants += 1;
  const marker = `marker-${grants}`;
  const name = `e2e-${user}`;
  await bed.apply([
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: { name },
      rules: [...rules, { apiGroups: ['promwire.test'], resources: [marker], verbs: ['get'] }],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
      subjects: [{ apiGroup: RBAC, kind: 'User', name: user }],
    },
  ]);
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { group: 'promwire.test', resource: marker, verb: 'get' } },
  };
  await bed.waitFor(
    async () => {
      const answer = await bed
        .apiAs(user)
        .request('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { body: JSON.stringify(review) });
      return (JSON.parse(answer.body) as { readonly status: { readonly allowed: boolean } }).status.allowed;
    },
    { what: `the rights of ${user}` },
  );
};

/** The kinds that `check` lists, each with the rule that allows it. */
export const LISTS: readonly { readonly kind: string; readonly plural: string; readonly rule: Rule }[] = allReads([
  { group: 'apps', kind: 'StatefulSet', scope: 'cluster' },
]).map(({ group, kind }) => {
  const plural = findResource(group, kind)?.plural;
  if (plural === undefined) throw new Error(`no resource ${kind}`);
  return { kind, plural, rule: { apiGroups: [group], resources: [plural], verbs: ['list'] } };
});

/** Every list but those of the kinds named, and what else reading needs. */
export const readingWithout = (...kinds: readonly string[]): readonly Rule[] => [
  ...LISTS.filter(({ kind }) => !kinds.includes(kind)).map(({ rule }) => rule),
  { apiGroups: [''], resources: ['pods/proxy', 'services/proxy'], verbs: ['get'] },
  {
    apiGroups: ['', 'monitoring.coreos.com', RBAC],
    resources: ['configmaps', 'secrets', 'servicemonitors', 'prometheusrules', 'roles', 'rolebindings'],
    verbs: ['get'],
  },
];

/** What setup writes, by kind. */
const WRITES: Readonly<Record<string, Rule>> = {
  Role: { apiGroups: [RBAC], resources: ['roles'], verbs: ['create', 'patch', 'escalate'] },
  RoleBinding: { apiGroups: [RBAC], resources: ['rolebindings'], verbs: ['create', 'patch'] },
  PrometheusRule: { apiGroups: ['monitoring.coreos.com'], resources: ['prometheusrules'], verbs: ['create', 'patch'] },
  ServiceMonitor: { apiGroups: ['monitoring.coreos.com'], resources: ['servicemonitors'], verbs: ['create', 'patch'] },
  ConfigMap: { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'patch'] },
};
const BIND: Rule = { apiGroups: [RBAC], resources: ['roles'], verbs: ['bind'] };

/** The right to write everything that setup writes but those kinds. */
export const writingWithout = (...kinds: readonly string[]): readonly Rule[] => [
  BIND,
  ...Object.entries(WRITES)
    .filter(([kind]) => !kinds.includes(kind))
    .map(([, rule]) => rule),
];
