/** What of a cluster decides, as a Git repository keeps it: small, and the same text for as long as it is the same. */
import { isDashboard, filesOf } from '../backends/grafana/dashboards.ts';
import { isAvailable, runsOperator } from '../backends/prometheus-operator/operators.ts';
import { ALL_RESOURCES } from '../io/resources.ts';
import { isObject, objectAt, objectsAt, stringAt } from '../kube/json.ts';
import { POD_TEMPLATES } from '../kube/pod-templates.ts';
import { compare, groupOf, keyOf, kindKey, kindKeyOf, refOf } from '../kube/refs.ts';
import type { Coverage, Gap, JsonObject, KubeObject, Metadata, Reads, Snapshot } from '../model/index.ts';
import { profiles } from '../registry.ts';
import { DAEMONS, GRAFANA } from './propose.ts';
import { allReads } from './read.ts';

/** What comes and goes by itself: pod templates stand for it. */
const FLEETING: ReadonlySet<string> = new Set([
  '/Pod',
  '/Endpoints',
  'discovery.k8s.io/EndpointSlice',
  '/Event',
  'events.k8s.io/Event',
]);

/** The lists that it is made of. Of ConfigMaps and Secrets those are got that monitors name. */
export function forGitReads(): readonly Reads[] {
  return allReads([...GRAFANA, ...DAEMONS]).filter((reads) => !FLEETING.has(kindKey(reads)) && reads.labelled !== true);
}

const ofRbac = (...kinds: readonly string[]): readonly string[] =>
  kinds.map((kind) => `rbac.authorization.k8s.io/${kind}`);
const ROLES = ofRbac('Role', 'ClusterRole');
const BINDINGS = ofRbac('RoleBinding', 'ClusterRoleBinding');

/** Kinds of which a part is kept: that one is not there tells nothing. */
const IN_PART: ReadonlySet<string> = new Set([
  ...ROLES,
  ...BINDINGS,
  'apiextensions.k8s.io/CustomResourceDefinition',
  'grafana.integreatly.org/GrafanaDashboard',
]);

/**
 * The part of a snapshot that decides what is taken and scraped. `own`: objects that the repository has itself, by keyOf;
 * what it takes away must not be held against it. Nothing in it changes unless that part does.
 */
export function forGit(snapshot: Snapshot, own: ReadonlySet<string> = new Set()): Snapshot {
  const { kubernetes, coverage, gaps } = snapshot;
  const isOwn = (object: KubeObject): boolean => own.has(keyOf(refOf(object)));
  const less = new Set([...IN_PART, ...snapshot.objects.filter(isOwn).map(kindKeyOf)]);
  const accounts = accountsOf(snapshot.objects);
  const isBound = bound(snapshot.objects, accounts);
  const objects = snapshot.objects.filter(
    (object) =>
      !isOwn(object) &&
      !FLEETING.has(kindKeyOf(object)) &&
      object.metadata.deletionTimestamp === undefined &&
      isBound(object) &&
      !isOfDashboards(object) &&
      !isForeignCrd(object),
  );
  const isKept = (entry: { readonly group: string; readonly kind: string }): boolean => !FLEETING.has(kindKey(entry));
  // What the repository binds itself may be taken away there.
  const isWhole = isListed(coverage) && !snapshot.objects.some((object) => isRbac(object) && isOwn(object));
  const asList = (entry: Coverage): Coverage => {
    if (!less.has(kindKey(entry))) return entry;
    const ofAccounts = isWhole && BINDINGS.includes(kindKey(entry)) ? { accounts: [...accounts].sort(compare) } : {};
    return { ...entry, ...ofAccounts, complete: false };
  };
  const statusOf = statusIn(snapshot.objects);
  return {
    source: 'files',
    ...(kubernetes === undefined ? {} : { kubernetes }),
    objects: objects.map((object) => reduced(object, statusOf)),
    coverage: coverage
      .filter((entry) => isKept(entry) && entry.label === undefined)
      .map(asList)
      .toSorted(byText),
    gaps: gaps.filter(({ reads }) => isKept(reads)).toSorted(byText),
  };
}

function byText(a: Coverage | Gap, b: Coverage | Gap): number {
  return compare(JSON.stringify(a), JSON.stringify(b));
}

/** Dashboards that others installed take no target away, and are long. */
function isOfDashboards(object: KubeObject): boolean {
  return object.kind === 'GrafanaDashboard' || (object.kind === 'ConfigMap' && filesOf(object).some(isDashboard));
}

const GROUPS: ReadonlySet<string> = new Set(ALL_RESOURCES.map(({ group }) => group));

function isForeignCrd({ kind, body }: KubeObject): boolean {
  return kind === 'CustomResourceDefinition' && !GROUPS.has(stringAt(body, 'spec', 'group') ?? '');
}

/** Whether all roles and bindings were. */
function isListed(coverage: readonly Coverage[]): boolean {
  return [...ROLES, ...BINDINGS].every((kind) =>
    coverage.some((entry) => kindKey(entry) === kind && entry.complete && entry.namespaces === 'all'),
  );
}

/** The ServiceAccounts of what discovers targets. */
function accountsOf(objects: readonly KubeObject[]): ReadonlySet<string> {
  return new Set(
    objects.flatMap(({ apiVersion, metadata: { namespace = '' }, body }) =>
      groupOf(apiVersion) === 'monitoring.coreos.com' && isObject(body['spec'])
        ? [`${namespace}/${stringAt(body, 'spec', 'serviceAccountName') ?? 'default'}`]
        : [],
    ),
  );
}

/** Roles and bindings: those that count for these accounts, and for everyone. */
function bound(objects: readonly KubeObject[], accounts: ReadonlySet<string>): (object: KubeObject) => boolean {
  const counts = (binding: KubeObject): boolean =>
    objectsAt(binding.body, 'subjects').some((subject) => {
      const namespace = stringAt(subject, 'namespace') ?? binding.metadata.namespace ?? '';
      const name = stringAt(subject, 'name') ?? '';
      switch (stringAt(subject, 'kind')) {
        case 'ServiceAccount':
          return accounts.has(`${namespace}/${name}`);
        case 'User':
          return accounts.has(name.replace(/^system:serviceaccount:([^:]*):/, '$1/'));
        default:
          return name.startsWith('system:serviceaccounts') || (name === 'system:authenticated' && !isUsual(binding));
      }
    });
  const roles = new Set<string>();
  const bindings = new Set<KubeObject>();
  for (const object of objects) {
    if (!object.kind.endsWith('Binding') || !isRbac(object) || !counts(object)) continue;
    const [kind = '', name = ''] = ['kind', 'name'].map((key) => stringAt(object.body, 'roleRef', key));
    bindings.add(object);
    roles.add(`${kind}/${kind === 'Role' ? (object.metadata.namespace ?? '') : ''}/${name}`);
  }
  return (object) => {
    if (!isRbac(object)) return true;
    const { kind, metadata } = object;
    return kind.endsWith('Binding')
      ? bindings.has(object)
      : roles.has(`${kind}/${metadata.namespace ?? ''}/${metadata.name}`);
  };
}

/** Those that every cluster has. */
const isUsual = ({ metadata }: KubeObject): boolean =>
  metadata.labels['kubernetes.io/bootstrapping'] === 'rbac-defaults';

const isRbac = ({ apiVersion }: KubeObject): boolean => groupOf(apiVersion) === 'rbac.authorization.k8s.io';

type StatusOf = (object: KubeObject) => JsonObject | undefined;

function reduced(object: KubeObject, statusOf: StatusOf): KubeObject {
  const { metadata, body, apiVersion, kind, origin } = object;
  const status = statusOf(object);
  const kept = { ...bodyOf(object, without(body, 'status')), ...(status ? { status } : {}) };
  return { apiVersion, kind, metadata: lasting(metadata), body: kept, origin };
}

/** That an operator is down decides; and where none is seen, whether one that is elsewhere has taken up a stack. */
function statusIn(all: readonly KubeObject[]): StatusOf {
  const operators = all.filter((object) => kindKeyOf(object) === 'apps/Deployment' && runsOperator(object));
  const down = new Set(operators.filter((object) => !isAvailable(object)));
  return (object) => {
    if (down.has(object)) return { conditions: [{ type: 'Available', status: 'False' }] };
    if (operators.length > 0 || groupOf(object.apiVersion) !== 'monitoring.coreos.com') return undefined;
    const reconciled = objectsAt(object.body, 'status', 'conditions').find(({ type }) => type === 'Reconciled');
    const status = stringAt(reconciled, 'status');
    return status === undefined ? undefined : { conditions: [{ type: 'Reconciled', status }] };
  };
}

function lasting({ name, namespace, labels, annotations, ownerReferences }: Metadata): Metadata {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    labels,
    annotations,
    ...(ownerReferences === undefined ? {} : { ownerReferences }),
  };
}

const TEMPLATES = new Map(POD_TEMPLATES.map(({ group, kind, path }) => [`${group}/${kind}`, path]));

function bodyOf(object: KubeObject, body: JsonObject): JsonObject {
  const path = TEMPLATES.get(kindKeyOf(object));
  if (path !== undefined) return workload(body, path);
  switch (kindKeyOf(object)) {
    case '/Service':
      return { ...body, spec: serviceSpec(objectAt(body, 'spec') ?? {}) };
    case 'rbac.authorization.k8s.io/ClusterRole':
      return filledRole(body);
    case 'monitoring.coreos.com/PrometheusRule':
      return withoutTexts(body);
    default:
      return body;
  }
}

/** Addresses and node ports are given by the cluster; that there is none counts. */
function serviceSpec(spec: JsonObject): JsonObject {
  const ports = objectsAt(spec, 'ports').map((port) => without(port, 'nodePort'));
  return {
    ...without(spec, 'clusterIP', 'clusterIPs'),
    ...(spec['clusterIP'] === 'None' ? { clusterIP: 'None' } : {}),
    ...(ports.length === 0 ? {} : { ports }),
  };
}

/** A controller has written the rules of those that are gathered. */
function filledRole({ aggregationRule, ...body }: JsonObject): JsonObject {
  return aggregationRule === undefined || objectsAt(body, 'rules').length > 0 ? body : { aggregationRule, ...body };
}

/** Annotations of alerts: what is written there decides nothing. */
function withoutTexts(body: JsonObject): JsonObject {
  return changedAt(body, ['spec'], (spec) => ({
    ...spec,
    groups: objectsAt(spec, 'groups').map((group): JsonObject => ({
      ...group,
      rules: objectsAt(group, 'rules').map((rule) => without(rule, 'annotations')),
    })),
  }));
}

function without(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** Images by which profiles know their applications. */
const KNOWN = profiles.flatMap(({ environment }) => environment.map(({ image }) => image));

/** Their images and flags decide what the stacks do. */
const DECIDES = /prometheus|alertmanager|grafana|thanos|operator|k8s-sidecar|opentelemetry|targetallocator|^vm/i;

function workload(body: JsonObject, path: readonly string[]): JsonObject {
  const scaled = changedAt(body, ['spec'], scale);
  return changedAt(scaled, [...path, 'spec'], (spec) => {
    const lists = ['initContainers', 'containers'].filter((key) => spec[key] !== undefined);
    return { ...spec, ...Object.fromEntries(lists.map((key) => [key, objectsAt(spec, key).map(container)])) };
  });
}

/** An object with another value on a path, where there is one. */
function changedAt(object: JsonObject, path: readonly string[], change: (at: JsonObject) => JsonObject): JsonObject {
  const [head, ...rest] = path;
  if (head === undefined) return change(object);
  const inner = objectAt(object, head);
  return inner ? { ...object, [head]: changedAt(inner, rest, change) } : object;
}

/** Autoscalers change how many there are; that there are none counts. */
function scale({ replicas, ...spec }: JsonObject): JsonObject {
  return replicas === 0 ? { replicas, ...spec } : spec;
}

function container({ image, ...rest }: JsonObject): JsonObject {
  const text = `${stringAt(rest, 'name') ?? ''} ${typeof image === 'string' ? image : ''}`;
  return image !== undefined && (DECIDES.test(text) || KNOWN.some((part) => text.includes(part)))
    ? { ...rest, image }
    : rest;
}
