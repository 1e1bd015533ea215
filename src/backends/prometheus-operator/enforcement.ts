import type { KubeObject, Stack } from '../../model/index.ts';
import { objectsAt, stringAt } from '../../kube/json.ts';
import { groupOf } from '../../kube/refs.ts';
import { findResource } from '../../kube/resources.ts';

/**
 * The label that the stack forces onto an object, with the object's namespace as its value; undefined where none is,
 * or the object is excepted. Source: prometheus-operator v0.93.0 pkg/namespacelabeler/labeler.go:44-98,
 * pkg/prometheus/server/rules.go:40-50.
 */
export function enforcedLabel(object: KubeObject, stack: Stack): string | undefined {
  const label = stack.restrictions.enforcedNamespaceLabel;
  // What it will be is not known of an object whose namespace is not.
  return label === undefined || object.homeless || isExcepted(object, stack) ? undefined : label;
}

function isExcepted({ apiVersion, kind, metadata }: KubeObject, { object: { body } }: Stack): boolean {
  const resource = findResource(groupOf(apiVersion), kind)?.plural;
  const named = (name: string | undefined): boolean => (name ?? '') === '' || name === metadata.name;
  const excluded = objectsAt(body, 'spec', 'excludedFromEnforcement').some(
    (entry) =>
      stringAt(entry, 'namespace') === metadata.namespace &&
      stringAt(entry, 'resource') === resource &&
      named(stringAt(entry, 'name')),
  );
  // An older field, for rules only.
  const older = objectsAt(body, 'spec', 'prometheusRulesExcludedFromEnforce').some(
    (entry) => stringAt(entry, 'ruleNamespace') === metadata.namespace && named(stringAt(entry, 'ruleName')),
  );
  return excluded || (kind === 'PrometheusRule' && older);
}
