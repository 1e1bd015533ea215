import { listAt, numberAt, objectAt, objectsAt, stringAt, stringsAt } from '../../kube/json.ts';
import { refOf } from '../../kube/refs.ts';
import { findResource } from '../../kube/resources.ts';
import { parseSelectorFlag } from '../../kube/selector-text.ts';
import type { World } from '../../world/world.ts';
import type { Coverage, JsonObject, KubeObject, Labels, OperatorScope, Ref, Snapshot } from '../../model/index.ts';
import { mayDo } from '../../world/rights.ts';

/*
 * Which operators run, and what their flags let them see.
 * Source: prometheus-operator v0.93.0 cmd/operator/main.go:173-196, pkg/operator/config.go:290-316,383-393.
 */

const GROUP = 'monitoring.coreos.com';

/** Kinds of stack that have flags of their own. */
export type Workload = 'prometheus' | 'alertmanager' | 'thanos-ruler';

/** Every Prometheus Operator Deployment; undefined where Deployments could not be read. */
export function findOperators(world: World, workload: Workload): readonly OperatorScope[] | undefined {
  const scopes = world.all('apps', 'Deployment').flatMap((deployment) => {
    const container = containersOf(deployment).find(isOperator);
    if (!container) return [];
    const args = [...stringsAt(container, 'command').slice(1), ...stringsAt(container, 'args')];
    return [scopeOf(deployment, stringAt(container, 'image') ?? '', parseFlags(args), workload)];
  });
  return scopes.length === 0 && world.workloadGaps('Deployment').length > 0 ? undefined : scopes;
}

/**
 * Of several that look like an operator, those that may act on a stack: read its kind and write the StatefulSet that it
 * becomes (the operator's ClusterRole, example/rbac/prometheus-operator in v0.93.0). Anyone may call a container like the
 * operator; the rights in another namespace are given by its owner. Where none is known to have them, those count that run its image.
 */
export function thatMayAct(operators: readonly OperatorScope[], stack: Ref, world: World): readonly OperatorScope[] {
  const { namespace } = stack;
  // Files are all the user's own, and seldom hold every right.
  if (operators.length < 2 || namespace === undefined || world.snapshot.source === 'files') return operators;
  const rights = [
    { group: GROUP, resource: findResource(GROUP, stack.kind)?.plural ?? '', verbs: ['watch'] },
    { group: 'apps', resource: 'statefulsets', verbs: ['update'] },
  ];
  const able = operators.filter(({ operator }) => {
    const template = objectAt(world.get(operator)?.body, 'spec', 'template', 'spec');
    const account = { ref: operator, serviceAccount: stringAt(template, 'serviceAccountName') || 'default' };
    return rights.every((right) => mayDo(world, account, right, namespace).allowed !== 'no');
  });
  if (able.length > 0) return able;
  const byImage = operators.filter(({ operator }) => containersOf(world.get(operator)).some(hasImage));
  return byImage.length > 0 ? byImage : operators;
}

const containersOf = (deployment: KubeObject | undefined): readonly JsonObject[] =>
  objectsAt(deployment?.body, 'spec', 'template', 'spec', 'containers');

const hasImage = (container: JsonObject): boolean => isOperatorContainer('', stringAt(container, 'image') ?? '');

/**
 * "quay.io/prometheus-operator/prometheus-operator:v0.93.0", a mirror of it or a digest; or a container of its usual
 * name, as OpenShift's, whose image says nothing. The same is kept by the projection.
 */
function isOperator(container: JsonObject): boolean {
  return isOperatorContainer(stringAt(container, 'name') ?? '', stringAt(container, 'image') ?? '');
}

/** The same of a container of which only its name and image are seen. */
export function isOperatorContainer(name: string, image: string): boolean {
  return /(?:^|\/)prometheus-operator(?:[:@]|$)/.test(image) || /^(?:kube-)?prometheus-(?:stack|operator)$/.test(name);
}

function scopeOf(
  deployment: KubeObject,
  image: string,
  given: ReadonlyMap<string, readonly string[]>,
  workload: Workload,
): OperatorScope {
  const opaque = SCOPE_FLAGS(workload).filter((name) => given.get(name)?.some((value) => value.includes('$(')));
  const flags = new Map([...given].filter(([name]) => !opaque.includes(name)));
  const allowed = listFlag(flags, 'namespaces');
  const denied = listFlag(flags, 'deny-namespaces').filter((namespace) => namespace !== '');
  const namespaces = scopeOfList(allowed) ?? 'all';
  const instances = scopeOfList(listFlag(flags, `${workload}-instance-namespaces`)) ?? namespaces;
  // A chart may put its own version into the label: only the operator's begins with a nought.
  const label = /^v?(0\..*)$/.exec(deployment.metadata.labels['app.kubernetes.io/version'] ?? '')?.[1];
  const tag = /:v?(\d+\.\d+\.\d+)[^/]*$/.exec(image)?.[1] ?? label;
  return {
    operator: refOf(deployment),
    ...(tag === undefined ? {} : { version: tag }),
    running: isAvailable(deployment),
    namespaces,
    // --deny-namespaces counts only where the allow list is "all" (pkg/informers/informers.go:218-237).
    denied: namespaces === 'all' ? denied : [],
    instanceNamespaces: instances,
    instanceDenied: instances === 'all' ? denied : [],
    instanceSelector: parseSelectorFlag(flags.get(`${workload}-instance-selector`)?.at(-1) ?? ''),
    controllerId: flags.get('controller-id')?.at(-1) ?? '',
    disableUnmanaged:
      boolFlag(flags, 'disable-unmanaged-prometheus-configuration') ||
      boolFlag(flags, 'deprecate-custom-configuration'),
    ...labelsFlag(flags.get('labels')?.at(-1)),
    opaque: opaque.map((name) => `--${name}=${(given.get(name) ?? []).join(',')}`),
  };
}

/** All Deployments of a cluster, now or when it was captured: files by themselves never show that there is none. */
export function deploymentsListed({ source, coverage }: Snapshot): boolean {
  const isWhole = ({ kind, complete, namespaces }: Coverage): boolean =>
    kind === 'Deployment' && complete && namespaces === 'all';
  return source === 'cluster' || coverage.some(isWhole);
}

/** Has a Deployment a replica that is available? One that was never looked at by a controller is taken for it. */
export function isAvailable({ body }: KubeObject): boolean {
  const wanted = numberAt(body, 'spec', 'replicas') ?? 1;
  const available = numberAt(body, 'status', 'availableReplicas') ?? numberAt(body, 'status', 'readyReplicas');
  return wanted > 0 && (available === undefined ? listAt(body, 'status', 'conditions').length === 0 : available > 0);
}

/** Does a Deployment run a Prometheus Operator? */
export function runsOperator(deployment: KubeObject): boolean {
  return containersOf(deployment).some(isOperator);
}

const SCOPE_FLAGS = (workload: Workload): readonly string[] => [
  'namespaces',
  'deny-namespaces',
  `${workload}-instance-namespaces`,
  `${workload}-instance-selector`,
  'controller-id',
];

/** Flags that take no value of their own: a word after them is not theirs. */
const SWITCHES = new Set([
  'disable-unmanaged-prometheus-configuration',
  'deprecate-custom-configuration',
  'enable-config-reloader-probes',
  'watch-referenced-objects-in-all-namespaces',
  'web.enable-tls',
  'web.enable-http2',
  'as',
  'version',
  'short-version',
]);

/**
 * Go's flag package: -x and --x, `--x=v` and `--x v` (whatever v begins with); a switch alone is true. Reading stops at
 * `--` and at the first word that is not a flag. All values of a flag are kept: lists repeat.
 */
export function parseFlags(args: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const flags = new Map<string, string[]>();
  for (let i = 0; i < args.length; i += 1) {
    const match = /^--?([^-=][^=]*)(?:=([\s\S]*))?$/.exec(args[i] ?? '');
    if (!match) break;
    const name = match[1] ?? '';
    const separate = match[2] === undefined && !SWITCHES.has(name) && i + 1 < args.length;
    const value = match[2] ?? (separate ? (args[i + 1] ?? '') : 'true');
    if (separate) i += 1;
    flags.set(name, [...(flags.get(name) ?? []), value]);
  }
  return flags;
}

/** "team=obs,env=prod": pkg/operator/config.go Map.Set. */
function labelsFlag(value: string | undefined): Pick<OperatorScope, 'labels'> {
  if (value === undefined || value === '') return {};
  if (value.includes('$(')) return { labels: 'unknown' };
  return { labels: Object.fromEntries(value.split(',').map((pair) => pair.split('='))) as Labels };
}

/** Comma-split without trimming; may repeat (pkg/operator/config.go:383-393). */
function listFlag(flags: ReadonlyMap<string, readonly string[]>, name: string): readonly string[] {
  return [...new Set((flags.get(name) ?? []).flatMap((value) => value.split(',')))];
}

/** An empty string in the list stands for every namespace. undefined: the flag was not given. */
function scopeOfList(values: readonly string[]): 'all' | readonly string[] | undefined {
  if (values.length === 0) return undefined;
  return values.includes('') ? 'all' : values;
}

/** strconv.ParseBool. */
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

function boolFlag(flags: ReadonlyMap<string, readonly string[]>, name: string): boolean {
  const value = flags.get(name)?.at(-1);
  return value !== undefined && !FALSE.has(value);
}
