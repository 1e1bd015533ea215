import { describe, expect, it } from '@jest/globals';
import { discoveryRights, discoveryRole, mayDo } from '../../src/world/rights.ts';
import type { KubeObject, Stack } from '../../src/model/index.ts';
import { analysis, binding, kube, prometheus, role } from '../worlds.ts';
import type { Raw, Sight } from '../worlds.ts';

const k8s = prometheus('monitoring/k8s');
const LIST_PODS = { group: '', resource: 'pods', verbs: ['list', 'watch'] };
const pods = (fields: Raw = {}): readonly Raw[] => [
  { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'], ...fields },
];
const subject = (kind: string, name: string): Raw => ({ kind, apiGroup: 'rbac.authorization.k8s.io', name });

function may(objects: readonly KubeObject[], namespace: string | undefined, sight?: Sight, of = k8s): string {
  const context = analysis([of, ...objects], sight);
  const [stack] = context.stacks;
  if (!stack) throw new Error('no stack');
  return mayDo(context.world, stack, LIST_PODS, namespace).allowed;
}

describe('mayDo', () => {
  it('is not known from files in which no binding is for the account: a chart has roles of its own', () => {
    const files: Sight = { source: 'files' };
    const account = { kind: 'ServiceAccount', namespace: 'shop', name: 'shop' };
    const others = [role('shop', pods()), role('shop/r', pods()), binding('shop/b', 'Role/r', account)];
    const theirs = [...others, binding('shop', 'ClusterRole/shop', account)];
    expect(may(theirs, 'shop', files)).toBe('unknown');
    // Its own role is not among them, or gives it no way to find anything: the one that does is elsewhere.
    expect(may([...theirs, binding('b', 'ClusterRole/none')], 'shop', files)).toBe('unknown');
    expect(may([...theirs, role('none', []), binding('b', 'ClusterRole/none')], 'shop', files)).toBe('unknown');
    const aggregated = kube({ ...role('view', []), ...role('view', []).body, aggregationRule: {} });
    expect(may([...theirs, aggregated, binding('b', 'ClusterRole/view')], 'shop', files)).toBe('unknown');
    // Another application let it into its own namespace.
    const bank = [role('bank/r', pods()), binding('bank/b', 'Role/r')];
    expect(may([...theirs, ...bank], 'shop', files)).toBe('unknown');
    // It may discover in the stack's own namespace, and was forgotten here.
    const own = [role('monitoring/r', pods()), binding('monitoring/b', 'Role/r')];
    expect(may([...theirs, ...own], 'shop', files)).toBe('no');
    expect(may([...theirs, binding('b', 'ClusterRole/shop')], 'shop', files)).toBe('yes');
    expect(may(theirs, 'shop')).toBe('no');
  });

  it.each<[string, readonly KubeObject[], 'yes' | 'no', 'yes' | 'no']>([
    ['nothing bound', [role('r', pods())], 'no', 'no'],
    ['a ClusterRole everywhere', [role('r', pods()), binding('b', 'ClusterRole/r')], 'yes', 'yes'],
    ['a ClusterRole in a namespace', [role('r', pods()), binding('shop/b', 'ClusterRole/r')], 'yes', 'no'],
    ['a Role', [role('shop/r', pods()), binding('shop/b', 'Role/r')], 'yes', 'no'],
    ['a Role of another namespace', [role('bank/r', pods()), binding('bank/b', 'Role/r')], 'no', 'no'],
    ['a Role of another namespace by name', [role('bank/r', pods()), binding('shop/b', 'Role/r')], 'no', 'no'],
    ['a binding to a role that is gone', [binding('b', 'ClusterRole/r')], 'no', 'no'],
    ['a ClusterRoleBinding to a Role grants nothing', [role('shop/r', pods()), binding('b', 'Role/r')], 'no', 'no'],
    ['another group of the API', [role('r', pods({ apiGroups: ['apps'] })), binding('b', 'ClusterRole/r')], 'no', 'no'],
    ['another resource', [role('r', pods({ resources: ['services'] })), binding('b', 'ClusterRole/r')], 'no', 'no'],
    ['a subresource', [role('r', pods({ resources: ['pods/log'] })), binding('b', 'ClusterRole/r')], 'no', 'no'],
    ['get alone', [role('r', pods({ verbs: ['get'] })), binding('b', 'ClusterRole/r')], 'no', 'no'],
    ['list without watch', [role('r', pods({ verbs: ['list'] })), binding('b', 'ClusterRole/r')], 'no', 'no'],
    [
      'verbs from two rules',
      [role('r', [...pods({ verbs: ['list'] }), ...pods({ verbs: ['watch'] })]), binding('b', 'ClusterRole/r')],
      'yes',
      'yes',
    ],
    [
      '* everywhere',
      [role('r', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]), binding('b', 'ClusterRole/r')],
      'yes',
      'yes',
    ],
    ['names give no list', [role('r', pods({ resourceNames: ['web-1'] })), binding('b', 'ClusterRole/r')], 'no', 'no'],
    [
      'an empty list of names is none',
      [role('r', pods({ resourceNames: [] })), binding('b', 'ClusterRole/r')],
      'yes',
      'yes',
    ],
    [
      'paths of URLs are not resources',
      [role('r', [{ nonResourceURLs: ['*'], verbs: ['*'] }]), binding('b', 'ClusterRole/r')],
      'no',
      'no',
    ],
    [
      'null for rules',
      [
        kube({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'r' }, rules: null }),
        binding('b', 'ClusterRole/r'),
      ],
      'no',
      'no',
    ],
  ])('%s', (_name, objects, inShop, everywhere) => {
    expect(may(objects, 'shop')).toBe(inShop);
    expect(may(objects, undefined)).toBe(everywhere);
  });

  it.each<[string, Raw, 'yes' | 'no']>([
    ['its ServiceAccount', { kind: 'ServiceAccount', namespace: 'monitoring', name: 'prometheus' }, 'yes'],
    ['one of the same name elsewhere', { kind: 'ServiceAccount', namespace: 'shop', name: 'prometheus' }, 'no'],
    ['another one', { kind: 'ServiceAccount', namespace: 'monitoring', name: 'default' }, 'no'],
    ['its user name', subject('User', 'system:serviceaccount:monitoring:prometheus'), 'yes'],
    ['another user', subject('User', 'prometheus'), 'no'],
    ['all ServiceAccounts', subject('Group', 'system:serviceaccounts'), 'yes'],
    ['all of its namespace', subject('Group', 'system:serviceaccounts:monitoring'), 'yes'],
    ['all of another namespace', subject('Group', 'system:serviceaccounts:shop'), 'no'],
    ['everybody who is known', subject('Group', 'system:authenticated'), 'yes'],
    ['everybody who is not', subject('Group', 'system:unauthenticated'), 'no'],
    ['a group with the name of the account', subject('Group', 'prometheus'), 'no'],
  ])('bound to %s', (_name, who, answer) => {
    expect(may([role('r', pods()), binding('b', 'ClusterRole/r', who)], 'shop')).toBe(answer);
  });

  it('takes an empty namespace of a subject for that of the binding', () => {
    const who = { kind: 'ServiceAccount', name: 'prometheus' };
    const objects = [role('r', pods()), binding('monitoring/b', 'ClusterRole/r', who)];
    expect(may(objects, 'monitoring')).toBe('yes');
    expect(may([role('r', pods()), binding('shop/b', 'ClusterRole/r', who)], 'shop')).toBe('no');
  });

  it('asks for "default" where the stack names no ServiceAccount', () => {
    const nameless = prometheus('monitoring/k8s', { serviceAccountName: '' });
    const who = { kind: 'ServiceAccount', namespace: 'monitoring', name: 'default' };
    expect(may([role('r', pods()), binding('b', 'ClusterRole/r', who)], 'shop', {}, nameless)).toBe('yes');
  });

  it.each(['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'])('does not say no without %s', (kind) => {
    expect(may([], 'shop', { hidden: [kind] })).toBe('unknown');
  });

  it('needs no lists of a namespace for a question about the cluster', () => {
    expect(may([], undefined, { hidden: ['Role', 'RoleBinding'] })).toBe('no');
  });

  it('says yes on what it sees, whatever it does not', () => {
    expect(may([role('r', pods()), binding('b', 'ClusterRole/r')], 'shop', { hidden: ['Role', 'RoleBinding'] })).toBe(
      'yes',
    );
  });
});

describe('discoveryRole', () => {
  it.each(['endpoints', 'endpointslice', 'pod'] as const)('gives exactly what the role %s needs', (of) => {
    const [stack] = analysis([k8s]).stacks;
    const manifests = discoveryRole(stack as Stack, of, 'shop', {});
    const { world } = analysis([k8s, ...manifests.map((manifest) => kube(manifest))]);
    const answers = discoveryRights(of).map((right) => mayDo(world, stack as Stack, right, 'shop').allowed);
    expect(new Set(answers)).toEqual(new Set(['yes']));
    expect(mayDo(world, stack as Stack, { group: '', resource: 'secrets', verbs: ['list'] }, 'shop').allowed).toBe(
      'no',
    );
    expect(mayDo(world, stack as Stack, LIST_PODS, 'bank').allowed).toBe('no');
  });
});
