import type { KubeObject, Ref, Stack } from '../../model/index.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { groupOf, refOf } from '../../kube/refs.ts';
import { findResource } from '../../kube/resources.ts';
import type { TargetContext } from '../../world/context.ts';

/**
 * The label that the stack forces onto an object, with the object's namespace as its value; undefined where none is,
 * or the object is excepted. Source: prometheus-operator v0.93.0 pkg/namespacelabeler/labeler.go:44-98,
 * pkg/prometheus/server/rules.go:40-50.
 */
export function enforcedLabel(object: KubeObject, stack: Stack): string | undefined {
  const label = stack.restrictions.enforcedNamespaceLabel;
  // What it will be is not known of an object whose namespace is not.
  return label === undefined || object.homeless ? undefined : enforcedOn(refOf(object), stack);
}

/** The same of an object that is yet to be made. */
export function enforcedOn(ref: Ref, stack: Stack): string | undefined {
  const label = stack.restrictions.enforcedNamespaceLabel;
  return label === undefined || isExcepted(ref, stack) ? undefined : label;
}

/** The labels of which the matchers in a rule are not those that will be asked, with any of the stacks that take it. */
export function replacedLabels(context: TargetContext, rule: KubeObject): ReadonlySet<string> {
  const stacks = context.stacks.filter((stack) => context.selected(rule, stack));
  return new Set(stacks.flatMap((stack) => enforcedLabel(rule, stack) ?? []));
}

function isExcepted({ apiVersion, kind, namespace, name: called }: Ref, { object: { body } }: Stack): boolean {
  const resource = findResource(groupOf(apiVersion), kind)?.plural;
  const named = (name: string | undefined): boolean => (name ?? '') === '' || name === called;
  const excluded = objectsAt(body, 'spec', 'excludedFromEnforcement').some(
    (entry) =>
      stringAt(entry, 'namespace') === namespace &&
      stringAt(entry, 'resource') === resource &&
      named(stringAt(entry, 'name')),
  );
  // An older field, for rules only.
  const older = objectsAt(body, 'spec', 'prometheusRulesExcludedFromEnforce').some(
    (entry) => stringAt(entry, 'ruleNamespace') === namespace && named(stringAt(entry, 'ruleName')),
  );
  return excluded || (kind === 'PrometheusRule' && older);
}
