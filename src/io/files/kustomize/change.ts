/**
 * What kustomizations and the tools around them do to an object, one thing after another. Source: kubernetes-sigs/kustomize
 * api/internal/target/kusttarget_configplugin.go (the order), api/internal/konfig/builtinpluginconsts (which fields).
 */
import { at, defined, isObject, listAt, objectAt, stringAt } from '../../../kube/json.ts';
import { isNamesake, isTarget, namesakeOf, type Passing, type Target } from '../../../kube/patch-target.ts';
import { groupOf } from '../../../kube/refs.ts';
import type { Json, JsonObject, LabelSetter, Labels } from '../../../model/index.ts';
import { jsonPatched, withField } from './json-patch.ts';
import { merged } from './merge.ts';
import { withReplaced, type Replaced } from './replaced.ts';

/** One thing that is done to objects; `by`: the field that does it, with its file. */
export type Change =
  | {
      readonly does: 'merge';
      readonly patch: JsonObject;
      readonly target?: Target;
      readonly by: string;
      readonly at?: LabelSetter;
    }
  | {
      readonly does: 'edit';
      readonly operations: readonly JsonObject[];
      readonly target: Target;
      readonly by: string;
      readonly at?: LabelSetter;
    }
  | { readonly does: 'label'; readonly labels: Labels; readonly fields: readonly Field[]; readonly at?: LabelSetter }
  | { readonly does: 'annotate'; readonly annotations: Labels; readonly fields: readonly Field[] }
  | { readonly does: 'move'; readonly namespace: string }
  | { readonly does: 'rename'; readonly prefix: string; readonly suffix: string }
  | { readonly does: 'scale'; readonly name: string; readonly count: number }
  | { readonly does: 'replace'; readonly replaced: Replaced }
  /** Only the tool itself can tell what it does to these; why, in a sentence without its end. */
  | { readonly does: 'leave open'; readonly target: Target; readonly why: string };

/** Where labels are put: `list[]` stands for each member. */
export interface Field {
  readonly path: readonly string[];
  readonly group?: string;
  readonly kind?: string;
  readonly create: boolean;
}

/** An object after all changes, or none. `open`: why what becomes of it is not known. */
export interface Changed extends Passing {
  readonly open?: string;
}

export const METADATA: readonly Field[] = [{ path: ['metadata', 'labels'], create: true }];
export const ANNOTATIONS: readonly Field[] = [{ path: ['metadata', 'annotations'], create: true }];

const WORKLOADS = ['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'] as const;
const IN_TEMPLATE = ['spec', 'template', 'metadata'] as const;
const IN_JOB = ['spec', 'jobTemplate', 'spec', 'template', 'metadata'] as const;

/** The same field of the pods that objects make. */
export function templates(field: 'labels' | 'annotations'): readonly Field[] {
  return [
    ...[...WORKLOADS, 'Job', 'ReplicationController'].map((kind) => ({
      path: [...IN_TEMPLATE, field],
      kind,
      create: true,
    })),
    { path: ['spec', 'jobTemplate', 'metadata', field], kind: 'CronJob', create: true },
    { path: [...IN_JOB, field], kind: 'CronJob', create: true },
  ];
}

/** Selectors that go with the labels of pods; that of a ServiceMonitor is none of them. */
export const SELECTORS: readonly Field[] = [
  { path: ['spec', 'selector'], group: '', kind: 'Service', create: true },
  { path: ['spec', 'selector'], group: '', kind: 'ReplicationController', create: true },
  ...WORKLOADS.map((kind) => ({ path: ['spec', 'selector', 'matchLabels'], kind, create: true })),
  { path: ['spec', 'selector', 'matchLabels'], kind: 'Job', create: false },
  { path: ['spec', 'selector', 'matchLabels'], group: 'policy', kind: 'PodDisruptionBudget', create: false },
  ...['podSelector', 'ingress[]/from[]/podSelector', 'egress[]/to[]/podSelector'].map((path) => ({
    path: ['spec', ...path.split('/'), 'matchLabels'],
    group: 'networking.k8s.io',
    kind: 'NetworkPolicy',
    create: false,
  })),
  { path: ['spec', 'volumeClaimTemplates[]', 'metadata', 'labels'], kind: 'StatefulSet', create: true },
];

/** May a patch be for objects of this kind? Only then all that is written in them is needed. */
export function mayPatch(change: Change, apiVersion: string, kind: string): boolean {
  const [group, version] = [groupOf(apiVersion), apiVersion.split('/').at(-1) ?? ''];
  const aimed = change.does === 'edit' || change.does === 'merge' ? change.target : undefined;
  if (aimed) {
    const { group: groups, version: versions, kind: kinds } = aimed;
    const target = defined({ group: groups, version: versions, kind: kinds });
    return isTarget({ object: { apiVersion: group === '' ? version : apiVersion, kind }, names: [] }, target) !== 'no';
  }
  return change.does === 'merge' && namesakeOf(change.patch).kind === kind;
}

/** An object as these make it; undefined: it is taken away. `isClusterScoped`: it has no namespace. */
export function changed(object: JsonObject, changes: readonly Change[], isClusterScoped: boolean): Changed | undefined {
  let now: Changed | undefined = { object, names: namesOf(object) };
  for (const change of changes) {
    now = after(now, change, isClusterScoped);
    if (now === undefined) return undefined;
  }
  return now;
}

const nameOf = (object: JsonObject): Passing['names'][number] => ({
  name: stringAt(object, 'metadata', 'name') ?? '',
  namespace: stringAt(object, 'metadata', 'namespace') ?? '',
});

/** One change more. */
export function after(now: Changed, change: Change, isClusterScoped: boolean): Changed | undefined {
  switch (change.does) {
    case 'leave open':
      return isTarget(now, change.target) === 'no' ? now : opened(now, change.why);
    case 'edit': {
      const isFor = isTarget(now, change.target);
      if (isFor !== 'yes') return isFor === 'no' ? now : opened(now, `${change.by} may be for it`);
      const object = jsonPatched(now.object, change.operations);
      return object === undefined ? opened(now, `${change.by} cannot be applied to it`) : named(now, object);
    }
    case 'merge': {
      const isFor = change.target ? isTarget(now, change.target) : isNamesake(now, change.patch) ? 'yes' : 'no';
      if (isFor !== 'yes') return isFor === 'no' ? now : opened(now, `${change.by} may be for it`);
      const object = merged(now.object, change.patch);
      if (object === 'deleted') return undefined;
      return object === 'open' ? opened(now, `${change.by} is merged into it by kustomize alone`) : { ...now, object };
    }
    case 'label':
      return { ...now, object: put(now.object, change.fields, change.labels) };
    case 'annotate':
      return { ...now, object: put(now.object, change.fields, change.annotations) };
    case 'move':
      return moved(now, change.namespace, isClusterScoped);
    case 'rename':
      return renamed(now, change);
    case 'scale':
      return scaled(now, change);
    case 'replace':
      return { ...now, object: withReplaced(now.object, change.replaced) };
  }
}

/** What an object is called before anything is done to it. */
export const namesOf = (object: JsonObject): Passing['names'] => [nameOf(object)];

const opened = (now: Changed, open: string): Changed => ({ open, ...now });

const named = (now: Changed, object: JsonObject): Changed => {
  const [name, last] = [nameOf(object), now.names.at(-1)];
  const same = name.name === last?.name && name.namespace === last.namespace;
  return { ...now, object, names: same ? now.names : [...now.names, name] };
};

function metadataWith(object: JsonObject, field: string, value: string): JsonObject {
  return withField(object, 'metadata', withField(objectAt(object, 'metadata') ?? {}, field, value));
}

/** The API server gives it to every Namespace. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** A Namespace is renamed by it. */
function moved(now: Changed, namespace: string, isClusterScoped: boolean): Changed {
  if (!isClusterScoped) return named(now, metadataWith(now.object, 'namespace', namespace));
  const isNamespace = stringAt(now.object, 'kind') === 'Namespace' && stringAt(now.object, 'apiVersion') === 'v1';
  if (!isNamespace) return now;
  const known = at(now.object, 'metadata', 'labels', NAME_LABEL) !== undefined;
  const labels: readonly Field[] = known ? METADATA : [];
  return named(now, put(metadataWith(now.object, 'name', namespace), labels, { [NAME_LABEL]: namespace }));
}

/** Kinds whose names kustomize leaves alone. Source: kubernetes-sigs/kustomize api/internal/builtins/PrefixTransformer.go. */
const NAMED_FOR_GOOD = new Set(['CustomResourceDefinition', 'APIService', 'Namespace']);

function renamed(now: Changed, { prefix, suffix }: { readonly prefix: string; readonly suffix: string }): Changed {
  if (NAMED_FOR_GOOD.has(stringAt(now.object, 'kind') ?? '')) return now;
  const name = stringAt(now.object, 'metadata', 'name') ?? '';
  return named(now, metadataWith(now.object, 'name', prefix + name + suffix));
}

function scaled(now: Changed, { name, count }: { readonly name: string; readonly count: number }): Changed {
  const isMeant = ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'].includes(
    stringAt(now.object, 'kind') ?? '',
  );
  if (!isMeant || !now.names.some((one) => one.name === name)) return now;
  return {
    ...now,
    object: withField(now.object, 'spec', withField(objectAt(now.object, 'spec') ?? {}, 'replicas', count)),
  };
}

function put(object: JsonObject, fields: readonly Field[], values: Labels): JsonObject {
  const kind = stringAt(object, 'kind');
  const group = groupOf(stringAt(object, 'apiVersion') ?? '');
  return fields
    .filter((field) => (field.kind ?? kind) === kind && (field.group ?? group) === group)
    .reduce<JsonObject>((now, { path, create }) => {
      const next = putAt(now, path, values, create);
      return isObject(next) ? next : now;
    }, object);
}

function putAt(
  value: Json | undefined,
  [part, ...rest]: readonly string[],
  values: Labels,
  create: boolean,
): Json | undefined {
  if (part === undefined) return isObject(value) || create ? { ...(isObject(value) ? value : {}), ...values } : value;
  const isEach = part.endsWith('[]');
  const name = isEach ? part.slice(0, -2) : part;
  if (isEach) {
    if (!isObject(value) || !Array.isArray(value[name])) return value;
    return withField(
      value,
      name,
      listAt(value, name).map((item) => putAt(item, rest, values, create) ?? item),
    );
  }
  const inner = at(value, name);
  if ((inner === undefined || inner === null) && !create) return value;
  const next = putAt(inner, rest, values, create);
  return next === undefined ? value : withField(isObject(value) ? value : {}, name, next);
}
