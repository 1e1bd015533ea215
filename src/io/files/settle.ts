/** Where objects of files really are: in the namespace and with the labels that the tools of the repository give them. */
import { resourceOf } from '../resources.ts';
import { keyOf, refOf, title } from '../../kube/refs.ts';
import type { KubeObject, Labels, Origin } from '../../model/index.ts';
import { chartNamespaces } from './chart-namespaces.ts';
import type { NamespaceTraces } from './namespace-traces.ts';
import type { KustomizeTree, Placement } from './kustomize/tree.ts';
import type { Source } from './releases/draft.ts';

/** An object as its file has it. `whole`: it is part of a snapshot, and is where it says. */
export interface ReadObject {
  readonly object: KubeObject;
  readonly whole: boolean;
  /** What its document tells in passing, where it was rendered from a chart. */
  readonly traces?: NamespaceTraces;
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
export function settle(read: readonly ReadObject[], tree: KustomizeTree, namespace: string | undefined): Settled {
  const objects = new Map<string, KubeObject>();
  const duplicates: string[] = [];
  const homeless: string[] = [];
  const placementOf = perFile(tree);
  const ofChart = chartNamespaces(read);
  for (const { object, whole } of read) {
    const { origin } = object;
    // A patch is a part of the object that it changes.
    if (origin.source === 'file' && tree.patches.has(origin.file)) continue;
    const placed = whole || origin.source !== 'file' ? object : placedBy(object, placementOf(origin.file));
    const inChart = whole || !isHomeless(placed) ? undefined : ofChart(object);
    const housed = inChart === undefined ? placed : inNamespace(placed, inChart);
    const settled = isHomeless(housed) ? taken(housed, whole ? undefined : namespace) : housed;
    if (settled !== housed && !whole) homeless.push(placeText(origin));
    const key = keyOf(refOf(settled));
    const earlier = objects.get(key);
    if (earlier)
      duplicates.push(
        `${title(refOf(settled))} is in ${placeText(earlier.origin)} and in ${placeText(origin)}; the last one counts`,
      );
    objects.set(key, settled);
  }
  return { objects, duplicates, homeless };
}

/** Documents about charts, where they are applied. */
export function settleSources(sources: readonly Source[], tree: KustomizeTree): readonly Source[] {
  const placementOf = perFile(tree);
  return sources.map((source) => {
    const { namespace, otherwise } = placementOf(source.origin.file);
    const own = namespace ?? source.namespace ?? otherwise;
    return own === undefined ? source : { ...source, namespace: own };
  });
}

function perFile(tree: KustomizeTree): (file: string) => Placement {
  const known = new Map<string, Placement>();
  return (file) => {
    const placement = known.get(file) ?? tree.placementOf(file);
    known.set(file, placement);
    return placement;
  };
}

function taken(object: KubeObject, namespace: string | undefined): KubeObject {
  return namespace === undefined ? { ...object, homeless: true } : inNamespace(object, namespace);
}

function isHomeless(object: KubeObject): boolean {
  return object.metadata.namespace === undefined && !isClusterScoped(object);
}

function placedBy(object: KubeObject, { namespace, otherwise, labels }: Placement): KubeObject {
  const named = Object.keys(labels).length === 0 ? object : withLabels(object, labels);
  if (isClusterScoped(object)) return named;
  const own = namespace ?? object.metadata.namespace ?? otherwise;
  return own === object.metadata.namespace || own === undefined ? named : inNamespace(named, own);
}

function withLabels(object: KubeObject, labels: Labels): KubeObject {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } } };
}

function inNamespace(object: KubeObject, namespace: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}
