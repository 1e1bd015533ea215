/** What setup left in a cluster, to be taken back. */
import { applicationOf } from '../backends/prometheus-operator/placement.ts';
import { PromwireError } from '../errors.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { get, list } from '../io/kube/list.ts';
import { gapText } from '../kube/gap-text.ts';
import { asObject, objectAt, own, stringAt, stringsAt, trueAt } from '../kube/json.ts';
import { nearest } from '../kube/nearest.ts';
import { findResource } from '../kube/resources.ts';
import { isOurMark, isShownOurs, ownerOf, printOwner } from '../kube/owner.ts';
import { refOf } from '../kube/refs.ts';
import type { Gap, JsonObject, KubeObject, Removal, Restore, SettingChange } from '../model/index.ts';
import { readCorrections, WAS } from './correction.ts';
import { inPlace } from './kept-in-cluster.ts';
import { keptAt, keptChanges } from './kept-settings.ts';
import { listed, ourSelector } from './list-metadata.ts';
import { profiles } from '../registry.ts';

/** The reverse of setup's order: what rests on a thing goes before it. */
const KINDS: readonly (readonly [group: string, kind: string])[] = [
  ['grafana.integreatly.org', 'GrafanaDashboard'],
  ['grafana.integreatly.org', 'GrafanaFolder'],
  ['', 'ConfigMap'],
  ['monitoring.coreos.com', 'ServiceMonitor'],
  ['monitoring.coreos.com', 'PodMonitor'],
  ['monitoring.coreos.com', 'PrometheusRule'],
  ['rbac.authorization.k8s.io', 'RoleBinding'],
  ['rbac.authorization.k8s.io', 'Role'],
];
const CORRECTED: readonly string[] = ['ServiceMonitor', 'PodMonitor', 'PrometheusRule'];

export interface RemovalOptions {
  /** Only what was set up for the application of this namespace. */
  readonly namespace?: string | undefined;
  readonly signal?: AbortSignal;
}

/** Finds what setup left in a cluster. Throws PromwireError 'forbidden' (what is promwire's cannot be told). */
export async function planRemoval(
  kube: Kube,
  id: string,
  { namespace, signal = new AbortController().signal }: RemovalOptions = {},
): Promise<Removal> {
  const labelSelector = ourSelector(id);
  const found: KubeObject[] = [];
  const relabelled: KubeObject[] = [];
  const notOurs: KubeObject[] = [];
  const unseen: string[] = [];
  for (const [group, kind] of KINDS) {
    const ours = await listed(kube, group, kind, namespace, { labelSelector, signal });
    for (const object of ours.objects) found.push(object);
    unseen.push(...ours.unseen);
    if (!CORRECTED.includes(kind)) continue;
    const all = await listed(kube, group, kind, namespace, { signal });
    const noted = all.objects.filter(({ metadata }) => metadata.annotations[WAS] !== undefined);
    for (const object of noted) (isOurMark(object, WAS) ? relabelled : notOurs).push(object);
  }
  const marked = namespace === undefined ? found : setUpFor(namespace, found);
  const corrected: KubeObject[] = [];
  for (const object of relabelled) {
    const about = namespace === undefined || (await looksInto(kube, object, namespace, signal));
    if (about === true) corrected.push(object);
    else if (about !== false) unseen.push(gapText(about));
  }
  return {
    unseen,
    settings: await settingsIn(id, await placed(kube, marked.filter(isShownOurs), signal)),
    remove: marked.filter(isShownOurs).map((object) => ({ ref: refOf(object), uid: object.metadata.uid ?? '' })),
    restore: corrected.flatMap(restoreOf),
    left: [
      ...marked
        .filter((object) => !isShownOurs(object))
        .map((object) => ({ ref: refOf(object), why: whyLeft(object) })),
      ...notOurs.map((object) => ({
        ref: refOf(object),
        why: `nothing shows that promwire wrote its annotation ${WAS}, so no label is put back`,
      })),
      ...corrected.flatMap(changedSince),
    ],
  };
}

/** Of objects of ours those that hold an application's settings; without a right to tell, none but those next to it. */
async function placed(kube: Kube, ours: readonly KubeObject[], signal: AbortSignal): Promise<readonly KubeObject[]> {
  const rules = ours.filter((object) => object.kind === 'PrometheusRule');
  return await inPlace(kube, rules, signal).catch((error: unknown) => {
    if (!(error instanceof PromwireError) || error.code !== 'forbidden') throw error;
    return rules.filter((object) => object.metadata.namespace === applicationOf(object));
  });
}

/** What is set at rules of ours, against the alerts as shipped; those of an application without a profile are not known. */
async function settingsIn(id: string, objects: readonly KubeObject[]): Promise<readonly SettingChange[]> {
  const profile = profiles.find((each) => each.id === id);
  if (!profile) return [];
  const found = await Promise.all(
    objects.flatMap((object) => keptAt(object) ?? []).map(async (kept) => await keptChanges(profile, kept)),
  );
  return found.flat();
}

/** Throws PromwireError 'failed' where a namespace, in which nothing was found, is known not to exist. */
export async function mustBeThere(kube: Kube, namespace: string, signal: AbortSignal): Promise<void> {
  const got = await get(kube, { apiVersion: 'v1', kind: 'Namespace', name: namespace }, signal);
  if (got.kind !== 'missing') return;
  const resource = findResource('', 'Namespace');
  const answer = resource && (await list(kube, resource, { signal, metadataOnly: true }));
  const names =
    answer?.kind === 'listed' ? answer.items.flatMap((item) => stringAt(asObject(item['metadata']), 'name') ?? []) : [];
  const near = nearest(namespace, names);
  const hint = near === undefined ? 'kubectl get namespaces lists them.' : `Did you mean ${near}?`;
  throw new PromwireError('failed', `there is no namespace ${namespace}`, hint);
}

/**
 * What setup made for the application of one namespace, wherever it had to be put. Dashboards know no application:
 * elsewhere they go with the last one that uses them. What is not shown to be promwire's is no other application: a
 * neighbour could keep them there by a label.
 */
function setUpFor(namespace: string, marked: readonly KubeObject[]): readonly KubeObject[] {
  const others = marked.some(
    (object) => object.kind !== 'ConfigMap' && isShownOurs(object) && applicationOf(object) !== namespace,
  );
  return marked.filter((object) => applicationOf(object) === namespace || (object.kind === 'ConfigMap' && !others));
}

/** Whether a monitor or rule that setup relabelled is about that namespace, or what hides it. */
async function looksInto(
  kube: Kube,
  object: KubeObject,
  namespace: string,
  signal: AbortSignal,
): Promise<boolean | Gap> {
  if (object.metadata.namespace === namespace) return true;
  const live = await get(kube, refOf(object), signal);
  if (live.kind === 'gap') return live.gap;
  if (live.kind === 'missing') return false;
  const spec = objectAt(live.object as JsonObject, 'spec');
  return (
    trueAt(spec, 'namespaceSelector', 'any') || stringsAt(spec, 'namespaceSelector', 'matchNames').includes(namespace)
  );
}

function whyLeft(object: KubeObject): string {
  const owner = ownerOf(object);
  return owner
    ? `it belongs to ${printOwner(owner)}: remove it there (from Git or the release)`
    : 'it carries our label, but promwire did not write it: remove it where it came from (kubectl apply, Git)';
}

/** Labels that still are as promwire set them; none, where others put all back and only the memory is left. */
function restoreOf(object: KubeObject): readonly Restore[] {
  const corrections = Object.entries(readCorrections(object.metadata.annotations[WAS]));
  const labels = corrections
    .filter(([key, { set }]) => (own(object.metadata.labels, key) ?? null) === set)
    .map(([key, { was, set }]) => ({ key, is: set, becomes: was }));
  if (labels.length === 0 && (corrections.length === 0 || changedSince(object).length > 0)) return [];
  return [{ ref: refOf(object), uid: object.metadata.uid ?? '', labels }];
}

function changedSince(object: KubeObject): Removal['left'] {
  return Object.entries(readCorrections(object.metadata.annotations[WAS]))
    .filter(([key, { was, set }]) => ![was, set].includes(own(object.metadata.labels, key) ?? null))
    .map(([key, { set }]) => ({
      ref: refOf(object),
      why: `its label ${key} was changed since promwire set it to ${set ?? '(none)'}, and stays as it is`,
    }));
}
