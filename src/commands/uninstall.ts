import { gapText } from '../kube/gap-text.ts';
import { asRefusalText, removalText } from '../render/text/removal.ts';
import { PromwireError } from '../errors.ts';
import type { Outcome } from '../errors.ts';
import { objectAt, own, stringsAt, trueAt } from '../kube/json.ts';
import { isOurs, ownerOf, printOwner } from '../kube/owner.ts';
import { applicationOf, ourLabels } from '../backends/prometheus-operator/placement.ts';
import { refOf, title } from '../kube/refs.ts';
import { findResource } from '../kube/resources.ts';
import { get, list } from '../io/kube/list.ts';
import type { RawObject } from '../io/kube/list.ts';
import type { Kube } from '../io/kube/connect/open.ts';
import { patchMetadata, remove } from '../io/kube/write.ts';
import { project } from '../io/projection/index.ts';
import type { Gap, JsonObject, KubeObject, Ref, Refusal, Removal, Restore } from '../model/index.ts';
import { confirm } from './kit/confirm.ts';
import { unseen } from '../app/apply.ts';
import { grafanaOutcome, refusalOutcome } from '../app/outcomes.ts';
import { grafanaRemovalText, planGrafanaRemoval } from './grafana-removal.ts';
import { readCorrections, WAS } from '../app/correction.ts';
import { printResult } from './kit/output.ts';
import type { Context } from './kit/command.ts';
import { defineCommand } from './kit/define-command.ts';
import { openCluster } from './kit/source.ts';

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

/** What dashboards are in where they did not go through Grafana's API. */
const SHOWN: readonly string[] = ['ConfigMap', 'GrafanaDashboard'];
const NOT_ASKED = "note: dashboards that went through Grafana's API stay there; --grafana-url takes them back.\n";

/** `promwire uninstall`: takes back what setup did, and nothing else. */
export const uninstall = defineCommand('uninstall', async (invocation) => {
  const { flags, subject: profile, terminal, signal } = invocation;
  const { namespace } = flags;
  const kube = await openCluster(invocation);
  let close = (): void => undefined;
  try {
    const removal = await planRemoval(kube, profile.id, namespace, signal);
    const grafana = await planGrafanaRemoval(invocation, profile);
    if (grafana) ({ close } = grafana);
    const about = grafana ? { grafana: grafana.removal } : {};
    await printResult(
      terminal,
      flags.output,
      () => ({ apiVersion: 'promwire.dev/v1alpha1', kind: 'Uninstall', ...removal, ...about }),
      () =>
        removalText(removal, terminal.outStyle) +
        (grafana ? grafanaRemovalText(grafana.removal, terminal.outStyle) : ''),
    );
    if (!grafana && !removal.remove.some(({ ref }) => SHOWN.includes(ref.kind))) terminal.err(NOT_ASKED);
    for (const detail of removal.unseen)
      terminal.err(`not known: what setup put into other namespaces for this one. ${detail}\n`);
    const hidden = removal.unseen.map((): Outcome => 'unknown');
    const count = removal.remove.length + removal.restore.length + (grafana?.removal.remove.length ?? 0);
    if (count === 0 && namespace !== undefined) await mustExist(kube, namespace, signal);
    if (count === 0 || flags.dryRun) return hidden;
    await confirm(invocation, {
      question: `Take back ${count === 1 ? 'this' : `these ${count}`}?`,
      undone: 'nothing was changed',
      hint: 'Give --yes to go on, or --dry-run to look only.',
    });
    const refusals = await carryOut(kube, invocation, removal);
    const kept = grafana ? await grafana.carryOut() : [];
    return [...hidden, ...kept.map(({ reason }) => grafanaOutcome(reason)), ...refusals.map(refusalOutcome)];
  } finally {
    close();
    kube.close();
  }
});

/** Throws PromwireError 'failed' where the namespace of -n is known not to exist. */
async function mustExist(kube: Kube, name: string, signal: AbortSignal): Promise<void> {
  const got = await get(kube, { apiVersion: 'v1', kind: 'Namespace', name }, signal);
  if (got.kind === 'missing')
    throw new PromwireError('failed', `there is no namespace ${name}`, 'kubectl get namespaces lists them.');
}

async function planRemoval(
  kube: Kube,
  profile: string,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<Removal> {
  const labelSelector = Object.entries(ourLabels(profile))
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const found: KubeObject[] = [];
  const relabelled: KubeObject[] = [];
  const unseen: string[] = [];
  for (const [group, kind] of KINDS) {
    const ours = await listed(kube, group, kind, namespace, { labelSelector, signal });
    found.push(...ours.objects);
    unseen.push(...ours.unseen);
    if (!CORRECTED.includes(kind)) continue;
    const all = await listed(kube, group, kind, namespace, { signal });
    relabelled.push(...all.objects.filter(({ metadata }) => metadata.annotations[WAS] !== undefined));
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
    remove: marked.filter(isOurs).map((object) => ({ ref: refOf(object), uid: object.metadata.uid ?? '' })),
    restore: corrected.flatMap(restoreOf),
    left: [
      ...marked.filter((object) => !isOurs(object)).map((object) => ({ ref: refOf(object), why: whyLeft(object) })),
      ...corrected.flatMap(changedSince),
    ],
  };
}

/**
 * What setup made for the application of one namespace, wherever it had to be put. Dashboards know no application:
 * elsewhere they go with the last one that uses them.
 */
function setUpFor(namespace: string, marked: readonly KubeObject[]): readonly KubeObject[] {
  const others = marked.some((object) => object.kind !== 'ConfigMap' && applicationOf(object) !== namespace);
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

/**
 * Metadata of the objects of a kind in all namespaces; who may list only `namespace` gets those, and what is unseen.
 * Throws PromwireError 'forbidden' where not even that may be listed.
 */
async function listed(
  kube: Kube,
  group: string,
  kind: string,
  namespace: string | undefined,
  options: { readonly labelSelector?: string; readonly signal: AbortSignal },
): Promise<{ readonly objects: readonly KubeObject[]; readonly unseen: readonly string[] }> {
  const resource = findResource(group, kind);
  if (!resource) throw new Error(`no resource ${kind}`);
  const everywhere = await list(kube, resource, { ...options, metadataOnly: true });
  const narrow = everywhere.kind === 'gap' && everywhere.gap.reason === 'forbidden' && namespace !== undefined;
  const answer = narrow ? await list(kube, resource, { ...options, namespace, metadataOnly: true }) : everywhere;
  if (answer.kind === 'gap') {
    if (answer.gap.reason === 'crd-missing') return { objects: [], unseen: [] };
    throw new PromwireError(
      'forbidden',
      `cannot tell what is promwire's: ${gapText(answer.gap)}`,
      'Ask for the right to list it, or narrow with -n.',
    );
  }
  const objects = answer.items.flatMap((item) => {
    const object = project(item, { source: 'cluster' });
    return 'invalid' in object ? [] : [object];
  });
  return { objects, unseen: narrow && everywhere.kind === 'gap' ? [gapText(everywhere.gap)] : [] };
}

function whyLeft(object: KubeObject): string {
  const owner = ownerOf(object);
  return owner
    ? `it belongs to ${printOwner(owner)}: remove it there (from Git or the release)`
    : 'it carries our label, but promwire did not write it: remove it where it came from (kubectl apply, Git)';
}

/** Labels that still are as promwire set them. */
function restoreOf(object: KubeObject): readonly Restore[] {
  const corrections = Object.entries(readCorrections(object.metadata.annotations[WAS]));
  if (corrections.length === 0) return [];
  const labels = corrections
    .filter(([key, { set }]) => (own(object.metadata.labels, key) ?? null) === set)
    .map(([key, { was, set }]) => ({ key, is: set, becomes: was }));
  return [{ ref: refOf(object), uid: object.metadata.uid ?? '', labels }];
}

function changedSince(object: KubeObject): Removal['left'] {
  return Object.entries(readCorrections(object.metadata.annotations[WAS]))
    .filter(([key, { set }]) => (own(object.metadata.labels, key) ?? null) !== set)
    .map(([key, { set }]) => ({
      ref: refOf(object),
      why: `its label ${key} was changed since promwire set it to ${set ?? '(none)'}, and stays as it is`,
    }));
}

/** Why labels may not be put back now: somebody has written them since they were looked at. */
function changedMeanwhile(live: RawObject, { uid, labels }: Restore): Refusal | undefined {
  const object = project(live, { source: 'cluster' });
  if ('invalid' in object) return { kind: 'failed', message: object.invalid };
  if (object.metadata.uid !== uid) return { kind: 'changed', message: 'it is another object of that name now' };
  const key = labels.find(({ key, is }) => (own(object.metadata.labels, key) ?? null) !== is)?.key;
  return key === undefined ? undefined : { kind: 'changed', message: `its label ${key} is another one now` };
}

/** The steps that were refused. What is gone already is what was wanted. After Ctrl-C it says what is left. */
async function carryOut(kube: Kube, invocation: Context, removal: Removal): Promise<readonly Refusal[]> {
  const left = new Set([...removal.remove, ...removal.restore].map(({ ref }) => title(ref)));
  try {
    return await takeBack(kube, invocation, removal, (ref) => left.delete(title(ref)));
  } catch (error) {
    if (left.size > 0) invocation.terminal.err(`not taken back, or not known to be: ${[...left].join(', ')}\n`);
    if (!invocation.signal.aborted) throw error;
    throw new PromwireError('interrupted', 'interrupted', 'Run the same command again: it converges.', {
      cause: error,
    });
  }
}

async function takeBack(
  kube: Kube,
  { terminal, signal }: Context,
  removal: Removal,
  done: (ref: Ref) => void,
): Promise<readonly Refusal[]> {
  const refusals: Refusal[] = [];
  for (const { ref, uid } of removal.remove) {
    signal.throwIfAborted();
    const answer = await remove(kube, { ref, uid }, { signal });
    done(ref);
    if (answer.kind === 'removed' || (answer.kind === 'missing' && answer.what === 'object'))
      terminal.err(`removed ${title(ref)}\n`);
    else {
      refusals.push(answer);
      terminal.err(asRefusalText(ref, answer));
    }
  }
  for (const restore of removal.restore) {
    signal.throwIfAborted();
    const live = await get(kube, restore.ref, signal);
    if (live.kind === 'missing') continue;
    const problem = live.kind === 'gap' ? unseen(live.gap) : changedMeanwhile(live.object, restore);
    if (problem !== undefined) {
      refusals.push(problem);
      done(restore.ref);
      terminal.err(asRefusalText(restore.ref, problem));
      continue;
    }
    const labels = Object.fromEntries(restore.labels.map(({ key, becomes }) => [key, becomes]));
    const answer = await patchMetadata(
      kube,
      { ref: restore.ref, uid: restore.uid },
      { labels, annotations: { [WAS]: null } },
      { signal },
    );
    done(restore.ref);
    if (answer.kind === 'written') terminal.err(`put back ${title(restore.ref)}\n`);
    else {
      refusals.push(answer);
      terminal.err(asRefusalText(restore.ref, answer));
    }
  }
  return refusals;
}
