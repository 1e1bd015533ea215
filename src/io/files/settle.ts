/** Where objects of files really are: in the namespace and with the labels that the tools of the repository give them. */
import { posix } from 'node:path';
import { project } from '../projection/index.ts';
import { resourceOf } from '../resources.ts';
import { groupOf, keyOf, refOf, title } from '../../kube/refs.ts';
import type { FieldProblem, JsonObject, KubeObject, Origin } from '../../model/index.ts';
import { filled, filledText, variableIn, type Variables } from '../../kube/variables.ts';
import { asText, at, defined, labelsAt, stringAt, toJson } from '../../kube/json.ts';
import { chartNamespaces } from './chart-namespaces.ts';
import { copiesOf, fileOf, keep, type Copies, type Kept } from './copies.ts';
import type { ReadObject } from './read-object.ts';
import { changed } from './kustomize/change.ts';
import { isOfKustomize } from './kustomize/entries.ts';
import { withTexts } from './kustomize/quoted.ts';
import { labelSetters } from './kustomize/label-setters.ts';
import type { KustomizeTree, Placement } from './kustomize/tree.ts';
import { isAlike, labelsAsked } from './kustomize/ways.ts';
import type { OpenObject } from '../../kube/open-objects.ts';
import type { Source } from './releases/draft.ts';

/** Objects by their keys; which of them stand twice, and which name no namespace. */
export interface Settled {
  readonly objects: ReadonlyMap<string, KubeObject>;
  readonly duplicates: readonly string[];
  /** Where each stands, by its key; the last one counts. */
  readonly copies: Copies;
  readonly homeless: readonly string[];
  /** Objects that the tools make something else of, and what that is only they can tell. */
  readonly open: readonly OpenObject[];
}

/** Those of them that are no resource that promwire reads from a cluster. */
const CLUSTER_SCOPED = new Set(['ClusterIssuer', 'ClusterExternalSecret', 'Bundle']);

export function isClusterScoped(object: KubeObject): boolean {
  return resourceOf(object)?.namespaced === false || CLUSTER_SCOPED.has(object.kind);
}

/** "a.yaml:3". */
export function placeText(origin: Origin): string {
  return origin.source === 'file' ? `${origin.file}:${origin.line}` : 'the cluster';
}

interface Applying {
  readonly sources: readonly Source[];
  readonly built: ReadonlySet<string>;
}

/** What a patched object is read as; undefined: nothing. */
type Reread = (raw: JsonObject, object: KubeObject) => KubeObject | undefined;

/**
 * Puts objects where they really are. `namespace`: where those are taken to be that name none, and that no tool and no other
 * document of their chart puts anywhere (`helm template` leaves that to the apply); undefined: that is not known.
 */
export function settle(
  { objects: read, sources, built }: Applying & { readonly objects: readonly ReadObject[] },
  tree: KustomizeTree,
  namespace: string | undefined,
  reread: Reread,
): Settled {
  const objects = new Map<string, KubeObject>();
  const places = new Map<string, string>();
  const versions: Kept = new Map();
  const duplicates: string[] = [];
  const homeless = new Set<string>();
  const open: OpenObject[] = [];
  const placementsOf = perFile(tree, built);
  const ofChart = chartNamespaces(read);
  const isAsked = (label: string): boolean => (asked ??= askedBy())(label);
  let asked: ReturnType<typeof labelsAsked> | undefined;
  const askedBy = (): ReturnType<typeof labelsAsked> =>
    labelsAsked([...read.map(({ object }) => object.body), ...sources.map(({ raw }) => raw)]);
  for (const one of read) {
    const { object, whole, root } = one;
    const { origin } = object;
    // A patch is a part of the object that it changes.
    if (origin.source === 'file' && root === undefined && tree.patches.has(posix.normalize(origin.file))) continue;
    const isPlaced = whole || one.rendered === true || origin.source !== 'file';
    const placements = isPlaced ? [undefined] : placementsOf(origin.file, root);
    for (const placement of placements) {
      const made: Made | undefined = placement ? madeInAllWays(one, placement, reread, isAsked) : { object };
      if (made === undefined) continue;
      const listed = placement?.by === undefined ? made.object : withTexts(made.object);
      const placed = placement ? filledBy(listed, placement.variables) : object;
      const inChart = whole || !isHomeless(placed) ? undefined : (one.home ?? ofChart(object));
      const housed = inChart === undefined ? placed : inNamespace(placed, inChart);
      const settled = isHomeless(housed) ? taken(housed, whole ? undefined : namespace) : housed;
      const why = made.open ?? one.open;
      if (why !== undefined) {
        open.push({ ref: refOf(settled), why, origin });
        continue;
      }
      if (settled !== housed && !whole) homeless.add(placeText(origin));
      const key = keyOf(refOf(settled));
      const by = root ?? placement?.by;
      const place = placements.length > 1 && by !== undefined ? `${placeText(origin)} (${by})` : placeText(origin);
      const earlier = places.get(key);
      // Overlays may share what they do not change, as a Namespace.
      if (earlier !== undefined && JSON.stringify(bare(objects.get(key))) !== JSON.stringify(bare(settled)))
        duplicates.push(`${title(refOf(settled))} is in ${earlier} and in ${place}; the last one counts`);
      const final = withSetters(settled, one, placement);
      const clusters = one.clusters ?? placement?.clusters;
      keep(versions, key, { at: by ?? fileOf(origin), object: final, ...defined({ clusters }) });
      objects.set(key, final);
      places.set(key, place);
    }
  }
  return { objects, duplicates, copies: copiesOf(versions), homeless: [...homeless], open };
}

/** Without where its labels are from: overlays that say the same make the same. */
function bare(object: KubeObject | undefined): Partial<KubeObject> {
  const { labelledBy: _, ...rest } = object ?? {};
  return rest;
}

function withSetters(settled: KubeObject, { object, raw }: ReadObject, placement: Placement | undefined): KubeObject {
  const { changes = [] } = placement ?? {};
  const isSame = JSON.stringify(object.metadata.labels) === JSON.stringify(settled.metadata.labels);
  const later = isSame ? {} : labelSetters(raw ?? written(object), changes, isClusterScoped(object));
  const all = { ...object.labelledBy, ...later };
  return Object.keys(all).length === 0 ? settled : { ...settled, labelledBy: all };
}

/** Documents about charts, where they are applied. */
export function settleSources({ sources, built }: Applying, tree: KustomizeTree): readonly Source[] {
  const placementsOf = perFile(tree, built);
  return sources.flatMap((source) => {
    if (source.rendered) return [source];
    if (source.root === undefined && tree.patches.has(source.origin.file)) return [];
    const placed = placementsOf(source.origin.file, source.root).flatMap((placement): readonly Source[] => {
      const done = isOfKustomize(source) ? withChanges(source, placement) : sourceAfter(source, placement);
      if (done === undefined) return [];
      const { namespace: stated, ...rest } = done;
      const own = knownName(stated ?? placement.otherwise, placement.variables);
      const raw = source.kind === 'HelmRelease' ? filled(done.raw, placement.variables) : done.raw;
      return [{ ...rest, raw, ...(own === undefined ? {} : { namespace: own }) }];
    });
    return [...new Map(placed.map((each) => [JSON.stringify(each), each])).values()];
  });
}

/** A kustomization with what is done to the charts in it. */
function withChanges(source: Source, { changes }: Placement): Source {
  return source.raw['helmCharts'] === undefined ? source : { ...source, changes };
}

/** A document as the tools make it; undefined: they take it away. */
function sourceAfter(source: Source, placement: Placement): Source | undefined {
  const [done, ...others] = [placement, ...(placement.others?.placements ?? [])].map((way) => sourceIn(source, way));
  const isSame = others.every((other) => JSON.stringify(other) === JSON.stringify(done));
  return isSame ? done : { ...(done ?? source), open: placement.others?.why ?? '' };
}

function sourceIn(source: Source, { changes }: Placement): Source | undefined {
  if (changes.length === 0 || source.kind === 'Chart') return source;
  const done = changed(source.raw, changes, false);
  const namespace = done === undefined ? undefined : stringAt(done.object, 'metadata', 'namespace');
  return done && { ...source, raw: done.object, ...defined({ namespace, open: done.open }) };
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
    if (root !== undefined) return tree.placementsOfBuilt(root);
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

/** An object as the tools make it. `open`: why what becomes of it is not known. */
interface Made {
  readonly object: KubeObject;
  readonly open?: string;
}

/** Where tools make the same of it in several ways, the first of them. */
function madeInAllWays(
  one: ReadObject,
  placement: Placement,
  reread: Reread,
  isAsked: (label: string) => boolean,
): Made | undefined {
  const first = madeOf(one, placement, reread);
  const { why, placements } = placement.others ?? { placements: [] };
  if (why === undefined) return first;
  const ways = [first, ...placements.map((other) => madeOf(one, other, reread))];
  const open = ways.find((way) => way?.open !== undefined)?.open;
  if (open !== undefined) return { object: first?.object ?? one.object, open };
  const made = ways.map((way) => way && toJson<JsonObject>(way.object));
  const changes = [placement, ...placements].map((way) => way.changes);
  return isAlike(made, changes, isAsked) ? first : { object: first?.object ?? one.object, open: why };
}

/** undefined: they take it away. */
function madeOf({ object, raw }: ReadObject, { changes, otherwise }: Placement, reread: Reread): Made | undefined {
  const isCluster = isClusterScoped(object);
  const housed = (one: KubeObject): KubeObject =>
    otherwise === undefined || isCluster || one.metadata.namespace !== undefined ? one : inNamespace(one, otherwise);
  if (changes.length === 0) return { object: housed(object) };
  const done = changed(raw ?? written(object), changes, isCluster);
  if (done === undefined) return undefined;
  if (done.open !== undefined) return { object: housed(kept(object, done.object)), open: done.open };
  const isAnnotated = changes.some(({ does }) => does === 'annotate');
  const made =
    raw !== undefined ? reread(done.object, object) : kept(object, isAnnotated ? allowed(done) : done.object);
  return made && { object: housed(made) };
}

/** What is kept of an object, in the shape of its document. */
export function written({ apiVersion, kind, metadata, body }: KubeObject): JsonObject {
  const { name, namespace, labels, annotations } = metadata;
  return { apiVersion, kind, metadata: { ...defined({ name, namespace }), labels, annotations }, ...body };
}

/** Annotations hold much that is not kept. */
function allowed({ object }: { readonly object: JsonObject }): JsonObject {
  const projected = project(object, { source: 'cluster' });
  return 'invalid' in projected ? object : written(projected);
}

function kept(object: KubeObject, raw: JsonObject): KubeObject {
  const { apiVersion: _version, kind: _kind, metadata, ...body } = raw;
  const namespace = stringAt(metadata, 'namespace');
  const { problems, ...rest } = object;
  const before = written(object);
  const isSame = ({ path }: FieldProblem): boolean =>
    JSON.stringify(at(before, ...path)) === JSON.stringify(at(raw, ...path));
  return {
    ...rest,
    // A name that is refused may be one that a tool gives another value.
    ...(problems ? { problems: problems.filter(isSame) } : {}),
    metadata: {
      ...object.metadata,
      name: stringAt(metadata, 'name') ?? '',
      ...(namespace === undefined ? {} : { namespace }),
      labels: labelsAt(metadata, 'labels'),
      annotations: labelsAt(metadata, 'annotations'),
    },
    body,
  };
}

function inNamespace(object: KubeObject, namespace: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}
