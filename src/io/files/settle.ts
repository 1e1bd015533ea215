/** Where objects of files really are: in the namespace and with the labels that the tools of the repository give them. */
import { keyOf, refOf, title } from '../../kube/refs.ts';
import type { KubeObject, Labels, Origin } from '../../model/index.ts';
import { chartNamespaces } from './chart-namespaces.ts';
import type { KustomizeTree, Placement } from './kustomize/tree.ts';
import type { Source } from './releases/draft.ts';

/** An object as its file has it. `whole`: it is part of a snapshot, and is where it says. */
export interface ReadObject {
  readonly object: KubeObject;
  readonly whole: boolean;
}

/** Objects by their keys; which of them stand twice, and which name no namespace. */
export interface Settled {
  readonly objects: ReadonlyMap<string, KubeObject>;
  readonly duplicates: readonly string[];
  readonly homeless: readonly string[];
}

const CLUSTER_SCOPED = new Set([
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'ClusterIssuer',
  'ClusterExternalSecret',
  'Bundle',
]);

/** "a.yaml:3". */
export function placeText(origin: Origin): string {
  return origin.source === 'file' ? `${origin.file}:${origin.line}` : 'the cluster';
}

/**
 * Puts objects where they really are. `namespace`: where those are taken to be that name none, and that no tool and no other
 * document of their chart puts anywhere (`helm template` leaves that to the apply); undefined: that is a guess.
 */
export function settle(read: readonly ReadObject[], tree: KustomizeTree, namespace: string | undefined): Settled {
  const objects = new Map<string, KubeObject>();
  const duplicates: string[] = [];
  const homeless: string[] = [];
  const placementOf = perFile(tree);
  const ofChart = chartNamespaces(read.map(({ object }) => object));
  for (const { object, whole } of read) {
    const { origin } = object;
    // A patch is a part of the object that it changes.
    if (origin.source === 'file' && tree.patches.has(origin.file)) continue;
    const placed = whole || origin.source !== 'file' ? object : placedBy(object, placementOf(origin.file));
    const inChart = whole || !isHomeless(placed) ? undefined : ofChart(object);
    const housed = inChart === undefined ? placed : inNamespace(placed, inChart);
    const settled = whole || !isHomeless(housed) ? housed : taken(housed, namespace);
    if (settled !== housed) homeless.push(placeText(origin));
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

/** The namespace of `kubectl apply` without one, where none is given. */
export const USUAL = 'default';

function taken(object: KubeObject, namespace: string | undefined): KubeObject {
  return namespace === undefined ? { ...inNamespace(object, USUAL), homeless: true } : inNamespace(object, namespace);
}

function isHomeless({ kind, metadata }: KubeObject): boolean {
  return metadata.namespace === undefined && !CLUSTER_SCOPED.has(kind);
}

function placedBy(object: KubeObject, { namespace, otherwise, labels }: Placement): KubeObject {
  const named = Object.keys(labels).length === 0 ? object : withLabels(object, labels);
  if (CLUSTER_SCOPED.has(object.kind)) return named;
  const own = namespace ?? object.metadata.namespace ?? otherwise;
  return own === object.metadata.namespace || own === undefined ? named : inNamespace(named, own);
}

function withLabels(object: KubeObject, labels: Labels): KubeObject {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } } };
}

function inNamespace(object: KubeObject, namespace: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}
