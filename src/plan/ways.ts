/** Which ways there are to fix a finding, besides the one that fix takes by itself. */
import type { Analysis } from '../judge/analysis.ts';
import { INSTEAD_OF } from '../judge/idle.ts';
import { MANAGED_BY, ownerOf, PROMWIRE } from '../kube/owner.ts';
import { groupBy } from '../kube/group.ts';
import { asObject, sameJson } from '../kube/json.ts';
import { fieldAt, withField } from '../kube/object-fields.ts';
import { keyOf, nameOf, refOf, sameRef } from '../kube/refs.ts';
import { satisfy } from '../kube/selector.ts';
import type { Finding, Json, JsonObject, KubeObject, Manifest, ObjectFix, Stack, Way } from '../model/index.ts';
import type { World } from '../world/world.ts';
import { openedFor, openedForNamespace } from './opened-selector.ts';

/**
 * Causes whose fix is one field with one right value. The others that know a value cost something (rights, limits, a
 * credential, what a whole stack takes): a person decides. Shown in docs/fix.md.
 */
export const AUTOMATIC: readonly string[] = [
  'field-pruned',
  'grafana-sidecar-label-mismatch',
  'label-mismatch',
  'namespace-selector-in-monitor',
  'port-name-mismatch',
  'prober-missing',
  'rejected-label-name',
  'rejected-probe-url',
  'rejected-selector-mechanism',
  'rejected-timeout',
  'rule-invalid',
  'target-port-undeclared',
  'timestamps-too-old',
];

/** Ways that a cause has besides `object` and `source` of the automatic ones: only a choice takes them. Shown in docs/fix.md. */
export const CHOICES: Readonly<Record<string, readonly Way[]>> = {
  'content-type-v3': ['object', 'source'],
  'label-mismatch': ['copy', 'selector', 'policy'],
  'namespace-selector-mismatch': ['selector'],
  'prometheus-unmanaged': ['selector'],
  'rbac-namespace': ['rights'],
  'selector-null': ['selector'],
};

/** Kinds of which a copy does what the original would: everything that counts is in their spec. */
const COPIED: readonly string[] = [
  'ServiceMonitor',
  'PodMonitor',
  'Probe',
  'ScrapeConfig',
  'PrometheusRule',
  'AlertmanagerConfig',
];

/** The ways of a finding, whether each of them can then be proven or not. */
export function waysOf(finding: Finding, { world, stacks }: Analysis): readonly Way[] {
  const { check, fix, severity } = finding;
  if (severity === 'info') return [];
  const changed = fix?.kind === 'patch' || fix?.kind === 'labels' ? fix.object : finding.object;
  const object = world.get(changed);
  const made = object && ownerOf(object) !== undefined;
  const known = fix?.kind === 'patch' || fix?.kind === 'labels';
  const named = [...(AUTOMATIC.includes(check) ? (['object', 'source'] as const) : []), ...(CHOICES[check] ?? [])];
  return named.filter((way) => {
    switch (way) {
      case 'object':
        return known && !made;
      case 'source':
        return known && made === true;
      case 'copy':
        return known && made === true && COPIED.includes(changed.kind) && world.snapshot.source === 'cluster';
      case 'policy':
        return known && COPIED.includes(changed.kind);
      case 'rights':
        return fix?.kind === 'rbac' && world.snapshot.source === 'cluster';
      case 'selector':
        // What a release of a chart will make is written nowhere: its finding names the value.
        return stacks.some(({ ref, object: { made: by } }) => finding.stack && !by && sameRef(ref, finding.stack));
    }
  });
}

/** Selectors of stacks, opened for the objects of these findings; one fix for each stack. */
export function selectorFixes(findings: readonly Finding[], analysis: Analysis): readonly ObjectFix[] {
  const wanted = findings.filter((finding) => waysOf(finding, analysis).includes('selector'));
  return [...groupBy(wanted, ({ stack }) => (stack ? keyOf(stack) : '')).values()].flatMap((group) => {
    const stack = analysis.stacks.find(({ ref }) => group[0]?.stack && sameRef(ref, group[0].stack));
    if (!stack) return [];
    const { body } = stack.object;
    const paths = new Map<string, readonly string[]>();
    const becomes = group.reduce<Json>((now, finding) => {
      const opened = openedIn(now, finding, stack, analysis.world);
      if (!opened) return now;
      paths.set(opened.path.join('.'), opened.path);
      return withField(now, opened);
    }, body);
    const fields = [...paths.values()].map((path) => ({
      path,
      was: fieldAt(body, path) ?? null,
      becomes: fieldAt(becomes, path) ?? null,
    }));
    const changed = fields.filter(({ was, becomes: now }) => !sameJson(was, now));
    return changed.length === 0 ? [] : [{ object: stack.ref, fields: changed, findings: group }];
  });
}

/** What of a stack is opened for the object of a finding. */
function openedIn(
  body: Json,
  { check, object: ref, fix }: Finding,
  stack: Stack,
  world: World,
): { readonly path: readonly string[]; readonly becomes: Json } | undefined {
  const object = world.get(ref);
  const selection = object && stack.selections[object.kind];
  if (!object || !selection) return undefined;
  if (check === 'selector-null' || check === 'prometheus-unmanaged') {
    const field = fix?.kind === 'patch' ? fix.fields[0] : undefined;
    return field && { path: field.path, becomes: fieldAt(body, field.path) ?? field.becomes };
  }
  const isOfNamespaces = check === 'namespace-selector-mismatch';
  const path = ['spec', isOfNamespaces ? selection.namespacesField : selection.objectsField];
  const selector = fieldAt(body, path);
  const namespace = object.metadata.namespace ?? '';
  const becomes = isOfNamespaces
    ? openedForNamespace(selector, stack.ref.namespace ?? '', {
        namespace,
        labels: world.namespaceLabels(namespace)?.labels ?? {},
      })
    : openedFor(selector, object.metadata.labels);
  return { path, becomes };
}

/** How an own object says that fix made it, so that undo takes it away (annotation promwire.dev/fixed). */
export const MADE = 'made';

/** Rights that Prometheus lacks, as objects that fix makes and undo takes away. One Role for each namespace and stack. */
export function rightsFixes(findings: readonly Finding[], { world }: Analysis, mark: string): readonly ObjectFix[] {
  return findings.flatMap((finding): readonly ObjectFix[] => {
    const { fix, object } = finding;
    if (fix?.kind !== 'rbac' || finding.severity === 'info' || finding.check !== 'rbac-namespace') return [];
    // A name of its own: what setup made goes with what setup did.
    const makes = fix.manifests.map((manifest) => renamed(manifest, mark));
    return [{ object, fields: [], findings: [finding], makes: makes.map((made) => withRulesOf(made, world)) }];
  });
}

function renamed(manifest: Manifest, mark: string): Manifest {
  const name = `${manifest.metadata.name}-fix`;
  const { roleRef } = manifest;
  return {
    ...manifest,
    metadata: { ...manifest.metadata, name, annotations: { [mark]: MADE } },
    ...(roleRef === undefined ? {} : { roleRef: { ...asObject(roleRef), name } }),
  };
}

/** With the rules that a Role of that name has already: an earlier fix gave them for another kind of monitor. */
function withRulesOf(manifest: Manifest, world: World): Manifest {
  const there = manifest.kind === 'Role' ? world.get(refOf(manifest)) : undefined;
  return there ? together(there.body, manifest) : manifest;
}

function together(one: { readonly [field: string]: unknown }, other: Manifest): Manifest {
  const rules = [...rulesOf(other), ...rulesOf(one)];
  return { ...other, rules: rules.filter((rule, i) => rules.findIndex((each) => sameJson(each, rule)) === i) };
}

const rulesOf = ({ rules }: { readonly [field: string]: unknown }): readonly JsonObject[] =>
  Array.isArray(rules) ? (rules as readonly JsonObject[]) : [];

/** Each object that is made once: a Role with the rules of all. */
export function madeBy(fixes: readonly ObjectFix[]): readonly Manifest[] {
  const all = fixes.flatMap(({ makes = [] }) => makes);
  return [...groupBy(all, (manifest) => keyOf(refOf(manifest))).values()].flatMap((group) =>
    group.length === 0 ? [] : [group.reduce((one, other) => (other.kind === 'Role' ? together(one, other) : other))],
  );
}

/**
 * A copy of an object that another owner keeps as it is, which the stack takes: nothing else of the labels of the original,
 * which say whose it is. `spec`: as the server has it. undefined: no labels are known that the stack takes.
 */
export function copyOf(object: KubeObject, stack: Stack, spec: Json, mark: string): Manifest | undefined {
  const { apiVersion, kind, metadata } = object;
  const change = satisfy(stack.selections[kind]?.objects ?? { kind: 'nothing' }, { [MANAGED_BY]: PROMWIRE });
  if (!change || Object.hasOwn(change.set, MANAGED_BY) || change.remove.length > 0) return undefined;
  return {
    apiVersion,
    kind,
    metadata: {
      name: `${metadata.name}-promwire`,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      labels: { ...change.set, [MANAGED_BY]: PROMWIRE },
      annotations: { [mark]: MADE, [INSTEAD_OF]: nameOf(refOf(object)) },
    },
    spec,
  };
}
