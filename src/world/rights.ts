import type { FilePlace, Gap, JsonObject, KubeObject, Manifest, Ref, Stack } from '../model/index.ts';
import { at, objectAt, objectsAt, stringAt, stringsAt } from '../kube/json.ts';
import { mayShare, refOf, title } from '../kube/refs.ts';
import { hiding } from './hiding.ts';
import { groupBy } from '../kube/group.ts';
import { memo } from '../kube/memo.ts';
import type { World } from './world.ts';

/*
 * Kubernetes RBAC, evaluated for one ServiceAccount. Rights only add up, so the first rule that grants is enough.
 * Source: kubernetes v1.36.3 plugin/pkg/auth/authorizer/rbac/rbac.go RulesAllow, component-helpers/auth/rbac/validation.
 */

const RBAC = 'rbac.authorization.k8s.io';

export interface Right {
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

export type Allowed =
  | { readonly allowed: 'yes' }
  /** `lacks`: the verbs that no rule gives. */
  | { readonly allowed: 'no'; readonly lacks: readonly string[] }
  | { readonly allowed: 'unknown'; readonly gaps: readonly Gap[] };

/** May the stack's ServiceAccount do this in a namespace (undefined: cluster-wide)? */
export function mayDo(
  world: World,
  stack: Pick<Stack, 'ref' | 'serviceAccount'>,
  right: Right,
  namespace: string | undefined,
): Allowed {
  const account = { namespace: stack.ref.namespace ?? '', name: stack.serviceAccount };
  const rules = [
    ...rulesGiven(world)(account, undefined),
    ...(namespace === undefined ? [] : rulesGiven(world)(account, namespace)),
  ];
  const missing = right.verbs.filter((verb) => !rules.some((rule) => grants(rule, verb, right)));
  if (missing.length === 0) return { allowed: 'yes' };
  const gaps = hiding([
    ...world.gaps(RBAC, 'ClusterRole'),
    ...world.gaps(RBAC, 'ClusterRoleBinding'),
    ...(namespace === undefined
      ? []
      : [...world.gaps(RBAC, 'Role', namespace), ...world.gaps(RBAC, 'RoleBinding', namespace)]),
  ]);
  const open = gaps.length > 0 ? gaps : notAmongFiles(world, account, namespace);
  return open.length === 0 ? { allowed: 'no', lacks: missing } : { allowed: 'unknown', gaps: open };
}

/**
 * Charts have roles of their own, and the stack's may be in other files. Only where the files give the account rights to
 * discover targets everywhere or in the stack's own namespace, or are known to hold all its bindings, and hold every role that they bind it to,
 * and anything of the namespace, are these its rights.
 */
function notAmongFiles(world: World, account: Account, namespace: string | undefined): readonly Gap[] {
  if (world.snapshot.source !== 'files') return [];
  const named = bindingsOf(world)(account);
  const roles = named.map(({ binding, role }) => ({ role: role && world.get(role), binding, ref: role }));
  const absent = roles.find(({ role }) => role === undefined || at(role.body, 'aggregationRule') !== undefined);
  // Another chart's RoleBinding in its own namespace tells nothing of those that came with the stack.
  const rules = roles
    .filter(({ binding: { metadata } }) => [undefined, account.namespace].includes(metadata.namespace))
    .flatMap(({ role }) => objectsAt(role?.body, 'rules'));
  const seen = namespace === undefined || world.namespaces().includes(namespace);
  if (absent === undefined && seen && (rules.some(discoversSomething) || isWhole(world, account))) return [];
  const who = `ServiceAccount ${account.namespace}/${account.name}`;
  const rights = `the rights of ServiceAccount ${account.namespace}/${account.name}`;
  const sentence =
    named.length === 0
      ? `No ClusterRoleBinding or RoleBinding among the files is for ${who}, so its rights are not known.`
      : absent
        ? `${absent.ref ? title(absent.ref) : 'The role'} of ${title(refOf(absent.binding))} is not whole among the files, so ${rights} are not known.`
        : seen
          ? `No role among the files lets ${who} discover targets anywhere, so the one that does is elsewhere.`
          : namespace === ''
            ? `Which namespace is meant is not known, and so are ${rights} there.`
            : `Nothing of namespace ${namespace} is among the files, so ${rights} there are not known.`;
  return [{ reason: 'not-among-files', reads: { group: RBAC, kind: 'ClusterRoleBinding' }, sentence }];
}

/** Whether all bindings of an account are there, as in what was captured for Git. */
function isWhole({ snapshot }: World, { namespace, name }: Account): boolean {
  return ['ClusterRoleBinding', 'RoleBinding'].every((kind) =>
    snapshot.coverage.some(
      (entry) => entry.group === RBAC && entry.kind === kind && entry.accounts?.includes(`${namespace}/${name}`),
    ),
  );
}

const discoversHere = ({ body }: KubeObject): boolean => objectsAt(body, 'rules').some(discoversSomething);

const discoversSomething = (rule: JsonObject): boolean =>
  discoveryRights('endpoints').some((right) => right.verbs.some((verb) => grants(rule, verb, right)));

interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** The bindings that name an account, wherever they count, each with the role that it refers to. */
const bindingsOf = memo((world: World) => {
  const all = ['ClusterRoleBinding', 'RoleBinding'].flatMap((kind) => world.all(RBAC, kind));
  const known = new Map<string, readonly { readonly binding: KubeObject; readonly role: Ref | undefined }[]>();
  return (account: Account): readonly { readonly binding: KubeObject; readonly role: Ref | undefined }[] => {
    const key = `${account.namespace}/${account.name}`;
    const found =
      known.get(key) ??
      all
        .filter(({ body, metadata }) =>
          objectsAt(body, 'subjects').some((subject) => isSubject(subject, account, metadata.namespace)),
        )
        .map((binding) => ({ binding, role: roleRefOf(binding) }));
    known.set(key, found);
    return found;
  };
});

/** The ClusterRole in a file that counts for the stack's ServiceAccount everywhere: where one more right may be written. */
export function roleInFile(
  world: World,
  { ref, serviceAccount }: Pick<Stack, 'ref' | 'serviceAccount'>,
): (FilePlace & { readonly name: string }) | undefined {
  const roles = bindingsOf(world)({ namespace: ref.namespace ?? '', name: serviceAccount })
    .filter(({ binding }) => binding.kind === 'ClusterRoleBinding')
    .flatMap(({ role }) => (role && world.get(role)) ?? [])
    .toSorted((a, b) => Number(discoversHere(b)) - Number(discoversHere(a)));
  return roles.flatMap(({ origin, metadata: { name } }) => (origin.source === 'file' ? [{ ...origin, name }] : []))[0];
}

/** The role that a binding refers to. */
function roleRefOf({ body, metadata }: KubeObject): Ref | undefined {
  const role = objectAt(body, 'roleRef');
  const [kind, name] = [stringAt(role, 'kind'), stringAt(role, 'name')];
  if (kind === undefined || name === undefined) return undefined;
  const scope = kind === 'Role' && metadata.namespace !== undefined ? { namespace: metadata.namespace } : {};
  return { apiVersion: `${RBAC}/v1`, kind, ...scope, name };
}

/** The same for every monitor of a stack. */
const rulesGiven = memo((world: World) => {
  const known = new Map<string, readonly JsonObject[]>();
  return (account: Account, namespace: string | undefined): readonly JsonObject[] => {
    const key = JSON.stringify([account.namespace, account.name, namespace]);
    const rules = known.get(key) ?? rulesOf(world, account, namespace);
    known.set(key, rules);
    return rules;
  };
});

/** The rules that bindings of one scope give the account. */
function rulesOf(world: World, account: Account, namespace: string | undefined): readonly JsonObject[] {
  const bindings =
    namespace === undefined ? world.all(RBAC, 'ClusterRoleBinding') : world.inNamespace(RBAC, 'RoleBinding', namespace);
  return bindings.flatMap((binding) => {
    if (!objectsAt(binding.body, 'subjects').some((subject) => isSubject(subject, account, namespace))) return [];
    const role = roleRefOf(binding);
    const found = role && world.get(role);
    return found ? objectsAt(found.body, 'rules') : [];
  });
}

function isSubject(subject: JsonObject, account: Account, bindingNamespace: string | undefined): boolean {
  const kind = stringAt(subject, 'kind');
  const name = stringAt(subject, 'name');
  if (kind === 'ServiceAccount') {
    return name === account.name && mayShare(stringAt(subject, 'namespace') ?? bindingNamespace, account.namespace);
  }
  if (kind === 'User') return name === `system:serviceaccount:${account.namespace}:${account.name}`;
  return (
    kind === 'Group' &&
    (name === `system:serviceaccounts:${account.namespace}` || (name !== undefined && OF_ALL.includes(name)))
  );
}

/** Groups that every ServiceAccount is in. */
const OF_ALL: readonly string[] = ['system:serviceaccounts', 'system:authenticated'];

function grants(rule: JsonObject, verb: string, right: Right): boolean {
  const has = (field: string, wanted: string): boolean => {
    const values = stringsAt(rule, field);
    return values.includes(wanted) || values.includes('*');
  };
  // A rule bound to names gives no list or watch of the whole.
  return (
    has('verbs', verb) &&
    has('apiGroups', right.group) &&
    has('resources', right.resource) &&
    stringsAt(rule, 'resourceNames').length === 0
  );
}

/**
 * May any ServiceAccount of a namespace discover something in another one? Only who has power there, or over the whole cluster,
 * gives such a right. What is not seen of roles and bindings leaves it open.
 */
export function mayElsewhere(world: World, namespace: string): Allowed['allowed'] {
  const { all, places } = givenElsewhere(world);
  if (all || places.has(namespace)) return 'yes';
  const kinds = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];
  return hiding(kinds.flatMap((kind) => world.gaps(RBAC, kind))).length > 0 ? 'unknown' : 'no';
}

/** The namespaces whose ServiceAccounts have a right outside of them; `all`: every one's have. */
const givenElsewhere = memo((world: World): { readonly all: boolean; readonly places: ReadonlySet<string> } => {
  const homes = ['ClusterRoleBinding', 'RoleBinding'].flatMap((kind) =>
    world.all(RBAC, kind).flatMap((binding) => {
      const role = roleRefOf(binding);
      const rules = objectsAt((role && world.get(role))?.body, 'rules');
      if (!rules.some(discoversSomething)) return [];
      const { namespace } = binding.metadata;
      return objectsAt(binding.body, 'subjects')
        .flatMap((subject) => homeOf(subject, namespace) ?? [])
        .filter((home) => home !== namespace);
    }),
  );
  // Among files a namespace without a name may be any.
  return { all: homes.some((home) => home === EVERY || home === ''), places: new Set(homes) };
});

const EVERY = '*';

/** The namespace of the ServiceAccounts that a subject stands for. */
function homeOf(subject: JsonObject, bindingNamespace: string | undefined): string | undefined {
  const name = stringAt(subject, 'name') ?? '';
  switch (stringAt(subject, 'kind')) {
    case 'ServiceAccount':
      return stringAt(subject, 'namespace') ?? bindingNamespace;
    case 'User':
      return /^system:serviceaccount:([^:]*):/.exec(name)?.[1];
    case 'Group':
      return OF_ALL.includes(name) ? EVERY : /^system:serviceaccounts:(.*)$/.exec(name)?.[1];
    default:
      return undefined;
  }
}

/** What service discovery of a role lists and watches (prometheus discovery/kubernetes; one missing resource gives no target). */
export function discoveryRights(role: 'endpoints' | 'endpointslice' | 'pod'): readonly Right[] {
  const verbs = ['list', 'watch'];
  const core = (resource: string): Right => ({ group: '', resource, verbs });
  switch (role) {
    case 'endpoints':
      return [core('services'), core('endpoints'), core('pods')];
    case 'endpointslice':
      return [core('services'), core('pods'), { group: 'discovery.k8s.io', resource: 'endpointslices', verbs }];
    case 'pod':
      return [core('pods')];
  }
}

/** The Role and RoleBinding that let a stack discover targets in one namespace. */
export function discoveryRole(
  stack: Stack,
  role: 'endpoints' | 'endpointslice' | 'pod',
  namespace: string,
  labels: Readonly<Record<string, string>>,
): readonly Manifest[] {
  const name = `promwire-${stack.ref.namespace ?? ''}-${stack.ref.name}`;
  const byGroup = new Map<string, string[]>();
  for (const { group, resource } of discoveryRights(role))
    byGroup.set(group, [...(byGroup.get(group) ?? []), resource]);
  const rules = [...byGroup].map(([group, resources]) => ({
    apiGroups: [group],
    resources,
    verbs: ['get', 'list', 'watch'],
  }));
  const metadata = { name, namespace, labels };
  return [
    { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata, rules },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: RBAC, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name: stack.serviceAccount, namespace: stack.ref.namespace ?? '' }],
    },
  ];
}

/** "list and watch on services, endpoints; watch on pods". */
export function lacksText(lacks: readonly { readonly resource: string; readonly verbs: readonly string[] }[]): string {
  const byVerbs = groupBy(lacks, ({ verbs }) => verbs.join(' and '));
  return [...byVerbs].map(([verbs, all]) => `${verbs} on ${all.map(({ resource }) => resource).join(', ')}`).join('; ');
}
