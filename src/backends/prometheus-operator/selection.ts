import type { Gap, KubeObject, OperatorScope, Requirement, Selection, Stack } from '../../model/index.ts';
import { mayShare, nameOf } from '../../kube/refs.ts';
import { selects, selectsKnown, unmet } from '../../kube/selector.ts';
import { atLeast } from '../../kube/version.ts';
import type { World } from '../../world/world.ts';

/** How a stack's selectors see one object. undefined: the stack does not consume its kind. */
export interface SelectionFacts {
  readonly selection: Selection;
  readonly labels: { readonly selected: boolean; readonly unmet: readonly Requirement[] };
  readonly namespace: {
    readonly selected: 'yes' | 'no' | 'unknown';
    readonly unmet: readonly Requirement[];
    readonly gaps: readonly Gap[];
  };
}

export function selectionFacts(world: World, object: KubeObject, stack: Stack): SelectionFacts | undefined {
  const selection = stack.selections[object.kind];
  if (!selection) return undefined;
  const { labels } = object.metadata;
  return {
    selection,
    labels: { selected: selects(selection.objects, labels), unmet: unmet(selection.objects, labels) },
    // Where it will be is not known: that may be where the stack looks.
    namespace: object.homeless
      ? { selected: 'yes', unmet: [], gaps: [] }
      : namespaceFacts(world, object.metadata.namespace ?? '', selection, stack),
  };
}

function namespaceFacts(
  world: World,
  namespace: string,
  selection: Selection,
  stack: Stack,
): SelectionFacts['namespace'] {
  const { namespaces } = selection;
  if (namespaces.kind === 'own-namespace')
    return { selected: mayShare(namespace, stack.ref.namespace) ? 'yes' : 'no', unmet: [], gaps: [] };
  if (namespaces.kind !== 'matching')
    return { selected: namespaces.kind === 'everything' ? 'yes' : 'no', unmet: [], gaps: [] };
  const known = world.namespaceLabels(namespace) ?? { labels: {}, complete: false };
  const selected = selectsKnown(namespaces, known);
  if (selected !== 'unknown') return { selected, unmet: unmet(namespaces, known.labels), gaps: [] };
  const gaps = world.gaps('', 'Namespace');
  const missing: Gap = {
    reason: 'not-read',
    reads: { group: '', kind: 'Namespace' },
    sentence: `Namespace ${namespace} itself was not read, so its labels are unknown.`,
  };
  return { selected, unmet: [], gaps: gaps.length > 0 ? gaps : [missing] };
}

/**
 * The operators that reconcile this stack: their instance namespaces, instance selector and controller id fit.
 * undefined: operators could not be seen. Source: v0.93.0 pkg/operator/resource_reconciler.go:722-735.
 */
export function operatorsOf(stack: Stack): readonly OperatorScope[] | undefined {
  return stack.operators?.filter((operator) => inInstanceScope(operator, stack) && hasControllerId(operator, stack));
}

/**
 * The gaps behind which one more operator may be, that would see what the known ones do not. Files hold what is
 * deployed from them, so an operator that is not among them is not looked for.
 */
export function hiddenOperators(world: World): readonly Gap[] {
  return world.snapshot.source === 'files' ? [] : world.workloadGaps('Deployment');
}

/** What stands between us and the flags of these operators: values that come from their environment. */
export function hiddenFlags(operators: readonly OperatorScope[]): readonly Gap[] {
  return operators.flatMap(({ operator, opaque }) =>
    opaque.map((flag) => ({
      reason: 'not-read' as const,
      reads: { group: 'apps', kind: 'Deployment' },
      sentence: `${nameOf(operator)} runs with ${flag}: the value is in its environment, which is not read.`,
    })),
  );
}

export function inInstanceScope(operator: OperatorScope, stack: Stack): boolean {
  const namespace = stack.ref.namespace ?? '';
  // Where the stack will be is not known.
  const inNamespaces =
    namespace === '' || operator.instanceNamespaces === 'all' || operator.instanceNamespaces.includes(namespace);
  return (
    inNamespaces && !operator.instanceDenied.includes(namespace) && selects(operator.instanceSelector, stack.labels)
  );
}

export const CONTROLLER_ID = 'operator.prometheus.io/controller-id';

/** Operators before 0.73 have no id and look at none (cmd/operator/main.go of v0.72.0 and v0.73.2). */
export function hasControllerId(operator: OperatorScope, stack: Stack): boolean {
  if (!atLeast(operator.version, '0.73.0')) return true;
  return (stack.annotations[CONTROLLER_ID] ?? '') === operator.controllerId;
}

/** May this operator see monitors, rules and namespace labels in a namespace? */
export function sees(operator: OperatorScope, namespace: string): boolean {
  const allowed = namespace === '' || operator.namespaces === 'all' || operator.namespaces.includes(namespace);
  return allowed && !operator.denied.includes(namespace);
}
