/** Where objects of files really are: in the namespace and with the labels that the tools of the repository give them. */
import { resourceOf } from '../resources.ts';
import { groupOf, keyOf, refOf, title } from '../../kube/refs.ts';
import type { KubeObject, Labels, Origin } from '../../model/index.ts';
import { groupBy } from '../../kube/group.ts';
import { filled, filledText, variableIn } from '../../kube/variables.ts';
import type { Variables } from '../../kube/variables.ts';
import { asText, toJson } from '../../kube/json.ts';
import { chartNamespaces } from './chart-namespaces.ts';
import type { NamespaceTraces } from './namespace-traces.ts';
import { withReplaced } from './kustomize/replaced.ts';
import type { KustomizeTree, Placement } from './kustomize/tree.ts';
import type { Source } from './releases/draft.ts';

/** An object as its file has it. `whole`: it is part of a snapshot, and is where it says. */
export interface ReadObject {
  readonly object: KubeObject;
  readonly whole: boolean;
  /** What its document tells in passing, where it was rendered from a chart. */
  readonly traces?: NamespaceTraces;
  /** The folder that kustomize made it of. */
  readonly root?: string;
}

/** Objects by their keys; which of them stand twice, and which name no namespace. */
export interface Settled {
  readonly objects: ReadonlyMap<string, KubeObject>;
  readonly duplicates: readonly string[];
  readonly homeless: readonly string[];
}

/** Those of them that are no resource that promwire reads from a cluster. */
const CLUSTER_SCOPED = new Set(['ClusterIssuer', 'ClusterExternalSecret', 'Bundle']);

function isClusterScoped(object: KubeObject): boolean {
  return resourceOf(object)?.namespaced === false || CLUSTER_SCOPED.has(object.kind);
}

/** "a.yaml:3". */
export function placeText(origin: Origin): string {
  return origin.source === 'file' ? `${origin.file}:${origin.line}` : 'the cluster';
}

/**
 * Puts objects where they really are. `namespace`: where those are taken to be that name none, and that no tool and no other
 * document of their chart puts anywhere (`helm template` leaves that to the apply); undefined: that is not known.
 */
export function settle(
  { objects: read, built }: { readonly objects: readonly ReadObject[]; readonly built: ReadonlySet<string> },
  tree: KustomizeTree,
  namespace: string | undefined,
): Settled {
  const objects = new Map<string, KubeObject>();
  const places = new Map<string, string>();
  const duplicates: string[] = [];
  const homeless = new Set<string>();
  const placementsOf = perFile(tree, built);
  const ofChart = chartNamespaces(read);
  const patchesOf = groupBy(read, ({ object: { origin } }) =>
    origin.source === 'file' && tree.patches.has(origin.file) ? origin.file : '',
  );
  for (const { object, whole, root } of read) {
    const { origin } = object;
    // A patch is a part of the object that it changes.
    if (origin.source === 'file' && root === undefined && tree.patches.has(origin.file)) continue;
    const placements = whole || origin.source !== 'file' ? [undefined] : placementsOf(origin.file, root);
    for (const placement of placements) {
      const placed = placement
        ? filledBy(
            placedBy(withReplaced(patched(object, placement, patchesOf), placement.replaced), placement),
            placement.variables,
          )
        : object;
      const inChart = whole || !isHomeless(placed) ? undefined : ofChart(object);
      const housed = inChart === undefined ? placed : inNamespace(placed, inChart);
      const settled = isHomeless(housed) ? taken(housed, whole ? undefined : namespace) : housed;
      if (settled !== housed && !whole) homeless.add(placeText(origin));
      const key = keyOf(refOf(settled));
      const by = root ?? placement?.by;
      const place = placements.length > 1 && by !== undefined ? `${placeText(origin)} (${by})` : placeText(origin);
      const earlier = places.get(key);
      // Overlays may share what they do not change, as a Namespace.
      if (earlier !== undefined && JSON.stringify(objects.get(key)) !== JSON.stringify(settled))
        duplicates.push(`${title(refOf(settled))} is in ${earlier} and in ${place}; the last one counts`);
      objects.set(key, settled);
      places.set(key, place);
    }
  }
  return { objects, duplicates, homeless: [...homeless] };
}

/** Documents about charts, where they are applied. */
export function settleSources(
  { sources, built }: { readonly sources: readonly Source[]; readonly built: ReadonlySet<string> },
  tree: KustomizeTree,
): readonly Source[] {
  const placementsOf = perFile(tree, built);
  return sources.flatMap((source) => {
    if (source.root === undefined && tree.patches.has(source.origin.file)) return [];
    const placed = placementsOf(source.origin.file, source.root).map((placement): Source => {
      const { namespace: stated, ...rest } = source;
      const own = knownName(placement.namespace ?? stated ?? placement.otherwise, placement.variables);
      const raw = source.kind === 'HelmRelease' ? filled(source.raw, placement.variables) : source.raw;
      return { ...rest, raw, ...(own === undefined ? {} : { namespace: own }) };
    });
    return [...new Map(placed.map((each) => [JSON.stringify(each), each])).values()];
  });
}

/** A name with its variables filled in; undefined: it is not known. */
function knownName(name: string | undefined, variables: Variables): string | undefined {
  const text = name === undefined ? undefined : filledText(name, variables);
  return variableIn(text) === undefined ? text : undefined;
}

const NOT_FILLED = 'kustomize.toolkit.fluxcd.io/substitute';
/** What else has `${…}` in it that is no variable of Flux: templates and queries. */
const TEMPLATES = new Set(['PrometheusRule', 'AlertmanagerConfig']);

/** An object with the variables of Flux filled in where selection is decided: its metadata, and the spec of monitoring kinds. */
function filledBy(object: KubeObject, variables: Variables): KubeObject {
  const { metadata, body, kind } = object;
  if (metadata.annotations[NOT_FILLED] === 'disabled' || metadata.labels[NOT_FILLED] === 'disabled') return object;
  const { namespace: stated, ...rest } = metadata;
  const namespace = knownName(stated, variables);
  const isSpec = kind === 'Service' || (groupOf(object.apiVersion) === 'monitoring.coreos.com' && !TEMPLATES.has(kind));
  const { problems, ...others } = object;
  return {
    ...others,
    metadata: {
      ...rest,
      ...(namespace === undefined ? {} : { namespace }),
      name: filledText(metadata.name, variables),
      labels: filled(metadata.labels, variables),
    },
    body: isSpec ? filled(body, variables) : body,
    // What a value will be is not what the text of its variable is.
    ...(problems ? { problems: problems.filter(({ path }) => !isVariable(object, path)) } : {}),
  };
}

/** Is a variable in the value or the name of a field? */
function isVariable({ body, metadata }: KubeObject, path: readonly string[]): boolean {
  const whole = { ...body, metadata: toJson(metadata) };
  // The items of lists are named by their number.
  const value = path.reduce<unknown>((at, part) => (Object(at) as Record<string, unknown>)[part], whole);
  return variableIn(asText(value)) !== undefined || variableIn(path.at(-1)) !== undefined;
}

function perFile(
  tree: KustomizeTree,
  built: ReadonlySet<string>,
): (file: string, root: string | undefined) => readonly Placement[] {
  const known = new Map<string, readonly Placement[]>();
  return (file, root) => {
    if (root !== undefined) return [tree.placementOfBuilt(root)];
    const placements = known.get(file) ?? tree.placementsOf(file, built);
    known.set(file, placements);
    return placements;
  };
}

function taken(object: KubeObject, namespace: string | undefined): KubeObject {
  return namespace === undefined ? { ...object, homeless: true } : inNamespace(object, namespace);
}

function isHomeless(object: KubeObject): boolean {
  return object.metadata.namespace === undefined && !isClusterScoped(object);
}

/** Kinds whose names kustomize leaves alone. Source: kubernetes-sigs/kustomize api/internal/builtins/PrefixTransformer.go. */
const NAMED_FOR_GOOD = new Set(['CustomResourceDefinition', 'APIService', 'Namespace']);

function placedBy(object: KubeObject, { namespace, otherwise, labels, prefix, suffix }: Placement): KubeObject {
  const labelled = Object.keys(labels).length === 0 ? object : withLabels(object, labels);
  const named =
    prefix + suffix === '' || NAMED_FOR_GOOD.has(object.kind)
      ? labelled
      : { ...labelled, metadata: { ...labelled.metadata, name: prefix + labelled.metadata.name + suffix } };
  if (isClusterScoped(object)) return named;
  const own = namespace ?? object.metadata.namespace ?? otherwise;
  return own === object.metadata.namespace || own === undefined ? named : inNamespace(named, own);
}

/** With the labels of patches that name it. All else of them only kustomize merges. */
function patched(
  object: KubeObject,
  { patches }: Placement,
  patchesOf: ReadonlyMap<string, readonly ReadObject[]>,
): KubeObject {
  return patches
    .flatMap((file) => patchesOf.get(file) ?? [])
    .filter(({ object: patch }) => patch.kind === object.kind && patch.metadata.name === object.metadata.name)
    .reduce((merged, { object: patch }) => withLabels(merged, patch.metadata.labels), object);
}

function withLabels(object: KubeObject, labels: Labels): KubeObject {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } } };
}

function inNamespace(object: KubeObject, namespace: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}
