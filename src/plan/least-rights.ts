import type { Manifest, Reads } from '../model/index.ts';
import { findResource } from '../kube/resources.ts';
import type { FindResource } from '../kube/resources.ts';
import { BY_CHOICE, FIXABLE } from './fixes.ts';
import { discoveryRights } from '../world/rights.ts';

/*
 * The least rights of a command, computed from what it reads and writes: the same arrays that decide which lists are
 * made. Nothing else may be asked of the API server.
 */

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Only objects of these names. */
  readonly resourceNames?: readonly string[];
}

export interface LeastRights {
  /** Rights in namespaces: a Role where the command is narrowed to one, else part of the ClusterRole. */
  readonly namespaced: readonly Rule[];
  /** Rights that only a ClusterRole can give. */
  readonly cluster: readonly Rule[];
  /** Rights in the namespaces where a stack runs: to find its pods and to ask them. */
  readonly stacks: readonly Rule[];
  /** All of them, for a command that is not narrowed to a namespace. */
  readonly everywhere: readonly Rule[];
}

/** What setup and uninstall write. */
const WRITTEN: readonly (readonly [group: string, kind: string])[] = [
  ['', 'ConfigMap'],
  ['grafana.integreatly.org', 'GrafanaDashboard'],
  ['grafana.integreatly.org', 'GrafanaFolder'],
  ['monitoring.coreos.com', 'ServiceMonitor'],
  ['monitoring.coreos.com', 'PodMonitor'],
  ['monitoring.coreos.com', 'PrometheusRule'],
  ['rbac.authorization.k8s.io', 'Role'],
  ['rbac.authorization.k8s.io', 'RoleBinding'],
];

/** The author of a Role must hold all that it gives: what Prometheus needs to discover targets. */
const PASSED_ON: readonly Rule[] = [...discoveryRights('endpoints'), ...discoveryRights('endpointslice')].map(
  ({ group, resource }) => rule(group, resource, ['get', 'list', 'watch']),
);

export type Need =
  | 'list'
  | 'referenced'
  | 'ask-prometheus'
  | 'ask-application'
  | 'dashboards'
  | 'admin-secret'
  | 'write'
  | 'delete'
  | 'fix'
  | 'undo';

/**
 * `reads`: what the command lists. `needs`: what else it does. `generated`: names of the Secrets with generated
 * configurations that it reads with each stack; [] where they are not known, undefined: it reads none. `find`: knows the
 * kinds that are listed.
 */
export function leastRights(
  reads: readonly Reads[],
  find: FindResource,
  needs: readonly Need[],
  generated?: readonly string[],
): LeastRights {
  const lists = reads.flatMap(({ group, kind, scope }) => {
    const resource = find(group, kind);
    return resource
      ? [{ rule: rule(group, resource.plural, ['list']), cluster: scope === 'cluster' || !resource.namespaced }]
      : [];
  });
  const more: Readonly<Record<Need, readonly Rule[]>> = {
    list: [],
    // By name, and only those that monitors refer to; facts survive, never values.
    referenced: [rule('', 'secrets', ['get']), rule('', 'configmaps', ['get'])],
    'ask-prometheus': [
      rule('', 'pods/proxy', ['get']),
      rule('', 'services/proxy', ['get']),
      rule('', 'pods/portforward', ['create']),
    ],
    // Its metrics, once: an application that no profile knows.
    'ask-application': [rule('', 'pods/proxy', ['get']), rule('', 'services/proxy', ['get'])],
    dashboards: [rule('', 'configmaps', ['get'])],
    'admin-secret': [rule('', 'secrets', ['get'])],
    write: [
      ...WRITTEN.flatMap(([group, kind]) => ruleFor(group, kind, ['get', 'create', 'patch'])),
      // A monitor of ours goes where another one has come to do its work.
      ...ruleFor('monitoring.coreos.com', 'ServiceMonitor', ['delete']),
      ...PASSED_ON,
    ],
    delete: WRITTEN.flatMap(([group, kind]) => ruleFor(group, kind, ['get', 'list', 'delete', 'patch'])),
    fix: FIXABLE.flatMap(({ group, kind }) => ruleFor(group, kind, ['get', 'patch'])),
    undo: [
      ...FIXABLE.flatMap(({ group, kind }) =>
        // Copies that fix made are taken away.
        ruleFor(group, kind, kind === 'ConfigMap' ? ['get', 'list', 'patch'] : ['get', 'list', 'patch', 'delete']),
      ),
      ...BY_CHOICE.flatMap(({ group, kind }) =>
        ruleFor(group, kind, ['get', 'list', group.startsWith('rbac') ? 'delete' : 'patch']),
      ),
    ],
  };
  const cluster = lists.filter((entry) => entry.cluster).map(({ rule: list }) => list);
  const namespaced = [
    ...lists.filter((entry) => !entry.cluster).map(({ rule: list }) => list),
    ...needs.filter((need) => need !== 'ask-prometheus').flatMap((need) => more[need]),
  ];
  // What keeps Prometheus in is in its own namespace.
  const policies = reads.flatMap(({ group, kind }) => (kind === 'NetworkPolicy' ? ruleFor(group, kind, ['list']) : []));
  const stacks = needs.includes('ask-prometheus')
    ? [rule('', 'pods', ['list']), rule('', 'services', ['list']), ...policies, ...more['ask-prometheus']]
    : [];
  const secrets = rule('', 'secrets', ['get']);
  const all = generated?.length === 0 ? [...stacks, secrets] : stacks;
  const byName = generated && generated.length > 0 ? [{ ...secrets, resourceNames: generated }] : [];
  return {
    namespaced: merged(namespaced),
    cluster: merged(cluster),
    stacks: [...merged(all), ...byName],
    // There every Secret that a monitor refers to may be got by its name already.
    everywhere: [...merged(cluster), ...merged([...namespaced, ...all])],
  };
}

function rule(group: string, plural: string, verbs: readonly string[]): Rule {
  return { apiGroups: [group], resources: [plural], verbs };
}

function ruleFor(group: string, kind: string, verbs: readonly string[]): readonly Rule[] {
  const resource = findResource(group, kind);
  return resource ? [rule(group, resource.plural, verbs)] : [];
}

/** One rule per group and set of verbs, resources and verbs in order. */
function merged(rules: readonly Rule[]): readonly Rule[] {
  const verbs = new Map<string, Set<string>>();
  for (const { apiGroups, resources, verbs: wanted } of rules) {
    const key = `${apiGroups[0] ?? ''} ${resources[0] ?? ''}`;
    const known = verbs.get(key) ?? new Set<string>();
    for (const verb of wanted) known.add(verb);
    verbs.set(key, known);
  }
  const grouped = new Map<string, Rule>();
  for (const [key, wanted] of [...verbs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [group = '', resource = ''] = key.split(' ');
    const sorted = [...wanted].sort();
    const id = `${group} ${sorted.join()}`;
    grouped.set(id, {
      apiGroups: [group],
      resources: [...(grouped.get(id)?.resources ?? []), resource],
      verbs: sorted,
    });
  }
  return [...grouped.values()];
}

/**
 * The rights as objects: a ClusterRole; with `namespace` a Role for what can be given there, and a second ClusterRole
 * to be bound in the namespaces where a stack runs.
 */
export function rightsManifests(
  command: string,
  rights: LeastRights,
  namespace: string | undefined,
): readonly Manifest[] {
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const name = `promwire-${command.replaceAll(' ', '-')}`;
  if (namespace === undefined)
    return [{ apiVersion, kind: 'ClusterRole', metadata: { name }, rules: rights.everywhere }];
  return [
    { apiVersion, kind: 'Role', metadata: { name, namespace }, rules: rights.namespaced },
    { apiVersion, kind: 'ClusterRole', metadata: { name: `${name}-stacks` }, rules: rights.cluster },
    { apiVersion, kind: 'ClusterRole', metadata: { name: `${name}-prometheus` }, rules: rights.stacks },
  ];
}
